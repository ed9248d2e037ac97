/* SPDX-License-Identifier: MIT */
/*
 * platform.h
 *
 * Hardware platform operations. Intended for use by domain-0 kernel.
 *
 * Copyright (c) 2002-2006, K Fraser
 */

#ifndef __XEN_PUBLIC_PLATFORM_H__
#define __XEN_PUBLIC_PLATFORM_H__

#include <xen/interface/xen.h>

#define XENPF_INTERFACE_VERSION	0x03000001

/*
 * Set clock such that it would read <secs,nsecs> after 00:00:00 UTC,
 * 1 January, 1970 if the current system time was <system_time>.
 */
#define XENPF_settime32	17
struct xenpf_settime32 {
	/* IN variables. */
	u32 secs;
	u32 nsecs;
	u64 system_time;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_settime32);
#define XENPF_settime64	62
struct xenpf_settime64 {
	/* IN variables. */
	u64 secs;
	u32 nsecs;
	u32 mbz;
	u64 system_time;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_settime64);

/*
 * Request memory range (@mfn, @mfn+@nr_mfns-1) to have type @type.
 * On x86, @type is an architecture-defined MTRR memory type.
 * On success, returns the MTRR that was used (@reg) and a handle that can
 * be passed to XENPF_DEL_MEMTYPE to accurately tear down the new setting.
 * (x86-specific).
 */
#define XENPF_add_memtype	31
struct xenpf_add_memtype {
	/* IN variables. */
	xen_pfn_t mfn;
	u64 nr_mfns;
	u32 type;
	/* OUT variables. */
	u32 handle;
	u32 reg;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_add_memtype);

/*
 * Tear down an existing memory-range type. If @handle is remembered then it
 * should be passed in to accurately tear down the correct setting (in case
 * of overlapping memory regions with differing types). If it is not known
 * then @handle should be set to zero. In all cases @reg must be set.
 * (x86-specific).
 */
#define XENPF_del_memtype	32
struct xenpf_del_memtype {
	/* IN variables. */
	u32 handle;
	u32 reg;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_del_memtype);

/* Read current type of an MTRR (x86-specific). */
#define XENPF_read_memtype	33
struct xenpf_read_memtype {
	/* IN variables. */
	u32 reg;
	/* OUT variables. */
	xen_pfn_t mfn;
	u64 nr_mfns;
	u32 type;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_read_memtype);

#define XENPF_microcode_update	35
struct xenpf_microcode_update {
	/* IN variables. */
	__guest_handle_void data;	/* Pointer to microcode data */
	u32 length;	/* Length of microcode data. */
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_microcode_update);

#define XENPF_platform_quirk	39
#define QUIRK_NOIRQBALANCING	1 /* Do not restrict IO-APIC RTE targets */
#define QUIRK_IOAPIC_BAD_REGSEL	2 /* IO-APIC REGSEL forgets its value    */
#define QUIRK_IOAPIC_GOOD_REGSEL	3 /* IO-APIC REGSEL behaves properly     */
struct xenpf_platform_quirk {
	/* IN variables. */
	u32 quirk_id;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_platform_quirk);

#define XENPF_efi_runtime_call	49
#define XEN_EFI_get_time	1
#define XEN_EFI_set_time	2
#define XEN_EFI_get_wakeup_time	3
#define XEN_EFI_set_wakeup_time	4
#define XEN_EFI_get_next_high_monotonic_count	5
#define XEN_EFI_get_variable	6
#define XEN_EFI_set_variable	7
#define XEN_EFI_get_next_variable_name	8
#define XEN_EFI_query_variable_info	9
#define XEN_EFI_query_capsule_capabilities	10
#define XEN_EFI_update_capsule	11

struct xenpf_efi_time {
	u16 year;
	u8 month;
	u8 day;
	u8 hour;
	u8 min;
	u8 sec;
	u32 ns;
	s16 tz;
	u8 daylight;
};

struct xenpf_efi_guid {
	u32 data1;
	u16 data2;
	u16 data3;
	u8 data4[8];
};

struct xenpf_efi_runtime_call {
	u32 function;
	/*
	 * This field is generally used for per sub-function flags (defined
	 * below), except for the XEN_EFI_get_next_high_monotonic_count case,
	 * where it holds the single returned value.
	 */
	u32 misc;
	xen_ulong_t status;
	union {
#define XEN_EFI_GET_TIME_SET_CLEARS_NS	0x00000001
		struct {
			struct xenpf_efi_time time;
			u32 resolution;
			u32 accuracy;
		} get_time;

		struct xenpf_efi_time set_time;

#define XEN_EFI_GET_WAKEUP_TIME_ENABLED	0x00000001
#define XEN_EFI_GET_WAKEUP_TIME_PENDING	0x00000002
		struct xenpf_efi_time get_wakeup_time;

#define XEN_EFI_SET_WAKEUP_TIME_ENABLE	0x00000001
#define XEN_EFI_SET_WAKEUP_TIME_ENABLE_ONLY	0x00000002
		struct xenpf_efi_time set_wakeup_time;

#define XEN_EFI_VARIABLE_NON_VOLATILE	0x00000001
#define XEN_EFI_VARIABLE_BOOTSERVICE_ACCESS	0x00000002
#define XEN_EFI_VARIABLE_RUNTIME_ACCESS	0x00000004
		struct {
			__guest_handle_void name;	/* UCS-2/UTF-16 string */
			xen_ulong_t size;
			__guest_handle_void data;
			struct xenpf_efi_guid vendor_guid;
		} get_variable, set_variable;

		struct {
			xen_ulong_t size;
			__guest_handle_void name;	/* UCS-2/UTF-16 string */
			struct xenpf_efi_guid vendor_guid;
		} get_next_variable_name;

#define XEN_EFI_VARINFO_BOOT_SNAPSHOT	0x00000001
		struct {
			u32 attr;
			u64 max_store_size;
			u64 remain_store_size;
			u64 max_size;
		} query_variable_info;

		struct {
			__guest_handle_void capsule_header_array;
			xen_ulong_t capsule_count;
			u64 max_capsule_size;
			u32 reset_type;
		} query_capsule_capabilities;

		struct {
			__guest_handle_void capsule_header_array;
			xen_ulong_t capsule_count;
			u64 sg_list; /* machine address */
		} update_capsule;
	} u;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_efi_runtime_call);

#define XEN_FW_EFI_VERSION	0
#define XEN_FW_EFI_CONFIG_TABLE	1
#define XEN_FW_EFI_VENDOR	2
#define XEN_FW_EFI_MEM_INFO	3
#define XEN_FW_EFI_RT_VERSION	4
#define XEN_FW_EFI_PCI_ROM	5
#define XEN_FW_EFI_APPLE_PROPERTIES	6

#define XENPF_firmware_info	50
#define XEN_FW_DISK_INFO	1 /* from int 13 AH=08/41/48 */
#define XEN_FW_DISK_MBR_SIGNATURE	2 /* from MBR offset 0x1b8 */
#define XEN_FW_VBEDDC_INFO	3 /* from int 10 AX=4f15 */
#define XEN_FW_EFI_INFO	4 /* from EFI */
#define XEN_FW_KBD_SHIFT_FLAGS	5 /* Int16, Fn02: Get keyboard shift flags. */

struct xenpf_firmware_info {
	/* IN variables. */
	u32 type;
	u32 index;
	/* OUT variables. */
	union {
		struct {
			/* Int13, Fn48: Check Extensions Present. */
			u8 device;	/* %dl: bios device number */
			u8 version;	/* %ah: major version      */
			u16 interface_support;	/* %cx: support bitmap     */
			/* Int13, Fn08: Legacy Get Device Parameters. */
			u16 legacy_max_cylinder;	/* %cl[7:6]:%ch: max cyl # */
			u8 legacy_max_head;	/* %dh: max head #         */
			u8 legacy_sectors_per_track; /* %cl[5:0]: max sector #  */
			/* Int13, Fn41: Get Device Parameters (as filled into %ds:%esi). */
			/* NB. First u16 of buffer must be set to buffer size.      */
			__guest_handle_void edd_params;
		} disk_info; /* XEN_FW_DISK_INFO */
		struct {
			u8 device;	/* bios device number  */
			u32 mbr_signature;	/* offset 0x1b8 in mbr */
		} disk_mbr_signature; /* XEN_FW_DISK_MBR_SIGNATURE */
		struct {
			/* Int10, AX=4F15: Get EDID info. */
			u8 capabilities;
			u8 edid_transfer_time;
			/* must refer to 128-byte buffer */
			__guest_handle_uchar edid;
		} vbeddc_info; /* XEN_FW_VBEDDC_INFO */

		union xenpf_efi_info {
			u32 version;
			struct {
				u64 addr;	/* EFI_CONFIGURATION_TABLE */
				u32 nent;
			} cfg;
			struct {
				u32 revision;
				u32 bufsz;	/* input, in bytes */
				__guest_handle_void name;
				/* UCS-2/UTF-16 string */
			} vendor;
			struct {
				u64 addr;
				u64 size;
				u64 attr;
				u32 type;
			} mem;
			struct {
				/* IN variables */
				u16 segment;
				u8 bus;
				u8 devfn;
				u16 vendor;
				u16 devid;
				/* OUT variables */
				u64 address;
				xen_ulong_t size;
			} pci_rom;
			struct {
				/* OUT variables */
				u64 address;
				xen_ulong_t size;
			} apple_properties;
		} efi_info; /* XEN_FW_EFI_INFO */

		u8 kbd_shift_flags; /* XEN_FW_KBD_SHIFT_FLAGS */
	} u;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_firmware_info);

#define XENPF_enter_acpi_sleep	51
struct xenpf_enter_acpi_sleep {
	/* IN variables */
	u16 val_a;	/* PM1a control / sleep type A. */
	u16 val_b;	/* PM1b control / sleep type B. */
	u32 sleep_state;	/* Which state to enter (Sn). */
#define XENPF_ACPI_SLEEP_EXTENDED	0x00000001
	u32 flags;	/* XENPF_ACPI_SLEEP_*. */
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_enter_acpi_sleep);

#define XENPF_change_freq	52
struct xenpf_change_freq {
	/* IN variables */
	u32 flags; /* Must be zero. */
	u32 cpu;	/* Physical cpu. */
	u64 freq;	/* New frequency (Hz). */
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_change_freq);

/*
 * Get idle times (nanoseconds since boot) for physical CPUs specified in the
 * @cpumap_bitmap with range [0..@cpumap_nr_cpus-1]. The @idletime array is
 * indexed by CPU number; only entries with the corresponding @cpumap_bitmap
 * bit set are written to. On return, @cpumap_bitmap is modified so that any
 * non-existent CPUs are cleared. Such CPUs have their @idletime array entry
 * cleared.
 */
#define XENPF_getidletime	53
struct xenpf_getidletime {
	/* IN/OUT variables */
	/* IN: CPUs to interrogate; OUT: subset of IN which are present */
	__guest_handle_uchar cpumap_bitmap;
	/* IN variables */
	/* Size of cpumap bitmap. */
	u32 cpumap_nr_cpus;
	/* Must be indexable for every cpu in cpumap_bitmap. */
	__guest_handle_u64 idletime;
	/* OUT variables */
	/* System time when the idletime snapshots were taken. */
	u64 now;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_getidletime);

#define XENPF_set_processor_pminfo	54

/* ability bits */
#define XEN_PROCESSOR_PM_CX	1
#define XEN_PROCESSOR_PM_PX	2
#define XEN_PROCESSOR_PM_TX	4

/* cmd type */
#define XEN_PM_CX	0
#define XEN_PM_PX	1
#define XEN_PM_TX	2
#define XEN_PM_PDC	3
/* Px sub info type */
#define XEN_PX_PCT	1
#define XEN_PX_PSS	2
#define XEN_PX_PPC	4
#define XEN_PX_PSD	8

struct xen_power_register {
	u32 space_id;
	u32 bit_width;
	u32 bit_offset;
	u32 access_size;
	u64 address;
};

struct xen_processor_csd {
	u32 domain;	/* domain number of one dependent group */
	u32 coord_type;	/* coordination type */
	u32 num;	/* number of processors in same domain */
};

DEFINE_GUEST_HANDLE_STRUCT(xen_processor_csd);

struct xen_processor_cx {
	struct xen_power_register reg; /* GAS for Cx trigger register */
	u8 type;	/* cstate value, c0: 0, c1: 1, ... */
	u32 latency;	/* worst latency (ms) to enter/exit this cstate */
	u32 power;	/* average power consumption(mW) */
	u32 dpcnt;	/* number of dependency entries */
	__guest_handle_xen_processor_csd dp; /* NULL if no dependency */
};

DEFINE_GUEST_HANDLE_STRUCT(xen_processor_cx);

struct xen_processor_flags {
	u32 bm_control:1;
	u32 bm_check:1;
	u32 has_cst:1;
	u32 power_setup_done:1;
	u32 bm_rld_set:1;
};

struct xen_processor_power {
	u32 count;	/* number of C state entries in array below */
	struct xen_processor_flags flags;	/* global flags of this processor */
	__guest_handle_xen_processor_cx states; /* supported c states */
};

struct xen_pct_register {
	u8 descriptor;
	u16 length;
	u8 space_id;
	u8 bit_width;
	u8 bit_offset;
	u8 reserved;
	u64 address;
};

struct xen_processor_px {
	u64 core_frequency; /* megahertz */
	u64 power;	/* milliWatts */
	u64 transition_latency; /* microseconds */
	u64 bus_master_latency; /* microseconds */
	u64 control;	/* control value */
	u64 status;	/* success indicator */
};

DEFINE_GUEST_HANDLE_STRUCT(xen_processor_px);

struct xen_psd_package {
	u64 num_entries;
	u64 revision;
	u64 domain;
	u64 coord_type;
	u64 num_processors;
};

struct xen_processor_performance {
	u32 flags;	/* flag for Px sub info type */
	u32 platform_limit;	/* Platform limitation on freq usage */
	struct xen_pct_register control_register;
	struct xen_pct_register status_register;
	u32 state_count;	/* total available performance states */
	__guest_handle_xen_processor_px states;
	struct xen_psd_package domain_info;
	/* coordination type of this processor: the hardware, all or any sets it */
#define XEN_CPUPERF_SHARED_TYPE_HW	1
#define XEN_CPUPERF_SHARED_TYPE_ALL	2
#define XEN_CPUPERF_SHARED_TYPE_ANY	3
	u32 shared_type;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_processor_performance);

struct xenpf_set_processor_pminfo {
	/* IN variables */
	u32 id;	/* ACPI CPU ID */
	u32 type;	/* {XEN_PM_CX, XEN_PM_PX} */
	union {
		struct xen_processor_power power;/* Cx: _CST/_CSD */
		struct xen_processor_performance perf; /* Px: _PPC/_PCT/_PSS/_PSD */
		__guest_handle_u32 pdc;
	};
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_set_processor_pminfo);

#define XENPF_get_cpuinfo	55
struct xenpf_pcpuinfo {
	/* IN */
	u32 xen_cpuid;
	/* OUT */
	/* The maximum cpu_id that is present */
	u32 max_present;
#define XEN_PCPU_FLAGS_ONLINE	1
	/* Corresponding xen_cpuid is not present*/
#define XEN_PCPU_FLAGS_INVALID	2
	u32 flags;
	u32 apic_id;
	u32 acpi_id;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_pcpuinfo);

#define XENPF_get_cpu_version	48
struct xenpf_pcpu_version {
	/* IN */
	u32 xen_cpuid;
	/* OUT */
	/* The maximum cpu_id that is present */
	u32 max_present;
	char vendor_id[12];
	u32 family;
	u32 model;
	u32 stepping;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_pcpu_version);

#define XENPF_cpu_online	56
#define XENPF_cpu_offline	57
struct xenpf_cpu_ol {
	u32 cpuid;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_cpu_ol);

#define XENPF_cpu_hotadd	58
struct xenpf_cpu_hotadd {
	u32 apic_id;
	u32 acpi_id;
	u32 pxm;
};

#define XENPF_mem_hotadd	59
struct xenpf_mem_hotadd {
	u64 spfn;
	u64 epfn;
	u32 pxm;
	u32 flags;
};

#define XENPF_core_parking	60
struct xenpf_core_parking {
	/* IN variables */
#define XEN_CORE_PARKING_SET	1
#define XEN_CORE_PARKING_GET	2
	u32 type;
	/* IN variables:  set cpu nums expected to be idled */
	/* OUT variables: get cpu nums actually be idled */
	u32 idle_nums;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_core_parking);

#define XENPF_resource_op	61

#define XEN_RESOURCE_OP_MSR_READ	0
#define XEN_RESOURCE_OP_MSR_WRITE	1

/*
 * MSR_IA32_TSC is special: reading it gives the system time in ns, and right
 * after another MSR both are read with interrupts off. It can't be written.
 */
struct xenpf_resource_entry {
	union {
		u32 cmd;	/* IN: XEN_RESOURCE_OP_* */
		s32 ret;	/* OUT: return value for a failed entry */
	} u;
	u32 rsvd;	/* IN: must be zero */
	u64 idx;	/* IN: resource address to access */
	u64 val;	/* IN/OUT: resource value to set/get */
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_resource_entry);

struct xenpf_resource_op {
	u32 nr_entries;
	u32 cpu;	/* which CPU to run on */
	__guest_handle_xenpf_resource_entry entries;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_resource_op);

#define XENPF_get_symbol	63
struct xenpf_symdata {
	/* IN/OUT variables */
	u32 namelen; /* size of 'name' buffer */

	/* IN/OUT variables */
	/*
	 * IN: symbol to read; OUT: next available symbol, the same as IN
	 * when the end is reached
	 */
	u32 symnum;

	/* OUT variables */
	__guest_handle_char name;
	u64 address;
	char type;
};

DEFINE_GUEST_HANDLE_STRUCT(xenpf_symdata);

#define XENPF_get_dom0_console	64

struct xen_platform_op {
	u32 cmd;
	u32 interface_version; /* XENPF_INTERFACE_VERSION */
	union {
		struct xenpf_settime32 settime32;
		struct xenpf_settime64 settime64;
		struct xenpf_add_memtype add_memtype;
		struct xenpf_del_memtype del_memtype;
		struct xenpf_read_memtype read_memtype;
		struct xenpf_microcode_update microcode;
		struct xenpf_platform_quirk platform_quirk;
		struct xenpf_efi_runtime_call efi_runtime_call;
		struct xenpf_firmware_info firmware_info;
		struct xenpf_enter_acpi_sleep enter_acpi_sleep;
		struct xenpf_change_freq change_freq;
		struct xenpf_getidletime getidletime;
		struct xenpf_set_processor_pminfo set_pminfo;
		struct xenpf_pcpuinfo pcpu_info;
		struct xenpf_pcpu_version pcpu_version;
		struct xenpf_cpu_ol cpu_ol;
		struct xenpf_cpu_hotadd cpu_add;
		struct xenpf_mem_hotadd mem_add;
		struct xenpf_core_parking core_parking;
		struct xenpf_resource_op resource_op;
		struct xenpf_symdata symdata;
		struct dom0_vga_console_info dom0_console;
		u8 pad[128];
	} u;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_platform_op);

#endif /* __XEN_PUBLIC_PLATFORM_H__ */
