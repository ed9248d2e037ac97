// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a unit has to say: accesses that it refused, tables and commands that it can't
 * read (AMD I/O Virtualization Technology Specification 3.05, 2.5).
 */
#include "amd.h"

#include <linux/kernel.h>
#include <hyp/printk.h>
#include <asm/io.h>

#define EVENT_CODE(e)		((e)->w[1] >> 28)
#define EVENT_DEVICE(e)		((u16)(e)->w[0])
#define EVENT_FLAGS(e)		(((e)->w[1] >> 16) & 0xfff)
#define  FLAG_PRESENT		BIT(4)
#define  FLAG_WRITE		BIT(5)
#define EVENT_ADDRESS(e)	((u64)(e)->w[3] << 32 | (e)->w[2])

#define IO_PAGE_FAULT		2
#define ILLEGAL_COMMAND		5
#define COMMAND_HARDWARE_ERROR	6

static const char *event_name(unsigned int code)
{
	static const char * const name[] = {
		[1] = "illegal device table entry",
		[3] = "device table hardware error",
		[4] = "page table hardware error",
		[ILLEGAL_COMMAND] = "illegal command",
		[COMMAND_HARDWARE_ERROR] = "command hardware error",
		[7] = "IOTLB time-out",
		[8] = "invalid device request",
	};

	return code < ARRAY_SIZE(name) && name[code] ? name[code] : "event";
}

static void say(const struct amd_unit *u, const struct amd_command *e)
{
	static struct ratelimit limit;
	u16 dev = EVENT_DEVICE(e);

	if (!ratelimit(&limit))
		return;
	if (EVENT_CODE(e) == IO_PAGE_FAULT)
		pr_warn("IOMMU %u: device %02x:%02x.%u may not %s %#llx (%s)\n", u->number,
			dev >> 8, (dev >> 3) & 31, dev & 7,
			EVENT_FLAGS(e) & FLAG_WRITE ? "write to" : "read from", EVENT_ADDRESS(e),
			EVENT_FLAGS(e) & FLAG_PRESENT ? "right missing" : "nothing there");
	else
		pr_warn("IOMMU %u: %s (%u), device %02x:%02x.%u, flags %#x, address %#llx\n",
			u->number, event_name(EVENT_CODE(e)), EVENT_CODE(e), dev >> 8,
			(dev >> 3) & 31, dev & 7, EVENT_FLAGS(e), EVENT_ADDRESS(e));
}

/* A log that ran over stands still: it is switched off and on again. */
static void restart_log(struct amd_unit *u)
{
	u64 control = readq(u->regs + REG_CONTROL);

	pr_warn("IOMMU %u: events were lost\n", u->number);
	writeq(control & ~CONTROL_EVENT_LOG, u->regs + REG_CONTROL);
	writeq(STATUS_OVERFLOW, u->regs + REG_STATUS);
	writeq(0, u->regs + REG_EVENT_HEAD);
	writeq(0, u->regs + REG_EVENT_TAIL);
	writeq(control, u->regs + REG_CONTROL);
}

void amd_say_events(struct amd_unit *u)
{
	u64 end = BUFFER_ENTRIES * sizeof(*u->events);
	u64 tail = readq(u->regs + REG_EVENT_TAIL) % end;
	u64 head = readq(u->regs + REG_EVENT_HEAD) % end;

	while (head != tail) {
		say(u, &u->events[head / sizeof(*u->events)]);
		head = (head + sizeof(*u->events)) % end;
	}
	writeq(head, u->regs + REG_EVENT_HEAD);
	if (readq(u->regs + REG_STATUS) & STATUS_OVERFLOW)
		restart_log(u);
}
