// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands to a unit (AMD I/O Virtualization Technology Specification 3.05, 2.4).
 *
 * Each row of commands ends with one that makes the unit write a number to memory once
 * those before it are done; numbers rise, and who waits holds the lock, so the buffer never
 * has more than one row in it and is never full.
 */
#include "amd.h"

#include <linux/compiler.h>
#include <hyp/panic.h>
#include <hyp/time.h>
#include <hyp/vmap.h>
#include <asm/barrier.h>
#include <asm/io.h>

#define COMPLETION_WAIT		1
#define  WAIT_STORE		BIT(0)
#define INVALIDATE_DEVICE	2
#define INVALIDATE_PAGES	3
#define  PAGES_SIZE		BIT(0)	/* more than one page: how many is in the address */
#define  PAGES_TABLES		BIT(1)	/* entries that lead to tables as well */
#define  PAGES_ALL_LOW		0x7ffff000U
#define  PAGES_ALL_HIGH		0x7fffffffU

#define DEVICES			0x10000
#define PATIENCE		1000000000ULL	/* ns */

static void put(struct amd_unit *u, u32 op, const struct amd_command *c)
{
	u->commands[u->tail] = *c;
	u->commands[u->tail].w[1] |= op << 28;
	u->tail = (u->tail + 1) % BUFFER_ENTRIES;
}

/* Under the lock: the unit carries out what is in the buffer, and has done so on return. */
static void run(struct amd_unit *u)
{
	u64 done = virt_to_paddr(u->completed), until;

	u->ticket++;
	put(u, COMPLETION_WAIT, &(struct amd_command){ .w = {
		(u32)done | WAIT_STORE, done >> 32, (u32)u->ticket, u->ticket >> 32,
	} });
	/* The commands before the register that tells of them; uncached stores are in order. */
	smp_wmb();
	writeq(u->tail * sizeof(struct amd_command), u->regs + REG_COMMAND_TAIL);
	until = system_time() + PATIENCE;
	while (READ_ONCE(*u->completed) != u->ticket) {
		if (system_time() > until)
			panic("IOMMU %u: no answer, status %#llx, head %#llx, tail %#llx",
			      u->number, readq(u->regs + REG_STATUS),
			      readq(u->regs + REG_COMMAND_HEAD), readq(u->regs + REG_COMMAND_TAIL));
		cpu_relax();
	}
}

static void put_pages(struct amd_unit *u)
{
	put(u, INVALIDATE_PAGES, &(struct amd_command){ .w = {
		0, AMD_DOMAIN, PAGES_ALL_LOW | PAGES_SIZE | PAGES_TABLES, PAGES_ALL_HIGH,
	} });
}

void amd_forget_pages(struct amd_unit *u)
{
	spin_lock(&u->lock);
	put_pages(u);
	run(u);
	spin_unlock(&u->lock);
}

/* There is one command that does all of it, but not every unit has it. */
void amd_forget_all(struct amd_unit *u)
{
	u32 devid;

	spin_lock(&u->lock);
	for (devid = 0; devid < DEVICES; devid++) {
		put(u, INVALIDATE_DEVICE, &(struct amd_command){ .w = { devid } });
		if (devid % (BUFFER_ENTRIES / 2) == 0)
			run(u);
	}
	put_pages(u);
	run(u);
	spin_unlock(&u->lock);
}
