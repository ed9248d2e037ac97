// SPDX-License-Identifier: GPL-2.0-only
/*
 * The row of records: HEADER, then all kinds of each vCPU, then END. Order matters to who
 * reads it: a vCPU's registers come before its extended state, the base of its APIC before
 * the registers of that.
 */
#include <asm/hvm_save.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/policy.h>
#include <xen/interface/hvm/save.h>
#include "save.h"

static const struct hvm_record *const records[] = {
	&hvm_record_cpu,
	&hvm_record_xsave,
	&hvm_record_lapic,
	&hvm_record_lapic_regs,
	&hvm_record_mtrr,
	&hvm_record_msrs,
};

static const struct hvm_record *find_record(u16 code)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(records); i++)
		if (records[i]->code == code)
			return records[i];
	return NULL;
}

u32 hvm_save_size(struct domain *d)
{
	u32 bytes = 2 * sizeof(struct hvm_save_descriptor) + sizeof(struct hvm_save_header);
	struct vcpu *v;
	unsigned int i;

	for_each_vcpu(d, v) {
		for (i = 0; i < ARRAY_SIZE(records); i++) {
			u32 size = records[i]->size(v);

			bytes += size ? sizeof(struct hvm_save_descriptor) + size : 0;
		}
	}
	return bytes;
}

/* What is left of a buffer. */
struct room {
	u8 *at;
	u32 bytes;
};

/* Place for a body behind a new descriptor, or NULL. */
static void *put_descriptor(struct room *r, u16 code, u16 instance, u32 length)
{
	struct hvm_save_descriptor *desc = (void *)r->at;
	u32 all = sizeof(*desc) + length;

	if (r->bytes < all)
		return NULL;
	*desc = (struct hvm_save_descriptor){
		.typecode = code,
		.instance = instance,
		.length = length,
	};
	r->at += all;
	r->bytes -= all;
	return desc + 1;
}

static int put_header(struct domain *d, struct room *r)
{
	struct hvm_save_header *h = put_descriptor(r, HVM_SAVE_CODE_HEADER, 0, sizeof(*h));
	u32 out[4] = { 0 };

	if (!h)
		return -ENOSPC;
	if (domain_vcpu(d, 0))
		guest_cpuid(domain_vcpu(d, 0), 1, 0, out);
	*h = (struct hvm_save_header){
		.magic = HVM_FILE_MAGIC,
		.version = HVM_FILE_VERSION,
		.changeset = ~0ULL,
		.cpuid = out[0],
		.gtsc_khz = d->arch->tsc_khz,
	};
	return 0;
}

static int put_record(struct vcpu *v, const struct hvm_record *rec, struct room *r)
{
	u32 size = rec->size(v);
	void *body;

	if (!size)
		return 0;
	body = put_descriptor(r, rec->code, v->id, size);
	if (!body)
		return -ENOSPC;
	memset(body, 0, size);
	rec->save(v, body);
	return 0;
}

int hvm_save(struct domain *d, void *buf, u32 *bytes)
{
	struct room r = { .at = buf, .bytes = *bytes };
	struct vcpu *v;
	unsigned int i;
	int err = put_header(d, &r);

	for_each_vcpu(d, v)
		for (i = 0; !err && i < ARRAY_SIZE(records); i++)
			err = put_record(v, records[i], &r);
	if (!err && !put_descriptor(&r, HVM_SAVE_CODE_END, 0, 0))
		err = -ENOSPC;
	*bytes -= r.bytes;
	return err;
}

int hvm_save_one(struct domain *d, u16 code, u16 instance, void *buf, u32 *bytes)
{
	const struct hvm_record *rec = find_record(code);
	struct vcpu *v = domain_vcpu(d, instance);
	u32 size = rec && v ? rec->size(v) : 0;

	if (!size)
		return -ENOENT;
	if (*bytes < size)
		return -ENOSPC;
	memset(buf, 0, size);
	rec->save(v, buf);
	*bytes = size;
	return 0;
}

/* The next record, or NULL: it does not fit in what there is. */
static const struct hvm_save_descriptor *take(struct room *r)
{
	const struct hvm_save_descriptor *desc = (const void *)r->at;

	if (r->bytes < sizeof(*desc) || desc->length > r->bytes - sizeof(*desc) ||
	    desc->length % sizeof(u64))
		return NULL;
	r->at += sizeof(*desc) + desc->length;
	r->bytes -= sizeof(*desc) + desc->length;
	return desc;
}

static bool is_header(const struct hvm_save_descriptor *desc)
{
	const struct hvm_save_header *h = (const void *)(desc + 1);

	return desc->typecode == HVM_SAVE_CODE_HEADER && desc->length >= sizeof(*h) &&
	       h->magic == HVM_FILE_MAGIC && h->version == HVM_FILE_VERSION;
}

static int load_record(struct domain *d, const struct hvm_save_descriptor *desc)
{
	const struct hvm_record *rec = find_record(desc->typecode);
	struct vcpu *v;
	int err;

	if (!rec)
		return desc->typecode > HVM_SAVE_CODE_MAX ? -EINVAL : 0;
	v = domain_vcpu(d, desc->instance);
	err = v ? rec->load(v, desc + 1, desc->length) : -EINVAL;
	if (err)
		pr_warn("d%u: record %u of vCPU %u, %u bytes: refused\n", d->domid,
			desc->typecode, desc->instance, desc->length);
	return err;
}

int hvm_load(struct domain *d, const void *buf, u32 bytes)
{
	struct room r = { .at = (u8 *)buf, .bytes = bytes };
	const struct hvm_save_descriptor *desc = take(&r);
	int err = 0;

	if (!desc || !is_header(desc))
		return -EINVAL;
	while (!err) {
		desc = take(&r);
		if (!desc)
			return -EINVAL;
		if (desc->typecode == HVM_SAVE_CODE_END)
			return 0;
		err = load_record(d, desc);
	}
	return err;
}
