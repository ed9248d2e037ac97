/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder that serve every kind of domain offer the others.
 *
 *	hypercall, start, vcpu_info, shutdown	what all kinds share
 *	kinds		which kind this is, and what it does as such
 *	hvm, pvh, smp_hvm, mmu_hvm, unplug	HVM and PVH
 *	time, spinlock, suspend, vga, grant-table	the same in each kind
 *
 * A PV domain's memory is in pv_mmu.h, its CPUs are in pv_cpu.h.
 */
#ifndef X86_XEN_XEN_H
#define X86_XEN_XEN_H

#include <linux/init.h>
#include <linux/types.h>

struct dom0_vga_console_info;
struct screen_info;

/*
 * hypercall.c, hypercall-entry.S: all hypercalls of asm/xen/hypercall.h go one of these ways.
 * Before xen_hypercall_init() they fail with -ENOSYS, so the first code of each kind calls it:
 * that of PV with xen_hypercall_pv(), the others with NULL for the way of the processor.
 */
void xen_hypercall_none(void);
void xen_hypercall_pv(void);
void xen_hypercall_amd(void);
void xen_hypercall_intel(void);
void __init xen_hypercall_init(void (*way)(void));

/* start.c: for x86_init.oem.banner of PV and PVH */
void __init xen_banner(void);

/*
 * vcpu_info.c: the boot's CPU first has its place in shared_info; when its own data can be
 * reached (smp_prepare_boot_cpu), and for others before they come up, each has a place of its own.
 */
void __init xen_vcpu_info_init(void);
void xen_vcpu_setup(int cpu);
void xen_vcpu_restore(void);

/* shutdown.c: machine_ops and panics call the hypervisor */
void __init xen_take_shutdown(void);

/* kinds.c: SCHEDOP_pin_override, for x86_platform.hyper of each kind */
void xen_pin_vcpu(int cpu);

/* hvm.c */
void xen_hvm_init_shared_info(void);

/* smp_hvm.c */
void __init xen_hvm_smp_init(void);

/* mmu_hvm.c */
void __init xen_hvm_init_mmu_ops(void);

/* platform-pci-unplug.c */
void xen_unplug_emulated_devices(void);

/* time.c */
void __init xen_init_time_ops(void);
void __init xen_hvm_init_time_ops(void);
void xen_setup_timer(int cpu);
void xen_teardown_timer(int cpu);
void xen_setup_cpu_clockevents(void);
void xen_save_time_memory_area(void);
void xen_restore_time_memory_area(void);

/* spinlock.c */
#ifdef CONFIG_PARAVIRT_SPINLOCKS
void __init xen_init_spinlocks(void);
void xen_init_lock_cpu(int cpu);
void xen_uninit_lock_cpu(int cpu);
#else
static inline void xen_init_spinlocks(void) { }
static inline void xen_init_lock_cpu(int cpu) { }
static inline void xen_uninit_lock_cpu(int cpu) { }
#endif

/* suspend_hvm.c */
#ifdef CONFIG_XEN_PVHVM
void xen_hvm_post_suspend(int suspend_cancelled);
#else
static inline void xen_hvm_post_suspend(int suspend_cancelled) { }
#endif

/* vga.c */
void __init xen_init_vga(const struct dom0_vga_console_info *info, size_t size,
			 struct screen_info *screen);

/* efi.c */
#ifdef CONFIG_XEN_EFI
void __init xen_efi_init(void);
#else
static inline void xen_efi_init(void) { }
#endif

/* apic.c: of PV; the interrupts that it sends are in smp_pv.c. */
void __init xen_init_apic(void);

#endif /* X86_XEN_XEN_H */
