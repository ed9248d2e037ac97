/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ticket spinlocks and reader-writer locks with a rank.
 *
 * A CPU takes locks in rising rank only (equal ranks: by address, lower
 * first, through spin_lock_pair()); debug builds check it.  No lock is
 * recursive.  A lock that an interrupt handler takes is taken with the
 * _irqsave variants everywhere.  The whole order is argued in
 * Documentation/locks.rst.
 */
#ifndef HYP_SPINLOCK_H
#define HYP_SPINLOCK_H

#include <linux/types.h>

enum lock_rank {
	LOCK_DOMCTL = 10,
	LOCK_CPUPOOL = 20,
	LOCK_DOMLIST = 30,
	LOCK_DOMAIN = 40,	/* domain->lock: life, page list owner changes */
	LOCK_GNTTAB = 60,	/* a grant table */
	LOCK_GRANT_ENTRY = 65,	/* one entry in use */
	LOCK_MAPTRACK = 70,	/* table of handles grows */
	LOCK_MAPTRACK_LIST = 75,
	LOCK_P2M = 80,
	LOCK_EVTCHN_DOM = 90,	/* bind, close */
	LOCK_VIRQ = 95,		/* who gets global VIRQs; irq-safe */
	LOCK_EVTCHN = 100,	/* one channel; irq-safe */
	LOCK_FIFO_QUEUE = 110,
	LOCK_MSI = 117,
	LOCK_PIRQ = 118,
	LOCK_IRQ = 120,
	LOCK_PAGE_LIST = 130,	/* domain->page_alloc_lock */
	LOCK_HEAP_SMALL = 140,
	LOCK_VMAP = 150,
	LOCK_PGTABLE = 155,	/* the hypervisor's own page tables */
	LOCK_PAGE_ALLOC = 160,
	LOCK_SHUTDOWN = 165,	/* domain->shutdown_lock */
	LOCK_SCHED = 170,
	LOCK_SCHED_SHARE = 175,	/* a domain's CPU budget */
	LOCK_TIMER = 180,
	LOCK_SMP_CALL = 190,
	LOCK_TLB = 195,
	LOCK_PCI = 200,
	LOCK_TIME = 210,
	LOCK_CONSOLE = 240,
	LOCK_UART = 250,
	LOCK_LEAF = 255,
};

struct spinlock {
	union {
		u32 both;
		struct {
			u16 head, tail;
		};
	};
#ifdef CONFIG_DEBUG
	u16 rank;
	u16 owner;		/* CPU + 1, 0 if free */
#endif
};

struct rwlock {
	u32 state;		/* bit 31: a writer has it; bit 30: waits; else readers */
#ifdef CONFIG_DEBUG
	u16 rank;
	u16 pad;
#endif
};

#ifdef CONFIG_DEBUG
#define SPINLOCK_INIT(r)	{ .rank = (r) }
#define RWLOCK_INIT(r)		{ .rank = (r) }
#else
#define SPINLOCK_INIT(r)	{ .both = 0 }
#define RWLOCK_INIT(r)		{ .state = 0 }
#endif
#define DEFINE_SPINLOCK(name, r)	struct spinlock name = SPINLOCK_INIT(r)
#define DEFINE_RWLOCK(name, r)		struct rwlock name = RWLOCK_INIT(r)

void spin_lock_init(struct spinlock *lock, enum lock_rank rank);
void spin_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);
bool spin_trylock(struct spinlock *lock);
bool spin_is_locked(const struct spinlock *lock);
void spin_lock_irq(struct spinlock *lock);
void spin_unlock_irq(struct spinlock *lock);
unsigned long spin_lock_irqsave(struct spinlock *lock);
void spin_unlock_irqrestore(struct spinlock *lock, unsigned long flags);
/* Two locks of the same rank, in address order; the same lock once. */
void spin_lock_pair(struct spinlock *a, struct spinlock *b);
void spin_unlock_pair(struct spinlock *a, struct spinlock *b);

/* How many locks this CPU holds; 0 in release builds. For checks. */
unsigned int locks_held(void);

void rwlock_init(struct rwlock *lock, enum lock_rank rank);
void read_lock(struct rwlock *lock);
void read_unlock(struct rwlock *lock);
void write_lock(struct rwlock *lock);
void write_unlock(struct rwlock *lock);

#endif /* HYP_SPINLOCK_H */
