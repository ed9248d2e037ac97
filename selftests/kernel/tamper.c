// SPDX-License-Identifier: GPL-2.0-only
/*
 * tamper - in dom0: change the memory of a domain that has not run yet
 *
 *	tamper DOMID start OFFSET BYTES		of start_info (PV)
 *	tamper DOMID swap PFN PFN		two entries of the list of frames (PV)
 *	tamper DOMID poke ADDRESS BYTES		of the kernel's image
 *	tamper DOMID unpause			without the store, unlike xl
 *
 * Numbers as C has them, BYTES as hexadecimal digits.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define XC_WANT_COMPAT_MAP_FOREIGN_API
#include <xenctrl.h>

/* Where a kernel's image is linked; a container has it at the same place without this. */
#define IMAGE	0xffffffff80000000ul

static xc_interface *xc;
static unsigned int domid;
static bool is_pv;

static void fail(const char *what)
{
	fprintf(stderr, "tamper: %s: %s\n", what, strerror(errno));
	exit(1);
}

static unsigned long number(const char *text)
{
	return strtoull(text, NULL, 0);
}

static unsigned long frame_of(unsigned long address)
{
	unsigned long frame;

	if (!is_pv)
		return (address - IMAGE) >> XC_PAGE_SHIFT;
	frame = xc_translate_foreign_address(xc, domid, 0, address);
	if (!frame)
		fail("an address that is not mapped");
	return frame;
}

/* In one page. */
static void copy(unsigned long address, void *data, size_t len, bool write)
{
	unsigned char *page = xc_map_foreign_range(xc, domid, XC_PAGE_SIZE, PROT_READ | PROT_WRITE,
					     frame_of(address));
	size_t at = address & (XC_PAGE_SIZE - 1);

	if (!page)
		fail("a page that cannot be mapped");
	if (write)
		memcpy(page + at, data, len);
	else
		memcpy(data, page + at, len);
	munmap(page, XC_PAGE_SIZE);
}

static void poke(unsigned long address, const char *digits)
{
	unsigned int byte;
	unsigned char value;

	for (; sscanf(digits, "%2x", &byte) == 1; digits += 2, address++) {
		value = byte;
		copy(address, &value, 1, true);
	}
}

static unsigned long start_info(void)
{
	vcpu_guest_context_any_t context;

	if (xc_vcpu_getcontext(xc, domid, 0, &context))
		fail("registers");
	return context.x64.user_regs.rsi;
}

static void swap(unsigned long a, unsigned long b)
{
	unsigned long list, of_a, of_b;

	copy(start_info() + offsetof(start_info_t, mfn_list), &list, sizeof(list), false);
	copy(list + a * sizeof(of_a), &of_a, sizeof(of_a), false);
	copy(list + b * sizeof(of_b), &of_b, sizeof(of_b), false);
	copy(list + a * sizeof(of_a), &of_b, sizeof(of_b), true);
	copy(list + b * sizeof(of_b), &of_a, sizeof(of_a), true);
}

static void find_domain(const char *text)
{
	xc_dominfo_t info;

	xc = xc_interface_open(NULL, NULL, 0);
	if (!xc)
		fail("privcmd");
	domid = number(text);
	if (xc_domain_getinfo(xc, domid, 1, &info) != 1 || info.domid != domid)
		fail("no such domain");
	is_pv = !info.hvm;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	find_domain(argv[1]);
	if (!strcmp(argv[2], "unpause") && argc == 3)
		return !!xc_domain_unpause(xc, domid);
	if (!strcmp(argv[2], "start") && argc == 5)
		poke(start_info() + number(argv[3]), argv[4]);
	else if (!strcmp(argv[2], "poke") && argc == 5)
		poke(number(argv[3]), argv[4]);
	else if (!strcmp(argv[2], "swap") && argc == 5)
		swap(number(argv[3]), number(argv[4]));
	else
		return 2;
	return 0;
}
