// SPDX-License-Identifier: GPL-2.0-only
/* Which CPUs there are. Bring-up is the architecture's. */
#include <hyp/cpumask.h>

struct cpumask cpu_possible, cpu_online;
