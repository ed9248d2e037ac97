/* SPDX-License-Identifier: GPL-2.0-only */
/* Console: sinks that drivers register, input, the ring that tools read. */
#ifndef HYP_CONSOLE_H
#define HYP_CONSOLE_H

#include <linux/types.h>

struct dom0_vga_console_info;
struct domain;
struct hypercall;

struct console_sink {
	const char *name;
	void (*write)(const char *s, size_t len);	/* any context */
	struct console_sink *next;
};

/* Adds @sink and writes to it what is in the ring. */
void console_register(struct console_sink *sink);
/*
 * Raw text, not of the hypervisor, to all sinks, and with console_to_ring to the ring:
 * a guest's console.
 */
void console_puts(const char *s, size_t len);
/* The time stamp of a line of the log into @buf, "" by default; returns its length. */
size_t console_stamp(char *buf, size_t size);
/* Moves the ring to @buf, for good; @size is a power of two, larger than the old one. */
void console_ring_resize(char *buf, u32 size);
/* Command line is parsed: UARTs, polled; needs no interrupt and no heap. */
void console_init(void);
/* Heap, timers and interrupts work: input, bigger ring, VGA. */
void console_init_late(void);
/* What the screen is, for dom0's start information; false: there is none. */
bool console_vga_info(struct dom0_vga_console_info *info);

/* dom0 takes the screen over unless vga=keep. */
void console_dom0_starts(void);

/* From the UART: one character typed; interrupts may be off. */
void console_input(char c);
/* Who gets what is typed: dom0's console, or the debug keys. */
void console_input_to_dom0(bool to_dom0);

/*
 * CONSOLEIO_write: the hardware domain's bytes go out as they are, other domains'
 * lines get a prefix. CONSOLEIO_read: what has been typed for the hardware domain.
 */
void console_guest_write(struct domain *d, const char *s, size_t len);
size_t console_guest_read(char *s, size_t len);
long do_console_io(struct hypercall *call);

/**
 * console_ring_read() - for XEN_SYSCTL_readconsole
 * @pos: IN where to go on, OUT where it ended (for @incremental reads)
 *
 * Return: bytes copied to @buf.
 */
size_t console_ring_read(char *buf, size_t len, u32 *pos, bool clear,
			 bool incremental);

#endif /* HYP_CONSOLE_H */
