// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory at guest virtual addresses: the current guest's kind knows how. */
#include <hyp/guest_copy.h>

#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/vcpu.h>

unsigned long guest_copy_from(void *to, u64 gva, unsigned long bytes)
{
	return current->domain->ops->copy_from(to, gva, bytes);
}

unsigned long guest_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	return current->domain->ops->copy_to(gva, from, bytes);
}

unsigned long guest_clear(u64 gva, unsigned long bytes)
{
	return current->domain->ops->clear(gva, bytes);
}
