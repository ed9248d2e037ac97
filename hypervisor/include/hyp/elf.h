/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ELF files in memory, 64-bit x86 only (System V ABI, chapter "Object Files").
 * The file is not trusted: each offset is checked against its size.
 */
#ifndef HYP_ELF_H
#define HYP_ELF_H

#include <linux/types.h>

struct elf_file {
	const u8 *image;
	size_t size;
};

struct elf_segment {
	u64 vaddr, paddr;
	u64 file_size, mem_size;	/* file_size <= mem_size */
	const void *data;		/* file_size bytes, inside the file */
};

struct elf_note {
	const char *name;		/* terminated */
	u32 type;
	u32 size;			/* of data, bytes */
	const void *data;
};

/**
 * elf_open() - check a file and all segments that it loads
 * @why: OUT reason of an error, for the log
 *
 * Return: 0, -ENOEXEC (it is not for us), -EINVAL (damaged).
 */
int elf_open(struct elf_file *elf, const void *image, size_t size, const char **why);

/* The @i-th segment that is loaded; false behind the last. */
bool elf_segment(const struct elf_file *elf, unsigned int i, struct elf_segment *seg);

/* Notes of the note segments, or of the note sections where there are no such. */
typedef void (*elf_note_fn)(void *ctx, const struct elf_note *note);
void elf_visit_notes(const struct elf_file *elf, elf_note_fn fn, void *ctx);

#endif /* HYP_ELF_H */
