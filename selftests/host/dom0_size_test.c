// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0_mem= and dom0_max_vcpus=: what dom0 gets of what is free.  A wrong text costs a
 * line and leaves what was there; too much becomes what there is.
 */
#include "arch/x86/pv/dom0_size.c"

#include "test.h"

#define MIB	(1ULL << (20 - PAGE_SHIFT))	/* in pages */

struct cpumask cpu_online;

static const struct boot_param table[] = {
	{ .name = "dom0_mem", .fn = parse_dom0_mem, .kind = PARAM_KIND_CALL },
	{ .name = "dom0_max_vcpus", .fn = parse_dom0_max_vcpus, .kind = PARAM_KIND_CALL },
};

static struct dom0_size size;

static unsigned int lines(const char *options, u64 free)
{
	unsigned int n = 0, cpu;
	const char *s;

	memset(&opt_mem, 0, sizeof(opt_mem));
	memset(&opt_min, 0, sizeof(opt_min));
	memset(&opt_max, 0, sizeof(opt_max));
	opt_vcpus_min = 0;
	opt_vcpus_max = 0;
	for (cpu = 0; cpu < 4; cpu++)
		cpumask_set(cpu, &cpu_online);
	test_log_clear();
	params_parse_table(options, table, ARRAY_SIZE(table));
	dom0_size_get(&size, free);
	for (s = test_log; *s; s++)
		n += *s == '\n';
	return n;
}

TEST(amounts)
{
	EXPECT_EQ(lines("dom0_mem=512M", 1024 * MIB), 0);
	EXPECT_EQ(size.pages, 512 * MIB);
	EXPECT_EQ(lines("dom0_mem=512M,max:700M", 1024 * MIB), 0);
	EXPECT_EQ(size.max_pages, 700 * MIB);
	EXPECT_EQ(lines("dom0_mem=-256M", 1024 * MIB), 0);
	EXPECT_EQ(size.pages, 768 * MIB);
	EXPECT_EQ(lines("dom0_mem=min:300M dom0_mem=200M", 1024 * MIB), 0);
	EXPECT_EQ(size.pages, 300 * MIB);
	EXPECT_EQ(lines("", 1024 * MIB), 0);
	EXPECT(size.pages > 900 * MIB && size.pages < 1024 * MIB);
}

TEST(more_than_there_is)
{
	static const char *const too_much[] = {
		"dom0_mem=900G", "dom0_mem=1024M", "dom0_mem=-1K", "dom0_mem=min:2G",
		"dom0_mem=99999999999G", "dom0_mem=900G,max:900G", "dom0_mem=100M,min:8G",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(too_much); i++) {
		EXPECT_EQ(lines(too_much[i], 1024 * MIB), 1);
		EXPECT(size.pages >= 900 * MIB && size.pages <= 1008 * MIB);
		EXPECT(size.max_pages >= size.pages);
	}
	EXPECT_EQ(lines("dom0_mem=-2G", 1024 * MIB), 0);
	EXPECT_EQ(size.pages, 0);
}

TEST(wrong_texts_change_nothing)
{
	static const char *const wrong[] = {
		"lots", "min:foo", "100M,max:", "1G;2G", "100M,min:x", "max:1G,lots", "-",
	};
	char line[80];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		scnprintf(line, sizeof(line), "dom0_mem=512M,max:600M dom0_mem=%s", wrong[i]);
		EXPECT_EQ(lines(line, 1024 * MIB), 1);
		EXPECT_EQ(size.pages, 512 * MIB);
		EXPECT_EQ(size.max_pages, 600 * MIB);
	}
}

TEST(vcpus)
{
	EXPECT_EQ(lines("", 1024 * MIB), 0);
	EXPECT_EQ(size.vcpus, 4);
	EXPECT_EQ(lines("dom0_max_vcpus=2", 1024 * MIB), 0);
	EXPECT_EQ(size.vcpus, 2);
	EXPECT_EQ(lines("dom0_max_vcpus=6-", 1024 * MIB), 0);
	EXPECT_EQ(size.vcpus, 6);
	EXPECT_EQ(lines("dom0_max_vcpus=1-3", 1024 * MIB), 0);
	EXPECT_EQ(size.vcpus, 3);
	EXPECT_EQ(lines("dom0_max_vcpus=5000", 1024 * MIB), 1);
	EXPECT_EQ(size.vcpus, MAX_VCPUS);
	EXPECT_EQ(lines("dom0_max_vcpus=3 dom0_max_vcpus=zzz", 1024 * MIB), 1);
	EXPECT_EQ(size.vcpus, 3);
	EXPECT_EQ(lines("dom0_max_vcpus=3 dom0_max_vcpus=0", 1024 * MIB), 1);
	EXPECT_EQ(size.vcpus, 3);
	EXPECT_EQ(lines("dom0_max_vcpus=3-2", 1024 * MIB), 1);
	EXPECT_EQ(size.vcpus, 4);
}
