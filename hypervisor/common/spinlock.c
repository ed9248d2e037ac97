// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ticket locks, reader-writer locks, and the check of their order.
 *
 * A ticket lock is fair: who comes takes the number at the tail and waits until the
 * head shows it. Both are 16 bits wide, more than there are CPUs.
 */
#include <hyp/spinlock.h>

#include <hyp/arch.h>
#include <hyp/bug.h>
#include <hyp/panic.h>
#include <hyp/percpu.h>
#include <linux/atomic.h>
#include <linux/kernel.h>

#define RW_WRITER	0x80000000u
/* A writer waits: no new reader gets in, so that readers cannot starve it. */
#define RW_WAITING	0x40000000u

#ifdef CONFIG_DEBUG
#define MAX_HELD	16

struct held_locks {
	unsigned int depth;
	struct {
		const void *lock;
		u16 rank;
	} lock[MAX_HELD];
};

static DEFINE_PER_CPU(struct held_locks, held_locks);

/*
 * The list is the CPU's own; an interrupt handler leaves it as it found it. So no
 * protection is needed beyond the order of the steps: an entry is written before it counts.
 */
static void held_push(const void *lock, u16 rank)
{
	struct held_locks *held = this_cpu_ptr(held_locks);

	if (held->depth >= MAX_HELD)
		panic("more than %u locks are held", MAX_HELD);
	held->lock[held->depth].lock = lock;
	held->lock[held->depth].rank = rank;
	barrier();
	held->depth++;
}

static void held_drop(const void *lock)
{
	struct held_locks *held = this_cpu_ptr(held_locks);
	unsigned int i = held->depth;

	while (i && held->lock[i - 1].lock != lock)
		i--;
	if (!i)
		panic("lock %pS is released but not held", lock);
	for (; i < held->depth; i++)
		held->lock[i - 1] = held->lock[i];
	held->depth--;
}

static void check_order(const void *lock, u16 rank)
{
	struct held_locks *held = this_cpu_ptr(held_locks);
	unsigned int i;

	if (!rank)
		panic("lock %pS has no rank", lock);
	for (i = 0; i < held->depth; i++) {
		bool pair = held->lock[i].rank == rank && held->lock[i].lock < lock;

		if (held->lock[i].rank >= rank && !pair)
			panic("lock %pS of rank %u is taken while %pS of rank %u is held", lock,
			      rank, held->lock[i].lock, held->lock[i].rank);
	}
}

unsigned int locks_held(void)
{
	return this_cpu_ptr(held_locks)->depth;
}

static void before_lock(const struct spinlock *lock)
{
	check_order(lock, lock->rank);
}

static void after_lock(struct spinlock *lock)
{
	held_push(lock, lock->rank);
	lock->owner = smp_processor_id() + 1;
}

static void before_unlock(struct spinlock *lock)
{
	held_drop(lock);
	lock->owner = 0;
}

static void before_rwlock(const struct rwlock *lock)
{
	check_order(lock, lock->rank);
}

static void after_rwlock(const struct rwlock *lock)
{
	held_push(lock, lock->rank);
}

static void before_rwunlock(const struct rwlock *lock)
{
	held_drop(lock);
}
#else
unsigned int locks_held(void)
{
	return 0;
}

static inline void before_lock(const struct spinlock *lock) {}
static inline void after_lock(struct spinlock *lock) {}
static inline void before_unlock(struct spinlock *lock) {}
static inline void before_rwlock(const struct rwlock *lock) {}
static inline void after_rwlock(const struct rwlock *lock) {}
static inline void before_rwunlock(const struct rwlock *lock) {}
#endif

void spin_lock_init(struct spinlock *lock, enum lock_rank rank)
{
	*lock = (struct spinlock)SPINLOCK_INIT(rank);
}

void ticket_wait(const struct spinlock *lock, u16 ticket)
{
	while (READ_ONCE(lock->head) != ticket)
		cpu_relax();
}

#if defined(CONFIG_DEBUG) || defined(HYP_HOST_TEST)
void spin_lock(struct spinlock *lock)
{
	before_lock(lock);
	ticket_lock(lock);
	after_lock(lock);
}

void spin_unlock(struct spinlock *lock)
{
	before_unlock(lock);
	ticket_unlock(lock);
}

unsigned long spin_lock_irqsave(struct spinlock *lock)
{
	unsigned long flags = arch_irq_save();

	spin_lock(lock);
	return flags;
}

void spin_unlock_irqrestore(struct spinlock *lock, unsigned long flags)
{
	spin_unlock(lock);
	arch_irq_restore(flags);
}
#endif

bool spin_trylock(struct spinlock *lock)
{
	struct spinlock old = { .both = READ_ONCE(lock->both) };
	struct spinlock new = old;

	new.tail++;
	if (old.head != old.tail || cmpxchg(&lock->both, old.both, new.both) != old.both)
		return false;
	after_lock(lock);
	return true;
}

bool spin_is_locked(const struct spinlock *lock)
{
	struct spinlock now = { .both = READ_ONCE(lock->both) };

	return now.head != now.tail;
}

void spin_lock_irq(struct spinlock *lock)
{
	arch_irq_disable();
	spin_lock(lock);
}

void spin_unlock_irq(struct spinlock *lock)
{
	spin_unlock(lock);
	arch_irq_enable();
}

void spin_lock_pair(struct spinlock *a, struct spinlock *b)
{
	if (a != b)
		spin_lock(min(a, b));
	spin_lock(max(a, b));
}

void spin_unlock_pair(struct spinlock *a, struct spinlock *b)
{
	spin_unlock(max(a, b));
	if (a != b)
		spin_unlock(min(a, b));
}

void rwlock_init(struct rwlock *lock, enum lock_rank rank)
{
	*lock = (struct rwlock)RWLOCK_INIT(rank);
}

void read_lock(struct rwlock *lock)
{
	u32 old;

	before_rwlock(lock);
	do {
		while ((old = READ_ONCE(lock->state)) & (RW_WRITER | RW_WAITING))
			cpu_relax();
	} while (cmpxchg(&lock->state, old, old + 1) != old);
	after_rwlock(lock);
}

void read_unlock(struct rwlock *lock)
{
	before_rwunlock(lock);
	__atomic_fetch_sub(&lock->state, 1, __ATOMIC_SEQ_CST);
}

void write_lock(struct rwlock *lock)
{
	u32 old;

	before_rwlock(lock);
	for (;;) {
		old = READ_ONCE(lock->state);
		if (!(old & ~RW_WAITING) && cmpxchg(&lock->state, old, RW_WRITER) == old)
			break;
		/* Said again each round: the writer before us took the mark with it. */
		if (!(old & RW_WAITING))
			__atomic_fetch_or(&lock->state, RW_WAITING, __ATOMIC_SEQ_CST);
		cpu_relax();
	}
	after_rwlock(lock);
}

void write_unlock(struct rwlock *lock)
{
	before_rwunlock(lock);
	/* Another writer may have left its mark meanwhile. */
	__atomic_fetch_and(&lock->state, ~RW_WRITER, __ATOMIC_SEQ_CST);
}
