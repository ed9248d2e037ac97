// SPDX-License-Identifier: GPL-2.0-only
/*
 * fail-nth: the Nth allocation of memory that a module makes, itself or through others,
 * finds none.
 *
 *   module=NAME   whose allocations count: one of its functions is among the callers
 *   nth=N         fail that one, counted from the moment this is written; 0: none
 *   seen          how many there were since (read)
 *   failed        whether it has failed (read)
 *
 * Probes stand at the kernel's allocation functions.  An allocation that must not fail
 * (__GFP_NOFAIL) doesn't count.  Nor does one for the removal of a watch: the kernel's xenbus
 * forgets the watch then, xenstored does not, and no later device can have that watch, whatever
 * its driver does.
 */
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/string.h>
#include <asm/unwind.h>
#include <xen/xenbus.h>

#define DEPTH	48	/* callers that are looked at */

static char name[32];
static unsigned long text, text_end, init, init_end;
static unsigned long unwatch, unwatch_end;
static atomic_t seen, failed;
static int nth;

/* Where a function that finds no memory returns from. */
asm(".pushsection .text\n\t"
	".globl fail_nth_return\n\t"
	".type fail_nth_return, @function\n"
	"fail_nth_return:\n\t"
	"xor %eax, %eax\n\t"
	"ret\n\t"
	".size fail_nth_return, .-fail_nth_return\n\t"
	".popsection\n");
asmlinkage void fail_nth_return(void);

static bool is_text(unsigned long addr)
{
	return (addr >= text && addr < text_end) || (addr >= init && addr < init_end);
}

static bool is_unwatch(unsigned long addr)
{
	return addr >= unwatch && addr < unwatch_end;
}

/*
 * The first address of the module among the callers, or 0; 0 also if a watch is being removed.
 * Words of the stack alone won't do: those of an earlier system call may still be there.
 */
static unsigned long from_module(struct pt_regs *regs)
{
	struct unwind_state state;
	unsigned int i = 0;

	for (unwind_start(&state, current, regs, NULL); !unwind_done(&state) && i < DEPTH;
	     unwind_next_frame(&state), i++) {
		unsigned long addr = unwind_get_return_address(&state);

		if (!addr || is_unwatch(addr))
			return 0;
		if (is_text(addr))
			return addr;
	}
	return 0;
}

static int hit(struct pt_regs *regs, gfp_t gfp)
{
	int want = READ_ONCE(nth);
	unsigned long from;

	if (!want || !text || gfp & __GFP_NOFAIL)
		return 0;
	from = from_module(regs);
	if (!from || atomic_inc_return(&seen) != want)
		return 0;
	atomic_set(&failed, 1);
	pr_info("fail-nth: allocation %d, %pS in %pS\n", want, (void *)regs->ip, (void *)from);
	regs->ip = (unsigned long)fail_nth_return;
	return 1;
}

static int hit_second(struct kprobe *p, struct pt_regs *regs)
{
	return hit(regs, regs->si);
}

static int hit_first(struct kprobe *p, struct pt_regs *regs)
{
	return hit(regs, regs->di);
}

static struct kprobe probes[] = {
	{ .symbol_name = "__kmalloc", .pre_handler = hit_second },
	{ .symbol_name = "__kmalloc_node", .pre_handler = hit_second },
	{ .symbol_name = "__kmalloc_node_track_caller", .pre_handler = hit_second },
	{ .symbol_name = "kmalloc_trace", .pre_handler = hit_second },
	{ .symbol_name = "kmalloc_node_trace", .pre_handler = hit_second },
	{ .symbol_name = "kmem_cache_alloc", .pre_handler = hit_second },
	{ .symbol_name = "kmem_cache_alloc_node", .pre_handler = hit_second },
	{ .symbol_name = "__alloc_pages", .pre_handler = hit_first },
};

static int load_notify(struct notifier_block *nb, unsigned long what, void *data)
{
	struct module *mod = data;

	if (strcmp(mod->name, name))
		return NOTIFY_DONE;
	switch (what) {
	case MODULE_STATE_COMING:
		init_end = (unsigned long)mod->init_layout.base + mod->init_layout.size;
		init = (unsigned long)mod->init_layout.base;
		text_end = (unsigned long)mod->core_layout.base + mod->core_layout.size;
		WRITE_ONCE(text, (unsigned long)mod->core_layout.base);
		break;
	case MODULE_STATE_LIVE:
		init_end = 0;
		break;
	case MODULE_STATE_GOING:
		WRITE_ONCE(text, 0);
		init_end = 0;
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block load_block = { .notifier_call = load_notify };

static int set_nth(const char *val, const struct kernel_param *kp)
{
	atomic_set(&seen, 0);
	atomic_set(&failed, 0);
	return param_set_int(val, kp);
}

static int get_atomic(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%d\n", atomic_read(kp->arg));
}

static const struct kernel_param_ops nth_ops = { .set = set_nth, .get = param_get_int };
static const struct kernel_param_ops atomic_ops = { .get = get_atomic };

module_param_string(module, name, sizeof(name), 0644);
module_param_cb(nth, &nth_ops, &nth, 0644);
module_param_cb(seen, &atomic_ops, &seen, 0444);
module_param_cb(failed, &atomic_ops, &failed, 0444);

/* "NAME+0xOFFSET/0xSIZE" */
static int find_unwatch(void)
{
	char text[KSYM_SYMBOL_LEN];
	unsigned long size;

	unwatch = (unsigned long)unregister_xenbus_watch;
	sprint_symbol(text, unwatch);
	if (sscanf(text, "unregister_xenbus_watch+0x0/%lx", &size) != 1)
		return -ENOENT;
	unwatch_end = unwatch + size;
	return 0;
}

static int __init fail_nth_init(void)
{
	unsigned int i;

	if (find_unwatch()) {
		pr_err("fail-nth: unregister_xenbus_watch() is not where it was thought to be\n");
		return -ENOENT;
	}
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		int err = register_kprobe(&probes[i]);

		if (err) {
			pr_err("fail-nth: no probe at %s: %d\n", probes[i].symbol_name, err);
			while (i--)
				unregister_kprobe(&probes[i]);
			return err;
		}
	}
	return register_module_notifier(&load_block);
}
module_init(fail_nth_init);

static void __exit fail_nth_exit(void)
{
	unsigned int i;

	unregister_module_notifier(&load_block);
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		unregister_kprobe(&probes[i]);
}
module_exit(fail_nth_exit);

MODULE_DESCRIPTION("Lets an allocation of a module fail");
MODULE_LICENSE("GPL");
