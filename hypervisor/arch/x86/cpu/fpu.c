// SPDX-License-Identifier: GPL-2.0-only
/*
 * Floating point and vector registers of guests (SDM 1 chapter 13).
 *
 * The hypervisor uses none of them, so they hold the guest's values while it
 * runs and move only when another vCPU comes. The area has the standard
 * format, which the ABI's save records have too. A guest can turn a component
 * off in XCR0 and on again later, and its contents must be the same: so what
 * counts for saving is every component that it ever had on (xcr0_accum).
 */
#include <asm/fpu.h>

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <hyp/heap.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/boot_info.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/extable.h>
#include <asm/hvm.h>
#include <asm/policy.h>
#include <asm/system.h>

/* No PKRU (PV guests have no keys), no bounds, no tiles. */
#define XCR0_SUPPORTED	(XSTATE_FP | XSTATE_SSE | XSTATE_YMM | XSTATE_AVX512)

#define FCW_RESET	0x37f
#define MXCSR_RESET	0x1f80
#define MXCSR_DEFAULT_MASK	0xffbf

/* FXSAVE layout (SDM 1 10.5.1), then the header of XSAVE. */
struct xstate {
	u16 fcw, fsw;
	u8 ftw, rsvd1;
	u16 fop;
	u64 fip, fdp;
	u32 mxcsr, mxcsr_mask;
	u8 st[128], xmm[256], rsvd2[96];
	u64 xstate_bv, xcomp_bv, header_rsvd[6];
	u8 extended[];
};

static_assert(offsetof(struct xstate, xstate_bv) == FPU_LEGACY_SIZE);

static u64 xcr0_mask = XSTATE_FP | XSTATE_SSE;
/* All that the CPU has: an adopted kernel goes on with what it has on. */
static u64 xcr0_machine = XSTATE_FP | XSTATE_SSE;
static u32 mxcsr_mask = MXCSR_DEFAULT_MASK;
static DEFINE_PER_CPU(u64, loaded_xcr0);

u64 fpu_xcr0_mask(void)
{
	return xcr0_mask;
}

/* Bytes to the end of the last component of @xcr0 in the standard format. */
u32 fpu_area_size(u64 xcr0)
{
	u32 size = FPU_LEGACY_SIZE + 64, i;

	for (i = 2; i < 63; i++) {
		struct cpuid_regs r;

		if (!(xcr0 & BIT_ULL(i)))
			continue;
		r = cpuid(LEAF_XSTATE, i);
		size = max(size, r.ebx + r.eax);
	}
	return size;
}

static void set_xcr0(u64 val)
{
	if (this_cpu(loaded_xcr0) == val)
		return;
	xsetbv(0, val);
	this_cpu(loaded_xcr0) = val;
}

void fpu_init_cpu(void)
{
	clts();
	this_cpu(loaded_xcr0) = 0;
	if (cpu_has(FEATURE_XSAVE))
		set_xcr0(xcr0_mask);
}

static void __init read_mxcsr_mask(void)
{
	static struct xstate area __initdata __aligned(64);

	__asm__ __volatile__("fxsave64 %0" : "=m" (area));
	if (area.mxcsr_mask)
		mxcsr_mask = area.mxcsr_mask;
}

void __init fpu_init(void)
{
	if (cpu_has(FEATURE_XSAVE)) {
		struct cpuid_regs r = cpuid(LEAF_XSTATE, 0);

		xcr0_machine = r.eax | (u64)r.edx << 32;
		xcr0_mask = xcr0_machine & XCR0_SUPPORTED;
		if ((xcr0_mask & XSTATE_AVX512) != XSTATE_AVX512)
			xcr0_mask &= ~XSTATE_AVX512;
	}
	/* Under a kernel that runs, XCR0 is that kernel's until fpu_adopt(). */
	if (boot_info.protocol == BOOT_HOIST)
		clts();
	else
		fpu_init_cpu();
	read_mxcsr_mask();
	pr_info("FPU: %s, state components %llx, %u bytes\n",
		cpu_has(FEATURE_XSAVE) ? "XSAVE" : "FXSAVE", xcr0_mask, fpu_area_size(xcr0_mask));
}

static void reset_area(struct xstate *x)
{
	memset(x, 0, sizeof(*x));
	x->fcw = FCW_RESET;
	x->mxcsr = MXCSR_RESET;
}

static u64 vcpu_mask(const struct vcpu *v)
{
	const struct hvm_domain *hd = v->domain->arch->hvm;

	return hd && hd->adopted ? xcr0_machine : xcr0_mask;
}

int fpu_vcpu_init(struct vcpu *v)
{
	/* Page aligned from 4 KiB on; XSAVE wants 64. */
	v->arch->xstate = heap_alloc(max_t(size_t, fpu_area_size(vcpu_mask(v)), 4096));
	if (!v->arch->xstate)
		return -ENOMEM;
	reset_area(v->arch->xstate);
	v->arch->xcr0 = XSTATE_FP;
	v->arch->xcr0_accum = XSTATE_FP | XSTATE_SSE;
	return 0;
}

void fpu_vcpu_destroy(struct vcpu *v)
{
	heap_free(v->arch->xstate);
	v->arch->xstate = NULL;
}

void fpu_notice_xcr0(struct vcpu *v)
{
	u64 now;

	if (!v->arch->hvm || !cpu_has(FEATURE_XSAVE))
		return;
	now = xgetbv(0);
	this_cpu(loaded_xcr0) = now;
	v->arch->xcr0 = now & vcpu_mask(v);
	v->arch->xcr0_accum |= v->arch->xcr0;
}

void fpu_save(struct vcpu *v)
{
	struct xstate *x = v->arch->xstate;
	u64 mask;

	clts();
	fpu_notice_xcr0(v);
	mask = v->arch->xcr0_accum;
	if (!cpu_has(FEATURE_XSAVE)) {
		__asm__ __volatile__("fxsave64 %0" : "=m" (*x) : : "memory");
		return;
	}
	set_xcr0(mask);
	if (cpu_has(FEATURE_XSAVEOPT))
		__asm__ __volatile__("xsaveopt64 %0" : "+m" (*x)
				     : "a" ((u32)mask), "d" ((u32)(mask >> 32)) : "memory");
	else
		__asm__ __volatile__("xsave64 %0" : "+m" (*x)
				     : "a" ((u32)mask), "d" ((u32)(mask >> 32)) : "memory");
}

/* False: the area's contents are refused. */
static bool load_area(const struct xstate *x, u64 mask)
{
	bool ok = true;

	if (!cpu_has(FEATURE_XSAVE))
		__asm__ __volatile__("1: fxrstor64 %1\n"
				     "	jmp 3f\n"
				     "2: movb $0, %0\n"
				     "3:" EX_TABLE(1b, 2b)
				     : "+m" (ok) : "m" (*x) : "memory");
	else
		__asm__ __volatile__("1: xrstor64 %1\n"
				     "	jmp 3f\n"
				     "2: movb $0, %0\n"
				     "3:" EX_TABLE(1b, 2b)
				     : "+m" (ok)
				     : "m" (*x), "a" ((u32)mask), "d" ((u32)(mask >> 32))
				     : "memory");
	return ok;
}

void fpu_restore(struct vcpu *v)
{
	struct xstate *x = v->arch->xstate;

	clts();
	/*
	 * Some AMD CPUs load the pointers of the last x87 instruction only when
	 * an exception is pending: FNINIT clears those of the vCPU before.
	 */
	if (boot_cpu.vendor != VENDOR_INTEL)
		__asm__ __volatile__("fninit");
	if (cpu_has(FEATURE_XSAVE))
		set_xcr0(v->arch->xcr0_accum);
	if (!load_area(x, v->arch->xcr0_accum)) {
		reset_area(x);
		load_area(x, v->arch->xcr0_accum);
	}
	if (cpu_has(FEATURE_XSAVE))
		set_xcr0(v->arch->xcr0);
}

void fpu_adopt(struct vcpu *v)
{
	struct arch_vcpu *av = v->arch;

	av->xcr0 = XSTATE_FP;
	if (cpu_has(FEATURE_XSAVE)) {
		this_cpu(loaded_xcr0) = xgetbv(0);
		av->xcr0 = this_cpu(loaded_xcr0);
	}
	av->xcr0_accum = av->xcr0 | XSTATE_FP | XSTATE_SSE;
	fpu_save(v);
}

void fpu_import_legacy(struct vcpu *v, const void *fxsave)
{
	struct xstate *x = v->arch->xstate;

	memcpy(x, fxsave, FPU_LEGACY_SIZE);
	x->mxcsr &= mxcsr_mask;
	x->xstate_bv = XSTATE_FP | XSTATE_SSE;
	x->xcomp_bv = 0;
	memset(x->header_rsvd, 0, sizeof(x->header_rsvd));
}

void fpu_export_legacy(const struct vcpu *v, void *fxsave)
{
	const struct xstate *x = v->arch->xstate;
	struct xstate *out = fxsave;

	memcpy(out, x, FPU_LEGACY_SIZE);
	if (!cpu_has(FEATURE_XSAVE))
		return;
	/* XSAVE leaves alone what is in its initial state. */
	if (!(x->xstate_bv & XSTATE_FP)) {
		memset(out, 0, offsetof(struct xstate, mxcsr));
		memset(out->st, 0, sizeof(out->st));
		out->fcw = FCW_RESET;
	}
	if (!(x->xstate_bv & XSTATE_SSE))
		memset(out->xmm, 0, sizeof(out->xmm));
}

u32 fpu_xsave_bytes(const struct vcpu *v)
{
	return fpu_area_size(v->arch->xcr0_accum);
}

void fpu_export_xsave(const struct vcpu *v, void *area, u32 bytes)
{
	memcpy(area, v->arch->xstate, min(bytes, fpu_xsave_bytes(v)));
}

int fpu_import_xsave(struct vcpu *v, u64 xcr0, const void *area, u32 bytes)
{
	struct xstate *x = v->arch->xstate;
	u64 accum;

	if (!xcr0_valid(xcr0, xcr0_mask) || bytes < sizeof(*x) ||
	    bytes > fpu_area_size(xcr0_mask))
		return -EINVAL;
	memset(x, 0, fpu_area_size(xcr0_mask));
	memcpy(x, area, bytes);
	/*
	 * Compacted areas and unknown components would fault at each restore, and
	 * XSETBV on a set of components that can't be on together (AVX-512).
	 */
	accum = xcr0 | x->xstate_bv | XSTATE_FP | XSTATE_SSE;
	if (x->xcomp_bv || !xcr0_valid(accum, xcr0_mask)) {
		reset_area(x);
		return -EINVAL;
	}
	x->mxcsr &= mxcsr_mask;
	memset(x->header_rsvd, 0, sizeof(x->header_rsvd));
	v->arch->xcr0 = xcr0;
	v->arch->xcr0_accum = accum;
	return 0;
}

static bool all_or_none(u64 val, u64 bits)
{
	return !(val & bits) || (val & bits) == bits;
}

bool xcr0_valid(u64 val, u64 allowed)
{
	if ((val & ~allowed) || !(val & XSTATE_FP))
		return false;
	if ((val & XSTATE_YMM) && !(val & XSTATE_SSE))
		return false;
	if ((val & XSTATE_AVX512) &&
	    ((val & XSTATE_AVX512) != XSTATE_AVX512 || !(val & XSTATE_YMM)))
		return false;
	return all_or_none(val, XSTATE_BOUNDS) && all_or_none(val, XSTATE_TILES);
}

int guest_xsetbv(struct vcpu *v, u32 reg, u64 val)
{
	if (reg || !cpu_has(FEATURE_XSAVE) || !xcr0_valid(val, vcpu_mask(v)))
		return -EINVAL;
	v->arch->xcr0 = val;
	v->arch->xcr0_accum |= val;
	set_xcr0(val);
	return 0;
}
