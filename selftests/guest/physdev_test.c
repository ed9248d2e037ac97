// SPDX-License-Identifier: GPL-2.0-only
/*
 * physdev_op: interrupts of real devices, as dom0 gets them.
 *
 * A line that is lost hangs a disk; one that is acknowledged too early or never floods
 * or stops the machine. So QEMU's "edu" device raises its interrupt on demand here, as
 * a level line and as a message, and the keyboard controller raises an edge. Ports stay
 * masked: the pending bit is what is looked at, so that no upcall gets in between.
 */
#include "guest.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/physdev.h>

#define physdev(cmd, arg)	hypercall(__HYPERVISOR_physdev_op, cmd, arg)
#define evtchn(cmd, arg)	hypercall(__HYPERVISOR_event_channel_op, cmd, arg)
#define BAD_POINTER		((void *)0xffff810000000000UL)

/* Real Xen takes the right to a GSI away with its number: each case has its own. */
#define UNUSED_GSI	3
#define OTHER_GSI	6
#define KEYBOARD_GSI	1
#define EDU_ID		0x11e81234
#define EDU_STATUS	0x24
#define EDU_RAISE	0x60
#define EDU_LOWER	0x64
#define WAIT_NS		20000000

static inline u8 inb(u16 port)
{
	u8 val;

	__asm__ __volatile__("in %w1, %b0" : "=a" (val) : "Nd" (port));
	return val;
}

static inline void outb(u8 val, u16 port)
{
	__asm__ __volatile__("out %b0, %w1" : : "a" (val), "Nd" (port));
}

static inline u32 inl(u16 port)
{
	u32 val;

	__asm__ __volatile__("in %w1, %0" : "=a" (val) : "Nd" (port));
	return val;
}

static inline void outl(u32 val, u16 port)
{
	__asm__ __volatile__("out %0, %w1" : : "a" (val), "Nd" (port));
}

static void set_iopl(u32 iopl)
{
	struct physdev_set_iopl arg = { .iopl = iopl };

	EXPECT_EQ(physdev(PHYSDEVOP_set_iopl, &arg), 0);
}

/* PCI configuration space; bus 0. */

static u32 config_read(u8 devfn, u8 reg)
{
	outl(0x80000000u | devfn << 8 | reg, 0xcf8);
	return inl(0xcfc);
}

static void config_write(u8 devfn, u8 reg, u32 val)
{
	outl(0x80000000u | devfn << 8 | reg, 0xcf8);
	outl(val, 0xcfc);
}

static u8 edu_devfn;
static volatile u32 *edu;

static bool find_edu(void)
{
	struct physdev_pci_device_add add = {};
	unsigned int devfn;

	set_iopl(1);
	for (devfn = 0; devfn < 256 && !edu; devfn += 8) {
		if (config_read(devfn, 0) != EDU_ID)
			continue;
		edu_devfn = devfn;
		add.devfn = devfn;
		EXPECT_EQ(physdev(PHYSDEVOP_pci_device_add, &add), 0);
		config_write(devfn, 4, config_read(devfn, 4) | 6);
		edu = alloc_page();
		EXPECT_EQ(map_mfn((void *)edu, config_read(devfn, 0x10) >> 12,
				  PTE_KERNEL | 0x18), 0);
	}
	if (!edu)
		case_skip("no edu device");
	return edu;
}

/* Events, without upcalls. */

static bool pending(u32 port)
{
	return shared_info->evtchn_pending[port / 64] >> (port % 64) & 1;
}

static void clear_pending(u32 port)
{
	__atomic_fetch_and(&shared_info->evtchn_pending[port / 64], ~(1UL << (port % 64)),
			   __ATOMIC_SEQ_CST);
}

static bool comes(u32 port)
{
	u64 end = system_time_ns() + WAIT_NS;

	while (!pending(port) && system_time_ns() < end)
		;
	return pending(port);
}

static long map(int type, int index, int want, u32 *pirq)
{
	struct physdev_map_pirq arg = {
		.domid = DOMID_SELF, .type = type, .index = index, .pirq = want,
	};
	long ret;

	if (type != MAP_PIRQ_TYPE_GSI)
		arg.devfn = edu_devfn;
	ret = physdev(PHYSDEVOP_map_pirq, &arg);
	*pirq = arg.pirq;
	return ret;
}

static long unmap(u32 pirq)
{
	struct physdev_unmap_pirq arg = { .domid = DOMID_SELF, .pirq = pirq };

	return physdev(PHYSDEVOP_unmap_pirq, &arg);
}

static long bind(u32 pirq, u32 flags, u32 *port)
{
	struct evtchn_bind_pirq arg = { .pirq = pirq, .flags = flags };
	long ret = evtchn(EVTCHNOP_bind_pirq, &arg);

	*port = arg.port;
	return ret;
}

static void close(u32 port)
{
	struct evtchn_close arg = { .port = port };

	EXPECT_EQ(evtchn(EVTCHNOP_close, &arg), 0);
	clear_pending(port);
}

static long eoi(u32 pirq)
{
	struct physdev_eoi arg = { .irq = pirq };

	return physdev(PHYSDEVOP_eoi, &arg);
}

static long query(u32 pirq, u32 *flags)
{
	struct physdev_irq_status_query arg = { .irq = pirq };
	long ret = physdev(PHYSDEVOP_irq_status_query, &arg);

	*flags = arg.flags;
	return ret;
}

/* The cases. */

static void unknown_and_bad_pointers(void)
{
	EXPECT_EQ(physdev(0, 0), -ENOSYS);
	EXPECT_EQ(physdev(200, 0), -ENOSYS);
	EXPECT_EQ(physdev(0xffffffff, 0), -ENOSYS);
	EXPECT_EQ(physdev(PHYSDEVOP_map_pirq, BAD_POINTER), -EFAULT);
	EXPECT_EQ(physdev(PHYSDEVOP_eoi, BAD_POINTER), -EFAULT);
	EXPECT_EQ(physdev(PHYSDEVOP_set_iopl, 0), -EFAULT);
}

static void iopl(void)
{
	struct physdev_set_iopl arg = { .iopl = 4 };

	EXPECT_EQ(physdev(PHYSDEVOP_set_iopl, &arg), -EINVAL);
	set_iopl(1);
	TRY("inb $0x64, %%al", : : : "rax");
	EXPECT_EQ(last_fault.vector, ~0UL);
}

static void maps_a_gsi(void)
{
	u32 pirq;

	EXPECT_EQ(map(MAP_PIRQ_TYPE_GSI, UNUSED_GSI, UNUSED_GSI, &pirq), 0);
	EXPECT_EQ(pirq, UNUSED_GSI);
	EXPECT_EQ(map(MAP_PIRQ_TYPE_GSI, UNUSED_GSI, UNUSED_GSI, &pirq), 0);
	EXPECT_EQ(map(MAP_PIRQ_TYPE_GSI, UNUSED_GSI, -1, &pirq), 0);
	EXPECT_EQ(pirq, UNUSED_GSI);
	EXPECT_EQ(unmap(UNUSED_GSI), 0);
	EXPECT_EQ(unmap(UNUSED_GSI), -EINVAL);
}

static void map_errors(void)
{
	struct physdev_map_pirq arg = { .domid = 77, .type = MAP_PIRQ_TYPE_GSI, .index = 1 };
	u32 pirq;

	EXPECT_EQ(physdev(PHYSDEVOP_map_pirq, &arg), -ESRCH);
	EXPECT_EQ(map(MAP_PIRQ_TYPE_GSI, -5, -1, &pirq), -EINVAL);
	EXPECT_EQ(map(MAP_PIRQ_TYPE_GSI, 100000, -1, &pirq), -EINVAL);
	EXPECT_EQ(map(9, 1, -1, &pirq), -EINVAL);
	EXPECT_EQ(unmap(-1), -EINVAL);
	EXPECT_EQ(unmap(0x7fffffff), -EINVAL);
}

static void bind_errors(void)
{
	u32 pirq, port, other;

	EXPECT_EQ(bind(0x7fffffff, 0, &port), -EINVAL);
	EXPECT_EQ(map(MAP_PIRQ_TYPE_GSI, OTHER_GSI, OTHER_GSI, &pirq), 0);
	EXPECT_EQ(bind(pirq, 0, &port), 0);
	EXPECT_EQ(bind(pirq, 0, &other), -EEXIST);
	close(port);
	EXPECT_EQ(bind(pirq, 0, &port), 0);
	close(port);
	EXPECT_EQ(unmap(pirq), 0);
}

static void eoi_errors(void)
{
	EXPECT_EQ(eoi(0x7fffffff), -EINVAL);
}

static void wait_keyboard(u8 mask, u8 want)
{
	unsigned int i;

	for (i = 0; i < 100000 && (inb(0x64) & mask) != want; i++)
		;
}

static void keyboard_byte(u8 command, u8 byte)
{
	wait_keyboard(2, 0);
	outb(command, 0x64);
	wait_keyboard(2, 0);
	outb(byte, 0x60);
}

/* Command 0xd2 makes a byte look as if it had been typed. */
static void an_edge(void)
{
	u32 pirq, port, i;

	set_iopl(1);
	EXPECT_EQ(map(MAP_PIRQ_TYPE_GSI, KEYBOARD_GSI, KEYBOARD_GSI, &pirq), 0);
	keyboard_byte(0x60, 0x01);
	while (inb(0x64) & 1)
		inb(0x60);
	EXPECT_EQ(bind(pirq, 0, &port), 0);
	for (i = 0; i < 3; i++) {
		clear_pending(port);
		keyboard_byte(0xd2, 0x40 + i);
		EXPECT(comes(port));
		EXPECT_EQ(inb(0x60), 0x40 + i);
		/* No harm where none is due. */
		EXPECT_EQ(eoi(pirq), 0);
	}
	clear_pending(port);
	EXPECT(!comes(port));
	close(port);
	EXPECT_EQ(unmap(pirq), 0);
}

static bool bind_level(u32 *pirq, u32 *port)
{
	struct physdev_setup_gsi setup = { .triggering = 1, .polarity = 0 };
	u32 flags, gsi;
	long ret;

	if (!find_edu())
		return false;
	gsi = config_read(edu_devfn, 0x3c) & 0xff;
	setup.gsi = gsi;
	ret = physdev(PHYSDEVOP_setup_gsi, &setup);
	EXPECT(ret == 0 || ret == -EEXIST);
	EXPECT_EQ(map(MAP_PIRQ_TYPE_GSI, gsi, gsi, pirq), 0);
	EXPECT_EQ(query(*pirq, &flags), 0);
	EXPECT(flags & XENIRQSTAT_needs_eoi);
	edu[EDU_LOWER / 4] = ~0u;
	EXPECT_EQ(bind(*pirq, BIND_PIRQ__WILL_SHARE, port), 0);
	return true;
}

/*
 * One event for one EOI: while the line is high and the EOI is due, nothing comes; after
 * the EOI it comes again as long as the line is high.
 */
static void a_level(void)
{
	u32 pirq, port, i;

	if (!bind_level(&pirq, &port))
		return;
	XEN_DIFFERS("it does the EOI itself after a millisecond");
	for (i = 0; i < 3; i++) {
		clear_pending(port);
		edu[EDU_RAISE / 4] = 1;
		EXPECT(comes(port));
		clear_pending(port);
		EXPECT(!comes(port));
		EXPECT_EQ(eoi(pirq), 0);
		EXPECT(comes(port));
		clear_pending(port);
		edu[EDU_LOWER / 4] = 1;
		EXPECT_EQ(eoi(pirq), 0);
		EXPECT(!comes(port));
	}
	close(port);
}

/* A guest that goes away in the middle must not leave the line masked. */
static void close_before_eoi(void)
{
	u32 pirq, port;

	if (!bind_level(&pirq, &port))
		return;
	edu[EDU_RAISE / 4] = 1;
	EXPECT(comes(port));
	close(port);
	edu[EDU_LOWER / 4] = 1;
	EXPECT_EQ(bind(pirq, BIND_PIRQ__WILL_SHARE, &port), 0);
	edu[EDU_RAISE / 4] = 1;
	EXPECT(comes(port));
	edu[EDU_LOWER / 4] = 1;
	EXPECT_EQ(eoi(pirq), 0);
	close(port);
}

static u8 find_cap(u8 id)
{
	u8 pos = config_read(edu_devfn, 0x34) & 0xfc;

	while (pos && (config_read(edu_devfn, pos) & 0xff) != id)
		pos = config_read(edu_devfn, pos) >> 8 & 0xfc;
	return pos;
}

static void msi_enable(bool on)
{
	u8 pos = find_cap(5);
	u32 control = config_read(edu_devfn, pos);

	config_write(edu_devfn, pos, on ? control | 1 << 16 : control & ~(1 << 16));
}

static void a_message(void)
{
	u32 pirq, port, i;

	if (!find_edu())
		return;
	edu[EDU_LOWER / 4] = ~0u;
	EXPECT_EQ(map(MAP_PIRQ_TYPE_MSI_SEG, -1, -1, &pirq), 0);
	EXPECT(pirq >= 16);
	EXPECT_EQ(bind(pirq, 0, &port), 0);
	msi_enable(true);
	for (i = 0; i < 3; i++) {
		clear_pending(port);
		edu[EDU_RAISE / 4] = 1;
		EXPECT(comes(port));
		edu[EDU_LOWER / 4] = 1;
		clear_pending(port);
		EXPECT(!comes(port));
	}
	close(port);
	EXPECT_EQ(bind(pirq, 0, &port), 0);
	edu[EDU_RAISE / 4] = 1;
	EXPECT(comes(port));
	edu[EDU_LOWER / 4] = 1;
	close(port);
	msi_enable(false);
	EXPECT_EQ(unmap(pirq), 0);
	EXPECT_EQ(unmap(pirq), -EINVAL);
}

static void message_errors(void)
{
	struct physdev_map_pirq arg = {
		.domid = DOMID_SELF, .type = MAP_PIRQ_TYPE_MSI_SEG, .index = -1, .pirq = -1,
		.devfn = 0xf8,
	};
	u32 pirq, second;

	EXPECT_EQ(physdev(PHYSDEVOP_map_pirq, &arg), -ENODEV);
	if (!find_edu())
		return;
	EXPECT_EQ(map(MAP_PIRQ_TYPE_MSI_SEG, -1, -1, &pirq), 0);
	XEN_DIFFERS("it takes the messages of the first number away");
	EXPECT_EQ(map(MAP_PIRQ_TYPE_MSI_SEG, -1, -1, &second), -EEXIST);
	EXPECT_EQ(unmap(pirq), 0);
	/* It has no MSI-X. */
	arg.devfn = edu_devfn;
	arg.table_base = 0xfe000000;
	EXPECT_EQ(physdev(PHYSDEVOP_map_pirq, &arg), -ENODEV);
}

static void several_messages(void)
{
	struct physdev_map_pirq arg = {
		.domid = DOMID_SELF, .type = MAP_PIRQ_TYPE_MULTI_MSI, .index = -1, .pirq = -1,
	};

	if (!find_edu())
		return;
	arg.devfn = edu_devfn;
	arg.entry_nr = 0;
	EXPECT_EQ(physdev(PHYSDEVOP_map_pirq, &arg), -EDOM);
	arg.entry_nr = 33;
	EXPECT_EQ(physdev(PHYSDEVOP_map_pirq, &arg), -EDOM);
	arg.entry_nr = 1;
	EXPECT_EQ(physdev(PHYSDEVOP_map_pirq, &arg), 0);
	EXPECT_EQ(arg.entry_nr, 1);
	EXPECT_EQ(unmap(arg.pirq), 0);
}

static void a_reserved_number(void)
{
	struct physdev_get_free_pirq get = { .type = MAP_PIRQ_TYPE_MSI };
	u32 pirq;

	if (!find_edu())
		return;
	EXPECT_EQ(physdev(PHYSDEVOP_get_free_pirq, &get), 0);
	EXPECT_EQ(map(MAP_PIRQ_TYPE_MSI_SEG, -1, get.pirq, &pirq), 0);
	EXPECT_EQ(pirq, get.pirq);
	EXPECT_EQ(unmap(pirq), 0);
}

static void reads_the_io_apic(void)
{
	struct physdev_apic arg = { .apic_physbase = 0xfec00000, .reg = 1 };

	EXPECT_EQ(physdev(PHYSDEVOP_apic_read, &arg), 0);
	EXPECT_EQ(arg.value >> 16 & 0xff, 23);
	arg.apic_physbase = 0x1000;
	EXPECT_EQ(physdev(PHYSDEVOP_apic_read, &arg), -EINVAL);
}

static void eoi_page(void)
{
	struct physdev_pirq_eoi_gmfn arg = { .gmfn = 0xfffffffff };
	unsigned long *bits = alloc_page();
	u32 pirq, port;

	EXPECT_EQ(physdev(PHYSDEVOP_pirq_eoi_gmfn_v2, &arg), -EINVAL);
	arg.gmfn = virt_to_mfn(bits);
	EXPECT_EQ(physdev(PHYSDEVOP_pirq_eoi_gmfn_v2, &arg), 0);
	EXPECT_EQ(physdev(PHYSDEVOP_pirq_eoi_gmfn_v2, &arg), -EBUSY);
	if (!bind_level(&pirq, &port))
		return;
	EXPECT(bits[pirq / 64] >> (pirq % 64) & 1);
	close(port);
}

static void pci_devices(void)
{
	struct physdev_pci_device_add add = { .devfn = 0 };
	struct physdev_pci_device dev = { .devfn = 0 };

	EXPECT_EQ(physdev(PHYSDEVOP_pci_device_add, &add), 0);
	EXPECT_EQ(physdev(PHYSDEVOP_pci_device_remove, &dev), 0);
	EXPECT_EQ(physdev(PHYSDEVOP_pci_device_remove, &dev), -ENODEV);
}

GUEST_TEST({ "unknown operations and bad pointers are refused", unknown_and_bad_pointers },
	   { "IOPL decides about ports", iopl },
	   { "a GSI keeps its number", maps_a_gsi },
	   { "wrong requests for a number", map_errors },
	   { "wrong requests for a port", bind_errors },
	   { "EOI of what is not there", eoi_errors },
	   { "an edge comes once each time", an_edge },
	   { "a level line comes once for each EOI", a_level },
	   { "a port that is closed before its EOI", close_before_eoi },
	   { "a message comes once each time", a_message },
	   { "wrong requests for messages", message_errors },
	   { "numbers of messages", several_messages },
	   { "a reserved number is used", a_reserved_number },
	   { "the I/O APIC can be read", reads_the_io_apic },
	   { "PCI devices are reported and taken back", pci_devices },
	   { "the page of EOI bits follows the lines", eoi_page });
