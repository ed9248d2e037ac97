// SPDX-License-Identifier: GPL-2.0-only
/* Reading of ELF files; fields are fetched by offset, so alignment does not matter. */
#include <hyp/elf.h>

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/unaligned.h>

/* File header */
#define EH_SIZE		64
#define EH_CLASS	4
#define EH_DATA		5
#define EH_TYPE		16
#define EH_MACHINE	18
#define EH_PHOFF	32
#define EH_SHOFF	40
#define EH_PHENTSIZE	54
#define EH_PHNUM	56
#define EH_SHENTSIZE	58
#define EH_SHNUM	60
#define CLASS_64	2
#define DATA_LSB	1
#define TYPE_EXEC	2
#define TYPE_DYN	3
#define MACHINE_X86_64	62

/* Program header */
#define PH_SIZE		56
#define PH_TYPE		0
#define PH_OFFSET	8
#define PH_VADDR	16
#define PH_PADDR	24
#define PH_FILESZ	32
#define PH_MEMSZ	40
#define PT_LOAD		1
#define PT_NOTE		4

/* Section header */
#define SH_SIZE		64
#define SH_TYPE		4
#define SH_OFFSET	24
#define SH_BYTES	32
#define SHT_NOTE	7

#define NOTE_HEADER	12

static u16 field16(const u8 *p, unsigned int offset)
{
	return get_unaligned_le16(p + offset);
}

static u32 field32(const u8 *p, unsigned int offset)
{
	return get_unaligned_le32(p + offset);
}

static u64 field64(const u8 *p, unsigned int offset)
{
	return get_unaligned_le64(p + offset);
}

static bool in_file(const struct elf_file *elf, u64 offset, u64 bytes)
{
	return offset <= elf->size && bytes <= elf->size - offset;
}

/* The n-th program header; elf_open() checked that all are in the file. */
static const u8 *program_header(const struct elf_file *elf, unsigned int n)
{
	if (n >= field16(elf->image, EH_PHNUM))
		return NULL;
	return elf->image + field64(elf->image, EH_PHOFF) + (u64)n * PH_SIZE;
}

static int check_header(const struct elf_file *elf, const char **why)
{
	const u8 *p = elf->image;

	*why = "not an ELF file";
	if (elf->size < EH_SIZE || memcmp(p, "\177ELF", 4))
		return -ENOEXEC;
	*why = "32-bit ELF file";
	if (p[EH_CLASS] != CLASS_64)
		return -ENOEXEC;
	*why = "ELF file for another processor";
	if (p[EH_DATA] != DATA_LSB || field16(p, EH_MACHINE) != MACHINE_X86_64)
		return -ENOEXEC;
	*why = "ELF file is not a program";
	if (field16(p, EH_TYPE) != TYPE_EXEC && field16(p, EH_TYPE) != TYPE_DYN)
		return -ENOEXEC;
	*why = "ELF file is truncated";
	if (field16(p, EH_PHENTSIZE) != PH_SIZE ||
	    !in_file(elf, field64(p, EH_PHOFF), (u64)field16(p, EH_PHNUM) * PH_SIZE))
		return -EINVAL;
	return 0;
}

static bool segment_ok(const struct elf_file *elf, const u8 *ph)
{
	u64 file_size = field64(ph, PH_FILESZ), mem_size = field64(ph, PH_MEMSZ);
	u64 paddr = field64(ph, PH_PADDR), vaddr = field64(ph, PH_VADDR);

	return in_file(elf, field64(ph, PH_OFFSET), file_size) && file_size <= mem_size &&
	       paddr + mem_size >= paddr && vaddr + mem_size >= vaddr;
}

int elf_open(struct elf_file *elf, const void *image, size_t size, const char **why)
{
	unsigned int i, loads = 0;
	const u8 *ph;
	int err;

	elf->image = image;
	elf->size = size;
	err = check_header(elf, why);
	if (err)
		return err;
	for (i = 0; (ph = program_header(elf, i)); i++) {
		if (field32(ph, PH_TYPE) != PT_LOAD)
			continue;
		if (!segment_ok(elf, ph))
			return -EINVAL;
		loads++;
	}
	*why = "ELF file has nothing to load";
	return loads ? 0 : -ENOEXEC;
}

bool elf_segment(const struct elf_file *elf, unsigned int i, struct elf_segment *seg)
{
	unsigned int n;
	const u8 *ph;

	for (n = 0; (ph = program_header(elf, n)); n++)
		if (field32(ph, PH_TYPE) == PT_LOAD && !i--)
			break;
	if (!ph)
		return false;
	seg->vaddr = field64(ph, PH_VADDR);
	seg->paddr = field64(ph, PH_PADDR);
	seg->file_size = field64(ph, PH_FILESZ);
	seg->mem_size = field64(ph, PH_MEMSZ);
	seg->data = elf->image + field64(ph, PH_OFFSET);
	return true;
}

/* Name and data are padded to 4 bytes each. */
static void notes_in(const u8 *p, u64 bytes, elf_note_fn fn, void *ctx)
{
	while (bytes >= NOTE_HEADER) {
		u64 name = ALIGN((u64)field32(p, 0), 4), data = ALIGN((u64)field32(p, 4), 4);
		struct elf_note note = {
			.name = (const char *)p + NOTE_HEADER,
			.size = field32(p, 4),
			.type = field32(p, 8),
			.data = p + NOTE_HEADER + name,
		};

		if (name + data > bytes - NOTE_HEADER)
			return;
		if (name && !note.name[field32(p, 0) - 1])
			fn(ctx, &note);
		p += NOTE_HEADER + name + data;
		bytes -= NOTE_HEADER + name + data;
	}
}

static bool segment_notes(const struct elf_file *elf, elf_note_fn fn, void *ctx)
{
	bool found = false;
	unsigned int i;
	const u8 *ph;

	for (i = 0; (ph = program_header(elf, i)); i++) {
		u64 offset = field64(ph, PH_OFFSET), bytes = field64(ph, PH_FILESZ);

		if (field32(ph, PH_TYPE) != PT_NOTE || !in_file(elf, offset, bytes))
			continue;
		notes_in(elf->image + offset, bytes, fn, ctx);
		found = true;
	}
	return found;
}

static void section_notes(const struct elf_file *elf, elf_note_fn fn, void *ctx)
{
	u64 table = field64(elf->image, EH_SHOFF);
	unsigned int i, n = field16(elf->image, EH_SHNUM);

	if (field16(elf->image, EH_SHENTSIZE) != SH_SIZE || !in_file(elf, table, (u64)n * SH_SIZE))
		return;
	for (i = 0; i < n; i++) {
		const u8 *sh = elf->image + table + (u64)i * SH_SIZE;
		u64 offset = field64(sh, SH_OFFSET), bytes = field64(sh, SH_BYTES);

		if (field32(sh, SH_TYPE) == SHT_NOTE && in_file(elf, offset, bytes))
			notes_in(elf->image + offset, bytes, fn, ctx);
	}
}

void elf_visit_notes(const struct elf_file *elf, elf_note_fn fn, void *ctx)
{
	if (!segment_notes(elf, fn, ctx))
		section_notes(elf, fn, ctx);
}
