// SPDX-License-Identifier: GPL-2.0-only
/* The boot image of Linux on x86 (Documentation/x86/boot.rst of the kernel). */
#include <hyp/unzip.h>

#include <linux/errno.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define SECTOR			512
#define OFFSET_SETUP_SECTS	0x1f1
#define OFFSET_MAGIC		0x202
#define OFFSET_VERSION		0x206
#define OFFSET_PAYLOAD		0x248
#define OFFSET_PAYLOAD_LEN	0x24c
#define VERSION_PAYLOAD		0x208	/* the first that says where the payload is */
#define HEADER_END		0x250

int bzimage_parse(const void *image, size_t len, struct bzimage *bz)
{
	const u8 *p = image;
	u64 setup, start, size;

	if (len < HEADER_END || memcmp(p + OFFSET_MAGIC, "HdrS", 4))
		return -ENOEXEC;
	if (get_unaligned_le16(p + OFFSET_VERSION) < VERSION_PAYLOAD)
		return -EINVAL;
	/* Zero stands for four, from before the field was there. */
	setup = (p[OFFSET_SETUP_SECTS] ?: 4) + 1;
	start = setup * SECTOR + get_unaligned_le32(p + OFFSET_PAYLOAD);
	size = get_unaligned_le32(p + OFFSET_PAYLOAD_LEN);
	if (size < 4 || start > len || size > len - start)
		return -EINVAL;
	bz->payload = p + start;
	bz->payload_len = size;
	/* The kernel's build puts the size behind the data, as gzip does anyway. */
	bz->unpacked = get_unaligned_le32(p + start + size - 4);
	return 0;
}
