// SPDX-License-Identifier: GPL-2.0-only
/*
 * The screen of the machine, as the hypervisor leaves it to dom0.
 */
#define pr_fmt(fmt) "xen:vga: " fmt

#include <linux/build_bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/screen_info.h>
#include <linux/string.h>

#include <xen/interface/xen.h>

#include "xen.h"

/* A hypervisor may know a shorter structure than we do. */
#define HAS(_size, _field) ((_size) >= offsetofend(struct dom0_vga_console_info, _field))

/* One member of both structures. */
struct twin {
	u8 from, to, bytes;
};

#define TWIN(_from, _to) {							\
	.from = offsetof(struct dom0_vga_console_info, u._from),		\
	.to = offsetof(struct screen_info, _to),				\
	.bytes = sizeof_field(struct dom0_vga_console_info, u._from) +		\
		 BUILD_BUG_ON_ZERO(sizeof_field(struct dom0_vga_console_info, u._from) != \
				   sizeof_field(struct screen_info, _to)),	\
}

#define COLOUR(_name)								\
	TWIN(vesa_lfb._name##_pos, _name##_pos), TWIN(vesa_lfb._name##_size, _name##_size)

static const struct twin pixels[] __initconst = {
	TWIN(vesa_lfb.width, lfb_width),
	TWIN(vesa_lfb.height, lfb_height),
	TWIN(vesa_lfb.bits_per_pixel, lfb_depth),
	TWIN(vesa_lfb.bytes_per_line, lfb_linelength),
	TWIN(vesa_lfb.lfb_base, lfb_base),
	TWIN(vesa_lfb.lfb_size, lfb_size),
	COLOUR(red),
	COLOUR(green),
	COLOUR(blue),
	COLOUR(rsvd),
	TWIN(vesa_lfb.ext_lfb_base, ext_lfb_base),
};

/* Of a VESA BIOS; firmware of EFI kind has none. */
static const struct twin vesa[] __initconst = {
	TWIN(vesa_lfb.gbl_caps, capabilities),
	TWIN(vesa_lfb.mode_attrs, vesa_attributes),
};

/* What is behind @size is left as it is. */
static void __init copy_twins(const struct twin *twin, unsigned int n, const void *info,
			      size_t size, void *screen)
{
	for (; n; twin++, n--)
		if (twin->from + twin->bytes <= size)
			memcpy(screen + twin->to, info + twin->from, twin->bytes);
}

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
	bool efi = info->video_type == XEN_VGATYPE_EFI_LFB;

	screen->orig_video_isVGA = efi ? VIDEO_TYPE_EFI : VIDEO_TYPE_VLFB;
	if (!efi)
		copy_twins(vesa, ARRAY_SIZE(vesa), info, size, screen);
	copy_twins(pixels, ARRAY_SIZE(pixels), info, size, screen);
	if (screen->ext_lfb_base)
		screen->capabilities |= VIDEO_CAPABILITY_64BIT_BASE;
}

/**
 * xen_take_screen() - take over what the hypervisor says of the screen
 * @info: behind start_info, or from XENPF_get_dom0_console
 * @size: of @info
 * @screen: receives it; as it is when there is none
 */
void __init xen_take_screen(const struct dom0_vga_console_info *info, size_t size,
			    struct screen_info *screen)
{
	switch (info->video_type) {
	case XEN_VGATYPE_TEXT_MODE_3:
		if (HAS(size, u.text_mode_3))
			text_screen(info, screen);
		break;
	case XEN_VGATYPE_VESA_LFB:
	case XEN_VGATYPE_EFI_LFB:
		if (HAS(size, u.vesa_lfb.rsvd_size))
			graphic_screen(info, size, screen);
		break;
	default:
		pr_info("no screen of type %#x\n", info->video_type);
	}
}
