/* SPDX-License-Identifier: MIT */
/*
 * ioreq.h: I/O request definitions for device models
 * Copyright (c) 2004, Intel Corporation.
 */

#ifndef _IOREQ_H_
#define _IOREQ_H_

#include <xen/interface/abi-types.h>

#define IOREQ_READ	1
#define IOREQ_WRITE	0

#define STATE_IOREQ_NONE	0
#define STATE_IOREQ_READY	1
#define STATE_IOREQ_INPROCESS	2
#define STATE_IORESP_READY	3

#define IOREQ_TYPE_PIO	0 /* pio */
#define IOREQ_TYPE_COPY	1 /* mmio ops */
#define IOREQ_TYPE_PCI_CONFIG	2
#define IOREQ_TYPE_TIMEOFFSET	7
#define IOREQ_TYPE_INVALIDATE	8 /* mapcache */

/*
 * VMExit dispatcher should cooperate with instruction decoder to
 * prepare this structure and notify service OS and DM by sending
 * virq.
 *
 * For I/O type IOREQ_TYPE_PCI_CONFIG, the physical address is formatted
 * as follows:
 *
 * 63....48|47..40|39..35|34..32|31........0
 * SEGMENT |BUS   |DEV   |FN    |OFFSET
 */
struct ioreq {
	u64 addr;	/* physical address */
	u64 data;	/* data (or paddr of data) */
	u32 count;	/* for rep prefixes */
	u32 size;	/* size in bytes */
	u32 vp_eport;	/* evtchn for notifications to/from device model */
	u16 _pad0;
	u8 state:4;
	/*
	 * if 1, data above is the guest paddr
	 * of the real data to use.
	 */
	u8 data_is_ptr:1;
	u8 dir:1;	/* 1=read, 0=write */
	u8 df:1;
	u8 _pad1:1;
	u8 type;	/* I/O type */
};

struct shared_iopage {
	struct ioreq vcpu_ioreq[1];
};

struct buf_ioreq {
	u8 type;	/* I/O type                    */
	u8 pad:1;
	u8 dir:1;	/* 1=read, 0=write             */
	u8 size:2; /* 0=>1, 1=>2, 2=>4, 3=>8. If 8, use two buf_ioreqs */
	u32 addr:20;/* physical address            */
	u32 data;	/* data                        */
};

#define IOREQ_BUFFER_SLOT_NUM	511 /* 8 bytes each, plus 2 4-byte indexes */
struct buffered_iopage {
	union {
		struct {
			u32 read_pointer;
			u32 write_pointer;
		};
		u64 pointers;	/* both, for an atomic update */
	};
	struct buf_ioreq buf_ioreq[IOREQ_BUFFER_SLOT_NUM];
}; /* NB. Size of this structure must be no greater than one page. */

/*
 * ACPI Control/Event register locations. Location is controlled by a
 * version number in HVM_PARAM_ACPI_IOPORTS_LOCATION.
 */

/*
 * Version 0 (default): Traditional (obsolete) Xen locations.
 *
 * These are now only used for compatibility with VMs migrated
 * from older Xen versions.
 */
#define ACPI_PM1A_EVT_BLK_ADDRESS_V0	0x1f40
#define ACPI_PM1A_CNT_BLK_ADDRESS_V0	(ACPI_PM1A_EVT_BLK_ADDRESS_V0 + 0x04)
#define ACPI_PM_TMR_BLK_ADDRESS_V0	(ACPI_PM1A_EVT_BLK_ADDRESS_V0 + 0x08)
#define ACPI_GPE0_BLK_ADDRESS_V0	(ACPI_PM_TMR_BLK_ADDRESS_V0 + 0x20)
#define ACPI_GPE0_BLK_LEN_V0	0x08

/* Version 1: Locations preferred by modern Qemu (including Qemu-trad). */
#define ACPI_PM1A_EVT_BLK_ADDRESS_V1	0xb000
#define ACPI_PM1A_CNT_BLK_ADDRESS_V1	(ACPI_PM1A_EVT_BLK_ADDRESS_V1 + 0x04)
#define ACPI_PM_TMR_BLK_ADDRESS_V1	(ACPI_PM1A_EVT_BLK_ADDRESS_V1 + 0x08)
#define ACPI_GPE0_BLK_ADDRESS_V1	0xafe0
#define ACPI_GPE0_BLK_LEN_V1	0x04

/* Compatibility definitions for the default location (version 0). */
#define ACPI_PM1A_EVT_BLK_ADDRESS	ACPI_PM1A_EVT_BLK_ADDRESS_V0
#define ACPI_PM1A_CNT_BLK_ADDRESS	ACPI_PM1A_CNT_BLK_ADDRESS_V0
#define ACPI_PM_TMR_BLK_ADDRESS	ACPI_PM_TMR_BLK_ADDRESS_V0
#define ACPI_GPE0_BLK_ADDRESS	ACPI_GPE0_BLK_ADDRESS_V0
#define ACPI_GPE0_BLK_LEN	ACPI_GPE0_BLK_LEN_V0

#endif /* _IOREQ_H_ */
