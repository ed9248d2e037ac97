// SPDX-License-Identifier: GPL-2.0-only
/* The cases of a test kernel, one after the other. */
#include "guest.h"

#include "internal.h"

static void run_case(unsigned int i)
{
	const struct guest_case *c = &guest_cases[i];
	const char *remark = "";
	bool bad;

	memset(&case_state, 0, sizeof(case_state));
	c->fn();
	bad = case_state.failed && !case_state.differs;
	if (case_state.differs && case_state.failed)
		remark = " # SKIP real Xen differs";
	else if (case_state.skipped)
		remark = " # SKIP";
	say("%sok %u %s%s", bad ? "not " : "", i + 1, c->name, remark);
}

void guest_run(void)
{
	unsigned int i;

	say("1..%u", guest_nr_cases);
	for (i = 0; i < guest_nr_cases; i++)
		run_case(i);
}
