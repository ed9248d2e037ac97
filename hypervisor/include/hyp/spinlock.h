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

#include <linux/atomic.h>
#include <linux/types.h>
#include <hyp/arch.h>

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
	LOCK_PAGE_LIST = 130,	/* domain->page_lock */
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
	LOCK_IOMMU = 197,	/* commands to a unit */
	LOCK_PCI = 200,
	LOCK_TIME = 210,
	LOCK_CONSOLE = 240,
	LOCK_UART = 250,
	LOCK_LEAF = 255,
};

/**
 * struct spinlock - a ticket lock
 * @both: @head and @tail in one word
 * @head: ticket that has the lock
 * @tail: next ticket; the lock is free if that is @head
 * @rank: enum lock_rank (debug builds)
 * @owner: CPU + 1, 0 if free (debug builds)
 */
struct spinlock {
	union {
		u32 both;
		struct {
			u16 head, tail;
		};
	};
#ifdef CONFIG_DEBUG
	u16 rank;
	u16 owner;
#endif
};

/**
 * struct rwlock - many readers or one writer
 * @state: bit 31: a writer has it; bit 30: one waits; else number of readers
 * @rank: enum lock_rank (debug builds)
 * @pad: unused
 */
struct rwlock {
	u32 state;
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

/**
 * spin_lock_init() - a free lock
 * @lock: OUT
 * @rank: place in the order
 */
void spin_lock_init(struct spinlock *lock, enum lock_rank rank);

/**
 * ticket_wait() - the slow part of ticket_lock()
 * @lock: any
 * @ticket: number to wait for
 */
void ticket_wait(const struct spinlock *lock, u16 ticket);

/* The lock itself, without the check: for what follows and spinlock.c. */
static inline void ticket_lock(struct spinlock *lock)
{
	u16 ticket = __atomic_fetch_add(&lock->tail, 1, __ATOMIC_SEQ_CST);

	if (unlikely(READ_ONCE(lock->head) != ticket))
		ticket_wait(lock, ticket);
	barrier();
}

static inline void ticket_unlock(struct spinlock *lock)
{
	/* Everything done under the lock is seen by the next one who reads the head. */
	smp_store_release(&lock->head, lock->head + 1);
}

/* Calls where there is a check behind them, or a test's stub. */
#if defined(CONFIG_DEBUG) || defined(HYP_HOST_TEST)
/**
 * spin_lock() - take a lock
 * @lock: of a rank above all that this CPU holds; one that interrupt handlers take: see
 *        spin_lock_irqsave()
 *
 * Waits in the order of arrival.  Debug builds panic where the order is broken.
 */
void spin_lock(struct spinlock *lock);

/**
 * spin_unlock() - release a lock
 * @lock: held by this CPU
 */
void spin_unlock(struct spinlock *lock);

/**
 * spin_lock_irqsave() - hold interrupts off and take a lock
 * @lock: as for spin_lock()
 *
 * Return: how it was, for spin_unlock_irqrestore().
 */
unsigned long spin_lock_irqsave(struct spinlock *lock);

/**
 * spin_unlock_irqrestore() - release a lock, and interrupts as before
 * @lock: held by this CPU
 * @flags: of spin_lock_irqsave()
 */
void spin_unlock_irqrestore(struct spinlock *lock, unsigned long flags);
#else
static inline void spin_lock(struct spinlock *lock)
{
	ticket_lock(lock);
}

static inline void spin_unlock(struct spinlock *lock)
{
	ticket_unlock(lock);
}

static inline unsigned long spin_lock_irqsave(struct spinlock *lock)
{
	unsigned long flags = arch_irq_save();

	ticket_lock(lock);
	return flags;
}

static inline void spin_unlock_irqrestore(struct spinlock *lock, unsigned long flags)
{
	ticket_unlock(lock);
	arch_irq_restore(flags);
}
#endif

/**
 * spin_trylock() - take a lock if it is free
 * @lock: of any rank, as nothing waits
 *
 * Return: false: somebody has it.
 */
bool spin_trylock(struct spinlock *lock);

/**
 * spin_is_locked() - does anybody have the lock?
 * @lock: any
 *
 * Return: true if so, as of now.
 */
bool spin_is_locked(const struct spinlock *lock);

/**
 * spin_lock_irq() - hold interrupts off and take a lock
 * @lock: as for spin_lock()
 */
void spin_lock_irq(struct spinlock *lock);

/**
 * spin_unlock_irq() - release a lock and let interrupts through
 * @lock: of spin_lock_irq()
 */
void spin_unlock_irq(struct spinlock *lock);

/**
 * spin_lock_pair() - take two locks of the same rank, in address order; the same lock once
 * @a: one
 * @b: the other
 */
void spin_lock_pair(struct spinlock *a, struct spinlock *b);

/**
 * spin_unlock_pair() - release both
 * @a: one
 * @b: the other
 */
void spin_unlock_pair(struct spinlock *a, struct spinlock *b);

/**
 * locks_held() - how many locks this CPU holds, for checks
 *
 * Return: 0 in release builds.
 */
unsigned int locks_held(void);

/**
 * rwlock_init() - a free lock
 * @lock: OUT
 * @rank: place in the order
 */
void rwlock_init(struct rwlock *lock, enum lock_rank rank);

/**
 * read_lock() - take a lock together with other readers
 * @lock: of a rank above all that this CPU holds; not twice, as a writer may wait in between
 *
 * Waits for a writer that has it or waits.
 */
void read_lock(struct rwlock *lock);

/**
 * read_unlock() - release it
 * @lock: of read_lock()
 */
void read_unlock(struct rwlock *lock);

/**
 * write_lock() - take a lock alone
 * @lock: of a rank above all that this CPU holds
 *
 * No new reader gets in while it waits.
 */
void write_lock(struct rwlock *lock);

/**
 * write_unlock() - release it
 * @lock: of write_lock()
 */
void write_unlock(struct rwlock *lock);

#endif /* HYP_SPINLOCK_H */
