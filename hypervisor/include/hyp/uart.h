/* SPDX-License-Identifier: GPL-2.0-only */
/* Serial ports of the 8250 family: the console's first sink and only input. */
#ifndef HYP_UART_H
#define HYP_UART_H

#include <linux/types.h>

#define UART_NR_PORTS	2		/* com1, com2 */

/**
 * struct uart_settings - how a port is set up
 * @baud: 0: as the firmware left it ("auto")
 * @clock: Hz, of the divisor's input times 16
 * @data_bits: 5 to 8
 * @stop_bits: 1 or 2
 * @parity: n o e m s
 * @io: first of eight ports
 * @irq: ISA interrupt, <= 0: polled
 */
struct uart_settings {
	u32 baud;
	u32 clock;
	u8 data_bits, stop_bits;
	char parity;
	u16 io;
	s16 irq;
};

/**
 * uart_parse() - read an option com1= or com2=
 * @arg: baud|auto[/clock][,DPS[,io-base[,irq]]], e.g. 115200,8n1,0x3f8,4
 * @set: IN defaults, OUT what @arg says differently
 *
 * Return: 0 or -EINVAL (then @set is as before).
 */
int uart_parse(const char *arg, struct uart_settings *set);

/**
 * uart_console_init() - set up a port and make it a sink of the console
 * @nr: 0: com1, 1: com2
 * @even_unset: also when no comN= was given, as the firmware left it
 *
 * Output is polled from here on.
 *
 * Return: 0, -ENOENT (not configured), -ENODEV (nothing answers there).
 */
int uart_console_init(unsigned int nr, bool even_unset);

/**
 * uart_init_late() - start to receive
 * @irqs: the hypervisor owns the I/O APIC: by interrupt; else polled by a timer
 *
 * Interrupts and timers work.
 */
void uart_init_late(bool irqs);

/**
 * uart_poll() - take what has been received, for loops that run with interrupts off
 *
 * Hands it to console_input(); the console's lock is not held.
 */
void uart_poll(void);

/**
 * uart_port_range() - ports that the hypervisor keeps
 * @nr: 0: com1, 1: com2
 * @first: OUT
 * @last: OUT
 *
 * Return: true while @nr is in use, else nothing is filled in.
 */
bool uart_port_range(unsigned int nr, u16 *first, u16 *last);

#endif /* HYP_UART_H */
