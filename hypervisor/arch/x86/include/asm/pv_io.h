/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O ports of PV guests. */
#ifndef ASM_PV_IO_H
#define ASM_PV_IO_H

#include <linux/types.h>

struct vcpu;

/**
 * pv_set_iopl() - PHYSDEVOP_set_iopl
 * @v: the current one
 * @iopl: 0 to 3
 *
 * Return: 0, -EINVAL.
 */
int pv_set_iopl(struct vcpu *v, u32 iopl);

/**
 * pv_set_iobitmap() - PHYSDEVOP_set_iobitmap
 * @v: the current one
 * @gva: guest address of the bitmap, read at each access
 * @nr_ports: ports in it, up to 65536
 *
 * Return: 0, -EINVAL.
 */
int pv_set_iobitmap(struct vcpu *v, u64 gva, u32 nr_ports);

/**
 * pv_iopl_permits() - does IOPL alone let the running mode of the guest do I/O, CLI and
 *	STI?
 * @v: the current one
 *
 * Guest user counts as ring 3, its kernel as ring 1, or 0 if it asked for that.
 */
bool pv_iopl_permits(const struct vcpu *v);

/**
 * pv_io_permitted() - may the running mode of the guest use the ports, by its own rules?
 * @v: the current one
 * @port: the first
 * @bytes: 1, 2 or 4
 */
bool pv_io_permitted(struct vcpu *v, u16 port, unsigned int bytes);

/**
 * pv_port_read() - IN of the current vCPU
 * @v: the current one
 * @port: the first
 * @bytes: 1, 2 or 4
 *
 * Return: the value; all ones where the domain does not own the ports.
 */
u32 pv_port_read(struct vcpu *v, u16 port, unsigned int bytes);

/**
 * pv_port_write() - OUT of the current vCPU
 * @v: the current one
 * @port: the first
 * @bytes: 1, 2 or 4
 * @val: lost where the domain does not own the ports
 */
void pv_port_write(struct vcpu *v, u16 port, unsigned int bytes, u32 val);

/**
 * pv_is_pit() - are these the ports of the timer's channel 2 and its gate, and dom0's to
 *	use?
 * @v: the current one
 * @port: the first
 * @bytes: 1 only gives true
 */
bool pv_is_pit(const struct vcpu *v, u16 port, unsigned int bytes);

/**
 * pv_pit_read() - read such a port
 * @port: as pv_is_pit() liked it
 */
u32 pv_pit_read(u16 port);

/**
 * pv_pit_write() - write such a port; other channels and other bits of the gate don't
 *	change
 * @port: as pv_is_pit() liked it
 * @val: the value
 */
void pv_pit_write(u16 port, u8 val);

#endif /* ASM_PV_IO_H */
