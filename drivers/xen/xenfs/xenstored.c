// SPDX-License-Identifier: GPL-2.0-only
/* xenfs, for xenstored in dom0: the page that it shares with the kernel, and its port. */
#include <linux/fs.h>
#include <linux/mm.h>

#include <xen/xen.h>
#include <xen/page.h>
#include <xen/xenbus.h>

#include "xenfs.h"

static ssize_t xsd_kva_read(struct file *filp, char __user *to, size_t size, loff_t *pos)
{
	char text[24];

	return simple_read_from_buffer(to, size, pos, text,
				       scnprintf(text, sizeof(text), "0x%p", xen_store_interface));
}

static int xsd_kva_mmap(struct file *filp, struct vm_area_struct *vma)
{
	if (vma_pages(vma) != 1 || vma->vm_pgoff)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, virt_to_pfn(xen_store_interface), PAGE_SIZE,
			       vma->vm_page_prot);
}

const struct file_operations xenfs_xsd_kva_fops = {
	.read	= xsd_kva_read,
	.mmap	= xsd_kva_mmap,
	.llseek	= default_llseek,
};

static ssize_t xsd_port_read(struct file *filp, char __user *to, size_t size, loff_t *pos)
{
	char text[12];

	return simple_read_from_buffer(to, size, pos, text,
				       scnprintf(text, sizeof(text), "%u", xen_store_evtchn));
}

const struct file_operations xenfs_xsd_port_fops = {
	.read	= xsd_port_read,
	.llseek	= default_llseek,
};
