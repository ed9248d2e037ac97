/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the files of the console. */
#ifndef DRIVERS_CONSOLE_INTERNAL_H
#define DRIVERS_CONSOLE_INTERNAL_H

void console_input_init(void);

/* Text mode at 0xb8000: a sink until dom0 starts, or for ever with vga=keep. */
void vga_console_init(void);
void vga_console_stop(void);

#endif /* DRIVERS_CONSOLE_INTERNAL_H */
