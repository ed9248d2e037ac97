// SPDX-License-Identifier: GPL-2.0-only
/* The VGA text screen as a sink, until dom0 has a driver for it (vga=keep: for ever). */
#include <linux/bits.h>
#include <linux/init.h>
#include <linux/string.h>
#include <hyp/console.h>
#include <hyp/param.h>
#include <hyp/vmap.h>
#include <asm/io.h>
#include <xen/interface/xen.h>
#include "console_internal.h"

#define VGA_PADDR	0xb8000
#define COLUMNS		80
#define ROWS		25
#define CELL(c)		((u16)(0x0700 | (u8)(c)))	/* grey on black */

/* Graphics controller, register 6 (IBM VGA): bit 0 says graphics, 3:2 the window. */
#define GC_INDEX	0x3ce
#define GC_DATA		0x3cf
#define GC_MISC		6
#define CRTC_INDEX	0x3d4
#define CRTC_DATA	0x3d5
#define CRTC_CURSOR_HI	0x0e
#define CRTC_CURSOR_LO	0x0f

static u16 *screen;
static unsigned int column, row;
static bool stopped, opt_keep;

static int __init parse_vga(const char *arg)
{
	opt_keep = strstr(arg, "keep");
	return 0;
}

PARAM_CALL("vga", parse_vga);

static bool in_text_mode(void)
{
	u8 misc;

	outb(GC_MISC, GC_INDEX);
	misc = inb(GC_DATA);
	return misc != 0xff && !(misc & BIT(0)) && (misc & (BIT(3) | BIT(2))) == (BIT(3) | BIT(2));
}

static void scroll(void)
{
	unsigned int i;

	for (i = 0; i < COLUMNS * (ROWS - 1); i++)
		writew(readw(&screen[i + COLUMNS]), &screen[i]);
	for (; i < COLUMNS * ROWS; i++)
		writew(CELL(' '), &screen[i]);
}

static void newline(void)
{
	column = 0;
	if (row < ROWS - 1)
		row++;
	else
		scroll();
}

static void put(char c)
{
	switch (c) {
	case '\n':
		newline();
		return;
	case '\r':
		column = 0;
		return;
	}
	if ((u8)c < ' ')
		return;
	if (column == COLUMNS)
		newline();
	writew(CELL(c), &screen[row * COLUMNS + column++]);
}

static void show_cursor(void)
{
	u16 at = row * COLUMNS + column;

	outb(CRTC_CURSOR_HI, CRTC_INDEX);
	outb(at >> 8, CRTC_DATA);
	outb(CRTC_CURSOR_LO, CRTC_INDEX);
	outb(at & 0xff, CRTC_DATA);
}

static void vga_write(const char *s, size_t len)
{
	if (stopped)
		return;
	while (len--)
		put(*s++);
	show_cursor();
}

static struct console_sink vga_sink = { .name = "vga", .write = vga_write };

void __init vga_console_init(void)
{
	if (!in_text_mode())
		return;
	screen = ioremap(VGA_PADDR, COLUMNS * ROWS * sizeof(*screen), MAP_UC);
	if (!screen)
		return;
	row = ROWS - 1;
	newline();
	console_register(&vga_sink);
}

void __init vga_console_stop(void)
{
	stopped = !opt_keep;
}

bool console_vga_info(struct dom0_vga_console_info *info)
{
	if (!screen)
		return false;
	info->video_type = XEN_VGATYPE_TEXT_MODE_3;
	info->u.text_mode_3.font_height = 16;
	info->u.text_mode_3.cursor_x = column;
	info->u.text_mode_3.cursor_y = row;
	info->u.text_mode_3.rows = ROWS;
	info->u.text_mode_3.columns = COLUMNS;
	return true;
}
