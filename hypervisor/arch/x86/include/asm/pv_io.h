/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O ports of PV guests. */
#ifndef ASM_PV_IO_H
#define ASM_PV_IO_H

#include <linux/types.h>

struct vcpu;

/* PHYSDEVOP_set_iopl, _set_iobitmap: current vCPU; 0 or -EINVAL. */
int pv_set_iopl(struct vcpu *v, u32 iopl);
int pv_set_iobitmap(struct vcpu *v, u64 gva, u32 nr_ports);

/* Whether IOPL alone lets the running mode of the guest do I/O, CLI and STI. */
bool pv_iopl_permits(const struct vcpu *v);
/* Whether the running mode of the guest may use the ports: its own rules. */
bool pv_io_permitted(struct vcpu *v, u16 port, unsigned int bytes);

/*
 * An access of the current vCPU, 1, 2 or 4 bytes.  Ports that the domain does
 * not own read as all ones and swallow writes.
 */
u32 pv_port_read(struct vcpu *v, u16 port, unsigned int bytes);
void pv_port_write(struct vcpu *v, u16 port, unsigned int bytes, u32 val);

/* io_pit.c: channel 2 of the timer, and its gate. */
bool pv_is_pit(const struct vcpu *v, u16 port, unsigned int bytes);
u32 pv_pit_read(u16 port);
void pv_pit_write(u16 port, u8 val);

#endif /* ASM_PV_IO_H */
