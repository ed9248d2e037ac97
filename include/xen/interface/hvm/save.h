/* SPDX-License-Identifier: MIT */
/*
 * Structure definitions for HVM state that is held by Xen and must
 * be saved along with the domain's memory and device-model state.
 *
 * Copyright (c) 2007 XenSource Ltd.
 */

#ifndef __XEN_PUBLIC_HVM_SAVE_H__
#define __XEN_PUBLIC_HVM_SAVE_H__

#include <xen/interface/xen.h>

/*
 * A saved HVM context is a row of records, each headed by a descriptor: first
 * HEADER, last END, between them one record for each instance of a type.
 */
struct hvm_save_descriptor {
	u16 typecode;	/* HVM_SAVE_CODE_* */
	u16 instance;	/* which instance: the vCPU, mostly */
	u32 length;	/* in bytes, without the descriptor */
};

#define HVM_SAVE_CODE_END	0 /* no body */

/*
 * Save/restore header: general info about the save file.
 */

#define HVM_FILE_MAGIC	0x54381286
#define HVM_FILE_VERSION	0x00000001

struct hvm_save_header {
	u32 magic;	/* Must be HVM_FILE_MAGIC */
	u32 version;	/* File format version */
	u64 changeset;	/* Version of Xen that saved this file */
	u32 cpuid;	/* CPUID[0x01][%eax] on the saving machine */
	u32 gtsc_khz;	/* Guest's TSC frequency in kHz */
};

#define HVM_SAVE_CODE_HEADER	1 /* struct hvm_save_header */

/*
 * Processor
 *
 * Compat:
 *     - Pre-3.4 didn't have msr_tsc_aux
 *     - Pre-4.7 didn't have fpu_initialised
 */

struct hvm_hw_cpu {
	u8 fpu_regs[512];

	u64 rax;
	u64 rbx;
	u64 rcx;
	u64 rdx;
	u64 rbp;
	u64 rsi;
	u64 rdi;
	u64 rsp;
	u64 r8;
	u64 r9;
	u64 r10;
	u64 r11;
	u64 r12;
	u64 r13;
	u64 r14;
	u64 r15;

	u64 rip;
	u64 rflags;

	u64 cr0;
	u64 cr2;
	u64 cr3;
	u64 cr4;

	u64 dr0;
	u64 dr1;
	u64 dr2;
	u64 dr3;
	u64 dr6;
	u64 dr7;

	u32 cs_sel;
	u32 ds_sel;
	u32 es_sel;
	u32 fs_sel;
	u32 gs_sel;
	u32 ss_sel;
	u32 tr_sel;
	u32 ldtr_sel;

	u32 cs_limit;
	u32 ds_limit;
	u32 es_limit;
	u32 fs_limit;
	u32 gs_limit;
	u32 ss_limit;
	u32 tr_limit;
	u32 ldtr_limit;
	u32 idtr_limit;
	u32 gdtr_limit;

	u64 cs_base;
	u64 ds_base;
	u64 es_base;
	u64 fs_base;
	u64 gs_base;
	u64 ss_base;
	u64 tr_base;
	u64 ldtr_base;
	u64 idtr_base;
	u64 gdtr_base;

	u32 cs_arbytes;
	u32 ds_arbytes;
	u32 es_arbytes;
	u32 fs_arbytes;
	u32 gs_arbytes;
	u32 ss_arbytes;
	u32 tr_arbytes;
	u32 ldtr_arbytes;

	u64 sysenter_cs;
	u64 sysenter_esp;
	u64 sysenter_eip;

	/* msr for em64t */
	u64 shadow_gs;

	/* msr content saved/restored. */
	u64 msr_flags; /* Obsolete, ignored. */
	u64 msr_lstar;
	u64 msr_star;
	u64 msr_cstar;
	u64 msr_syscall_mask;
	u64 msr_efer;
	u64 msr_tsc_aux;

	/* guest's idea of what rdtsc() would return */
	u64 tsc;

	/* pending event, if any */
	union {
		u32 pending_event;
		struct {
			u8 pending_vector:8;
			u8 pending_type:3;
			u8 pending_error_valid:1;
			u32 pending_reserved:19;
			u8 pending_valid:1;
		};
	};
	/* error code for pending event */
	u32 error_code;

#define _XEN_X86_FPU_INITIALISED	0
#define XEN_X86_FPU_INITIALISED	0x1U
	u32 flags;
	u32 pad0;
};

#define HVM_SAVE_CODE_CPU	2 /* struct hvm_hw_cpu */

/*
 * PIC
 */

struct hvm_hw_vpic {
	/* IR line bitmasks. */
	u8 irr;
	u8 imr;
	u8 isr;

	/* Line IRx maps to IRQ irq_base+x */
	u8 irq_base;

	/*
	 * Where are we in ICW2-4 initialisation (0 means no init in progress)?
	 * Bits 0-1 (=x): Next write at A=1 sets ICW(x+1).
	 * Bit 2: ICW1.IC4  (1 == ICW4 included in init sequence)
	 * Bit 3: ICW1.SNGL (0 == ICW3 included in init sequence)
	 */
	u8 init_state:4;

	/* IR line with highest priority. */
	u8 priority_add:4;

	/* Reads from A=0 obtain ISR or IRR? */
	u8 readsel_isr:1;

	/* Reads perform a polling read? */
	u8 poll:1;

	/* Automatically clear IRQs from the ISR during INTA? */
	u8 auto_eoi:1;

	/* Automatically rotate IRQ priorities during AEOI? */
	u8 rotate_on_auto_eoi:1;

	/* Exclude slave inputs when considering in-service IRQs? */
	u8 special_fully_nested_mode:1;

	/* Special mask mode excludes masked IRs from AEOI and priority checks. */
	u8 special_mask_mode:1;

	/* Is this a master PIC or slave PIC? (NB. This is not programmable.) */
	u8 is_master:1;

	/* Edge/trigger selection. */
	u8 elcr;

	/* Virtual INT output. */
	u8 int_output;
};

#define HVM_SAVE_CODE_PIC	3 /* struct hvm_hw_vpic */

/*
 * IO-APIC
 */

union vioapic_redir_entry {
	u64 bits;
	struct {
		u8 vector;
		u8 delivery_mode:3;
		u8 dest_mode:1;
		u8 delivery_status:1;
		u8 polarity:1;
		u8 remote_irr:1;
		u8 trig_mode:1;
		u8 mask:1;
		u8 reserve:7;
		u8 reserved[4];
		u8 dest_id;
	} fields;
};

#define VIOAPIC_NUM_PINS	48 /* 16 ISA IRQs, 32 non-legacy PCI IRQS. */

#define XEN_HVM_VIOAPIC(name, cnt)	\
	struct name {                                       \
		u64 base_address;                          \
		u32 ioregsel;                              \
		u32 id;                                    \
		union vioapic_redir_entry redirtbl[cnt];        \
	}

XEN_HVM_VIOAPIC(hvm_hw_vioapic, VIOAPIC_NUM_PINS);

#undef XEN_HVM_VIOAPIC

#define HVM_SAVE_CODE_IOAPIC	4 /* struct hvm_hw_vioapic */

/*
 * LAPIC
 */

struct hvm_hw_lapic {
	u64 apic_base_msr;
	u32 disabled; /* VLAPIC_xx_DISABLED */
	u32 timer_divisor;
	u64 tdt_msr;
};

#define HVM_SAVE_CODE_LAPIC	5 /* struct hvm_hw_lapic */

struct hvm_hw_lapic_regs {
	u8 data[1024];
};

#define HVM_SAVE_CODE_LAPIC_REGS	6 /* struct hvm_hw_lapic_regs */

/*
 * IRQs
 */

struct hvm_hw_pci_irqs {
	/*
	 * Virtual interrupt wires for a single PCI bus.
	 * Indexed by: device*4 + INTx#.
	 */
	union {
		unsigned long i[16 / sizeof(unsigned long)]; /* DECLARE_BITMAP(i, 32*4); */
		u64 pad[2];
	};
};

#define HVM_SAVE_CODE_PCI_IRQ	7 /* struct hvm_hw_pci_irqs */

struct hvm_hw_isa_irqs {
	/*
	 * Virtual interrupt wires for ISA devices.
	 * Indexed by ISA IRQ (assumes no ISA-device IRQ sharing).
	 */
	union {
		unsigned long i[1];	/* DECLARE_BITMAP(i, 16); */
		u64 pad[1];
	};
};

#define HVM_SAVE_CODE_ISA_IRQ	8 /* struct hvm_hw_isa_irqs */

struct hvm_hw_pci_link {
	/*
	 * PCI-ISA interrupt router.
	 * Each PCI <device:INTx#> is 'wire-ORed' into one of four links using
	 * the traditional 'barber's pole' mapping ((device + INTx#) & 3).
	 * The router provides a programmable mapping from each link to a GSI.
	 */
	u8 route[4];
	u8 pad0[4];
};

#define HVM_SAVE_CODE_PCI_LINK	9 /* struct hvm_hw_pci_link */

/*
 *  PIT
 */

struct hvm_hw_pit {
	struct hvm_hw_pit_channel {
		u32 count; /* can be 65536 */
		u16 latched_count;
		u8 count_latched;
		u8 status_latched;
		u8 status;
		u8 read_state;
		u8 write_state;
		u8 write_latch;
		u8 rw_mode;
		u8 mode;
		u8 bcd; /* not supported */
		u8 gate; /* timer start */
	} channels[3];	/* 3 x 16 bytes */
	u32 speaker_data_on;
	u32 pad0;
};

#define HVM_SAVE_CODE_PIT	10 /* struct hvm_hw_pit */

/*
 * RTC
 */

#define RTC_CMOS_SIZE	14
struct hvm_hw_rtc {
	/* CMOS bytes */
	u8 cmos_data[RTC_CMOS_SIZE];
	/* Index register for 2-part operations */
	u8 cmos_index;
	u8 pad0;
	/* RTC offset from host time */
	s64 rtc_offset;
};

#define HVM_SAVE_CODE_RTC	11 /* struct hvm_hw_rtc */

/*
 * HPET
 */

#define HPET_TIMER_NUM	3	/* 3 timers supported now */
struct hvm_hw_hpet {
	/* Memory-mapped, software visible registers */
	u64 capability;	/* capabilities */
	u64 res0;	/* reserved */
	u64 config;	/* configuration */
	u64 res1;	/* reserved */
	u64 isr;	/* interrupt status reg */
	u64 res2[25];	/* reserved */
	u64 mc64;	/* main counter */
	u64 res3;	/* reserved */
	struct {	/* timers */
		u64 config;	/* configuration/cap */
		u64 cmp;	/* comparator */
		u64 fsb;	/* FSB route, not supported now */
		u64 res4;	/* reserved */
	} timers[HPET_TIMER_NUM];
	u64 res5[4 * (24 - HPET_TIMER_NUM)];	/* reserved, up to 0x3ff */

	/* Hidden register state */
	u64 period[HPET_TIMER_NUM]; /* Last value written to comparator */
};

#define HVM_SAVE_CODE_HPET	12 /* struct hvm_hw_hpet */

/*
 * PM timer
 */

struct hvm_hw_pmtimer {
	u32 tmr_val;	/* PM_TMR_BLK.TMR_VAL: 32bit free-running counter */
	u16 pm1a_sts;	/* PM1a_EVT_BLK.PM1a_STS: status register */
	u16 pm1a_en;	/* PM1a_EVT_BLK.PM1a_EN: enable register */
};

#define HVM_SAVE_CODE_PMTIMER	13 /* struct hvm_hw_pmtimer */

/*
 * MTRR MSRs
 */

struct hvm_hw_mtrr {
#define MTRR_VCNT	8
#define NUM_FIXED_MSR	11
	u64 msr_pat_cr;
	/* mtrr physbase & physmask msr pair*/
	u64 msr_mtrr_var[MTRR_VCNT * 2];
	u64 msr_mtrr_fixed[NUM_FIXED_MSR];
	u64 msr_mtrr_cap;
	u64 msr_mtrr_def_type;
};

#define HVM_SAVE_CODE_MTRR	14 /* struct hvm_hw_mtrr */

/*
 * The save area of XSAVE/XRSTOR.
 */

struct hvm_hw_cpu_xsave {
	u64 xfeature_mask;	/* Ignored */
	u64 xcr0;	/* Updated by XSETBV */
	u64 xcr0_accum;	/* Updated by XSETBV */
	struct {
		struct { char x[512]; } fpu_sse;

		struct hvm_hw_cpu_xsave_hdr {
			u64 xstate_bv;	/* Updated by XRSTOR */
			u64 xcomp_bv;	/* Updated by XRSTOR{C,S} */
			u64 reserved[6];
		} xsave_hdr;	/* The 64-byte header */
	} save_area;
};

#define CPU_XSAVE_CODE	16

/*
 * Viridian hypervisor context.
 */

struct hvm_viridian_domain_context {
	u64 hypercall_gpa;
	u64 guest_os_id;
	u64 time_ref_count;
	u64 reference_tsc;
};

#define HVM_SAVE_CODE_VIRIDIAN_DOMAIN	15 /* struct hvm_viridian_domain_context */

struct hvm_viridian_vcpu_context {
	u64 vp_assist_msr;
	u8 apic_assist_pending;
	u8 _pad[7];
	u64 simp_msr;
	u64 sint_msr[16];
	u64 stimer_config_msr[4];
	u64 stimer_count_msr[4];
};

#define HVM_SAVE_CODE_VIRIDIAN_VCPU	17 /* struct hvm_viridian_vcpu_context */

struct hvm_vmce_vcpu {
	u64 caps;
	u64 mci_ctl2_bank0;
	u64 mci_ctl2_bank1;
	u64 mcg_ext_ctl;
};

#define HVM_SAVE_CODE_VMCE_VCPU	18 /* struct hvm_vmce_vcpu */

struct hvm_tsc_adjust {
	u64 tsc_adjust;
};

#define HVM_SAVE_CODE_TSC_ADJUST	19 /* struct hvm_tsc_adjust */

struct hvm_msr {
	u32 count;
	struct hvm_one_msr {
		u32 index;
		u32 _rsvd;
		u64 val;
	} msr[];
};

#define CPU_MSR_CODE	20

/* Range 22 - 34 (inclusive) reserved for Amazon */

/*
 * Largest type-code in use
 */
#define HVM_SAVE_CODE_MAX	20

#endif /* __XEN_PUBLIC_HVM_SAVE_H__ */
