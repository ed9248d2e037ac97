/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AMD IOMMU: registers and tables (AMD I/O Virtualization Technology Specification 3.05,
 * chapters 2 and 3), and what the driver's files share.
 */
#ifndef IOMMU_AMD_H
#define IOMMU_AMD_H

#include <linux/bits.h>
#include <hyp/frame.h>
#include <hyp/spinlock.h>

/* Registers (3.4). */
#define REG_DEVICE_TABLE	0x0000	/* bits 8:0: its pages less one */
#define REG_COMMAND_BUFFER	0x0008	/* bits 59:56: log2 of its entries */
#define REG_EVENT_LOG		0x0010	/* the same */
#define REG_CONTROL		0x0018
#define  CONTROL_IOMMU		BIT_ULL(0)
#define  CONTROL_HT_TUNNEL	BIT_ULL(1)
#define  CONTROL_EVENT_LOG	BIT_ULL(2)
#define  CONTROL_PASS_PW	BIT_ULL(8)
#define  CONTROL_RES_PASS_PW	BIT_ULL(9)
#define  CONTROL_COHERENT	BIT_ULL(10)
#define  CONTROL_ISOCHRONOUS	BIT_ULL(11)
#define  CONTROL_COMMANDS	BIT_ULL(12)
#define REG_COMMAND_HEAD	0x2000
#define REG_COMMAND_TAIL	0x2008
#define REG_EVENT_HEAD		0x2010
#define REG_EVENT_TAIL		0x2018
#define REG_STATUS		0x2020
#define  STATUS_OVERFLOW	BIT_ULL(0)	/* written to clear it */
#define  STATUS_EVENTS		BIT_ULL(3)
#define AMD_REGISTER_BYTES	0x4000

#define BUFFER_SIZE_SHIFT	56
#define BUFFER_SIZE_LOG		8	/* 256 entries of 16 bytes: a page */
#define BUFFER_ENTRIES		BIT(BUFFER_SIZE_LOG)

/**
 * struct amd_command - an entry of the command buffer, and of the event log (2.4, 2.5)
 * @w: words, little-endian; bits 31:28 of the second say which
 */
struct amd_command {
	u32 w[4];
};

/**
 * struct amd_dte - what the unit does for one device (2.2.2.1)
 * @q: words of 64 bits
 */
struct amd_dte {
	u64 q[4];
};

/**
 * struct amd_unit - one IOMMU
 * @regs: its registers
 * @number: in the order of the table, for messages
 * @control: features that firmware asked for
 * @lock: commands
 * @commands: the buffer
 * @tail: where the next command goes
 * @completed: the unit writes here how far it has come
 * @ticket: the last number that it was asked to write there
 * @events: the log
 */
struct amd_unit {
	volatile u8 *regs;
	unsigned int number;
	u64 control;
	struct spinlock lock;
	struct amd_command *commands;
	unsigned int tail;
	u64 *completed;
	u64 ticket;
	struct amd_command *events;
};

/* Domain id in the tables: there is one domain. */
#define AMD_DOMAIN	1

/**
 * amd_dte_make() - the entry of a device
 * @root: top table
 * @levels: of tables, 1 to 6
 * @setting: DTE setting of the IVRS
 */
struct amd_dte amd_dte_make(mfn_t root, unsigned int levels, u8 setting);

/**
 * amd_forget_all() - the unit forgets all that it knew of tables and devices
 * @u: its command buffer is on
 *
 * Waits until it has; panics if it does not in a second, because frames that a device may still
 * reach are about to be used for something else.
 */
void amd_forget_all(struct amd_unit *u);

/**
 * amd_forget_pages() - the unit forgets what it knew of the domain's page tables
 * @u: its command buffer is on
 *
 * As amd_forget_all().
 */
void amd_forget_pages(struct amd_unit *u);

/**
 * amd_say_events() - print what the unit has logged, at a limited rate
 * @u: its event log is on
 */
void amd_say_events(struct amd_unit *u);

#endif /* IOMMU_AMD_H */
