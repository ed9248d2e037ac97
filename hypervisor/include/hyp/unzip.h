/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Unpacking of kernel images, memory to memory. For start-up: one at a time, the
 * decoders' tables are static.
 */
#ifndef HYP_UNZIP_H
#define HYP_UNZIP_H

#include <linux/types.h>

/**
 * unzip_method() - recognise compressed data
 * @in: data
 * @len: bytes
 *
 * Return: "gzip", "xz", or the name of a method that is known but not supported
 * ("bzip2", "lzma", "lzo", "lz4", "zstd"); NULL for none of them.
 */
const char *unzip_method(const void *in, size_t len);

/**
 * unzip() - unpack data, whatever supported method it is
 * @in: packed data
 * @len: bytes; what follows the packed data is ignored
 * @out: gets the data, also serves as the dictionary
 * @size: of @out
 * @why: OUT reason of an error, for the log; never NULL after one
 *
 * Return: bytes written, or -EINVAL: damaged or cut off, -ENOSPC: @size is too small,
 * -EOPNOTSUPP: the method, or a feature of it, is not supported.
 */
ssize_t unzip(const void *in, size_t len, void *out, size_t size, const char **why);

/**
 * gunzip() - unpack gzip (RFC 1952)
 * @in: as in unzip()
 * @len: as in unzip()
 * @out: as in unzip()
 * @size: as in unzip()
 * @why: as in unzip()
 *
 * Return: as unzip().
 */
ssize_t gunzip(const void *in, size_t len, void *out, size_t size, const char **why);

/**
 * unxz() - unpack xz (the .xz file format 1.0)
 * @in: as in unzip()
 * @len: as in unzip()
 * @out: as in unzip()
 * @size: as in unzip()
 * @why: as in unzip()
 *
 * Return: as unzip().
 */
ssize_t unxz(const void *in, size_t len, void *out, size_t size, const char **why);

/**
 * struct bzimage - parts of a Linux boot image
 * @payload: the packed vmlinux
 * @payload_len: bytes, with those behind the data that say @unpacked
 * @unpacked: its size when unpacked, as the image says
 */
struct bzimage {
	const void *payload;
	size_t payload_len;
	size_t unpacked;
};

/**
 * bzimage_parse() - find the payload of a Linux x86 boot image
 * @image: the file
 * @len: bytes
 * @bz: OUT; refers to @image
 *
 * Return: 0, -ENOEXEC: it is none, -EINVAL: one of protocol below 2.08 or damaged.
 */
int bzimage_parse(const void *image, size_t len, struct bzimage *bz);

#endif /* HYP_UNZIP_H */
