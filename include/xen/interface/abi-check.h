/* SPDX-License-Identifier: MIT */
/*
 * The ABI as numbers: sizes and key offsets, for the compiler to check.
 *
 * Included by exactly one .c file in each world that uses these headers. The
 * numbers were read from Debian's libxen-dev 4.17 and never change;
 * selftests/abi holds every other member against it too.
 */
#ifndef __XEN_PUBLIC_ABI_CHECK_H__
#define __XEN_PUBLIC_ABI_CHECK_H__

#if defined(__KERNEL__) || defined(__XEN__)
#include <linux/build_bug.h>
#include <linux/stddef.h>
#else
#include <assert.h>
#include <stddef.h>
#endif

#include <xen/interface/callback.h>
#include <xen/interface/domctl.h>
#include <xen/interface/elfnote.h>
#include <xen/interface/errno.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/features.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/hvm/dm_op.h>
#include <xen/interface/hvm/hvm_info.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/hvm_vcpu.h>
#include <xen/interface/hvm/ioreq.h>
#include <xen/interface/hvm/params.h>
#include <xen/interface/hvm/save.h>
#include <xen/interface/hvm/start_info.h>
#include <xen/interface/kexec.h>
#include <xen/interface/memory.h>
#include <xen/interface/nmi.h>
#include <xen/interface/physdev.h>
#include <xen/interface/platform.h>
#include <xen/interface/sched.h>
#include <xen/interface/sysctl.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>
#include <xen/interface/xen-mca.h>
#include <xen/interface/xen.h>
#include <xen/interface/xenpmu.h>

#define ABI_SIZE(type, bytes)	static_assert(sizeof(type) == (bytes), #type)
#define ABI_OFFSET(type, member, bytes) \
	static_assert(offsetof(type, member) == (bytes), #type "." #member)

/* xen.h and the architecture */
ABI_SIZE(struct cpu_user_regs, 200);
ABI_OFFSET(struct cpu_user_regs, rax, 80);
ABI_OFFSET(struct cpu_user_regs, rip, 128);
ABI_OFFSET(struct cpu_user_regs, rflags, 144);
ABI_OFFSET(struct cpu_user_regs, rsp, 152);
ABI_OFFSET(struct cpu_user_regs, ss, 160);
ABI_OFFSET(struct cpu_user_regs, gs, 192);
ABI_SIZE(struct iret_context, 72);
ABI_SIZE(struct trap_info, 16);
ABI_OFFSET(struct trap_info, address, 8);
ABI_SIZE(struct vcpu_guest_context, 5168);
ABI_OFFSET(struct vcpu_guest_context, flags, 512);
ABI_OFFSET(struct vcpu_guest_context, user_regs.r15, 520);
ABI_OFFSET(struct vcpu_guest_context, trap_ctxt, 720);
ABI_OFFSET(struct vcpu_guest_context, ldt_base, 4816);
ABI_OFFSET(struct vcpu_guest_context, gdt_frames, 4832);
ABI_OFFSET(struct vcpu_guest_context, kernel_ss, 4968);
ABI_OFFSET(struct vcpu_guest_context, ctrlreg, 4984);
ABI_OFFSET(struct vcpu_guest_context, debugreg, 5048);
ABI_OFFSET(struct vcpu_guest_context, event_callback_eip, 5112);
ABI_OFFSET(struct vcpu_guest_context, syscall_callback_eip, 5128);
ABI_OFFSET(struct vcpu_guest_context, vm_assist, 5136);
ABI_OFFSET(struct vcpu_guest_context, fs_base, 5144);
ABI_SIZE(struct arch_vcpu_info, 16);
ABI_SIZE(struct arch_shared_info, 48);
ABI_OFFSET(struct arch_shared_info, p2m_cr3, 24);
ABI_SIZE(struct vcpu_info, 64);
ABI_OFFSET(struct vcpu_info, evtchn_upcall_mask, 1);
ABI_OFFSET(struct vcpu_info, evtchn_pending_sel, 8);
ABI_OFFSET(struct vcpu_info, arch.cr2, 16);
ABI_OFFSET(struct vcpu_info, time.version, 32);
ABI_SIZE(struct shared_info, 3136);
ABI_OFFSET(struct shared_info, evtchn_pending, 2048);
ABI_OFFSET(struct shared_info, evtchn_mask, 2560);
ABI_OFFSET(struct shared_info, wc_sec_hi, 3084);
ABI_OFFSET(struct shared_info, arch.max_pfn, 3088);
ABI_SIZE(struct start_info, 1168);
ABI_OFFSET(struct start_info, nr_pages, 32);
ABI_OFFSET(struct start_info, shared_info, 40);
ABI_OFFSET(struct start_info, flags, 48);
ABI_OFFSET(struct start_info, store_mfn, 56);
ABI_OFFSET(struct start_info, console, 72);
ABI_OFFSET(struct start_info, pt_base, 88);
ABI_OFFSET(struct start_info, mfn_list, 104);
ABI_OFFSET(struct start_info, mod_start, 112);
ABI_OFFSET(struct start_info, cmd_line, 128);
ABI_OFFSET(struct start_info, first_p2m_pfn, 1152);
ABI_SIZE(struct dom0_vga_console_info, 40);
ABI_SIZE(struct mmu_update, 16);
ABI_SIZE(struct mmuext_op, 24);
ABI_OFFSET(struct mmuext_op, arg1.mfn, 8);
ABI_OFFSET(struct mmuext_op, arg2.nr_ents, 16);
ABI_SIZE(struct multicall_entry, 64);
ABI_OFFSET(struct multicall_entry, result, 8);
ABI_OFFSET(struct multicall_entry, args, 16);
ABI_SIZE(struct xenctl_bitmap, 16);
ABI_OFFSET(struct xenctl_bitmap, nr_bits, 8);

/* event channels */
ABI_SIZE(struct evtchn_alloc_unbound, 8);
ABI_OFFSET(struct evtchn_alloc_unbound, port, 4);
ABI_SIZE(struct evtchn_bind_interdomain, 12);
ABI_OFFSET(struct evtchn_bind_interdomain, remote_port, 4);
ABI_OFFSET(struct evtchn_bind_interdomain, local_port, 8);
ABI_SIZE(struct evtchn_bind_virq, 12);
ABI_OFFSET(struct evtchn_bind_virq, port, 8);
ABI_SIZE(struct evtchn_bind_pirq, 12);
ABI_OFFSET(struct evtchn_bind_pirq, port, 8);
ABI_SIZE(struct evtchn_bind_ipi, 8);
ABI_OFFSET(struct evtchn_bind_ipi, port, 4);
ABI_SIZE(struct evtchn_status, 24);
ABI_OFFSET(struct evtchn_status, port, 4);
ABI_OFFSET(struct evtchn_status, status, 8);
ABI_OFFSET(struct evtchn_status, vcpu, 12);
ABI_OFFSET(struct evtchn_status, u.interdomain.port, 20);
ABI_SIZE(struct evtchn_bind_vcpu, 8);
ABI_SIZE(struct evtchn_init_control, 24);
ABI_OFFSET(struct evtchn_init_control, offset, 8);
ABI_OFFSET(struct evtchn_init_control, vcpu, 12);
ABI_OFFSET(struct evtchn_init_control, link_bits, 16);
ABI_SIZE(struct evtchn_expand_array, 8);
ABI_SIZE(struct evtchn_set_priority, 8);
ABI_SIZE(struct evtchn_fifo_control_block, 72);
ABI_OFFSET(struct evtchn_fifo_control_block, head, 8);

/* grant tables */
ABI_SIZE(struct grant_entry_v1, 8);
ABI_OFFSET(struct grant_entry_v1, frame, 4);
ABI_SIZE(struct gnttab_map_grant_ref, 32);
ABI_OFFSET(struct gnttab_map_grant_ref, flags, 8);
ABI_OFFSET(struct gnttab_map_grant_ref, ref, 12);
ABI_OFFSET(struct gnttab_map_grant_ref, dom, 16);
ABI_OFFSET(struct gnttab_map_grant_ref, status, 18);
ABI_OFFSET(struct gnttab_map_grant_ref, handle, 20);
ABI_OFFSET(struct gnttab_map_grant_ref, dev_bus_addr, 24);
ABI_SIZE(struct gnttab_unmap_grant_ref, 24);
ABI_OFFSET(struct gnttab_unmap_grant_ref, handle, 16);
ABI_OFFSET(struct gnttab_unmap_grant_ref, status, 20);
ABI_SIZE(struct gnttab_unmap_and_replace, 24);
ABI_OFFSET(struct gnttab_unmap_and_replace, new_addr, 8);
ABI_OFFSET(struct gnttab_unmap_and_replace, handle, 16);
ABI_OFFSET(struct gnttab_unmap_and_replace, status, 20);
ABI_SIZE(struct gnttab_setup_table, 24);
ABI_OFFSET(struct gnttab_setup_table, nr_frames, 4);
ABI_OFFSET(struct gnttab_setup_table, status, 8);
ABI_OFFSET(struct gnttab_setup_table, frame_list, 16);
ABI_SIZE(struct gnttab_transfer, 24);
ABI_OFFSET(struct gnttab_transfer, domid, 8);
ABI_OFFSET(struct gnttab_transfer, ref, 12);
ABI_OFFSET(struct gnttab_transfer, status, 16);
ABI_SIZE(struct gnttab_copy, 40);
ABI_OFFSET(struct gnttab_copy, source.domid, 8);
ABI_OFFSET(struct gnttab_copy, source.offset, 10);
ABI_OFFSET(struct gnttab_copy, dest.u.ref, 16);
ABI_OFFSET(struct gnttab_copy, len, 32);
ABI_OFFSET(struct gnttab_copy, flags, 34);
ABI_OFFSET(struct gnttab_copy, status, 36);
ABI_SIZE(struct gnttab_query_size, 16);
ABI_OFFSET(struct gnttab_query_size, status, 12);
ABI_SIZE(struct gnttab_set_version, 4);
ABI_SIZE(struct gnttab_get_status_frames, 16);
ABI_OFFSET(struct gnttab_get_status_frames, frame_list, 8);
ABI_SIZE(struct gnttab_get_version, 8);
ABI_SIZE(struct gnttab_swap_grant_ref, 12);
ABI_OFFSET(struct gnttab_swap_grant_ref, status, 8);
ABI_SIZE(struct gnttab_cache_flush, 16);
ABI_OFFSET(struct gnttab_cache_flush, op, 12);

/* memory */
ABI_SIZE(struct xen_memory_reservation, 32);
ABI_OFFSET(struct xen_memory_reservation, nr_extents, 8);
ABI_OFFSET(struct xen_memory_reservation, extent_order, 16);
ABI_OFFSET(struct xen_memory_reservation, domid, 24);
ABI_SIZE(struct xen_memory_exchange, 72);
ABI_OFFSET(struct xen_memory_exchange, out.extent_start, 32);
ABI_OFFSET(struct xen_memory_exchange, nr_exchanged, 64);
ABI_SIZE(struct xen_machphys_mfn_list, 24);
ABI_SIZE(struct xen_machphys_mapping, 24);
ABI_SIZE(struct xen_add_to_physmap, 24);
ABI_OFFSET(struct xen_add_to_physmap, space, 4);
ABI_OFFSET(struct xen_add_to_physmap, idx, 8);
ABI_OFFSET(struct xen_add_to_physmap, gpfn, 16);
ABI_SIZE(struct xen_add_to_physmap_batch, 32);
ABI_OFFSET(struct xen_add_to_physmap_batch, idxs, 8);
ABI_OFFSET(struct xen_add_to_physmap_batch, errs, 24);
ABI_SIZE(struct xen_remove_from_physmap, 16);
ABI_SIZE(struct xen_memory_map, 16);
ABI_OFFSET(struct xen_memory_map, buffer, 8);
ABI_SIZE(struct xen_foreign_memory_map, 24);
ABI_SIZE(struct xen_pod_target, 40);
ABI_OFFSET(struct xen_pod_target, domid, 32);
ABI_SIZE(struct xen_mem_acquire_resource, 32);
ABI_OFFSET(struct xen_mem_acquire_resource, id, 4);
ABI_OFFSET(struct xen_mem_acquire_resource, nr_frames, 8);
ABI_OFFSET(struct xen_mem_acquire_resource, frame, 16);
ABI_OFFSET(struct xen_mem_acquire_resource, frame_list, 24);
ABI_SIZE(struct xen_vnuma_topology_info, 40);
ABI_SIZE(struct xen_reserved_device_memory_map, 24);

/* scheduling and vCPUs */
ABI_SIZE(struct sched_shutdown, 4);
ABI_SIZE(struct sched_poll, 24);
ABI_OFFSET(struct sched_poll, nr_ports, 8);
ABI_OFFSET(struct sched_poll, timeout, 16);
ABI_SIZE(struct sched_remote_shutdown, 8);
ABI_OFFSET(struct sched_remote_shutdown, reason, 4);
ABI_SIZE(struct sched_watchdog, 8);
ABI_SIZE(struct vcpu_runstate_info, 48);
ABI_OFFSET(struct vcpu_runstate_info, state_entry_time, 8);
ABI_OFFSET(struct vcpu_runstate_info, time, 16);
ABI_SIZE(struct vcpu_register_runstate_memory_area, 8);
ABI_SIZE(struct vcpu_set_singleshot_timer, 16);
ABI_OFFSET(struct vcpu_set_singleshot_timer, flags, 8);
ABI_SIZE(struct vcpu_register_vcpu_info, 16);
ABI_OFFSET(struct vcpu_register_vcpu_info, offset, 8);

/* version and platform */
ABI_SIZE(struct xen_compile_info, 144);
ABI_OFFSET(struct xen_compile_info, compile_date, 112);
ABI_SIZE(struct xen_feature_info, 8);
ABI_OFFSET(struct xen_feature_info, submap, 4);
ABI_SIZE(struct callback_register, 16);
ABI_OFFSET(struct callback_register, address, 8);
ABI_SIZE(struct xennmi_callback, 16);
ABI_SIZE(struct xen_platform_op, 136);
ABI_OFFSET(struct xen_platform_op, u.pad, 8);
ABI_SIZE(struct xenpf_settime64, 24);
ABI_OFFSET(struct xenpf_settime64, system_time, 16);
ABI_SIZE(struct xenpf_firmware_info, 40);
ABI_OFFSET(struct xenpf_firmware_info, u.disk_info.edd_params, 16);
ABI_SIZE(struct xenpf_pcpuinfo, 20);
ABI_OFFSET(struct xenpf_pcpuinfo, acpi_id, 16);
ABI_SIZE(struct xenpf_enter_acpi_sleep, 12);
ABI_SIZE(struct xenpf_efi_runtime_call, 56);

/* physdev */
ABI_SIZE(struct physdev_eoi, 4);
ABI_SIZE(struct physdev_irq_status_query, 8);
ABI_SIZE(struct physdev_map_pirq, 40);
ABI_OFFSET(struct physdev_map_pirq, type, 4);
ABI_OFFSET(struct physdev_map_pirq, pirq, 12);
ABI_OFFSET(struct physdev_map_pirq, entry_nr, 24);
ABI_OFFSET(struct physdev_map_pirq, table_base, 32);
ABI_SIZE(struct physdev_unmap_pirq, 8);
ABI_OFFSET(struct physdev_unmap_pirq, pirq, 4);
ABI_SIZE(struct physdev_setup_gsi, 8);
ABI_OFFSET(struct physdev_setup_gsi, triggering, 4);
ABI_SIZE(struct physdev_pci_mmcfg_reserved, 16);
ABI_OFFSET(struct physdev_pci_mmcfg_reserved, flags, 12);
ABI_SIZE(struct physdev_pci_device_add, 12);
ABI_OFFSET(struct physdev_pci_device_add, flags, 4);
ABI_OFFSET(struct physdev_pci_device_add, optarr, 12);
ABI_SIZE(struct physdev_pci_device, 4);
ABI_SIZE(struct physdev_pirq_eoi_gmfn, 8);

/* HVM */
ABI_SIZE(struct xen_hvm_param, 16);
ABI_OFFSET(struct xen_hvm_param, index, 4);
ABI_OFFSET(struct xen_hvm_param, value, 8);
ABI_SIZE(struct xen_hvm_evtchn_upcall_vector, 8);
ABI_OFFSET(struct xen_hvm_evtchn_upcall_vector, vector, 4);
ABI_SIZE(struct xen_dm_op, 32);
ABI_OFFSET(struct xen_dm_op, u, 8);
ABI_SIZE(struct xen_dm_op_buf, 16);
ABI_OFFSET(struct xen_dm_op_buf, size, 8);
ABI_SIZE(struct ioreq, 32);
ABI_OFFSET(struct ioreq, data, 8);
ABI_OFFSET(struct ioreq, count, 16);
ABI_OFFSET(struct ioreq, size, 20);
ABI_OFFSET(struct ioreq, vp_eport, 24);
ABI_SIZE(struct buf_ioreq, 8);
ABI_OFFSET(struct buf_ioreq, data, 4);
ABI_SIZE(struct shared_iopage, 32);
ABI_SIZE(struct buffered_iopage, 4096);
ABI_OFFSET(struct buffered_iopage, buf_ioreq, 8);
ABI_SIZE(struct vcpu_hvm_context, 128);
ABI_SIZE(struct hvm_start_info, 56);
ABI_OFFSET(struct hvm_start_info, cmdline_paddr, 24);
ABI_OFFSET(struct hvm_start_info, rsdp_paddr, 32);
ABI_OFFSET(struct hvm_start_info, memmap_paddr, 40);
ABI_OFFSET(struct hvm_start_info, memmap_entries, 48);
ABI_SIZE(struct hvm_modlist_entry, 32);
ABI_SIZE(struct hvm_memmap_table_entry, 24);
ABI_SIZE(struct hvm_info_table, 48);
ABI_OFFSET(struct hvm_info_table, high_mem_pgend, 28);
ABI_SIZE(struct hvm_save_descriptor, 8);
ABI_OFFSET(struct hvm_save_descriptor, length, 4);
ABI_SIZE(struct hvm_save_header, 24);
ABI_SIZE(struct hvm_hw_cpu, 1032);
ABI_OFFSET(struct hvm_hw_cpu, rip, 640);
ABI_OFFSET(struct hvm_hw_cpu, cr0, 656);
ABI_OFFSET(struct hvm_hw_cpu, msr_efer, 992);
ABI_OFFSET(struct hvm_hw_cpu, tsc, 1008);
ABI_OFFSET(struct hvm_hw_cpu, flags, 1024);
ABI_SIZE(struct hvm_hw_mtrr, 240);
ABI_SIZE(struct hvm_hw_lapic, 24);
ABI_SIZE(struct hvm_hw_lapic_regs, 1024);

/* domctl and sysctl */
ABI_SIZE(struct xen_domctl, 144);
ABI_OFFSET(struct xen_domctl, interface_version, 4);
ABI_OFFSET(struct xen_domctl, domain, 8);
ABI_OFFSET(struct xen_domctl, u, 16);
ABI_SIZE(struct xen_domctl_createdomain, 64);
ABI_OFFSET(struct xen_domctl_createdomain, handle, 4);
ABI_OFFSET(struct xen_domctl_createdomain, flags, 20);
ABI_OFFSET(struct xen_domctl_createdomain, max_vcpus, 28);
ABI_OFFSET(struct xen_domctl_createdomain, max_evtchn_port, 32);
ABI_OFFSET(struct xen_domctl_createdomain, arch.emulation_flags, 56);
ABI_SIZE(struct xen_domctl_getdomaininfo, 112);
ABI_OFFSET(struct xen_domctl_getdomaininfo, flags, 4);
ABI_OFFSET(struct xen_domctl_getdomaininfo, tot_pages, 8);
ABI_OFFSET(struct xen_domctl_getdomaininfo, shared_info_frame, 48);
ABI_OFFSET(struct xen_domctl_getdomaininfo, cpu_time, 56);
ABI_OFFSET(struct xen_domctl_getdomaininfo, handle, 76);
ABI_SIZE(struct xen_domctl_vcpucontext, 16);
ABI_OFFSET(struct xen_domctl_vcpucontext, ctxt, 8);
ABI_SIZE(struct xen_domctl_getvcpuinfo, 24);
ABI_OFFSET(struct xen_domctl_getvcpuinfo, cpu_time, 8);
ABI_OFFSET(struct xen_domctl_getvcpuinfo, cpu, 16);
ABI_SIZE(struct xen_domctl_vcpuaffinity, 40);
ABI_SIZE(struct xen_domctl_max_mem, 8);
ABI_SIZE(struct xen_domctl_scheduler_op, 24);
ABI_OFFSET(struct xen_domctl_scheduler_op, u, 8);
ABI_SIZE(struct xen_domctl_hvmcontext, 16);
ABI_OFFSET(struct xen_domctl_hvmcontext, buffer, 8);
ABI_SIZE(struct xen_domctl_shadow_op, 40);
ABI_OFFSET(struct xen_domctl_shadow_op, dirty_bitmap, 16);
ABI_OFFSET(struct xen_domctl_shadow_op, stats, 32);
ABI_SIZE(struct xen_domctl_getpageframeinfo3, 16);
ABI_OFFSET(struct xen_domctl_getpageframeinfo3, array, 8);
ABI_SIZE(struct xen_domctl_ext_vcpucontext, 64);
ABI_SIZE(struct xen_domctl_cpu_policy, 40);
ABI_SIZE(struct xen_domctl_tsc_info, 24);
ABI_SIZE(struct xen_domctl_vcpuextstate, 32);
ABI_SIZE(struct xen_domctl_vcpu_msrs, 16);
ABI_SIZE(struct xen_domctl_assign_device, 24);
ABI_SIZE(struct xen_domctl_bind_pt_irq, 24);
ABI_SIZE(struct xen_sysctl, 136);
ABI_OFFSET(struct xen_sysctl, interface_version, 4);
ABI_OFFSET(struct xen_sysctl, u, 8);
ABI_SIZE(struct xen_sysctl_readconsole, 24);
ABI_OFFSET(struct xen_sysctl_readconsole, buffer, 8);
ABI_OFFSET(struct xen_sysctl_readconsole, count, 16);
ABI_SIZE(struct xen_sysctl_physinfo, 112);
ABI_OFFSET(struct xen_sysctl_physinfo, total_pages, 40);
ABI_OFFSET(struct xen_sysctl_physinfo, hw_cap, 80);
ABI_OFFSET(struct xen_sysctl_physinfo, capabilities, 28);
ABI_SIZE(struct xen_sysctl_getdomaininfolist, 24);
ABI_OFFSET(struct xen_sysctl_getdomaininfolist, buffer, 8);
ABI_SIZE(struct xen_sysctl_cputopoinfo, 16);
ABI_SIZE(struct xen_sysctl_numainfo, 24);
ABI_SIZE(struct xen_sysctl_cpupool_op, 40);
ABI_OFFSET(struct xen_sysctl_cpupool_op, cpumap, 24);
ABI_SIZE(struct xen_sysctl_scheduler_op, 32);

/* grant entries, as unions and as arrays */
ABI_SIZE(union grant_entry_v2, 16);
ABI_OFFSET(union grant_entry_v2, full_page.frame, 8);
ABI_OFFSET(union grant_entry_v2, sub_page.page_off, 4);
ABI_OFFSET(union grant_entry_v2, transitive.gref, 8);
ABI_SIZE(grant_status_t, 2);

/* the kernel's names for the time pages */
ABI_SIZE(struct pvclock_vcpu_time_info, 32);
ABI_OFFSET(struct pvclock_vcpu_time_info, tsc_timestamp, 8);
ABI_OFFSET(struct pvclock_vcpu_time_info, tsc_to_system_mul, 24);
ABI_SIZE(struct pvclock_wall_clock, 12);

#endif /* __XEN_PUBLIC_ABI_CHECK_H__ */
