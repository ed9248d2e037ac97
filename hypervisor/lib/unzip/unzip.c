// SPDX-License-Identifier: GPL-2.0-only
/* Which method packed data are of; see <hyp/unzip.h>. */
#include <hyp/unzip.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

struct method {
	const char *name;
	u8 len;
	u8 magic[9];
	ssize_t (*fn)(const void *in, size_t len, void *out, size_t size, const char **why);
	const char *why;
};

static const struct method methods[] = {
	{ "gzip", 2, { 0x1f, 0x8b }, gunzip, NULL },
	{ "xz", 6, { 0xfd, '7', 'z', 'X', 'Z', 0 }, unxz, NULL },
	{ "bzip2", 3, { 'B', 'Z', 'h' }, NULL, "bzip2 is not supported" },
	{ "lzma", 3, { 0x5d, 0, 0 }, NULL, "lzma is not supported" },
	{ "lzo", 9, { 0x89, 'L', 'Z', 'O', 0, 0x0d, 0x0a, 0x1a, 0x0a }, NULL,
	  "lzo is not supported" },
	{ "lz4", 4, { 0x02, 0x21, 0x4c, 0x18 }, NULL, "lz4 is not supported" },
	{ "zstd", 4, { 0x28, 0xb5, 0x2f, 0xfd }, NULL, "zstd is not supported" },
};

static const struct method *find_method(const void *in, size_t len)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		if (len >= methods[i].len && !memcmp(in, methods[i].magic, methods[i].len))
			return methods + i;
	}
	return NULL;
}

const char *unzip_method(const void *in, size_t len)
{
	const struct method *method = find_method(in, len);

	return method ? method->name : NULL;
}

ssize_t unzip(const void *in, size_t len, void *out, size_t size, const char **why)
{
	const struct method *method = find_method(in, len);

	if (method && method->fn)
		return method->fn(in, len, out, size, why);
	*why = method ? method->why : "no known packing method";
	return -EOPNOTSUPP;
}
