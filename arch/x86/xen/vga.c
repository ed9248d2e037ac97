// SPDX-License-Identifier: GPL-2.0-only
/*
 * The screen of the machine, as the hypervisor leaves it to dom0.
 */
#define pr_fmt(fmt) "xen:vga: " fmt

#include <linux/init.h>
#include <linux/printk.h>
#include <linux/screen_info.h>

#include <xen/interface/xen.h>

#include "xen-ops.h"

/* A hypervisor may know a shorter structure than we do. */
#define HAS(_info, _size, _field) ((_size) >= offsetofend(struct dom0_vga_console_info, _field))

static void __init text_screen(const struct dom0_vga_console_info *info, struct screen_info *screen)
{
	screen->orig_video_isVGA = VIDEO_TYPE_VGAC;
	screen->orig_video_mode = info->video_type;
	screen->orig_x = info->u.text_mode_3.cursor_x;
	screen->orig_y = info->u.text_mode_3.cursor_y;
	screen->orig_video_lines = info->u.text_mode_3.rows;
	screen->orig_video_cols = info->u.text_mode_3.columns;
	screen->orig_video_points = info->u.text_mode_3.font_height;
	/* Color EGA with the memory of a VGA card. */
	screen->orig_video_ega_bx = 3;
}

static void __init graphic_screen(const struct dom0_vga_console_info *info, size_t size,
				  struct screen_info *screen)
{
	screen->lfb_width = info->u.vesa_lfb.width;
	screen->lfb_height = info->u.vesa_lfb.height;
	screen->lfb_depth = info->u.vesa_lfb.bits_per_pixel;
	screen->lfb_base = info->u.vesa_lfb.lfb_base;
	screen->lfb_size = info->u.vesa_lfb.lfb_size;
	screen->lfb_linelength = info->u.vesa_lfb.bytes_per_line;
	screen->red_size = info->u.vesa_lfb.red_size;
	screen->red_pos = info->u.vesa_lfb.red_pos;
	screen->green_size = info->u.vesa_lfb.green_size;
	screen->green_pos = info->u.vesa_lfb.green_pos;
	screen->blue_size = info->u.vesa_lfb.blue_size;
	screen->blue_pos = info->u.vesa_lfb.blue_pos;
	screen->rsvd_size = info->u.vesa_lfb.rsvd_size;
	screen->rsvd_pos = info->u.vesa_lfb.rsvd_pos;
	if (HAS(info, size, u.vesa_lfb.ext_lfb_base) && info->u.vesa_lfb.ext_lfb_base) {
		screen->ext_lfb_base = info->u.vesa_lfb.ext_lfb_base;
		screen->capabilities |= VIDEO_CAPABILITY_64BIT_BASE;
	}
	if (info->video_type == XEN_VGATYPE_EFI_LFB) {
		screen->orig_video_isVGA = VIDEO_TYPE_EFI;
		return;
	}
	screen->orig_video_isVGA = VIDEO_TYPE_VLFB;
	if (HAS(info, size, u.vesa_lfb.gbl_caps))
		screen->capabilities |= info->u.vesa_lfb.gbl_caps;
	if (HAS(info, size, u.vesa_lfb.mode_attrs))
		screen->vesa_attributes = info->u.vesa_lfb.mode_attrs;
}

/**
 * xen_init_vga() - take over what the hypervisor says of the screen
 * @info: behind start_info, or from XENPF_get_dom0_console
 * @size: of @info
 * @screen: receives it; as it is when there is none
 */
void __init xen_init_vga(const struct dom0_vga_console_info *info, size_t size,
			 struct screen_info *screen)
{
	switch (info->video_type) {
	case XEN_VGATYPE_TEXT_MODE_3:
		if (HAS(info, size, u.text_mode_3))
			text_screen(info, screen);
		break;
	case XEN_VGATYPE_VESA_LFB:
	case XEN_VGATYPE_EFI_LFB:
		if (HAS(info, size, u.vesa_lfb.rsvd_size))
			graphic_screen(info, size, screen);
		break;
	default:
		pr_info("no screen of type %#x\n", info->video_type);
	}
}
