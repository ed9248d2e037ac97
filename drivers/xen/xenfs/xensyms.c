// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenfs, xensyms: the hypervisor's symbols, one line each as in /proc/kallsyms.
 *
 * The hypervisor is asked for a symbol by number and answers with the number of the next;
 * it says that the end is reached by answering the number that it was asked for.
 */
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include <xen/interface/platform.h>
#include <xen/interface/xen.h>

#include <asm/xen/hypercall.h>

#include "xenfs.h"

/* Longest name that the hypervisor tells, without its end. */
#define NAME_LEN	127

/**
 * struct xensyms - where a reader of the file is
 * @op: the last question and its answer
 * @name: room for a name
 */
struct xensyms {
	struct xen_platform_op op;
	char name[NAME_LEN + 1];
};

/* Asks for symbol number @at: 0 and the answer in the struct, 1 behind the last. */
static int xensyms_ask(struct xensyms *syms, u32 at)
{
	struct xenpf_symdata *sym = &syms->op.u.symdata;
	int err;

	memset(&syms->op, 0, sizeof(syms->op));
	syms->op.cmd = XENPF_get_symbol;
	sym->namelen = sizeof(syms->name);
	sym->symnum = at;
	set_xen_guest_handle(sym->name, syms->name);
	memset(syms->name, 0, sizeof(syms->name));
	err = HYPERVISOR_platform_op(&syms->op);
	syms->name[NAME_LEN] = 0;
	return err ?: sym->symnum == at;
}

static void *xensyms_at(struct seq_file *m, loff_t pos)
{
	int err = pos > U32_MAX ? 1 : xensyms_ask(m->private, pos);

	return err < 0 ? ERR_PTR(err) : err ? NULL : m->private;
}

static void *xensyms_start(struct seq_file *m, loff_t *pos)
{
	return xensyms_at(m, *pos);
}

/* The numbers may have gaps: the position is the number of the next. */
static void *xensyms_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct xensyms *syms = v;

	*pos = syms->op.u.symdata.symnum;
	return xensyms_at(m, *pos);
}

static void xensyms_stop(struct seq_file *m, void *v)
{
}

static int xensyms_show(struct seq_file *m, void *v)
{
	struct xensyms *syms = v;

	seq_printf(m, "%016llx %c %s\n", syms->op.u.symdata.address, syms->op.u.symdata.type,
		   syms->name);
	return 0;
}

static const struct seq_operations xensyms_ops = {
	.start	= xensyms_start,
	.next	= xensyms_next,
	.stop	= xensyms_stop,
	.show	= xensyms_show,
};

static int xensyms_open(struct inode *inode, struct file *filp)
{
	return seq_open_private(filp, &xensyms_ops, sizeof(struct xensyms));
}

const struct file_operations xenfs_xensyms_fops = {
	.open		= xensyms_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= seq_release_private,
};
