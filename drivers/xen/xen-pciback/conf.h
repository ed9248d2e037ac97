/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest may do to the configuration space of a device that is lent to it.
 *
 * A field is a register that a guest reads differently, or may write.  Fields are tables: of
 * the header (conf_header.c), of capabilities (conf_caps.c) and what an administrator adds.
 * What no field covers can be read, and is written in a permissive device only.
 *
 * Nothing here knows of the kernel's devices: the hardware is behind struct conf_ops, which
 * conf_device.c has for a struct pci_dev, and a test for an array.
 */
#ifndef XEN_PCIBACK_CONF_H
#define XEN_PCIBACK_CONF_H

#include <linux/types.h>

#define CONF_BARS	6		/* of a function; the ROM is the one behind */
#define CONF_ROM	CONF_BARS
#define CONF_PARTS	6		/* header, four capabilities, the administrator's */
#define CONF_EXTRA	16		/* fields of the administrator's */

struct conf;

/**
 * struct conf_field - a register
 * @where:	offset in its part
 * @size:	bytes: 1, 2 or 4
 * @mask:	bits that a write reaches; without @write
 * @show:	what a guest reads in place of @real, %NULL for that
 * @write:	a guest writes: 0 or a negative error; %NULL: the bits of @mask are written
 */
struct conf_field {
	u16 where;
	u8 size;
	u32 mask;
	u32 (*show)(struct conf *conf, unsigned int where, u32 real);
	int (*write)(struct conf *conf, unsigned int where, u32 value);
};

/**
 * struct conf_ops - the hardware
 * @read:	a register as it is
 * @write:	and as it shall be
 * @decode:	the device shall answer to its ranges; PCI_COMMAND_IO and _MEMORY
 * @power:	power state 0 or 3
 *
 * All return 0 or a negative error.
 */
struct conf_ops {
	int (*read)(void *hw, unsigned int where, unsigned int size, u32 *value);
	int (*write)(void *hw, unsigned int where, unsigned int size, u32 value);
	int (*decode)(void *hw, u16 bits);
	int (*power)(void *hw, unsigned int state);
};

/**
 * struct conf_bar - a base address register: it cannot be moved, but be asked for its size
 * @base:	as it is in the device
 * @mask:	of the bits that could be set, 0 for none; flags are not in it
 * @asked:	the guest has written ones: it reads @mask
 */
struct conf_bar {
	u32 base;
	u32 mask;
	bool asked;
};

/**
 * struct conf_part - a table of fields somewhere in configuration space
 * @base:	where
 * @fields:	the table
 * @n:		its length
 */
struct conf_part {
	unsigned int base;
	const struct conf_field *fields;
	unsigned int n;
};

/**
 * struct conf - configuration space of a device, as a guest has it
 * @ops:		the hardware
 * @hw:			its argument
 * @length:		bytes of configuration space
 * @parts:		tables, and @nr_parts
 * @nr_parts:		how many of @parts
 * @extra:		the administrator's fields, and @nr_extra
 * @nr_extra:		how many of @extra
 * @bars:		base address registers, and the ROM's
 * @vendor:		which a virtual function does not say itself
 * @device:		likewise
 * @line:		pirq of the interrupt line
 * @msi:		where that capability is, 0 for nowhere
 * @msix:		likewise
 * @command:		bits of the command register that the guest sees as it wrote them
 * @permissive:		what no field covers can be written
 * @interrupt_control:	the guest may switch between kinds of interrupts
 * @ignored:		writes without effect
 */
struct conf {
	const struct conf_ops *ops;
	void *hw;
	unsigned int length;
	struct conf_part parts[CONF_PARTS];
	unsigned int nr_parts;
	struct conf_field extra[CONF_EXTRA];
	unsigned int nr_extra;
	struct conf_bar bars[CONF_BARS + 1];
	u16 vendor, device;
	u8 line;
	unsigned int msi, msix;
	u16 command;
	bool permissive;
	bool interrupt_control;
	unsigned int ignored;
};

/* conf.c */
void conf_begin(struct conf *conf, const struct conf_ops *ops, void *hw, unsigned int length);
void conf_add_part(struct conf *conf, unsigned int base, const struct conf_field *fields,
		   unsigned int n);
int conf_add_extra(struct conf *conf, unsigned int where, unsigned int size, u32 mask);
int conf_read(struct conf *conf, unsigned int where, unsigned int size, u32 *value);
int conf_write(struct conf *conf, unsigned int where, unsigned int size, u32 value);

/* conf_header.c */
void conf_add_header(struct conf *conf);
void conf_forget(struct conf *conf);

/* conf_caps.c */
void conf_add_capability(struct conf *conf, unsigned int id, unsigned int where);

#endif /* XEN_PCIBACK_CONF_H */
