// SPDX-License-Identifier: GPL-2.0-only
/*
 * How large dom0 is.
 *
 *	dom0_mem=512M			that much
 *	dom0_mem=-256M			all but that
 *	dom0_mem=1G,min:512M,max:2G	within bounds; max: it may grow to
 *	dom0_max_vcpus=2 or =1-4	a number, or at least and at most
 */
#include <asm/dom0.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/param.h>
#include <hyp/printk.h>

struct amount {
	u64 pages;
	bool set, all_but;
};

static struct amount opt_mem, opt_min, opt_max;
static unsigned int opt_vcpus_min, opt_vcpus_max;

/* "[-]size" at @s; returns what follows it. */
static const char *parse_amount(const char *s, struct amount *a)
{
	const char *end;

	a->all_but = *s == '-';
	a->pages = param_size(s + a->all_but, &end) >> PAGE_SHIFT;
	a->set = end != s + a->all_but;
	return end;
}

/* Nothing of a wrong text counts, so that what was given before stays. */
static int parse_dom0_mem(const char *arg)
{
	struct amount mem = opt_mem, low = opt_min, high = opt_max;
	const char *s = arg;

	while (*s) {
		struct amount *a = &mem;

		if (!strncmp(s, "min:", 4))
			a = &low;
		else if (!strncmp(s, "max:", 4))
			a = &high;
		s = parse_amount(a == &mem ? s : s + 4, a);
		if (!a->set || (*s && *s != ','))
			return -EINVAL;
		if (*s)
			s++;
	}
	opt_mem = mem;
	opt_min = low;
	opt_max = high;
	return 0;
}

PARAM_CALL("dom0_mem", parse_dom0_mem);

static int parse_dom0_max_vcpus(const char *arg)
{
	unsigned long long low, high;
	char *end;

	low = parse_ull(arg, &end, 0);
	high = low;
	if (end != arg && *end == '-')
		high = end[1] ? parse_ull(end + 1, &end, 0) : MAX_VCPUS;
	else if (end == arg || *end)
		return -EINVAL;
	if (!high || high < low)
		return -EINVAL;
	if (high > MAX_VCPUS)
		pr_warn("command line: dom0_max_vcpus=%s is out of range, %u is used\n", arg,
			MAX_VCPUS);
	opt_vcpus_min = min_t(u64, low, MAX_VCPUS);
	opt_vcpus_max = min_t(u64, high, MAX_VCPUS);
	return 0;
}

PARAM_CALL("dom0_max_vcpus", parse_dom0_max_vcpus);

static u64 resolve(const struct amount *a, u64 free)
{
	if (!a->all_but)
		return a->pages;
	return free > a->pages ? free - a->pages : 0;
}

/* Without the option: all, but for what guests and devices need of ours. */
static u64 default_pages(u64 free)
{
	return free - min_t(u64, free / 16, (128ULL << 20) >> PAGE_SHIFT);
}

/* With less left to the hypervisor nothing would work. */
static u64 most_pages(u64 free)
{
	u64 ours = max_t(u64, free / 64, (16ULL << 20) >> PAGE_SHIFT);

	return free > ours ? free - ours : free;
}

void dom0_size_get(struct dom0_size *size, u64 free)
{
	u64 pages = opt_mem.set ? resolve(&opt_mem, free) : default_pages(free);
	u64 low = opt_min.set ? resolve(&opt_min, free) : 0;
	u64 high = opt_max.set ? resolve(&opt_max, free) : U32_MAX;
	unsigned int cpus = num_online_cpus();

	size->pages = max(min(pages, high), low);
	if (size->pages > most_pages(free)) {
		size->pages = most_pages(free);
		pr_warn("command line: dom0_mem= is more than there is, %llu MiB are used\n",
			size->pages >> (20 - PAGE_SHIFT));
	}
	size->max_pages = max(high, size->pages);
	size->vcpus = opt_vcpus_max ? clamp(cpus, opt_vcpus_min, opt_vcpus_max) : cpus;
	if (!size->vcpus)
		size->vcpus = 1;
}
