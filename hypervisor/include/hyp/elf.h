/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ELF files in memory, 64-bit x86 only (System V ABI, chapter "Object Files").
 * The file is not trusted: each offset is checked against its size.
 */
#ifndef HYP_ELF_H
#define HYP_ELF_H

#include <linux/types.h>

/**
 * struct elf_file - a file that elf_open() has checked
 * @image: all of it
 * @size: bytes
 */
struct elf_file {
	const u8 *image;
	size_t size;
};

/**
 * struct elf_segment - a part of the file that is loaded
 * @vaddr: virtual address
 * @paddr: physical address
 * @file_size: bytes of @data; at most @mem_size
 * @mem_size: bytes in memory; what is behind the data is zero
 * @data: inside the file
 */
struct elf_segment {
	u64 vaddr, paddr;
	u64 file_size, mem_size;
	const void *data;
};

/**
 * struct elf_note - a note
 * @name: terminated
 * @type: by @name
 * @size: of @data, bytes
 * @data: inside the file, at any alignment
 */
struct elf_note {
	const char *name;
	u32 type;
	u32 size;
	const void *data;
};

/**
 * elf_open() - check a file and all segments that it loads
 * @elf: OUT; refers to @image
 * @image: the file
 * @size: of it, bytes
 * @why: OUT reason of an error, for the log
 *
 * Return: 0, -ENOEXEC (it is not for us), -EINVAL (damaged).
 */
int elf_open(struct elf_file *elf, const void *image, size_t size, const char **why);

/**
 * elf_segment() - one of the segments that are loaded
 * @elf: opened
 * @i: number, from 0
 * @seg: OUT
 *
 * Return: false behind the last.
 */
bool elf_segment(const struct elf_file *elf, unsigned int i, struct elf_segment *seg);

/**
 * typedef elf_note_fn - is told of a note
 * @ctx: the caller's own
 * @note: valid during the call
 */
typedef void (*elf_note_fn)(void *ctx, const struct elf_note *note);

/**
 * elf_visit_notes() - all notes of a file
 * @elf: opened
 * @fn: called for each one that is whole
 * @ctx: for @fn
 *
 * Notes of the note segments, or of the note sections where there are no such segments.
 */
void elf_visit_notes(const struct elf_file *elf, elf_note_fn fn, void *ctx);

#endif /* HYP_ELF_H */
