/* SPDX-License-Identifier: GPL-2.0-only */
/* Offsets in struct hoist_cpu_state for the gate; capture.c proves them. */
#ifndef HOIST_GATE_H
#define HOIST_GATE_H

#define HOIST_STATE_RSP		0
#define HOIST_STATE_CR3		8
#define HOIST_STATE_RFLAGS	16
#define HOIST_STATE_SELF	40
#define HOIST_STATE_ROOT	48
#define HOIST_STATE_GDTR	62
#define HOIST_STATE_IDTR	78
#define HOIST_STATE_CS		88
#define HOIST_STATE_SS		90
#define HOIST_STATE_EFER	256
#define HOIST_STATE_GIF		436

#endif /* HOIST_GATE_H */
