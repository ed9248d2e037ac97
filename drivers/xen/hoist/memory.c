// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a hypervisor is given: the image, chunks for its heap, the transition root, and what
 * both sides read (struct hoist_info, states, log).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "hoist.h"

#define CHUNK_ORDER	(MAX_ORDER - 1)
#define CHUNK_ORDER_MIN	9		/* the hypervisor needs 2 MiB in one piece */
#define HEADER_WINDOW	SZ_8K

/* What the hypervisor has for each of these pieces of RAM, in 2 MiB. */
#define FRAME_TABLE_PIECE	SZ_256M
#define M2P_PIECE		SZ_1G
/* And besides: objects, and for each CPU stacks, data and tables. */
#define HEAP_BYTES		SZ_8M
#define CPU_BYTES		SZ_256K

static void *block_for(struct hoist *h, size_t bytes)
{
	struct page *page = hoist_block_alloc(h, get_order(bytes));

	return page ? page_address(page) : NULL;
}

static const struct hoist_header *find_header(const void *image, size_t bytes)
{
	const struct hoist_header *header;
	size_t at;

	for (at = 0; at < HEADER_WINDOW && at + sizeof(*header) <= bytes; at += 16) {
		header = image + at;
		if (header->magic == HOIST_MAGIC)
			return header;
	}
	return NULL;
}

static int take_header(struct hoist *h, const void *image, size_t bytes)
{
	const struct hoist_header *header = find_header(image, bytes);

	if (!header) {
		pr_err("the image is not a hypervisor of ours\n");
		return -ENOEXEC;
	}
	h->header = *header;
	if (header->version != HOIST_VERSION_ABI ||
	    header->header_bytes != sizeof(*header) ||
	    header->info_bytes != sizeof(struct hoist_info) ||
	    header->cpu_state_bytes != sizeof(struct hoist_cpu_state) ||
	    header->file_end - header->link_start != bytes || header->mem_end < header->file_end) {
		pr_err("the image is of another version (%u, not %u)\n", header->version,
		       HOIST_VERSION_ABI);
		return -ENOEXEC;
	}
	return 0;
}

static int place_image(struct hoist *h, const void *image, size_t bytes)
{
	void *at = block_for(h, h->header.mem_end - h->header.link_start);

	if (!at)
		return -ENOMEM;
	memcpy(at, image, bytes);
	h->info->image = __pa(at);
	return 0;
}

static int add_ram(struct resource *res, void *data)
{
	struct hoist_info *info = data;

	if (info->nr_ranges == HOIST_MAX_RANGES)
		return -E2BIG;
	info->range[info->nr_ranges++] = (struct hoist_range) {
		.start = res->start,
		.bytes = resource_size(res),
		.type = 1,
	};
	return 0;
}

static int find_ram(struct hoist *h)
{
	int err = walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY,
				      0, -1, h->info, add_ram);

	if (!err && !h->info->nr_ranges)
		err = -EINVAL;
	return err;
}

/* How many pieces of @size have RAM in them. */
static u64 count_pieces(const struct hoist_info *info, u64 size)
{
	u64 next = 0, count = 0;
	unsigned int i;

	for (i = 0; i < info->nr_ranges; i++) {
		u64 first = max(next, info->range[i].start / size);
		u64 end = DIV_ROUND_UP(info->range[i].start + info->range[i].bytes, size);

		if (end <= first)
			continue;
		count += end - first;
		next = end;
	}
	return count;
}

static u64 wanted_bytes(const struct hoist *h)
{
	const struct hoist_info *info = h->info;

	return count_pieces(info, FRAME_TABLE_PIECE) * SZ_2M +
	       count_pieces(info, M2P_PIECE) * SZ_2M + HEAP_BYTES + info->nr_cpus * CPU_BYTES;
}

static int add_chunk(struct hoist *h, unsigned int order)
{
	struct page *page = hoist_block_alloc(h, order);

	if (!page)
		return -ENOMEM;
	h->info->chunk[h->info->nr_chunks++] = (struct hoist_chunk) {
		.start = page_to_phys(page),
		.bytes = PAGE_SIZE << order,
	};
	return 0;
}

static int alloc_chunks(struct hoist *h)
{
	u64 want = wanted_bytes(h), have = 0;
	unsigned int order = CHUNK_ORDER;

	while (have < want) {
		if (h->info->nr_chunks == HOIST_MAX_CHUNKS)
			return -E2BIG;
		if (!add_chunk(h, order))
			have += PAGE_SIZE << order;
		else if (--order < CHUNK_ORDER_MIN)
			return -ENOMEM;
	}
	return 0;
}

static int alloc_states(struct hoist *h)
{
	unsigned int i;

	for (i = 0; i < h->info->nr_cpus; i++) {
		struct hoist_cpu_state *s = block_for(h, sizeof(*s));

		if (!s)
			return -ENOMEM;
		s->cpu = i;
		s->self = (u64)s;
		s->root = h->info->root;
		s->gate_return = (u64)hoist_gate_return;
		s->gate_done = (u64)hoist_gate_done;
		h->state[i] = s;
		h->info->cpu[i].state = __pa(s);
	}
	return 0;
}

static int alloc_shared(struct hoist *h)
{
	h->info = block_for(h, sizeof(*h->info));
	h->log = block_for(h, sizeof(*h->log));
	if (!h->info || !h->log)
		return -ENOMEM;
	h->info->magic = HOIST_MAGIC;
	h->info->version = HOIST_VERSION_ABI;
	h->info->info = __pa(h->info);
	h->info->log = __pa(h->log);
	return 0;
}

int hoist_memory_alloc(struct hoist *h, const void *image, size_t bytes)
{
	int err;

	err = take_header(h, image, bytes);
	if (err)
		return err;
	err = alloc_shared(h);
	if (err)
		return err;
	h->info->nr_cpus = num_online_cpus();
	err = find_ram(h);
	if (!err)
		err = place_image(h, image, bytes);
	if (!err)
		err = hoist_root_build(h);
	if (!err)
		err = alloc_states(h);
	if (!err)
		err = alloc_chunks(h);
	if (err == -ENOMEM)
		pr_err("not enough memory: %llu KiB are needed, in pieces of 2 MiB\n",
		       wanted_bytes(h) >> 10);
	else if (err)
		pr_err("the memory map can't be described: error %d\n", err);
	return err;
}
