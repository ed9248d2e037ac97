// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields of the header of a function (PCI Local Bus 3.0, 6.1).
 *
 * A guest that switched off the device's answer to its ranges could make the host take an
 * access that nobody answers for a failure of the machine; so it is switched on when the
 * guest wants it, and stays on as long as the device is lent.  System errors (SERR) are the
 * host's.  Ranges were given to the guest by their addresses: they cannot be moved.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pci_regs.h>

#include "conf.h"

#define DECODE		(PCI_COMMAND_IO | PCI_COMMAND_MEMORY)
/* What the guest reads as it wrote it. */
#define SHADOW		(DECODE | PCI_COMMAND_INTX_DISABLE)
/* What it writes into the device. */
#define DIRECT		(PCI_COMMAND_MASTER | PCI_COMMAND_SPECIAL | PCI_COMMAND_INVALIDATE | \
			 PCI_COMMAND_VGA_PALETTE | PCI_COMMAND_PARITY | PCI_COMMAND_WAIT | \
			 PCI_COMMAND_FAST_BACK)

static u32 show_vendor(struct conf *conf, unsigned int where, u32 real)
{
	return conf->vendor;
}

static u32 show_device(struct conf *conf, unsigned int where, u32 real)
{
	return conf->device;
}

/* The command register */

static u16 shadowed(const struct conf *conf)
{
	return conf->interrupt_control ? DECODE : SHADOW;
}

static u32 show_command(struct conf *conf, unsigned int where, u32 real)
{
	u16 mask = shadowed(conf);

	return (real & ~mask) | (conf->command & mask);
}

static int decode(struct conf *conf, u16 value)
{
	u16 wanted = value & DECODE & ~conf->command;

	return wanted ? conf->ops->decode(conf->hw, wanted) : 0;
}

static int write_direct(struct conf *conf, u16 value)
{
	u16 mask = DIRECT | (conf->interrupt_control ? PCI_COMMAND_INTX_DISABLE : 0);
	u32 real;
	int ret = conf->ops->read(conf->hw, PCI_COMMAND, 2, &real);

	if (ret || !((real ^ value) & mask))
		return ret;
	return conf->ops->write(conf->hw, PCI_COMMAND, 2, (real & ~mask) | (value & mask));
}

static int write_command(struct conf *conf, unsigned int where, u32 value)
{
	int ret = decode(conf, value);

	if (!ret)
		ret = write_direct(conf, value);
	if (!ret)
		conf->command = value & SHADOW;
	return ret;
}

/* Ranges */

static struct conf_bar *bar_at(struct conf *conf, unsigned int where)
{
	return &conf->bars[(where - PCI_BASE_ADDRESS_0) / 4];
}

static u32 show_range(const struct conf_bar *bar)
{
	return bar->asked ? bar->mask | (bar->base & ~bar->mask) : bar->base;
}

static bool asks(const struct conf_bar *bar, u32 value)
{
	return bar->mask && (value & bar->mask) == bar->mask;
}

static u32 show_bar(struct conf *conf, unsigned int where, u32 real)
{
	return show_range(bar_at(conf, where));
}

/* Flags lie in bits that @mask lacks; what else lies there is zero when it is asked. */
static int write_bar(struct conf *conf, unsigned int where, u32 value)
{
	struct conf_bar *bar = bar_at(conf, where);

	bar->asked = asks(bar, value);
	if (!bar->asked && ((value ^ bar->base) & bar->mask))
		conf->ignored++;
	return 0;
}

static u32 show_rom(struct conf *conf, unsigned int where, u32 real)
{
	struct conf_bar *rom = &conf->bars[CONF_ROM];

	return rom->mask ? show_range(rom) | (real & PCI_ROM_ADDRESS_ENABLE) : 0;
}

/* The one bit that can be changed, once the address is the right one. */
static int switch_rom(struct conf *conf, unsigned int where, bool on)
{
	u32 base = conf->bars[CONF_ROM].base & PCI_ROM_ADDRESS_MASK;

	if (!base)
		return 0;
	return conf->ops->write(conf->hw, where, 4, base | (on ? PCI_ROM_ADDRESS_ENABLE : 0));
}

static int write_rom(struct conf *conf, unsigned int where, u32 value)
{
	struct conf_bar *rom = &conf->bars[CONF_ROM];

	rom->asked = asks(rom, value);
	if (rom->asked || !rom->mask)
		return 0;
	if ((value ^ rom->base) & PCI_ROM_ADDRESS_MASK) {
		conf->ignored++;
		return 0;
	}
	return switch_rom(conf, where, value & PCI_ROM_ADDRESS_ENABLE);
}

/* The line: its pirq, in place of what the firmware has left there */

static u32 show_line(struct conf *conf, unsigned int where, u32 real)
{
	return conf->line;
}

static int keep(struct conf *conf, unsigned int where, u32 value)
{
	return 0;
}

#define BAR(n)	{ PCI_BASE_ADDRESS_0 + 4 * (n), 4, .show = show_bar, .write = write_bar }

static const struct conf_field header[] = {
	{ PCI_VENDOR_ID, 2, .show = show_vendor, .write = keep },
	{ PCI_DEVICE_ID, 2, .show = show_device, .write = keep },
	{ PCI_COMMAND, 2, .show = show_command, .write = write_command },
	{ PCI_CACHE_LINE_SIZE, 1, .mask = 0xff },
	{ PCI_LATENCY_TIMER, 1, .mask = 0xff },
	BAR(0), BAR(1), BAR(2), BAR(3), BAR(4), BAR(5),
	{ PCI_ROM_ADDRESS, 4, .show = show_rom, .write = write_rom },
	{ PCI_INTERRUPT_LINE, 1, .show = show_line, .write = keep },
};

/**
 * conf_add_header() - the fields of a function's header
 * @conf: the device; ranges, numbers and line are its caller's to set
 */
void conf_add_header(struct conf *conf)
{
	conf_add_part(conf, 0, header, ARRAY_SIZE(header));
}

/**
 * conf_forget() - the next guest finds the device as the first one did
 * @conf: the device
 */
void conf_forget(struct conf *conf)
{
	unsigned int i;

	for (i = 0; i <= CONF_ROM; i++)
		conf->bars[i].asked = false;
	conf->command = 0;
	conf->interrupt_control = false;
	conf->ignored = 0;
}
