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

#include <linux/compiler_attributes.h>
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

/* start.c: may this hypervisor be used? A PV and a PVH domain have no other way to go on. */
bool __init xen_is_too_old(void);
void __init xen_refuse_old(void);

/*
 * vcpu_info.c: the boot's CPU first has its place in shared_info; when its own data can be
 * reached (smp_prepare_boot_cpu), and for others before they come up, each has a place of its own.
 */
void __init xen_vcpu_info_init(void);
void xen_vcpu_setup(int cpu);
void xen_vcpu_restore(void);

/* shutdown.c: machine_ops and panics call the hypervisor */
void __init xen_take_shutdown(void);

/* shutdown.c: one line on the hypervisor's console, and the end of the domain */
__printf(1, 2) void __init xen_refuse(const char *fmt, ...);

/* kinds.c: SCHEDOP_pin_override, for x86_platform.hyper of each kind */
void xen_pin_vcpu(int cpu);

/* hvm.c */
void xen_hvm_init_shared_info(void);

/* smp_hvm.c */
void __init xen_hvm_smp_init(void);

/* mmu_hvm.c */
void __init xen_hvm_init_mmu_ops(void);

/* platform-pci-unplug.c */
void xen_unplug(void);

/* time.c: which clocks a kind has */
void __init xen_take_time(void);
void __init xen_hvm_take_time(void);

/* time.c: a CPU's timer. It is made, and freed, by another one, and registered by its own. */
void xen_timer_make(int cpu);
void xen_timer_register(void);
void xen_timer_free(int cpu);

/* time.c: around a suspend, while one CPU runs */
void xen_clocks_stop(void);
void xen_clocks_go_on(void);

/* spinlock.c: those who wait for a lock sleep, each CPU until the event that is its kicker. */
#ifdef CONFIG_PARAVIRT_SPINLOCKS
void xen_kicker_make(int cpu);
void xen_kicker_free(int cpu);
void __init xen_take_spinlocks(void);
#else
static inline void xen_kicker_make(int cpu) { }
static inline void xen_kicker_free(int cpu) { }
static inline void xen_take_spinlocks(void) { }
#endif

/* suspend_hvm.c, with CONFIG_XEN_PVHVM */
void xen_hvm_go_on(int suspend_cancelled);

/* vga.c */
void __init xen_take_screen(const struct dom0_vga_console_info *info, size_t size,
			    struct screen_info *screen);

/* efi.c, with CONFIG_XEN_EFI */
void __init xen_efi_init(void);

/* apic.c: of PV; the interrupts that it sends are in smp_pv.c. */
void __init xen_init_apic(void);

#endif /* X86_XEN_XEN_H */
