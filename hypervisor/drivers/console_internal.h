/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the files of the console. */
#ifndef DRIVERS_CONSOLE_INTERNAL_H
#define DRIVERS_CONSOLE_INTERNAL_H

/**
 * console_input_init() - prepare the way of input to dom0
 *
 * At boot, once.
 */
void console_input_init(void);

/**
 * vga_console_init() - text mode at 0xb8000 becomes a sink of the console, if it is there
 *
 * At boot; until dom0 starts, or for ever with vga=keep.
 */
void vga_console_init(void);

/**
 * vga_console_stop() - dom0 starts: the screen is its own, but for vga=keep
 */
void vga_console_stop(void);

#endif /* DRIVERS_CONSOLE_INTERNAL_H */
