/* SPDX-License-Identifier: GPL-2.0-only */
/* Console: sinks that drivers register, input, the ring that tools read. */
#ifndef HYP_CONSOLE_H
#define HYP_CONSOLE_H

#include <linux/types.h>

struct dom0_vga_console_info;
struct domain;
struct hypercall;

/**
 * struct console_sink - a device that shows the console's text
 * @name: com1, vga, ...
 * @write: any context, one caller at a time but in a panic
 * @next: list of all sinks
 */
struct console_sink {
	const char *name;
	void (*write)(const char *s, size_t len);
	struct console_sink *next;
};

/**
 * console_register() - add a sink
 * @sink: stays for ever
 *
 * What is in the ring is written to it first.  Takes the console's lock.
 */
void console_register(struct console_sink *sink);

/**
 * console_puts() - raw text that is not of the hypervisor, a guest's, to all sinks
 * @s: text
 * @len: bytes
 *
 * Goes to the ring too with console_to_ring=yes.  An unfinished line of the log is ended first.
 * Any context.
 */
void console_puts(const char *s, size_t len);

/**
 * console_stamp() - the time stamp of a line of the log (console_timestamps=)
 * @buf: OUT, "" by default
 * @size: of @buf
 *
 * Called with the console's lock held.
 *
 * Return: its length, bytes.
 */
size_t console_stamp(char *buf, size_t size);

/**
 * console_ring_resize() - move the ring
 * @buf: kept for good
 * @size: of @buf: a power of two, larger than the old one
 */
void console_ring_resize(char *buf, u32 size);

/**
 * console_init() - set up the UARTs that the command line names, polled
 *
 * After params_parse(); needs no interrupt and no heap.
 */
void console_init(void);

/**
 * console_init_late() - a larger ring, VGA, input
 *
 * Heap, timers and interrupts work.
 */
void console_init_late(void);

/**
 * console_vga_info() - what the screen is, for dom0's start information
 * @info: OUT
 *
 * Return: false: there is none, @info is as before.
 */
bool console_vga_info(struct dom0_vga_console_info *info);

/**
 * console_dom0_starts() - dom0 takes the screen over unless vga=keep
 */
void console_dom0_starts(void);

/**
 * console_input() - one character was typed
 * @c: as the UART has it
 *
 * From the UART's interrupt or poll timer: any context without the console's lock.
 */
void console_input(char c);

/**
 * console_input_to_dom0() - choose who gets what is typed, and say so
 * @to_dom0: true: dom0's console; false: the debug keys
 */
void console_input_to_dom0(bool to_dom0);

/**
 * console_guest_write() - CONSOLEIO_write
 * @d: caller
 * @s: text, not terminated
 * @len: bytes; of other domains than the hardware domain 256 at most are shown
 *
 * The hardware domain's bytes go out as they are, other domains' as a rate-limited line with
 * their number.
 */
void console_guest_write(struct domain *d, const char *s, size_t len);

/**
 * console_guest_read() - CONSOLEIO_read: take what was typed for the hardware domain
 * @s: OUT, not terminated
 * @len: room, bytes
 *
 * Return: bytes copied; 0: nothing was typed.
 */
size_t console_guest_read(char *s, size_t len);

/**
 * do_console_io() - HYPERVISOR_console_io
 * @call: command, bytes, buffer
 *
 * Return: 0 (write), bytes (read), -EPERM (read by a domain without the console), -EFAULT,
 * -ENOSYS.
 */
long do_console_io(struct hypercall *call);

/**
 * console_ring_read() - for XEN_SYSCTL_readconsole
 * @buf: OUT
 * @len: room, bytes
 * @pos: IN where to go on (only if @incremental), OUT where it ended
 * @clear: forget all that is in the ring afterwards
 * @incremental: start at @pos if that is still in the ring, else at the oldest byte
 *
 * Return: bytes copied to @buf.
 */
size_t console_ring_read(char *buf, size_t len, u32 *pos, bool clear,
			 bool incremental);

#endif /* HYP_CONSOLE_H */
