/* SPDX-License-Identifier: GPL-2.0-only */
/* Console: sinks that drivers register, input, the ring that tools read. */
#ifndef HYP_CONSOLE_H
#define HYP_CONSOLE_H

#include <linux/types.h>

struct domain;

struct console_sink {
	const char *name;
	void (*write)(const char *s, size_t len);	/* any context */
	struct console_sink *next;
};

/* Adds @sink and writes to it what is in the ring. */
void console_register(struct console_sink *sink);
/* Raw text, not of the hypervisor, to the ring and all sinks: a guest's console. */
void console_puts(const char *s, size_t len);
/* Moves the ring to @buf, for good; @size is a power of two, larger than the old one. */
void console_ring_resize(char *buf, u32 size);
void console_init(void);		/* command line, UART, ring */
void console_init_late(void);		/* interrupts work: input, bigger ring */

/* From the UART: one character typed. */
void console_input(char c);

/* CONSOLEIO_write and _read of the hardware domain. */
void console_guest_write(struct domain *d, const char *s, size_t len);
size_t console_guest_read(char *s, size_t len);

/**
 * console_ring_read() - for XEN_SYSCTL_readconsole
 * @pos: IN where to go on, OUT where it ended (for @incremental reads)
 *
 * Return: bytes copied to @buf.
 */
size_t console_ring_read(char *buf, size_t len, u32 *pos, bool clear,
			 bool incremental);

#endif /* HYP_CONSOLE_H */
