// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is typed: for dom0's console, or for the debug keys after the switch character
 * (Ctrl-A) was typed three times. A shorter run of it is passed on as it was.
 */
#include <hyp/console.h>

#include <linux/init.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/keyhandler.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/softirq.h>
#include <hyp/spinlock.h>
#include "console_internal.h"

#define SWITCH_RUN	3
#define INPUT_SIZE	1024		/* power of two; what does not fit is dropped */

static char input_buf[INPUT_SIZE];
static u32 input_head, input_tail;	/* free running; tail is the reader's */
static bool input_for_dom0;
static unsigned int switch_run;
static DEFINE_SPINLOCK(input_lock, LOCK_CONSOLE);

static char switch_char = 'a' - 'a' + 1;	/* 0: there is none */
static bool stay_with_keys;

/* conswitch=C[x]: the letter; with x, input stays with the debug keys at first. */
static int __init parse_conswitch(const char *arg)
{
	switch_char = *arg >= 'a' && *arg <= 'z' ? *arg - 'a' + 1 : 0;
	stay_with_keys = *arg && arg[1] == 'x';
	return 0;
}

PARAM_CALL("conswitch", parse_conswitch);

static void input_put(char c)
{
	if (input_head - input_tail < INPUT_SIZE)
		input_buf[input_head++ & (INPUT_SIZE - 1)] = c;
}

/* True: a whole run of switch characters is there. Others of the run are given back. */
static bool switch_seen(char c, unsigned int *held)
{
	*held = 0;
	if (switch_char && c == switch_char) {
		if (++switch_run < SWITCH_RUN)
			return false;
		switch_run = 0;
		return true;
	}
	*held = switch_run;
	switch_run = 0;
	return false;
}

enum input_action {
	INPUT_HELD,
	INPUT_SWITCH,
	INPUT_KEY,
	INPUT_DOM0,
};

static enum input_action classify(char c)
{
	unsigned int held;

	if (switch_seen(c, &held))
		return INPUT_SWITCH;
	if (switch_run)
		return INPUT_HELD;
	if (!input_for_dom0)
		return INPUT_KEY;
	while (held--)
		input_put(switch_char);
	input_put(c);
	return INPUT_DOM0;
}

void console_input(char c)
{
	unsigned long flags = spin_lock_irqsave(&input_lock);
	enum input_action action = classify(c);
	bool now_dom0 = !input_for_dom0;

	spin_unlock_irqrestore(&input_lock, flags);

	switch (action) {
	case INPUT_SWITCH:
		console_input_to_dom0(now_dom0);
		break;
	case INPUT_KEY:
		keyhandler_run(c);
		break;
	case INPUT_DOM0:
		softirq_raise(SOFTIRQ_CONSOLE);
		break;
	case INPUT_HELD:
		break;
	}
}

void console_input_to_dom0(bool to_dom0)
{
	WRITE_ONCE(input_for_dom0, to_dom0);
	if (switch_char)
		pr_err("*** Serial input to %s (type 'CTRL-%c' three times to switch input)\n",
		       to_dom0 ? "DOM0" : "Xen", 'a' + switch_char - 1);
}

/* Event channels are not touched from the interrupt itself. */
static void tell_dom0(void)
{
	if (dom0)
		virq_send_domain(dom0, VIRQ_CONSOLE);
}

size_t console_guest_read(char *s, size_t len)
{
	unsigned long flags = spin_lock_irqsave(&input_lock);
	size_t i, n = min_t(size_t, len, input_head - input_tail);

	for (i = 0; i < n; i++)
		s[i] = input_buf[input_tail++ & (INPUT_SIZE - 1)];
	spin_unlock_irqrestore(&input_lock, flags);
	return n;
}

void __init console_input_init(void)
{
	softirq_register(SOFTIRQ_CONSOLE, tell_dom0);
	console_input_to_dom0(!stay_with_keys);
}

/* Writes of the hardware domain go out as they are; others may be in the middle of lines. */
void console_guest_write(struct domain *d, const char *s, size_t len)
{
	if (d->hardware)
		console_puts(s, len);
	else
		guest_log(d, "%.*s", (int)min_t(size_t, len, 256), s);
}
