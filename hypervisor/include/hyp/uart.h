/* SPDX-License-Identifier: GPL-2.0-only */
/* Serial ports of the 8250 family: the console's first sink and only input. */
#ifndef HYP_UART_H
#define HYP_UART_H

#include <linux/types.h>

#define UART_NR_PORTS	2		/* com1, com2 */

struct uart_settings {
	u32 baud;			/* 0: as the firmware left it ("auto") */
	u32 clock;			/* Hz, of the divisor's input times 16 */
	u8 data_bits, stop_bits;
	char parity;			/* n o e m s */
	u16 io;				/* first of eight ports */
	s16 irq;			/* ISA interrupt, <= 0: polled */
};

/**
 * uart_parse() - read an option com1= or com2=
 * @arg: baud|auto[/clock][,DPS[,io-base[,irq]]], e.g. 115200,8n1,0x3f8,4
 * @set: IN defaults, OUT what @arg says differently
 *
 * Return: 0 or -EINVAL (then @set is as before).
 */
int uart_parse(const char *arg, struct uart_settings *set);

/*
 * Sets up a port (0: com1) and makes it a sink of the console; output is polled from
 * here on. @even_unset: also when no comN= was given, as the firmware left it.
 * Return: 0, -ENOENT (not configured), -ENODEV (nothing answers there).
 */
int uart_console_init(unsigned int nr, bool even_unset);

/*
 * Receive: by interrupt where the hypervisor owns the I/O APIC (@irqs), else polled by
 * a timer. Interrupts and timers work when this is called.
 */
void uart_init_late(bool irqs);

/* Takes what has been received, for loops that run with interrupts off. */
void uart_poll(void);

/* Ports that the hypervisor keeps: true while @nr is in use, fills the range. */
bool uart_port_range(unsigned int nr, u16 *first, u16 *last);

#endif /* HYP_UART_H */
