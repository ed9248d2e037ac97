// SPDX-License-Identifier: GPL-2.0-only
/*
 * rude-pcifront: a PCI front-end that asks for what it may not have.
 *
 * It connects as an honest one does and puts the requests of a table, whose answers it knows;
 * then random ones from a seed, and some of these change in the page while they are served;
 * then it sends events without a request behind them.  In the end the first device must still
 * answer.  It says "FAIL" of what is not as expected, and "done".
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/pci_regs.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#include <asm/sync_bitops.h>

#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/interface/io/pciif.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

static unsigned int seed = 1;
module_param(seed, uint, 0444);
static unsigned int requests = 2000;
module_param(requests, uint, 0444);

struct rude {
	struct xenbus_device *xb;
	struct xen_pci_sharedinfo *shared;
	grant_ref_t ref;
	evtchn_port_t port;
	struct rnd_state rnd;
	struct task_struct *thread;
};

static unsigned long *flags_of(struct rude *r)
{
	return (unsigned long *)&r->shared->flags;
}

static void put(struct rude *r, const struct xen_pci_op *op)
{
	r->shared->op = *op;
	r->shared->op.err = 77;
	/* The request before the bit. */
	virt_wmb();
	sync_set_bit(_XEN_PCIF_active, flags_of(r));
	notify_remote_via_evtchn(r->port);
}

static bool answered(struct rude *r)
{
	unsigned long end = jiffies + 20 * HZ;

	while (sync_test_bit(_XEN_PCIF_active, flags_of(r)) && time_before(jiffies, end))
		usleep_range(50, 100);
	/* The bit before the answer. */
	virt_rmb();
	return !sync_test_bit(_XEN_PCIF_active, flags_of(r));
}

/* The error, and the rest in @op. */
static int ask(struct rude *r, struct xen_pci_op *op)
{
	put(r, op);
	if (!answered(r)) {
		pr_err("rude-pcifront: FAIL no answer to %u\n", op->cmd);
		return 99;
	}
	*op = r->shared->op;
	return op->err;
}

static u32 read_config(struct rude *r, int where, int size)
{
	struct xen_pci_op op = { .cmd = XEN_PCI_OP_conf_read, .offset = where, .size = size };

	return ask(r, &op) ? ~0 : op.value;
}

static int find_capability(struct rude *r, u8 id)
{
	int at = read_config(r, PCI_CAPABILITY_LIST, 1), n;

	for (n = 0; at && n < 48; n++, at = read_config(r, at + 1, 1))
		if (read_config(r, at, 1) == id)
			return at;
	return 0;
}

/* What must be answered how. */

struct line {
	const char *what;
	int err;
	struct xen_pci_op op;
};

#define AT(offset_, size_) \
	.cmd = XEN_PCI_OP_conf_read, .offset = (offset_), .size = (size_)
#define TO(offset_, size_, value_) \
	.cmd = XEN_PCI_OP_conf_write, .offset = (offset_), .size = (size_), .value = (value_)

static const struct line lines[] = {
	{ "a read", 0, { AT(0, 4) } },
	{ "another domain", -1, { AT(0, 4), .domain = 1 } },
	{ "another bus", -1, { AT(0, 4), .bus = ~0U } },
	{ "another device", -1, { AT(0, 4), .devfn = 8 } },
	{ "a large device", -1, { AT(0, 4), .devfn = 0x100 } },
	{ "an unknown command", -4, { .cmd = 10 } },
	{ "a large command", -4, { .cmd = ~0U } },
	{ "a question of the other end", -4, { .cmd = XEN_PCI_OP_aer_detected } },
	{ "no bytes", -2, { AT(0, 0) } },
	{ "three bytes", -2, { AT(0, 3) } },
	{ "eight bytes", -2, { AT(0, 8) } },
	{ "less than no bytes", -2, { AT(0, -1) } },
	{ "two bytes at one", -2, { AT(1, 2) } },
	{ "before the start", -2, { AT(-4, 4) } },
	{ "behind the end", -2, { AT(4096, 4) } },
	{ "far behind the end", -2, { AT(0x7ffffffc, 4) } },
	{ "writing there", -2, { TO(0x7ffffffc, 4, 1) } },
	{ "messages of a device that is off", -3, { .cmd = XEN_PCI_OP_enable_msi } },
	{ "entries of a device that is off", -3, { .cmd = XEN_PCI_OP_enable_msix, .value = 1 } },
	{ "an identifier", 0, { TO(PCI_VENDOR_ID, 4, 0) } },
	{ "a range", 0, { TO(PCI_BASE_ADDRESS_0, 4, 0x1000) } },
	{ "on", 0, { TO(PCI_COMMAND, 2, PCI_COMMAND_MEMORY) } },
	{ "no entries", -2, { .cmd = XEN_PCI_OP_enable_msix } },
	{ "129 entries", -2, { .cmd = XEN_PCI_OP_enable_msix, .value = 129 } },
	{ "many entries", -2, { .cmd = XEN_PCI_OP_enable_msix, .value = ~0U } },
	{ "one entry twice", -2, { .cmd = XEN_PCI_OP_enable_msix, .value = 2 } },
	{ "an entry behind the table", -2, { .cmd = XEN_PCI_OP_enable_msix, .value = 1,
					     .msix_entries = { { 0, 0xffff } } } },
	{ "no messages to end", 0, { .cmd = XEN_PCI_OP_disable_msi } },
	{ "no entries to end", 0, { .cmd = XEN_PCI_OP_disable_msix } },
	{ "messages", 0, { .cmd = XEN_PCI_OP_enable_msi } },
	{ "messages again", -5, { .cmd = XEN_PCI_OP_enable_msi } },
	{ "entries beside messages", -5, { .cmd = XEN_PCI_OP_enable_msix, .value = 1 } },
	{ "the end of messages", 0, { .cmd = XEN_PCI_OP_disable_msi } },
	{ "entries", 0, { .cmd = XEN_PCI_OP_enable_msix, .value = 2,
			  .msix_entries = { { 0, 1 }, { 0, 3 } } } },
	{ "entries again", -5, { .cmd = XEN_PCI_OP_enable_msix, .value = 1 } },
	{ "off with entries", 0, { TO(PCI_COMMAND, 2, 0) } },
	{ "the end of entries", 0, { .cmd = XEN_PCI_OP_disable_msix } },
};

static void expect(const char *what, int got, int expected)
{
	pr_info("rude-pcifront: %s%s: %d, expected %d\n", got == expected ? "" : "FAIL ", what,
		got, expected);
}

static void put_lines(struct rude *r)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct xen_pci_op op = lines[i].op;

		expect(lines[i].what, ask(r, &op), lines[i].err);
	}
}

static void sleep_states(struct rude *r)
{
	int at = find_capability(r, PCI_CAP_ID_PM);
	struct xen_pci_op op = { TO(at + PCI_PM_CTRL, 2, 1) };

	if (!at)
		return;
	expect("power state 1", ask(r, &op), -3);
	op = (struct xen_pci_op){ TO(at + PCI_PM_CTRL, 2, 3) };
	expect("power state 3", ask(r, &op), 0);
	expect("its state", read_config(r, at + PCI_PM_CTRL, 2) & 3, 3);
	op = (struct xen_pci_op){ .cmd = XEN_PCI_OP_enable_msi };
	expect("messages of a sleeping device", ask(r, &op), -3);
	op = (struct xen_pci_op){ TO(at + PCI_PM_CTRL, 2, 0) };
	expect("power state 0", ask(r, &op), 0);
}

/* Random requests. */

static u32 dice(struct rude *r, u32 n)
{
	return prandom_u32_state(&r->rnd) % n;
}

static void make(struct rude *r, struct xen_pci_op *op)
{
	unsigned int i;

	*op = (struct xen_pci_op){
		.cmd = dice(r, 8),
		.devfn = dice(r, 20) ? 0 : prandom_u32_state(&r->rnd),
		.offset = dice(r, 20) ? dice(r, 300) : prandom_u32_state(&r->rnd),
		.size = dice(r, 20) ? 1 << dice(r, 3) : prandom_u32_state(&r->rnd),
		.value = dice(r, 2) ? dice(r, 6) : prandom_u32_state(&r->rnd),
	};
	/* A device that sleeps takes long to wake up. */
	if (dice(r, 4))
		op->cmd &= 1;
	for (i = 0; i < SH_INFO_MAX_VEC; i++)
		op->msix_entries[i].entry = dice(r, 10) ? i : prandom_u32_state(&r->rnd);
}

/* What no copy that is looked at again would bear. */
static void change(struct rude *r)
{
	unsigned int i;

	for (i = 0; i < 200 && sync_test_bit(_XEN_PCIF_active, flags_of(r)); i++) {
		WRITE_ONCE(r->shared->op.cmd, prandom_u32_state(&r->rnd));
		WRITE_ONCE(r->shared->op.size, prandom_u32_state(&r->rnd));
		WRITE_ONCE(r->shared->op.offset, prandom_u32_state(&r->rnd));
		WRITE_ONCE(r->shared->op.value, prandom_u32_state(&r->rnd));
		usleep_range(1, 5);
	}
}

static void put_random(struct rude *r)
{
	struct xen_pci_op op;
	unsigned int n;

	for (n = 0; n < requests; n++) {
		make(r, &op);
		put(r, &op);
		if (!dice(r, 3))
			change(r);
		if (!answered(r)) {
			pr_err("rude-pcifront: FAIL no answer to the %uth\n", n);
			return;
		}
	}
	pr_info("rude-pcifront: %u random requests\n", n);
}

static void storm(struct rude *r)
{
	unsigned long end = jiffies + HZ;
	unsigned int n = 0;

	while (time_before(jiffies, end)) {
		notify_remote_via_evtchn(r->port);
		n++;
	}
	pr_info("rude-pcifront: %u events\n", n);
}

static int run(void *data)
{
	struct rude *r = data;
	u32 ids = read_config(r, 0, 4);

	put_lines(r);
	sleep_states(r);
	put_random(r);
	storm(r);
	expect("its identifiers", read_config(r, 0, 4), ids);
	pr_info("rude-pcifront: done\n");
	return 0;
}

static void rude_changed(struct xenbus_device *xb, enum xenbus_state state)
{
	struct rude *r = dev_get_drvdata(&xb->dev);

	if (state == XenbusStateConnected && xb->state == XenbusStateInitialised) {
		xenbus_switch_state(xb, XenbusStateConnected);
		r->thread = kthread_run(run, r, "rude-pcifront");
	}
}

static int rude_probe(struct xenbus_device *xb, const struct xenbus_device_id *id)
{
	struct rude *r = kzalloc(sizeof(*r), GFP_KERNEL);
	void *page;
	int ret;

	if (!r)
		return -ENOMEM;
	r->xb = xb;
	prandom_seed_state(&r->rnd, seed);
	dev_set_drvdata(&xb->dev, r);
	ret = xenbus_setup_ring(xb, GFP_KERNEL, &page, 1, &r->ref) ?:
		xenbus_alloc_evtchn(xb, &r->port);
	if (ret)
		return ret;
	r->shared = page;
	xenbus_printf(XBT_NIL, xb->nodename, "pci-op-ref", "%u", r->ref);
	xenbus_printf(XBT_NIL, xb->nodename, "event-channel", "%u", r->port);
	xenbus_printf(XBT_NIL, xb->nodename, "magic", XEN_PCI_MAGIC);
	return xenbus_switch_state(xb, XenbusStateInitialised);
}

static const struct xenbus_device_id ids[] = { { "pci" }, { "" } };

static struct xenbus_driver rude_driver = {
	.name = "rude-pcifront",
	.ids = ids,
	.probe = rude_probe,
	.otherend_changed = rude_changed,
};

/* It stays until its guest ends. */
static int __init rude_init(void)
{
	return xenbus_register_frontend(&rude_driver);
}
module_init(rude_init);

MODULE_DESCRIPTION("Test: a PCI front-end that does not keep to the protocol");
MODULE_LICENSE("GPL");
