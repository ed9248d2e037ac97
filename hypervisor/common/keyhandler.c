// SPDX-License-Identifier: GPL-2.0-only
/* Debug keys: one letter, one report. */
#include <hyp/keyhandler.h>

#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/tasklet.h>
#include <hyp/timer.h>
#include <linux/init.h>
#include <linux/kernel.h>

struct key {
	void (*fn)(void);
	const char *what;
	struct tasklet job;
};

static struct key keys[128];

static void run_key(void *data)
{
	struct key *key = data;

	printk("Key '%c': %s\n", (char)(key - keys), key->what);
	key->fn();
}

void keyhandler_register(char c, void (*fn)(void), const char *what)
{
	struct key *key = &keys[c & 127];

	if (key->fn)
		pr_err("debug key '%c' is taken: %s\n", c, key->what);
	key->fn = fn;
	key->what = what;
	key->job.fn = run_key;
	key->job.data = key;
}

bool keyhandler_run(char c)
{
	struct key *key = &keys[c & 127];

	if (c & 0x80 || !key->fn)
		return false;
	tasklet_schedule(&key->job);
	return true;
}

static void help(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (keys[i].fn)
			printk(" %c  %s\n", i, keys[i].what);
	}
}

void __init keyhandler_init(void)
{
	keyhandler_register('h', help, "this list");
	keyhandler_register('r', sched_dump, "run queues");
	keyhandler_register('a', timer_dump, "timers");
}
