// SPDX-License-Identifier: GPL-2.0-only
/* In the container's place until it is there: there is none. */
#include <asm/hvm.h>

#include <hyp/p2m.h>

const struct hvm_ops *hvm_ops;

const char *hvm_init(void)
{
	return "no container in this build";
}

int hvm_cpu_prepare(unsigned int cpu)
{
	return 0;
}

int hvm_cpu_up(void)
{
	return 0;
}

void hvm_cpu_down(void)
{
}

void p2m_batch_begin(struct domain *d)
{
}

void p2m_batch_end(struct domain *d)
{
}

int p2m_set(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, enum p2m_type type)
{
	return 0;
}
