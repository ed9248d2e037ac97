// SPDX-License-Identifier: GPL-2.0-only
/*
 * Permission maps of a domain (APM 2 15.10, 15.11): which MSRs and ports it uses
 * without an exit. All set but what is the guest's own: registers that VMLOAD and
 * VMSAVE switch.
 */
#include "svm.h"

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/page_alloc.h>
#include <hyp/uart.h>
#include <asm/msr_index.h>

#define MSRPM_ORDER	1
#define IOPM_ORDER	2		/* 12 KiB of 16 */

static const u32 guest_msrs[] = {
	MSR_FS_BASE, MSR_GS_BASE, MSR_KERNEL_GS_BASE,
	MSR_STAR, MSR_LSTAR, MSR_CSTAR, MSR_SYSCALL_MASK,
	MSR_SYSENTER_CS, MSR_SYSENTER_ESP, MSR_SYSENTER_EIP,
};

/* Two bits for each MSR, read and write; 0x2000 MSRs each 2 KiB. */
static void msr_pass(void *msrpm, u32 msr)
{
	unsigned long base = msr < 0x2000 ? 0 : 0x2000;
	unsigned long bit = (base + (msr & 0x1fff)) * 2;

	clear_bit(bit, msrpm);
	clear_bit(bit + 1, msrpm);
}

/* Of who owns the platform: all ports but those of our console. */
static void keep_uarts(void *iopm)
{
	unsigned int i, port;
	u16 first, last;

	memset(iopm, 0, PAGE_SIZE << IOPM_ORDER);
	for (i = 0; i < UART_NR_PORTS; i++) {
		if (!uart_port_range(i, &first, &last))
			continue;
		for (port = first; port <= last; port++)
			set_bit(port, iopm);
	}
}

static void destroy(struct svm_domain *sd)
{
	if (sd->msrpm)
		page_free_hyp(sd->msrpm, MSRPM_ORDER);
	if (sd->iopm)
		page_free_hyp(sd->iopm, IOPM_ORDER);
	heap_free(sd);
}

int svm_domain_init(struct domain *d)
{
	struct svm_domain *sd = heap_new(struct svm_domain);
	unsigned int i;

	if (!sd)
		return -ENOMEM;
	sd->msrpm = page_alloc_hyp(MSRPM_ORDER);
	if (!d->arch->hvm->adopted)
		sd->iopm = page_alloc_hyp(IOPM_ORDER);
	if (!sd->msrpm || (!sd->iopm && !d->arch->hvm->adopted)) {
		destroy(sd);
		return -ENOMEM;
	}
	memset(sd->msrpm, 0xff, PAGE_SIZE << MSRPM_ORDER);
	if (sd->iopm && d->hardware)
		keep_uarts(sd->iopm);
	else if (sd->iopm)
		memset(sd->iopm, 0xff, PAGE_SIZE << IOPM_ORDER);
	for (i = 0; i < ARRAY_SIZE(guest_msrs); i++)
		msr_pass(sd->msrpm, guest_msrs[i]);
	d->arch->hvm->vendor = sd;
	return 0;
}

void svm_domain_destroy(struct domain *d)
{
	if (d->arch->hvm->vendor)
		destroy(d->arch->hvm->vendor);
	d->arch->hvm->vendor = NULL;
}
