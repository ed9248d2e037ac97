// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_console_io: the hypervisor's console as a device of the hardware domain. */
#include <hyp/console.h>

#include <linux/errno.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <xen/interface/xen.h>

#define PIECE	128

/* Call: arg[1] bytes at arg[2]; both move on, so that a restart finds what is left. */
static long console_io_write(struct hypercall *call)
{
	u32 left = call->arg[1];
	char piece[PIECE];

	while (left) {
		u32 n = min_t(u32, left, PIECE);

		if (guest_copy_from(piece, call->arg[2], n))
			return -EFAULT;
		console_guest_write(current->domain, piece, n);
		left -= n;
		call->arg[1] = left;
		call->arg[2] += n;
		if (left && hypercall_preempt_check())
			return hypercall_restart(call);
	}
	return 0;
}

static long console_io_read(struct hypercall *call)
{
	u32 done = 0, want = min_t(u32, call->arg[1], 4096);
	char piece[PIECE];

	while (done < want) {
		size_t n = console_guest_read(piece, min_t(u32, want - done, PIECE));

		if (!n)
			break;
		if (guest_copy_to(call->arg[2] + done, piece, n))
			return -EFAULT;
		done += n;
	}
	return done;
}

/*
 * int console_io(int cmd, unsigned int count, char *buffer)
 *
 * Return: 0 (write), bytes (read), -EPERM for reads of others than the hardware domain,
 * -EFAULT, -ENOSYS for an unknown command.
 */
long do_console_io(struct hypercall *call)
{
	const struct domain *d = current->domain;

	switch ((u32)call->arg[0]) {
	case CONSOLEIO_write:
		return console_io_write(call);
	case CONSOLEIO_read:
		return d->hardware || d->is_console ? console_io_read(call) : -EPERM;
	default:
		return -ENOSYS;
	}
}
