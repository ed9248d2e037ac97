// SPDX-License-Identifier: GPL-2.0-only
/*
 * ELF files that nobody vouches for: a good one is read as it is, and no change of any
 * byte, and no cut, makes the reader look outside of the file (the sanitizer sees that,
 * since the file is an allocation of exactly its size).
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <hyp/elf.h>
#include <hyp/heap.h>

#include "test.h"

#define PHDRS	64
#define NOTES	(PHDRS + 2 * 56)
#define DATA	(NOTES + 12 + 4 + 8)
#define SIZE	(DATA + 16)

static void put16(u8 *p, unsigned int at, u16 val)
{
	put_unaligned_le16(val, p + at);
}

static void put32(u8 *p, unsigned int at, u32 val)
{
	put_unaligned_le32(val, p + at);
}

static void put64(u8 *p, unsigned int at, u64 val)
{
	put_unaligned_le64(val, p + at);
}

/* One segment of 16 bytes in the file and 64 in memory, and one note "Xen", type 7. */
static u8 *good_file(void)
{
	u8 *p = heap_alloc(SIZE);

	memset(p, 0, SIZE);
	memcpy(p, "\177ELF\2\1\1", 7);
	put16(p, 16, 2);
	put16(p, 18, 62);
	put64(p, 32, PHDRS);
	put16(p, 54, 56);
	put16(p, 56, 2);
	put32(p, PHDRS, 1);
	put64(p, PHDRS + 8, DATA);
	put64(p, PHDRS + 16, 0xffffffff80001000);
	put64(p, PHDRS + 24, 0x1000);
	put64(p, PHDRS + 32, 16);
	put64(p, PHDRS + 40, 64);
	put32(p, PHDRS + 56, 4);
	put64(p, PHDRS + 56 + 8, NOTES);
	put64(p, PHDRS + 56 + 32, DATA - NOTES);
	put32(p, NOTES, 4);
	put32(p, NOTES + 4, 8);
	put32(p, NOTES + 8, 7);
	memcpy(p + NOTES + 12, "Xen", 4);
	put64(p, NOTES + 16, 0x1122334455667788);
	memset(p + DATA, 0xa5, 16);
	return p;
}

static unsigned int nr_notes;
static u64 sum;

static void take_note(void *ctx, const struct elf_note *note)
{
	const u8 *data = note->data;
	u32 i;

	nr_notes++;
	for (i = 0; i < note->size; i++)
		sum += data[i];
	sum += strlen(note->name);
}

/* Reads all that the file says. */
static int read_all(const u8 *p, size_t size)
{
	struct elf_segment seg;
	struct elf_file elf;
	const char *why;
	unsigned int i;
	u64 n;
	int err = elf_open(&elf, p, size, &why);

	if (err)
		return EXPECT(why) ? err : 0;
	for (i = 0; elf_segment(&elf, i, &seg); i++)
		for (n = 0; n < seg.file_size; n++)
			sum += ((const u8 *)seg.data)[n];
	elf_visit_notes(&elf, take_note, NULL);
	return 0;
}

TEST(a_good_file)
{
	struct elf_segment seg;
	struct elf_file elf;
	const char *why;
	u8 *p = good_file();

	EXPECT_EQ(elf_open(&elf, p, SIZE, &why), 0);
	EXPECT(elf_segment(&elf, 0, &seg));
	EXPECT_EQ(seg.vaddr, 0xffffffff80001000);
	EXPECT_EQ(seg.paddr, 0x1000);
	EXPECT_EQ(seg.file_size, 16);
	EXPECT_EQ(seg.mem_size, 64);
	EXPECT(seg.data == p + DATA);
	EXPECT(!elf_segment(&elf, 1, &seg));
	nr_notes = 0;
	elf_visit_notes(&elf, take_note, NULL);
	EXPECT_EQ(nr_notes, 1);
	heap_free(p);
}

TEST(each_length)
{
	u8 *p = good_file();
	size_t size;

	for (size = 0; size < SIZE; size++) {
		u8 *cut = heap_alloc(size ? size : 1);

		memcpy(cut, p, size);
		EXPECT(read_all(cut, size) < 0);
		heap_free(cut);
	}
	heap_free(p);
}

TEST(each_byte_changed)
{
	static const u8 values[] = { 0, 1, 0x7f, 0x80, 0xff };
	u8 *p = good_file();
	unsigned int i, v;

	for (i = 0; i < SIZE; i++) {
		u8 was = p[i];

		for (v = 0; v < ARRAY_SIZE(values); v++) {
			p[i] = values[v];
			read_all(p, SIZE);
		}
		p[i] = was;
	}
	EXPECT_EQ(read_all(p, SIZE), 0);
	heap_free(p);
}

TEST(many_bytes_changed)
{
	u8 *p = good_file(), *q = good_file();
	unsigned int round, i;

	for (round = 0; round < 20000; round++) {
		memcpy(q, p, SIZE);
		for (i = 0; i < 3; i++)
			q[8 + test_random() % (SIZE - 8)] = test_random();
		read_all(q, SIZE);
	}
	heap_free(q);
	heap_free(p);
}

TEST(other_files_are_refused)
{
	u8 *p = good_file();

	p[4] = 1;
	EXPECT_EQ(read_all(p, SIZE), -ENOEXEC);		/* 32-bit */
	p[4] = 2;
	put16(p, 18, 183);
	EXPECT_EQ(read_all(p, SIZE), -ENOEXEC);		/* Arm */
	put16(p, 18, 62);
	put16(p, 16, 1);
	EXPECT_EQ(read_all(p, SIZE), -ENOEXEC);		/* an object file */
	put16(p, 16, 2);
	put64(p, PHDRS + 40, 8);
	EXPECT_EQ(read_all(p, SIZE), -EINVAL);		/* less memory than file */
	put64(p, PHDRS + 40, ~0ULL);
	EXPECT_EQ(read_all(p, SIZE), -EINVAL);		/* wraps around */
	heap_free(p);
}
