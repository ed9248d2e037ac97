// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unpacking, with data that the real tools packed a moment ago: text-like, x86 code (the
 * test program itself), random and empty; and damaged data, which must give an error or
 * the right result but never touch memory that is not its own (ASan watches).
 */
#include <hyp/unzip.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "test.h"

#define XZ_KERNEL "xz --check=crc32 --x86 --lzma2=dict=32MiB"

static const char *why;

/* A file of words, then the program itself: it has code, tables, strings and zeros. */
static void make_files(void)
{
	static u8 noise[300000];
	static bool made;
	unsigned int i;

	if (made)
		return;
	made = true;
	for (i = 0; i < sizeof(noise); i++)
		noise[i] = test_random();
	REQUIRE(host_write_file("noise", noise, sizeof(noise)));
	REQUIRE(!host_run("cat /proc/$PPID/exe > code; : > empty; head -c 70000 /dev/zero > zero"));
	REQUIRE(!host_run("for i in $(seq 3000); do echo the $((i * 7919 % 977)) $i; done > text"));
	REQUIRE(!host_run("cat zero text zero noise zero text > runs"));
}

static bool tool(const char *name)
{
	char line[64];

	scnprintf(line, sizeof(line), "command -v %s > /dev/null", name);
	return !host_run(line);
}

static void pack(const char *packer, const char *file)
{
	char line[256];

	make_files();
	scnprintf(line, sizeof(line), "%s < %s > packed", packer, file);
	REQUIRE(!host_run(line));
}

static void check_file(const char *packer, const char *file)
{
	size_t len, packed_len;
	u8 *plain, *packed, *out;
	ssize_t rc;

	pack(packer, file);
	plain = host_read_file(file, &len);
	packed = host_read_file("packed", &packed_len);
	REQUIRE(plain && packed);
	out = host_alloc(len);
	rc = unzip(packed, packed_len, out, len, &why);
	if (!EXPECT_EQ(rc, len) || !EXPECT(!memcmp(out, plain, len)))
		test_note("%s < %s: %s", packer, file, why ?: "");
	if (len)
		EXPECT_EQ(unzip(packed, packed_len, out, len - 1, &why), -ENOSPC);
	host_free(plain);
	host_free(packed);
	host_free(out);
}

static void check_all(const char *packer)
{
	static const char * const files[] = { "text", "code", "noise", "runs", "empty" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		check_file(packer, files[i]);
}

TEST(gzip_levels)
{
	if (!tool("gzip"))
		SKIP("no gzip");
	check_all("gzip -9n");
	check_all("gzip -1n");
	check_all("gzip -6");
}

TEST(gzip_fixed_and_stored_blocks)
{
	check_file("gzip -9n", "empty");
	make_files();
	REQUIRE(!host_run("printf abcabcabc > tiny"));
	check_file("gzip -9n", "tiny");
	check_file("gzip -1n", "noise");
}

TEST(xz_as_the_kernel_does)
{
	if (!tool("xz"))
		SKIP("no xz");
	check_all(XZ_KERNEL);
	check_all("xz -9e --check=crc32");
}

TEST(xz_other_parameters)
{
	check_all("xz --check=none --lzma2=lc=0,lp=4,pb=4");
	check_all("xz --check=crc64 -0");
	check_all("xz --check=sha256 --lzma2=lc=4,lp=0,pb=0,nice=273");
	check_all("xz --check=crc32 --x86 --lzma2=dict=4096");
}

TEST(xz_many_blocks)
{
	check_all("xz --check=crc32 --x86 --lzma2 --block-size=50000 -T1");
	check_all("xz --check=crc32 --block-size=100000 -T2");
}

TEST(x86_filter_on_opcode_soup)
{
	static const u8 soup[] = { 0xe8, 0xe9, 0x00, 0xff, 0x01, 0xfe, 0x80, 0x0f };
	static u8 data[200000];
	unsigned int i;

	/* Where calls overlap, the rules about neighbours matter. */
	for (i = 0; i < sizeof(data); i++)
		data[i] = soup[test_random_below(i & 0x1000 ? 4 : sizeof(soup))];
	make_files();
	REQUIRE(host_write_file("soup", data, sizeof(data)));
	check_file(XZ_KERNEL, "soup");
	for (i = 0; i < sizeof(data); i++)
		data[i] = test_random_below(5) ? test_random() : 0xe8;
	REQUIRE(host_write_file("soup", data, sizeof(data)));
	check_file(XZ_KERNEL, "soup");
	check_file("xz --check=crc32 --x86=start=4096 --lzma2", "soup");
}

/* The last instruction ends where the data ends: the filter must stop there. */
TEST(xz_ends_with_a_call)
{
	static const u8 call[] = { 0x90, 0x90, 0x90, 0xe8, 0x10, 0, 0, 0 };
	unsigned int len;

	for (len = 5; len <= sizeof(call); len++) {
		REQUIRE(host_write_file("call", call + sizeof(call) - len, len));
		check_file(XZ_KERNEL, "call");
	}
}

TEST(unknown_methods_are_named)
{
	static const struct {
		const char *magic, *name;
		unsigned int len;
	} rows[] = {
		{ "BZh91AY", "bzip2", 7 }, { "\x5d\0\0\x80\0\xff\xff", "lzma", 7 },
		{ "\x89LZO\0\x0d\x0a\x1a\x0a", "lzo", 9 }, { "\x02\x21\x4c\x18x", "lz4", 5 },
		{ "\x28\xb5\x2f\xfdx", "zstd", 5 },
	};
	unsigned int i;
	u8 out[16];

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT_STR(unzip_method(rows[i].magic, rows[i].len), rows[i].name);
		EXPECT_EQ(unzip(rows[i].magic, rows[i].len, out, sizeof(out), &why), -EOPNOTSUPP);
		EXPECT(!strncmp(why, rows[i].name, strlen(rows[i].name)));
	}
	EXPECT(!unzip_method("ELF", 3));
	EXPECT(!unzip_method("", 0));
	EXPECT_EQ(unzip("nonsense", 8, out, sizeof(out), &why), -EOPNOTSUPP);
}

/* Each prefix: read nothing behind the end, and say no. */
static void check_cut_off(const char *packer)
{
	size_t len, packed_len, cut;
	u8 *packed, *out;

	pack(packer, "text");
	host_free(host_read_file("text", &len));
	packed = host_read_file("packed", &packed_len);
	out = host_alloc(len);
	for (cut = 0; cut < packed_len; cut += cut < 300 ? 1 : 1 + packed_len / 300) {
		u8 *part = host_alloc(cut);

		memcpy(part, packed, cut);
		EXPECT(unzip(part, cut, out, len, &why) < 0);
		EXPECT(why && *why);
		host_free(part);
	}
	host_free(packed);
	host_free(out);
}

TEST(cut_off_data)
{
	check_cut_off("gzip -9n");
	check_cut_off(XZ_KERNEL);
	check_cut_off("xz --check=crc32 --block-size=20000 -T1");
}

static void check_damaged(const char *packer, unsigned int rounds)
{
	size_t len, packed_len;
	u8 *plain, *packed, *out;
	unsigned int i, round;

	pack(packer, "text");
	plain = host_read_file("text", &len);
	packed = host_read_file("packed", &packed_len);
	out = host_alloc(len);
	for (round = 0; round < rounds; round++) {
		u8 *copy = host_alloc(packed_len);
		ssize_t rc;

		memcpy(copy, packed, packed_len);
		for (i = 0; i <= test_random_below(4); i++)
			copy[test_random_below(round & 1 ? 64 : packed_len)] ^=
				1 + test_random_below(255);
		rc = unzip(copy, packed_len, out, len, &why);
		EXPECT(rc < 0 || ((size_t)rc == len && !memcmp(out, plain, len)));
		host_free(copy);
	}
	host_free(plain);
	host_free(packed);
	host_free(out);
}

TEST(fuzz_gzip)
{
	check_damaged("gzip -9n", 3000);
}

TEST(fuzz_xz)
{
	check_damaged(XZ_KERNEL, 2000);
	check_damaged("xz --check=crc32 --block-size=20000 -T1", 1000);
}

/* Damage that the checksums cannot catch, because they are made again. */
TEST(fuzz_lzma_itself)
{
	size_t packed_len, len;
	u8 *packed, *out;
	unsigned int round, i;

	pack("xz --check=none --x86 --lzma2", "text");
	host_free(host_read_file("text", &len));
	packed = host_read_file("packed", &packed_len);
	for (round = 0; round < 2000; round++) {
		size_t size = 1 + test_random_below(2 * len);
		u8 *copy = host_alloc(packed_len);

		memcpy(copy, packed, packed_len);
		out = host_alloc(size);
		for (i = 0; i <= test_random_below(8); i++)
			copy[24 + test_random_below(packed_len - 24)] = test_random();
		unzip(copy, packed_len, out, size, &why);
		host_free(copy);
		host_free(out);
	}
	host_free(packed);
}

static void make_bzimage(u8 *image, u32 payload, u32 len)
{
	memset(image, 0, 4096);
	image[0x1f1] = 1;
	memcpy(image + 0x202, "HdrS", 4);
	image[0x206] = 0x0f;
	image[0x207] = 2;
	memcpy(image + 0x248, &payload, 4);
	memcpy(image + 0x24c, &len, 4);
}

TEST(bzimage_headers)
{
	u8 *image = host_alloc(4096);
	struct bzimage bz;

	make_bzimage(image, 0x10, 100);
	image[1024 + 0x10 + 96] = 0x78;
	EXPECT_EQ(bzimage_parse(image, 4096, &bz), 0);
	EXPECT(bz.payload == image + 1024 + 0x10);
	EXPECT_EQ(bz.payload_len, 100);
	EXPECT_EQ(bz.unpacked, 0x78);
	make_bzimage(image, 0x10, 4096 - 1024 - 0x10);
	EXPECT_EQ(bzimage_parse(image, 4096, &bz), 0);
	make_bzimage(image, 0x10, 4096 - 1024 - 0x10 + 1);
	EXPECT_EQ(bzimage_parse(image, 4096, &bz), -EINVAL);
	make_bzimage(image, ~0u, ~0u);
	EXPECT_EQ(bzimage_parse(image, 4096, &bz), -EINVAL);
	image[0x206] = 7;
	EXPECT_EQ(bzimage_parse(image, 4096, &bz), -EINVAL);
	image[0x202] = 'h';
	EXPECT_EQ(bzimage_parse(image, 4096, &bz), -ENOEXEC);
	EXPECT_EQ(bzimage_parse(image, 10, &bz), -ENOEXEC);
	host_free(image);
}
