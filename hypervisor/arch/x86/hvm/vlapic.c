// SPDX-License-Identifier: GPL-2.0-only
#include <asm/vlapic.h>

#include <linux/errno.h>

int vlapic_init(struct vcpu *v, u32 apic_id)
{
	return 0;
}

void vlapic_destroy(struct vcpu *v)
{
}

void vlapic_reset(struct vcpu *v)
{
}

u32 vlapic_id(const struct vcpu *v)
{
	return 0;
}

u64 vlapic_base_read(const struct vcpu *v)
{
	return 0;
}

int vlapic_base_write(struct vcpu *v, u64 val)
{
	return -EINVAL;
}

int vlapic_msr_read(struct vcpu *v, u32 msr, u64 *val)
{
	return -EINVAL;
}

int vlapic_msr_write(struct vcpu *v, u32 msr, u64 val)
{
	return -EINVAL;
}

bool vlapic_covers(const struct vcpu *v, paddr_t gpa)
{
	return false;
}

u64 vlapic_mmio_read(struct vcpu *v, unsigned int offset, unsigned int bytes)
{
	return 0;
}

void vlapic_mmio_write(struct vcpu *v, unsigned int offset, unsigned int bytes, u64 val)
{
}

void vlapic_raise(struct vcpu *v, u8 vector, bool level)
{
}

int vlapic_next(struct vcpu *v)
{
	return VLAPIC_NONE;
}

void vlapic_accept(struct vcpu *v, u8 vector)
{
}

unsigned int vlapic_blocked_class(struct vcpu *v)
{
	return 0;
}

bool vlapic_wakes(struct vcpu *v)
{
	return false;
}

unsigned int vlapic_cr8_get(const struct vcpu *v)
{
	return 0;
}

void vlapic_cr8_set(struct vcpu *v, unsigned int cr8)
{
}

int vlapic_adopt(struct vcpu *v)
{
	return -EIO;
}

void vlapic_release(struct vcpu *v)
{
}
