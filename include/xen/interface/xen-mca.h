/* SPDX-License-Identifier: MIT */
#ifndef __XEN_PUBLIC_ARCH_X86_MCA_H__
#define __XEN_PUBLIC_ARCH_X86_MCA_H__

#include <xen/interface/xen.h>

/* Hypercall */
#define __HYPERVISOR_mca	__HYPERVISOR_arch_0

#define XEN_MCA_INTERFACE_VERSION	0x01ecc003

/* IN: Dom0 calls hypercall to retrieve nonurgent error log entry */
#define XEN_MC_NONURGENT	0x1
/* IN: Dom0 calls hypercall to retrieve urgent error log entry */
#define XEN_MC_URGENT	0x2
/* IN: Dom0 acknowledges previosly-fetched error log entry */
#define XEN_MC_ACK	0x4

/* OUT: All is ok */
#define XEN_MC_OK	0x0
/* OUT: Domain could not fetch data. */
#define XEN_MC_FETCHFAILED	0x1
/* OUT: There was no machine check data to fetch. */
#define XEN_MC_NODATA	0x2
/* OUT: Between notification time and this hypercall the error went away. */
#define XEN_MC_NOMATCH	0x4
/* OUT: The guest did not register a handler, or it can't take the error. */
#define XEN_MC_CANNOTHANDLE	0x8
#define XEN_MC_NOTDELIVERED	0x10

/* In mc_vcpuid: no vCPU was running. */
#define XEN_MC_VCPUID_INVALID	0xffff

#ifndef __ASSEMBLY__
/* vIRQ injected to Dom0 */
#define VIRQ_MCA	VIRQ_ARCH_0

/*
 * mc_info entry types
 * mca machine check info are recorded in mc_info entries.
 * when fetch mca info, it can use MC_TYPE_... to distinguish
 * different mca info.
 */
#define MC_TYPE_GLOBAL	0
#define MC_TYPE_BANK	1
#define MC_TYPE_EXTENDED	2
#define MC_TYPE_RECOVERY	3

struct mcinfo_common {
	u16 type; /* structure type */
	u16 size; /* size of this struct in bytes */
};

#define MC_FLAG_CORRECTABLE	0x1
#define MC_FLAG_UNCORRECTABLE	0x2
#define MC_FLAG_RECOVERABLE	0x4
#define MC_FLAG_POLLED	0x8
#define MC_FLAG_RESET	0x10
#define MC_FLAG_CMCI	0x20
#define MC_FLAG_MCE	0x40

/* contains x86 global mc information */
struct mcinfo_global {
	struct mcinfo_common common;

	u16 mc_domid; /* running domain at the time in error */
	u16 mc_vcpuid; /* virtual cpu scheduled for mc_domid */
	u32 mc_socketid; /* physical socket of the physical core */
	u16 mc_coreid; /* physical impacted core */
	u16 mc_core_threadid; /* core thread of physical core */
	u32 mc_apicid;
	u32 mc_flags;
	u64 mc_gstatus; /* global status */
};

/* contains x86 bank mc information */
struct mcinfo_bank {
	struct mcinfo_common common;

	u16 mc_bank; /* bank nr */
	u16 mc_domid; /* domain referenced by mc_addr if valid */
	u64 mc_status; /* bank status */
	u64 mc_addr; /* bank address */
	u64 mc_misc;
	u64 mc_ctrl2;
	u64 mc_tsc;
};

struct mcinfo_msr {
	u64 reg; /* MSR */
	u64 value; /* MSR value */
};

/* contains mc information from other or additional mc MSRs */
struct mcinfo_extended {
	struct mcinfo_common common;
	u32 mc_msrs; /* Number of msr with valid values. */
	/*
	 * Currently Intel extended MSR (32/64) include all gp registers
	 * and E(R)FLAGS, E(R)IP, E(R)MISC, up to 11/19 of them might be
	 * useful at present. So expand this array to 16/32 to leave room.
	 */
	struct mcinfo_msr mc_msr[sizeof(void *) * 4];
};

/* Recovery Action flags. Giving recovery result information to DOM0 */

/* Xen takes successful recovery action, the error is recovered */
#define REC_ACTION_RECOVERED	0x1
/* No action is performed by XEN */
#define REC_ACTION_NONE	0x2
/* It's possible DOM0 might take action ownership in some case */
#define REC_ACTION_NEED_RESET	0x4

/*
 * Different Recovery Action types, if the action is performed successfully,
 * REC_ACTION_RECOVERED flag will be returned.
 */

/* Page Offline Action */
#define MC_ACTION_PAGE_OFFLINE	0x1
/* CPU offline Action */
#define MC_ACTION_CPU_OFFLINE	0x2
/* L3 cache disable Action */
#define MC_ACTION_CACHE_SHRINK	0x4

/*
 * Below interface used between XEN/DOM0 for passing XEN's recovery action
 * information to DOM0.
 */
struct page_offline_action {
	/* Params for passing the offlined page number to DOM0 */
	u64 mfn;
	u64 status;
};

struct cpu_offline_action {
	/* Params for passing the identity of the offlined CPU to DOM0 */
	u32 mc_socketid;
	u16 mc_coreid;
	u16 mc_core_threadid;
};

#define MAX_UNION_SIZE	16
struct mcinfo_recovery {
	struct mcinfo_common common;
	u16 mc_bank; /* bank nr */
	u8 action_flags;
	u8 action_types;
	union {
		struct page_offline_action page_retire;
		struct cpu_offline_action cpu_offline;
		u8 pad[MAX_UNION_SIZE];
	} action_info;
};

#define MCINFO_HYPERCALLSIZE	1024
#define MCINFO_MAXSIZE	768

#define MCINFO_FLAGS_UNCOMPLETE	0x1
struct mc_info {
	/* Number of mcinfo_* entries in mi_data */
	u32 mi_nentries;
	u32 flags;
	u64 mi_data[(MCINFO_MAXSIZE - 1) / 8];
};

DEFINE_GUEST_HANDLE_STRUCT(mc_info);

#define __MC_MSR_ARRAYSIZE	8
#define __MC_NMSRS	1
#define MC_NCAPS	7
#define MC_CAPS_STD_EDX	0 /* CPUID level 0x00000001 (%edx) */
#define MC_CAPS_AMD_EDX	1 /* CPUID level 0x80000001 (%edx) */
#define MC_CAPS_TM	2 /* CPUID level 0x80860001 (TransMeta) */
#define MC_CAPS_LINUX	3 /* Linux-defined */
#define MC_CAPS_STD_ECX	4 /* CPUID level 0x00000001 (%ecx) */
#define MC_CAPS_VIA	5 /* CPUID level 0xc0000001 */
#define MC_CAPS_AMD_ECX	6 /* CPUID level 0x80000001 (%ecx) */
struct mcinfo_logical_cpu {
	u32 mc_cpunr;
	u32 mc_chipid;
	u16 mc_coreid;
	u16 mc_threadid;
	u32 mc_apicid;
	u32 mc_clusterid;
	u32 mc_ncores;
	u32 mc_ncores_active;
	u32 mc_nthreads;
	u32 mc_cpuid_level;
	u32 mc_family;
	u32 mc_vendor;
	u32 mc_model;
	u32 mc_step;
	char mc_vendorid[16];
	char mc_brandid[64];
	u32 mc_cpu_caps[MC_NCAPS];
	u32 mc_cache_size;
	u32 mc_cache_alignment;
	u32 mc_nmsrvals;
	struct mcinfo_msr mc_msrvalues[__MC_MSR_ARRAYSIZE];
};

DEFINE_GUEST_HANDLE_STRUCT(mcinfo_logical_cpu);

/*
 * Prototype:
 *    u32 x86_mcinfo_nentries(struct mc_info *mi);
 */
#define x86_mcinfo_nentries(_mi)	\
	((_mi)->mi_nentries)
/*
 * Prototype:
 *    struct mcinfo_common *x86_mcinfo_first(struct mc_info *mi);
 */
#define x86_mcinfo_first(_mi)	\
	((struct mcinfo_common *)(_mi)->mi_data)
static inline struct mcinfo_common *x86_mcinfo_next(struct mcinfo_common *mic)
{
	return (struct mcinfo_common *)((u8 *)mic + mic->size);
}

/* Finds the first entry of @type in @mi; *@ret is a null pointer if there is none. */
static inline void x86_mcinfo_lookup(struct mcinfo_common **ret,
				     struct mc_info *mi, u16 type)
{
	struct mcinfo_common *mic;
	u32 i;

	if (!ret || !mi)
		return;

	*ret = 0;
	mic = x86_mcinfo_first(mi);
	for (i = 0; i < x86_mcinfo_nentries(mi); i++) {
		if (mic->type == type) {
			*ret = mic;
			break;
		}
		mic = x86_mcinfo_next(mic);
	}
}

/*
 * Fetch machine check data from hypervisor.
 */
#define XEN_MC_fetch	1
struct xen_mc_fetch {
	/*
	 * IN: XEN_MC_NONURGENT, XEN_MC_URGENT,
	 * XEN_MC_ACK if ack'king an earlier fetch
	 * OUT: XEN_MC_OK, XEN_MC_FETCHAILED, XEN_MC_NODATA
	 */
	u32 flags;
	u32 _pad0;
	/* OUT: id for ack, IN: id we are ack'ing */
	u64 fetch_id;

	/* OUT variables. */
	__guest_handle_mc_info data;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_mc_fetch);

/*
 * This tells the hypervisor to notify a DomU about the machine check error
 */
#define XEN_MC_notifydomain	2
struct xen_mc_notifydomain {
	/* IN variables */
	u16 mc_domid; /* The unprivileged domain to notify */
	u16 mc_vcpuid; /* The vcpu in mc_domid to notify */

	/* IN/OUT variables */
	u32 flags;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_mc_notifydomain);

#define XEN_MC_physcpuinfo	3
struct xen_mc_physcpuinfo {
	/* IN/OUT */
	u32 ncpus;
	u32 _pad0;
	/* OUT */
	__guest_handle_mcinfo_logical_cpu info;
};

#define XEN_MC_msrinject	4
#define MC_MSRINJ_MAXMSRS	8
struct xen_mc_msrinject {
	/* IN */
	u32 mcinj_cpunr; /* target processor id */
	u32 mcinj_flags; /* see MC_MSRINJ_F_* below */
	u32 mcinj_count; /* 0 .. count-1 in array are valid */
	domid_t mcinj_domid; /* whose addresses, with MC_MSRINJ_F_GPADDR */
	u16 _pad0;
	struct mcinfo_msr mcinj_msr[MC_MSRINJ_MAXMSRS];
};

/* Flags for mcinj_flags above; bits 16-31 are reserved */
#define MC_MSRINJ_F_INTERPOSE	0x1
#define MC_MSRINJ_F_GPADDR	0x2

#define XEN_MC_mceinject	5
struct xen_mc_mceinject {
	unsigned int mceinj_cpunr; /* target processor id */
};

#define XEN_MC_inject_v2	6
#define XEN_MC_INJECT_TYPE_MASK	0x7
#define XEN_MC_INJECT_TYPE_MCE	0x0
#define XEN_MC_INJECT_TYPE_CMCI	0x1
#define XEN_MC_INJECT_TYPE_LMCE	0x2
#define XEN_MC_INJECT_CPU_BROADCAST	0x8
struct xen_mc_inject_v2 {
	u32 flags;
	struct xenctl_bitmap cpumap;
};

struct xen_mc {
	u32 cmd;
	u32 interface_version; /* XEN_MCA_INTERFACE_VERSION */
	union {
		struct xen_mc_fetch mc_fetch;
		struct xen_mc_notifydomain mc_notifydomain;
		struct xen_mc_physcpuinfo mc_physcpuinfo;
		struct xen_mc_msrinject mc_msrinject;
		struct xen_mc_mceinject mc_mceinject;
		struct xen_mc_inject_v2 mc_inject_v2;
	} u;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_mc);

/*
 * Fields are zero when not available. Also, this struct is shared with
 * userspace mcelog and thus must keep existing fields at current offsets.
 * Only add new fields to the end of the structure
 */
struct xen_mce {
	__u64 status;
	__u64 misc;
	__u64 addr;
	__u64 mcgstatus;
	__u64 ip;
	__u64 tsc;	/* cpu time stamp counter */
	__u64 time;	/* wall time_t when error was detected */
	__u8 cpuvendor;	/* cpu vendor as encoded in system.h */
	__u8 inject_flags;	/* software inject flags */
	__u16 pad;
	__u32 cpuid;	/* CPUID 1 EAX */
	__u8 cs;	/* code segment */
	__u8 bank;	/* machine check bank */
	__u8 cpu;	/* cpu number; obsolete; use extcpu now */
	__u8 finished;	/* entry is valid */
	__u32 extcpu;	/* linux cpu number that detected the error */
	__u32 socketid; /* CPU socket ID */
	__u32 apicid;	/* CPU initial apic ID */
	__u64 mcgcap;	/* MCGCAP MSR: machine check capabilities of CPU */
	__u64 synd;	/* MCA_SYND MSR: only valid on SMCA systems */
	__u64 ipid;	/* MCA_IPID MSR: only valid on SMCA systems */
	__u64 ppin;	/* Protected Processor Inventory Number */
};

/*
 * This structure contains all data related to the MCE log.  Also
 * carries a signature to make it easier to find from external
 * debugging tools.  Each entry is only valid when its finished flag
 * is set.
 */

#define XEN_MCE_LOG_LEN	32

struct xen_mce_log {
	char signature[12]; /* "MACHINECHECK" */
	unsigned int len;	/* = XEN_MCE_LOG_LEN */
	unsigned int next;
	unsigned int flags;
	unsigned int recordlen;	/* length of struct xen_mce */
	struct xen_mce entry[XEN_MCE_LOG_LEN];
};

#define XEN_MCE_OVERFLOW	0	/* bit 0 in flags means overflow */

#define XEN_MCE_LOG_SIGNATURE	"MACHINECHECK"

#define MCE_GET_RECORD_LEN	_IOR('M', 1, int)
#define MCE_GET_LOG_LEN	_IOR('M', 2, int)
#define MCE_GETCLEAR_FLAGS	_IOR('M', 3, int)

#endif /* __ASSEMBLY__ */
#endif /* __XEN_PUBLIC_ARCH_X86_MCA_H__ */
