// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PIT's channel 2 and its gate for dom0, as real Xen gives it: kernels
 * measure the CPU with it at boot and, on a port that reads as all ones, poll
 * tens of thousands of times. Channels 0 and 1 stay ours, and so does the NMI
 * logic in port 0x61. Where channel 2 is our own clock, dom0 gets nothing.
 */
#include <asm/pv_io.h>

#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/clock.h>
#include <asm/io.h>

#define PIT_CHANNEL2	0x42
#define PIT_COMMAND	0x43
#define PORT_B		0x61
#define PORT_B_DOM0	0x03		/* gate and speaker */

#define COMMAND_CHANNEL(val)	((val) >> 6)
#define READ_BACK		3	/* in place of a channel: bits 1 to 3 are a mask */
#define READ_BACK_MASK(val)	((val) >> 1 & 7)

bool pv_is_pit(const struct vcpu *v, u16 port, unsigned int bytes)
{
	return v->domain->hardware && bytes == 1 && !platform_uses_pit() &&
	       (port == PIT_CHANNEL2 || port == PIT_COMMAND || port == PORT_B);
}

u32 pv_pit_read(u16 port)
{
	/* There is nothing to read in the command register. */
	return port == PIT_COMMAND ? 0xff : inb(port);
}

static bool command_allowed(u8 val)
{
	if (COMMAND_CHANNEL(val) == READ_BACK)
		return READ_BACK_MASK(val) == 1 << 2;
	return COMMAND_CHANNEL(val) == 2;
}

void pv_pit_write(u16 port, u8 val)
{
	if (port == PORT_B)
		outb((inb(PORT_B) & ~PORT_B_DOM0) | (val & PORT_B_DOM0), PORT_B);
	else if (port == PIT_CHANNEL2 || command_allowed(val))
		outb(val, port);
}
