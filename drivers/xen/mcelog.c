// SPDX-License-Identifier: GPL-2.0-only
/*
 * Machine checks of the machine, for dom0's programs: /dev/mcelog.
 *
 * The hypervisor takes the exceptions and keeps what it has read from the banks. Its event says
 * that there is something; it is fetched, acknowledged, and put into a log of 32 records, which a
 * program reads as a whole and so empties.
 */
#define pr_fmt(fmt) "xen:mcelog: " fmt

#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/events.h>
#include <xen/interface/xen-mca.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

static struct mc_info info;			/* one fetch; of the worker */
static struct mcinfo_logical_cpu *cpus;		/* of the machine, as at the start */
static u32 nr_cpus;

static DEFINE_MUTEX(log_mutex);			/* the log, and who has opened it */
static struct xen_mce_log mce_log = {
	.signature = XEN_MCE_LOG_SIGNATURE,
	.len = XEN_MCE_LOG_LEN,
	.recordlen = sizeof(struct xen_mce),
};

static unsigned int nr_open;
static bool exclusive;
static DECLARE_WAIT_QUEUE_HEAD(log_wait);

/* From the hypervisor into the log */

static void log_record(const struct xen_mce *mce)
{
	/* The first are the most telling: what comes later is lost. */
	if (mce_log.next >= XEN_MCE_LOG_LEN) {
		set_bit(XEN_MCE_OVERFLOW, (unsigned long *)&mce_log.flags);
		return;
	}
	mce_log.entry[mce_log.next] = *mce;
	mce_log.entry[mce_log.next].finished = 1;
	mce_log.next++;
}

/* What does not change from bank to bank. */
static bool describe_cpu(struct xen_mce *mce, const struct mcinfo_global *global)
{
	const struct mcinfo_logical_cpu *cpu = cpus;

	while (cpu < cpus + nr_cpus && cpu->mc_apicid != global->mc_apicid)
		cpu++;
	if (cpu == cpus + nr_cpus) {
		pr_err("no CPU has APIC ID %#x\n", global->mc_apicid);
		return false;
	}
	mce->mcgstatus = global->mc_gstatus;
	mce->apicid = global->mc_apicid;
	mce->socketid = cpu->mc_chipid;
	mce->cpu = cpu->mc_cpunr;
	mce->extcpu = cpu->mc_cpunr;
	mce->cpuvendor = (__u8)cpu->mc_vendor;
	mce->cpuid = cpuid_eax(1);
	mce->time = ktime_get_real_seconds();
	/* __MC_MSR_MCGCAP is the one that the hypervisor gives. */
	if (cpu->mc_nmsrvals)
		mce->mcgcap = cpu->mc_msrvalues[0].value;
	return true;
}

static void log_bank(struct xen_mce *mce, const struct mcinfo_bank *bank)
{
	mce->bank = bank->mc_bank;
	mce->status = bank->mc_status;
	mce->addr = bank->mc_addr;
	mce->misc = bank->mc_misc;
	mce->tsc = bank->mc_tsc;
	log_record(mce);
}

/* A list of entries with their own sizes; it is the hypervisor's, but looked at with care. */
static void log_info(void)
{
	const void *at = info.mi_data, *end = at + sizeof(info.mi_data);
	struct mcinfo_common *global;
	struct xen_mce mce = { };
	u32 i;

	x86_mcinfo_lookup(&global, &info, MC_TYPE_GLOBAL);
	if (!global || !describe_cpu(&mce, (struct mcinfo_global *)global)) {
		pr_warn("a machine check of a CPU that is not known\n");
		return;
	}
	for (i = 0; i < x86_mcinfo_nentries(&info); i++) {
		const struct mcinfo_common *entry = at;

		if (!entry->size || at + entry->size > end)
			return;
		if (entry->type == MC_TYPE_BANK)
			log_bank(&mce, at);
		at += entry->size;
	}
}

static int fetch(u32 kind)
{
	struct xen_mc op = {
		.cmd = XEN_MC_fetch,
		.interface_version = XEN_MCA_INTERFACE_VERSION,
		.u.mc_fetch.flags = kind,
	};
	int ret;

	set_xen_guest_handle(op.u.mc_fetch.data, &info);
	ret = HYPERVISOR_mca(&op);
	if (ret || op.u.mc_fetch.flags & (XEN_MC_NODATA | XEN_MC_FETCHFAILED))
		return ret ? ret : -ENODATA;
	log_info();
	op.u.mc_fetch.flags = kind | XEN_MC_ACK;
	return HYPERVISOR_mca(&op);
}

static void fetch_all(struct work_struct *unused)
{
	mutex_lock(&log_mutex);
	while (!fetch(XEN_MC_URGENT))
		;
	while (!fetch(XEN_MC_NONURGENT))
		;
	mutex_unlock(&log_mutex);
	wake_up_interruptible(&log_wait);
}

static DECLARE_WORK(fetch_work, fetch_all);

static irqreturn_t machine_check(int irq, void *unused)
{
	schedule_work(&fetch_work);
	return IRQ_HANDLED;
}

/* /dev/mcelog */

static int log_open(struct inode *inode, struct file *file)
{
	int ret = -EBUSY;

	mutex_lock(&log_mutex);
	if (!exclusive && !(nr_open && (file->f_flags & O_EXCL))) {
		exclusive = file->f_flags & O_EXCL;
		nr_open++;
		ret = 0;
	}
	mutex_unlock(&log_mutex);
	return ret ? ret : nonseekable_open(inode, file);
}

static int log_release(struct inode *inode, struct file *file)
{
	mutex_lock(&log_mutex);
	nr_open--;
	exclusive = false;
	mutex_unlock(&log_mutex);
	return 0;
}

/* All or nothing: a part of the log could not be told from the rest. */
static ssize_t log_read(struct file *file, char __user *buf, size_t size, loff_t *off)
{
	ssize_t len;

	if (*off != 0 || size < XEN_MCE_LOG_LEN * sizeof(struct xen_mce))
		return -EINVAL;
	mutex_lock(&log_mutex);
	len = mce_log.next * sizeof(struct xen_mce);
	if (copy_to_user(buf, mce_log.entry, len)) {
		len = -EFAULT;
	} else {
		memset(mce_log.entry, 0, len);
		mce_log.next = 0;
	}
	mutex_unlock(&log_mutex);
	return len;
}

static __poll_t log_poll(struct file *file, poll_table *wait)
{
	poll_wait(file, &log_wait, wait);
	return READ_ONCE(mce_log.next) ? EPOLLIN | EPOLLRDNORM : 0;
}

static long log_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	int __user *at = (int __user *)arg;
	int value;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	switch (cmd) {
	case MCE_GET_RECORD_LEN:
		return put_user(sizeof(struct xen_mce), at);
	case MCE_GET_LOG_LEN:
		return put_user(XEN_MCE_LOG_LEN, at);
	case MCE_GETCLEAR_FLAGS:
		value = xchg(&mce_log.flags, 0);
		return put_user(value, at);
	}
	return -ENOTTY;
}

static const struct file_operations log_fops = {
	.owner = THIS_MODULE,
	.open = log_open,
	.release = log_release,
	.read = log_read,
	.poll = log_poll,
	.unlocked_ioctl = log_ioctl,
	.llseek = no_llseek,
};

/* The machine's own driver of that name is not for a domain. */
static struct miscdevice log_device = {
	.minor = MISC_MCELOG_MINOR,
	.name = "mcelog",
	.fops = &log_fops,
};

/* Start */

static int __init read_cpus(void)
{
	struct xen_mc op = {
		.cmd = XEN_MC_physcpuinfo,
		.interface_version = XEN_MCA_INTERFACE_VERSION,
	};
	int ret;

	/* Without an array it says how many there are. */
	set_xen_guest_handle(op.u.mc_physcpuinfo.info, cpus);
	ret = HYPERVISOR_mca(&op);
	if (ret)
		return ret;
	nr_cpus = op.u.mc_physcpuinfo.ncpus;
	cpus = kcalloc(nr_cpus, sizeof(*cpus), GFP_KERNEL);
	if (!cpus)
		return -ENOMEM;
	set_xen_guest_handle(op.u.mc_physcpuinfo.info, cpus);
	return HYPERVISOR_mca(&op);
}

static int __init mcelog_init(void)
{
	int ret;

	if (!xen_initial_domain())
		return -ENODEV;
	ret = read_cpus();
	if (!ret)
		ret = misc_register(&log_device);
	if (ret)
		goto free;
	ret = bind_virq_to_irqhandler(VIRQ_MCA, 0, machine_check, 0, "mce", NULL);
	if (ret < 0)
		goto deregister;
	return 0;

deregister:
	misc_deregister(&log_device);
free:
	kfree(cpus);
	cpus = NULL;
	nr_cpus = 0;
	pr_info("machine checks are not logged (%d)\n", ret);
	return ret;
}
device_initcall(mcelog_init);
