// SPDX-License-Identifier: GPL-2.0-only
/* vCPUs begin and end; and the page of event flags that a guest gives for one. */
#include <hyp/vcpu.h>

#include <linux/err.h>
#include <linux/string.h>
#include <hyp/arch.h>
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/heap.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/sched.h>
#include <hyp/vmap.h>

/*
 * Where a vCPU without a place in shared_info has its flags until it registers
 * one, and where those of a dying domain go: masked, and nobody reads it.
 */
static struct vcpu_info dummy_info = { .evtchn_upcall_mask = 1 };

static struct vcpu_info *default_info(const struct vcpu *v)
{
	struct shared_info *s = v->domain->shared_info;

	return s && v->id < XEN_LEGACY_MAX_VCPUS ? &s->vcpu_info[v->id] : &dummy_info;
}

static struct vcpu *struct_init(struct domain *d, unsigned int id)
{
	struct vcpu *v = heap_new(struct vcpu);

	if (!v)
		return NULL;
	v->id = id;
	v->domain = d;
	v->is_idle = d == dom_idle;
	v->vcpu_info = default_info(v);
	v->vcpu_info_mfn = INVALID_MFN;
	v->runstate.state = v->is_idle ? RUNSTATE_running : RUNSTATE_offline;
	if (!v->is_idle)
		set_bit(VPF_DOWN, &v->pause_flags);
	return v;
}

/* The scheduler makes idle vCPUs known to itself. */
static int services_init(struct vcpu *v)
{
	int err;

	if (v->is_idle)
		return 0;
	err = evtchn_vcpu_init(v);
	if (err)
		return err;
	err = sched_vcpu_init(v);
	if (err)
		evtchn_vcpu_destroy(v);
	return err;
}

struct vcpu *vcpu_create(struct domain *d, unsigned int id)
{
	struct vcpu *v;
	int err;

	if (id >= d->max_vcpus || d->vcpu[id])
		return ERR_PTR(-EINVAL);
	v = struct_init(d, id);
	if (!v)
		return ERR_PTR(-ENOMEM);
	err = arch_vcpu_init(v);
	if (err)
		goto free;
	err = services_init(v);
	if (err)
		goto destroy_arch;
	/* The vCPU is whole before others find it. */
	smp_store_release(&d->vcpu[id], v);
	return v;

destroy_arch:
	arch_vcpu_destroy(v);
free:
	heap_free(v);
	return ERR_PTR(err);
}

void vcpu_destroy(struct vcpu *v)
{
	vcpu_info_reset(v);
	sched_vcpu_exit(v);
	evtchn_vcpu_destroy(v);
	arch_vcpu_destroy(v);
	heap_free(v);
}

static void info_move(struct vcpu *v, struct vcpu_info *info)
{
	/*
	 * A vCPU that had none yet begins with everything masked by itself; but in a
	 * container RFLAGS.IF is the only mask.
	 */
	if (v->vcpu_info == &dummy_info)
		memset(info, 0, sizeof(*info));
	else
		memcpy(info, v->vcpu_info, sizeof(*info));
	if (v->vcpu_info == &dummy_info)
		info->evtchn_upcall_mask = !v->domain->auto_translated;
	/* Contents before the pointer: senders on other CPUs follow it. */
	smp_wmb();
	WRITE_ONCE(v->vcpu_info, info);
	/* An event may have been flagged in the old place: look again. */
	evtchn_vcpu_info_moved(v);
}

int vcpu_info_register(struct vcpu *v, mfn_t mfn, unsigned int offset)
{
	struct domain *d = v->domain;
	struct page_info *pg;
	u8 *page;

	if (offset > PAGE_SIZE - sizeof(struct vcpu_info) || offset % sizeof(u64))
		return -ENXIO;
	if (!mfn_eq(v->vcpu_info_mfn, INVALID_MFN))
		return -EINVAL;
	/* Only the vCPU itself runs, or it does not run. */
	if (v != current && !test_bit(VPF_DOWN, &v->pause_flags))
		return -EINVAL;
	if (!mfn_valid(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (!page_get_and_type(pg, d, PGT_WRITABLE))
		return -EINVAL;
	page = map_frame(mfn);
	if (!page) {
		page_put_and_type(pg);
		return -ENOMEM;
	}
	v->vcpu_info_mfn = mfn;
	info_move(v, (struct vcpu_info *)(page + offset));
	return 0;
}

void vcpu_info_reset(struct vcpu *v)
{
	mfn_t mfn = v->vcpu_info_mfn;
	void *info = v->vcpu_info;

	WRITE_ONCE(v->vcpu_info, &dummy_info);
	if (mfn_eq(mfn, INVALID_MFN))
		return;
	v->vcpu_info_mfn = INVALID_MFN;
	unmap_frame((void *)((unsigned long)info & PAGE_MASK));
	page_put_and_type(mfn_to_page(mfn));
}
