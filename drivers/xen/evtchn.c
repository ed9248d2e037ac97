// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/evtchn: event channels for processes.
 *
 * An open file owns the ports that were bound through it.  An event on one of them puts
 * its number into the file's ring and leaves the port masked; the process reads numbers,
 * handles what they are about, and writes them back, which unmasks them:
 *
 *	          event                read()                write()
 *	armed ------------> in ring ------------> held -----------------> armed
 *	      masked by the core (late EOI)            xen_irq_lateeoi()
 *
 * So a port is in the ring once at the most, and a ring with room for each bound port
 * can't overflow, but for numbers of ports that were unbound before they were read.
 *
 * Locks, outermost first: bind_mutex (the set of ports, the size of the ring),
 * read_mutex (the consumer's side), ring_lock (the producers', from interrupts).
 */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/xarray.h>

#include <xen/events.h>
#include <xen/xen.h>
#include <xen/xen-ops.h>
#include <xen/evtchn.h>

#include <asm/xen/hypercall.h>

#define RING_MIN	64
/* Numbers moved by one read() or write(); the rest waits for the next. */
#define BATCH		(PAGE_SIZE / sizeof(evtchn_port_t))
/* No domain may have this one, so it means: not restricted. */
#define ANY_DOMAIN	DOMID_INVALID

static unsigned int max_ports = 65536;
module_param(max_ports, uint, 0644);
MODULE_PARM_DESC(max_ports, "Ports that one open file may have bound at a time (default 65536)");

struct evtchn_file {
	struct mutex bind_mutex;	/* the set of ports, the size of the ring */
	struct xarray ports;		/* struct evtchn_port by number */
	unsigned int nr_ports;
	domid_t only;			/* peer that it is restricted to */
	char name[TASK_COMM_LEN + 8];	/* for /proc/interrupts */

	struct mutex read_mutex;	/* one consumer at a time */
	spinlock_t ring_lock;		/* all of the ring, against interrupts */
	evtchn_port_t *ring;
	unsigned int size;		/* of ring, a power of two */
	unsigned int head;		/* next to write, counts without wrapping */
	unsigned int tail;		/* next to read */
	bool overflow;

	wait_queue_head_t wait;
	struct fasync_struct *fasync;
};

struct evtchn_port {
	struct evtchn_file *file;
	evtchn_port_t port;
	int irq;
	bool masked;			/* in the ring or held by the process */
};

/* The ring. */

static bool ring_empty(const struct evtchn_file *file)
{
	return READ_ONCE(file->head) == READ_ONCE(file->tail);
}

/* Called from interrupts. */
static void ring_put(struct evtchn_file *file, evtchn_port_t port)
{
	unsigned long flags;

	spin_lock_irqsave(&file->ring_lock, flags);
	if (file->head - file->tail < file->size) {
		file->ring[file->head & (file->size - 1)] = port;
		WRITE_ONCE(file->head, file->head + 1);
	} else {
		WRITE_ONCE(file->overflow, true);
	}
	spin_unlock_irqrestore(&file->ring_lock, flags);
}

/* Takes up to @max numbers out; the caller holds read_mutex. */
static unsigned int ring_get(struct evtchn_file *file, evtchn_port_t *to, unsigned int max)
{
	unsigned int n = 0;

	spin_lock_irq(&file->ring_lock);
	while (n < max && file->tail + n != file->head) {
		to[n] = file->ring[(file->tail + n) & (file->size - 1)];
		n++;
	}
	WRITE_ONCE(file->tail, file->tail + n);
	spin_unlock_irq(&file->ring_lock);
	return n;
}

static void ring_clear(struct evtchn_file *file)
{
	spin_lock_irq(&file->ring_lock);
	WRITE_ONCE(file->tail, file->head);
	WRITE_ONCE(file->overflow, false);
	spin_unlock_irq(&file->ring_lock);
}

/* Makes room for one more bound port; the caller holds bind_mutex. */
static int ring_reserve(struct evtchn_file *file)
{
	unsigned int i, size = max_t(unsigned int, file->size * 2, RING_MIN);
	evtchn_port_t *bigger, *old;

	if (file->nr_ports < file->size)
		return 0;
	bigger = kvmalloc_array(size, sizeof(*bigger), GFP_KERNEL_ACCOUNT);
	if (!bigger)
		return -ENOMEM;

	spin_lock_irq(&file->ring_lock);
	for (i = file->tail; i != file->head; i++)
		bigger[i & (size - 1)] = file->ring[i & (file->size - 1)];
	old = file->ring;
	file->ring = bigger;
	file->size = size;
	spin_unlock_irq(&file->ring_lock);
	kvfree(old);
	return 0;
}

static irqreturn_t evtchn_interrupt(int irq, void *data)
{
	struct evtchn_port *p = data;
	struct evtchn_file *file = p->file;

	/* Masked by the core until evtchn_unmask(), which comes after this is read. */
	WARN_ONCE(p->masked, "event on the masked port %u\n", p->port);
	WRITE_ONCE(p->masked, true);
	ring_put(file, p->port);
	wake_up_interruptible(&file->wait);
	kill_fasync(&file->fasync, SIGIO, POLL_IN);
	return IRQ_HANDLED;
}

/* The process has handled the event: let the next one come. */
static void evtchn_unmask(struct evtchn_port *p)
{
	if (!READ_ONCE(p->masked))
		return;
	/* Before the EOI: the next interrupt may be there before it returns. */
	WRITE_ONCE(p->masked, false);
	xen_irq_lateeoi(p->irq, 0);
}

/* Ports. All of these are called with bind_mutex held. */

static void evtchn_close_port(evtchn_port_t port)
{
	struct evtchn_close close = { .port = port };

	HYPERVISOR_event_channel_op(EVTCHNOP_close, &close);
}

/* Takes over @port, which the hypervisor has just given; closes it on failure. */
static int evtchn_add(struct evtchn_file *file, evtchn_port_t port)
{
	struct evtchn_port *p = NULL;
	int err = -ENOSPC;

	if (file->nr_ports >= READ_ONCE(max_ports))
		goto close;
	p = kzalloc(sizeof(*p), GFP_KERNEL_ACCOUNT);
	err = p ? ring_reserve(file) : -ENOMEM;
	if (err)
		goto close;
	p->file = file;
	p->port = port;
	err = xa_insert(&file->ports, port, p, GFP_KERNEL_ACCOUNT);
	if (err)
		goto close;
	p->irq = bind_evtchn_to_irqhandler_lateeoi(port, evtchn_interrupt, 0, file->name, p);
	if (p->irq < 0) {
		err = p->irq;
		goto erase;
	}
	/* gntdev and gntalloc may promise an event on it and outlive this file. */
	evtchn_make_refcounted(port);
	file->nr_ports++;
	return port;

erase:
	xa_erase(&file->ports, port);
close:
	evtchn_close_port(port);
	kfree(p);
	return err;
}

static void evtchn_remove(struct evtchn_file *file, struct evtchn_port *p)
{
	unbind_from_irqhandler(p->irq, p);
	xa_erase(&file->ports, p->port);
	file->nr_ports--;
	kfree(p);
}

/* The ioctls. */

static long evtchn_bind_virq(struct evtchn_file *file, void __user *arg)
{
	struct evtchn_bind_virq op = { .vcpu = xen_vcpu_nr(0) };
	struct ioctl_evtchn_bind_virq bind;
	int err;

	if (file->only != ANY_DOMAIN)
		return -EACCES;
	if (copy_from_user(&bind, arg, sizeof(bind)))
		return -EFAULT;
	op.virq = bind.virq;
	err = HYPERVISOR_event_channel_op(EVTCHNOP_bind_virq, &op);
	return err ?: evtchn_add(file, op.port);
}

static long evtchn_bind_interdomain(struct evtchn_file *file, void __user *arg)
{
	struct evtchn_bind_interdomain op = { };
	struct ioctl_evtchn_bind_interdomain bind;
	int err;

	if (copy_from_user(&bind, arg, sizeof(bind)))
		return -EFAULT;
	if (file->only != ANY_DOMAIN && file->only != bind.remote_domain)
		return -EACCES;
	op.remote_dom = bind.remote_domain;
	op.remote_port = bind.remote_port;
	err = HYPERVISOR_event_channel_op(EVTCHNOP_bind_interdomain, &op);
	return err ?: evtchn_add(file, op.local_port);
}

static long evtchn_bind_unbound(struct evtchn_file *file, void __user *arg)
{
	struct evtchn_alloc_unbound op = { .dom = DOMID_SELF };
	struct ioctl_evtchn_bind_unbound_port bind;
	int err;

	if (file->only != ANY_DOMAIN)
		return -EACCES;
	if (copy_from_user(&bind, arg, sizeof(bind)))
		return -EFAULT;
	op.remote_dom = bind.remote_domain;
	err = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &op);
	return err ?: evtchn_add(file, op.port);
}

static long evtchn_unbind(struct evtchn_file *file, void __user *arg)
{
	struct ioctl_evtchn_unbind unbind;
	struct evtchn_port *p;

	if (copy_from_user(&unbind, arg, sizeof(unbind)))
		return -EFAULT;
	if (unbind.port >= xen_evtchn_nr_channels())
		return -EINVAL;
	p = xa_load(&file->ports, unbind.port);
	if (!p)
		return -ENOTCONN;
	evtchn_remove(file, p);
	return 0;
}

static long evtchn_notify(struct evtchn_file *file, void __user *arg)
{
	struct ioctl_evtchn_notify notify;

	if (copy_from_user(&notify, arg, sizeof(notify)))
		return -EFAULT;
	if (!xa_load(&file->ports, notify.port))
		return -ENOTCONN;
	notify_remote_via_evtchn(notify.port);
	return 0;
}

static long evtchn_reset(struct evtchn_file *file)
{
	mutex_lock(&file->read_mutex);
	ring_clear(file);
	mutex_unlock(&file->read_mutex);
	return 0;
}

static long evtchn_restrict(struct evtchn_file *file, void __user *arg)
{
	struct ioctl_evtchn_restrict_domid restriction;

	if (file->only != ANY_DOMAIN)
		return -EACCES;
	if (copy_from_user(&restriction, arg, sizeof(restriction)))
		return -EFAULT;
	if (!restriction.domid || restriction.domid >= DOMID_FIRST_RESERVED)
		return -EINVAL;
	file->only = restriction.domid;
	return 0;
}

static long evtchn_ioctl_locked(struct evtchn_file *file, unsigned int cmd, void __user *arg)
{
	switch (cmd) {
	case IOCTL_EVTCHN_BIND_VIRQ:
		return evtchn_bind_virq(file, arg);
	case IOCTL_EVTCHN_BIND_INTERDOMAIN:
		return evtchn_bind_interdomain(file, arg);
	case IOCTL_EVTCHN_BIND_UNBOUND_PORT:
		return evtchn_bind_unbound(file, arg);
	case IOCTL_EVTCHN_UNBIND:
		return evtchn_unbind(file, arg);
	case IOCTL_EVTCHN_NOTIFY:
		return evtchn_notify(file, arg);
	case IOCTL_EVTCHN_RESET:
		return evtchn_reset(file);
	case IOCTL_EVTCHN_RESTRICT_DOMID:
		return evtchn_restrict(file, arg);
	default:
		return -ENOTTY;
	}
}

static long evtchn_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct evtchn_file *file = filp->private_data;
	long ret;

	mutex_lock(&file->bind_mutex);
	ret = evtchn_ioctl_locked(file, cmd, (void __user *)arg);
	mutex_unlock(&file->bind_mutex);
	return ret;
}

/* Reading and writing. */

/* Numbers that are in the ring, at least one, waiting for it if allowed to. */
static ssize_t evtchn_wait(struct evtchn_file *file, evtchn_port_t *to, unsigned int max,
			   bool block)
{
	unsigned int n;
	int err;

	for (;;) {
		mutex_lock(&file->read_mutex);
		n = READ_ONCE(file->overflow) ? 0 : ring_get(file, to, max);
		mutex_unlock(&file->read_mutex);
		if (n)
			return n;
		if (READ_ONCE(file->overflow))
			return -EFBIG;
		if (!block)
			return -EAGAIN;
		err = wait_event_interruptible(file->wait,
					       !ring_empty(file) || READ_ONCE(file->overflow));
		if (err)
			return err;
	}
}

static ssize_t evtchn_read(struct file *filp, char __user *buf, size_t count, loff_t *pos)
{
	unsigned int max = min_t(size_t, count / sizeof(evtchn_port_t), BATCH);
	struct evtchn_file *file = filp->private_data;
	evtchn_port_t *ports;
	ssize_t n;

	if (!max)
		return 0;
	ports = kmalloc_array(max, sizeof(*ports), GFP_KERNEL);
	if (!ports)
		return -ENOMEM;
	n = evtchn_wait(file, ports, max, !(filp->f_flags & O_NONBLOCK));
	if (n > 0) {
		n *= sizeof(*ports);
		if (copy_to_user(buf, ports, n))
			n = -EFAULT;
	}
	kfree(ports);
	return n;
}

static ssize_t evtchn_write(struct file *filp, const char __user *buf, size_t count, loff_t *pos)
{
	unsigned int i, max = min_t(size_t, count / sizeof(evtchn_port_t), BATCH);
	struct evtchn_file *file = filp->private_data;
	struct evtchn_port *p;
	evtchn_port_t *ports;

	if (!max)
		return 0;
	ports = memdup_user(buf, max * sizeof(*ports));
	if (IS_ERR(ports))
		return PTR_ERR(ports);
	mutex_lock(&file->bind_mutex);
	for (i = 0; i < max; i++) {
		p = xa_load(&file->ports, ports[i]);
		if (p)
			evtchn_unmask(p);
	}
	mutex_unlock(&file->bind_mutex);
	kfree(ports);
	return max * sizeof(*ports);
}

static __poll_t evtchn_poll(struct file *filp, poll_table *wait)
{
	struct evtchn_file *file = filp->private_data;
	__poll_t mask = EPOLLOUT | EPOLLWRNORM;

	poll_wait(filp, &file->wait, wait);
	if (!ring_empty(file))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (READ_ONCE(file->overflow))
		mask = EPOLLERR;
	return mask;
}

static int evtchn_fasync(int fd, struct file *filp, int on)
{
	struct evtchn_file *file = filp->private_data;

	return fasync_helper(fd, filp, on, &file->fasync);
}

static int evtchn_open(struct inode *inode, struct file *filp)
{
	struct evtchn_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return -ENOMEM;
	mutex_init(&file->bind_mutex);
	mutex_init(&file->read_mutex);
	spin_lock_init(&file->ring_lock);
	init_waitqueue_head(&file->wait);
	xa_init(&file->ports);
	file->only = ANY_DOMAIN;
	snprintf(file->name, sizeof(file->name), "evtchn:%s", current->comm);
	filp->private_data = file;
	return stream_open(inode, filp);
}

static int evtchn_release(struct inode *inode, struct file *filp)
{
	struct evtchn_file *file = filp->private_data;
	struct evtchn_port *p;
	unsigned long port;

	xa_for_each(&file->ports, port, p) {
		evtchn_remove(file, p);
		cond_resched();
	}
	xa_destroy(&file->ports);
	kvfree(file->ring);
	kfree(file);
	return 0;
}

static const struct file_operations evtchn_fops = {
	.owner		= THIS_MODULE,
	.open		= evtchn_open,
	.release	= evtchn_release,
	.unlocked_ioctl	= evtchn_ioctl,
	.read		= evtchn_read,
	.write		= evtchn_write,
	.poll		= evtchn_poll,
	.fasync		= evtchn_fasync,
	.llseek		= no_llseek,
};

static struct miscdevice evtchn_device = {
	.name	= "xen/evtchn",
	.minor	= MISC_DYNAMIC_MINOR,
	.fops	= &evtchn_fops,
};

static int __init evtchn_init(void)
{
	return xen_domain() ? misc_register(&evtchn_device) : -ENODEV;
}
module_init(evtchn_init);

static void __exit evtchn_exit(void)
{
	misc_deregister(&evtchn_device);
}
module_exit(evtchn_exit);

MODULE_DESCRIPTION("Event channels for processes");
MODULE_LICENSE("GPL");
