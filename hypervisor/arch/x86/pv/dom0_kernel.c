// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel file of dom0: what it is, what its Xen notes ask for.
 *
 * The notes are those of include/xen/interface/elfnote.h; a bzImage is unpacked
 * first (Documentation/x86/boot.rst of the kernel describes its header).
 */
#include <asm/dom0.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <hyp/elf.h>
#include <hyp/heap.h>
#include <hyp/panic.h>
#include <hyp/unzip.h>
#include <asm/pv_hypercall.h>
#include <xen/interface/elfnote.h>

static void decompress(struct dom0_kernel *k, const struct bzimage *bz)
{
	const char *why;
	ssize_t len;

	k->unpacked = heap_alloc(bz->unpacked);
	if (!k->unpacked)
		boot_fail("dom0: no memory to unpack the kernel, %zu bytes", bz->unpacked);
	len = unzip(bz->payload, bz->payload_len, k->unpacked, bz->unpacked, &why);
	if (len < 0)
		boot_fail("dom0: kernel can't be unpacked: %s", why);
	k->image = k->unpacked;
	k->size = len;
}

/* Both kinds of file are fine. */
static void open_file(struct dom0_kernel *k, struct elf_file *elf)
{
	const char *why;
	struct bzimage bz;
	int err = bzimage_parse(k->image, k->size, &bz);

	if (!err)
		decompress(k, &bz);
	else if (err != -ENOEXEC)
		boot_fail("dom0: kernel is a bzImage that is truncated or too old");
	if (elf_open(elf, k->image, k->size, &why))
		boot_fail("dom0: kernel: %s", why);
}

/* A number in a note is 4 or 8 bytes long, as the kernel's assembler made it. */
static u64 note_number(const struct elf_note *n)
{
	if (n->size >= 8)
		return get_unaligned_le64(n->data);
	return n->size >= 4 ? get_unaligned_le32(n->data) : 0;
}

static bool note_is(const struct elf_note *n, const char *text)
{
	return n->size >= strlen(text) && !memcmp(n->data, text, strlen(text));
}

/* "name|!name|...": those with a ! are demanded. */
static void check_features(const struct elf_note *n)
{
	static const char * const have[] = { "writable_page_tables", "pae_pgdir_above_4gb" };
	const char *s = n->data, *end = s + n->size;

	while (s < end && *s) {
		const char *name = s + (*s == '!');
		const char *stop = name;
		unsigned int i;
		bool known = *s != '!';

		while (stop < end && *stop && *stop != '|')
			stop++;
		for (i = 0; i < ARRAY_SIZE(have); i++)
			known |= strlen(have[i]) == (size_t)(stop - name) &&
				 !memcmp(have[i], name, stop - name);
		if (!known)
			boot_fail("dom0: kernel demands the feature \"%.*s\"", (int)(stop - name),
				  name);
		s = stop < end && *stop ? stop + 1 : end;
	}
}

/* Called for each note of the file; @ctx is the struct dom0_kernel. */
static void take_note(void *ctx, const struct elf_note *n)
{
	struct dom0_kernel *k = ctx;

	if (strcmp(n->name, "Xen"))
		return;
	switch (n->type) {
	case XEN_ELFNOTE_PHYS32_ENTRY:
		k->phys_entry = note_number(n);
		break;
	case XEN_ELFNOTE_ENTRY:
		k->virt_entry = note_number(n);
		break;
	case XEN_ELFNOTE_HYPERCALL_PAGE:
		k->virt_hypercall = note_number(n);
		break;
	case XEN_ELFNOTE_VIRT_BASE:
		k->virt_base = note_number(n);
		break;
	case XEN_ELFNOTE_PADDR_OFFSET:
		k->paddr_offset = note_number(n);
		break;
	case XEN_ELFNOTE_INIT_P2M:
		k->virt_p2m = note_number(n);
		break;
	case XEN_ELFNOTE_MOD_START_PFN:
		k->initrd_unmapped = note_number(n);
		break;
	case XEN_ELFNOTE_FEATURES:
		check_features(n);
		break;
	case XEN_ELFNOTE_GUEST_OS:
		snprintf(k->guest_os, sizeof(k->guest_os), "%.*s", (int)n->size,
			 (const char *)n->data);
		break;
	case XEN_ELFNOTE_XEN_VERSION:
		if (!note_is(n, "xen-3.0"))
			boot_fail("dom0: kernel is for another hypervisor ABI than xen-3.0");
		break;
	}
}

static void find_range(struct dom0_kernel *k, const struct elf_file *elf)
{
	struct elf_segment seg;
	unsigned int i;

	k->start = ~0ULL;
	for (i = 0; elf_segment(elf, i, &seg); i++) {
		u64 va = seg.paddr - k->paddr_offset + k->virt_base;

		k->start = min(k->start, va);
		k->end = max(k->end, va + seg.mem_size);
	}
	if (k->start >= k->end || k->start < k->virt_base || k->end - k->virt_base > 1ULL << 30)
		boot_fail("dom0: kernel at %#llx-%#llx does not fit behind its base %#llx",
			  k->start, k->end, k->virt_base);
}

static bool inside(const struct dom0_kernel *k, u64 va)
{
	return va >= k->start && va < k->end;
}

static void check_pv(const struct dom0_kernel *k)
{
	if (!k->virt_entry)
		boot_fail("dom0: kernel has no Xen notes: not made for PV");
	if (!inside(k, k->virt_entry))
		boot_fail("dom0: entry %#llx is outside of the kernel", k->virt_entry);
	if (k->virt_hypercall != ~0ULL &&
	    (k->virt_hypercall % PAGE_SIZE || !inside(k, k->virt_hypercall)))
		boot_fail("dom0: hypercall page %#llx is outside of the kernel",
			  k->virt_hypercall);
	if (k->virt_p2m != ~0ULL && (k->virt_p2m % PAGE_SIZE || !pv_address_ok(k->virt_p2m)))
		boot_fail("dom0: p2m can't be at %#llx", k->virt_p2m);
}

static void open_kernel(struct dom0_kernel *k, const void *image, size_t size,
			struct elf_file *elf)
{
	memset(k, 0, sizeof(*k));
	k->image = image;
	k->size = size;
	k->virt_hypercall = ~0ULL;
	k->virt_p2m = ~0ULL;
	open_file(k, elf);
	elf_visit_notes(elf, take_note, k);
}

void dom0_kernel_open(struct dom0_kernel *k, const void *image, size_t size)
{
	struct elf_file elf;

	open_kernel(k, image, size, &elf);
	find_range(k, &elf);
	check_pv(k);
}

void dom0_kernel_open_phys(struct dom0_kernel *k, const void *image, size_t size)
{
	struct elf_file elf;

	open_kernel(k, image, size, &elf);
	if (!k->phys_entry)
		boot_fail("dom0: kernel has no PVH entry: dom0=pvh needs one");
	k->virt_base = 0;
	k->paddr_offset = 0;
	find_range(k, &elf);
	if (!inside(k, k->phys_entry))
		boot_fail("dom0: PVH entry %#llx is outside of the kernel", k->phys_entry);
}

void dom0_kernel_load(const struct dom0_kernel *k, dom0_copy_fn copy, void *ctx)
{
	struct elf_segment seg;
	struct elf_file elf;
	const char *why;
	unsigned int i;

	if (elf_open(&elf, k->image, k->size, &why))
		return;			/* it was fine a moment ago */
	for (i = 0; elf_segment(&elf, i, &seg); i++) {
		u64 va = seg.paddr - k->paddr_offset + k->virt_base;

		copy(ctx, va, seg.data, seg.file_size);
		copy(ctx, va + seg.file_size, NULL, seg.mem_size - seg.file_size);
	}
}

void dom0_kernel_close(struct dom0_kernel *k)
{
	heap_free(k->unpacked);
	k->unpacked = NULL;
	k->image = NULL;
}
