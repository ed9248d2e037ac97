// SPDX-License-Identifier: GPL-2.0-only
/*
 * gntdev, DMA buffers: grants of another domain as a buffer that devices can use, and
 * buffers of devices as grants for another domain.
 *
 * Exported: the grants are mapped into pages of ours as long as anybody has the buffer,
 * which may be longer than the file lives. Imported: the pages of a buffer are granted
 * until the process releases it; when the other domain still has one mapped then, the
 * process is told (EBUSY), and at the end of the file the core keeps the page until it is
 * let go.
 *
 * Memory that devices want to be special (write-combining, coherent) can't be made: the
 * core of this kernel does not export what that takes.
 */
#define pr_fmt(fmt) "xen:gntdev: " fmt

#include <linux/completion.h>
#include <linux/dma-buf.h>
#include <linux/dma-direction.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <xen/xen.h>
#include <xen/page.h>

#include "gntdev.h"

MODULE_IMPORT_NS(DMA_BUF);

/**
 * struct gntdev_buffer - a DMA buffer that the file knows
 * @list: in file->buffers, under file->lock
 * @users: the file, and an exported buffer itself
 * @fd: the descriptor by which the process names it
 * @map: exported: the grants
 * @gone: exported: nobody has the buffer any more
 * @dmabuf: imported: the buffer
 * @attachment: imported: our hold on it
 * @sgt: imported: where its memory is
 * @count: imported: number of pages
 * @refs: imported: their grants, INVALID_GRANT_REF where ended
 * @pages: imported: the pages
 */
struct gntdev_buffer {
	struct list_head list;
	refcount_t users;
	int fd;

	struct gntdev_map *map;
	struct completion gone;

	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attachment;
	struct sg_table *sgt;
	unsigned int count;
	grant_ref_t *refs;
	struct page **pages;
};

static void buffer_put(struct gntdev_buffer *buffer)
{
	if (refcount_dec_and_test(&buffer->users)) {
		kvfree(buffer->refs);
		kvfree(buffer->pages);
		kfree(buffer);
	}
}

static struct gntdev_buffer *buffer_create(void)
{
	struct gntdev_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL_ACCOUNT);

	if (!buffer)
		return NULL;
	refcount_set(&buffer->users, 1);
	init_completion(&buffer->gone);
	return buffer;
}

/* Exporting. */

static struct sg_table *export_map(struct dma_buf_attachment *attachment,
				   enum dma_data_direction dir)
{
	struct gntdev_buffer *buffer = attachment->dmabuf->priv;
	struct gntdev_map *map = buffer->map;
	struct sg_table *sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	int err;

	if (!sgt)
		return ERR_PTR(-ENOMEM);
	/* Neighbours here need not be neighbours in the machine: one page an entry. */
	err = sg_alloc_table_from_pages_segment(sgt, map->pages, map->count, 0,
						(size_t)map->count << PAGE_SHIFT, PAGE_SIZE,
						GFP_KERNEL);
	if (err)
		goto free;
	err = dma_map_sgtable(attachment->dev, sgt, dir, DMA_ATTR_SKIP_CPU_SYNC);
	if (!err)
		return sgt;
	sg_free_table(sgt);
free:
	kfree(sgt);
	return ERR_PTR(err);
}

static void export_unmap(struct dma_buf_attachment *attachment, struct sg_table *sgt,
			 enum dma_data_direction dir)
{
	dma_unmap_sgtable(attachment->dev, sgt, dir, DMA_ATTR_SKIP_CPU_SYNC);
	sg_free_table(sgt);
	kfree(sgt);
}

static void export_release(struct dma_buf *dmabuf)
{
	struct gntdev_buffer *buffer = dmabuf->priv;

	gntdev_map_unpin(buffer->map);
	complete_all(&buffer->gone);
	buffer_put(buffer);
}

static const struct dma_buf_ops export_ops = {
	.map_dma_buf	= export_map,
	.unmap_dma_buf	= export_unmap,
	.release	= export_release,
};

/* Makes a map of the grants and maps them. */
static struct gntdev_map *export_grants(const struct ioctl_gntdev_dmabuf_exp_from_refs *op,
					const u32 __user *refs)
{
	struct gntdev_map *map = gntdev_map_create(op->count);
	unsigned int i;
	int err = 0;
	u32 ref;

	if (IS_ERR(map))
		return map;
	for (i = 0; i < op->count && !err; i++) {
		err = get_user(ref, refs + i);
		map->grants[i].domid = op->domid;
		map->grants[i].ref = ref;
	}
	err = err ?: gntdev_map_pin(map);
	if (!err)
		return map;
	gntdev_map_put(map);
	return ERR_PTR(err);
}

/* A descriptor for the buffer, which the file then knows; not yet usable. */
static int export_fd(struct gntdev_file *file, struct gntdev_buffer *buffer)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = &export_ops;
	info.size = (size_t)buffer->map->count << PAGE_SHIFT;
	info.flags = O_RDWR;
	info.priv = buffer;
	buffer->dmabuf = dma_buf_export(&info);
	if (IS_ERR(buffer->dmabuf))
		return PTR_ERR(buffer->dmabuf);
	refcount_inc(&buffer->users);
	return get_unused_fd_flags(O_CLOEXEC);
}

static long export_tell(struct gntdev_file *file, struct gntdev_buffer *buffer, u32 __user *to)
{
	int fd = export_fd(file, buffer);

	if (fd >= 0 && !put_user(fd, to)) {
		buffer->fd = fd;
		mutex_lock(&file->lock);
		list_add(&buffer->list, &file->buffers);
		mutex_unlock(&file->lock);
		fd_install(fd, buffer->dmabuf->file);
		return 0;
	}
	/* With the buffer goes the map. */
	if (IS_ERR(buffer->dmabuf))
		gntdev_map_unpin(buffer->map);
	else
		dma_buf_put(buffer->dmabuf);
	if (fd < 0)
		return fd;
	put_unused_fd(fd);
	return -EFAULT;
}

long gntdev_dmabuf_export(struct gntdev_file *file, void __user *arg, unsigned int limit)
{
	struct ioctl_gntdev_dmabuf_exp_from_refs __user *to = arg;
	struct ioctl_gntdev_dmabuf_exp_from_refs op;
	struct gntdev_buffer *buffer;
	long err;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (op.flags & ~(GNTDEV_DMA_FLAG_WC | GNTDEV_DMA_FLAG_COHERENT))
		return -EINVAL;
	if (op.flags)
		return -EOPNOTSUPP;
	/* A device would be told the address of another page. */
	if (xen_feature(XENFEAT_direct_mapped) && !xen_pv_domain())
		return -EOPNOTSUPP;
	if (!op.count || op.count > limit || op.domid > U16_MAX)
		return -EINVAL;
	buffer = buffer_create();
	if (!buffer)
		return -ENOMEM;
	buffer->map = export_grants(&op, to->refs);
	if (IS_ERR(buffer->map)) {
		err = PTR_ERR(buffer->map);
		goto put;
	}
	err = export_tell(file, buffer, &to->fd);
	if (!err)
		return 0;
put:
	buffer_put(buffer);
	return err;
}

/* Looks for a buffer by its descriptor; forgets those that are gone. Under file->lock. */
static struct gntdev_buffer *find(struct gntdev_file *file, int fd, bool exported)
{
	struct gntdev_buffer *buffer, *tmp, *found = NULL;

	list_for_each_entry_safe(buffer, tmp, &file->buffers, list) {
		if (buffer->map && completion_done(&buffer->gone)) {
			list_del(&buffer->list);
			buffer_put(buffer);
		} else if (buffer->fd == fd && !buffer->map == !exported) {
			found = buffer;
		}
	}
	return found;
}

long gntdev_dmabuf_wait(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_dmabuf_exp_wait_released op;
	struct gntdev_buffer *buffer;
	long left;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	mutex_lock(&file->lock);
	buffer = find(file, op.fd, true);
	if (buffer)
		refcount_inc(&buffer->users);
	mutex_unlock(&file->lock);
	if (!buffer)
		return -ENOENT;
	left = wait_for_completion_interruptible_timeout(&buffer->gone,
							 msecs_to_jiffies(op.wait_to_ms));
	buffer_put(buffer);
	return left > 0 ? 0 : left ?: -ETIMEDOUT;
}

/* Importing. */

/* Ends the grants that the other side does not use. Returns whether all are ended. */
static bool import_end(struct gntdev_buffer *buffer)
{
	bool all = true;
	unsigned int i;

	for (i = 0; i < buffer->count; i++) {
		if (buffer->refs[i] == INVALID_GRANT_REF)
			continue;
		if (gnttab_try_end_foreign_access(buffer->refs[i]))
			buffer->refs[i] = INVALID_GRANT_REF;
		else
			all = false;
	}
	return all;
}

/* Gives the buffer back; a page that is still used by the other side is kept by the core. */
static void import_free(struct gntdev_buffer *buffer)
{
	unsigned int i;

	import_end(buffer);
	for (i = 0; i < buffer->count; i++) {
		if (buffer->refs[i] == INVALID_GRANT_REF)
			continue;
		get_page(buffer->pages[i]);
		gnttab_end_foreign_access(buffer->refs[i], buffer->pages[i]);
	}
	if (!IS_ERR_OR_NULL(buffer->sgt))
		dma_buf_unmap_attachment_unlocked(buffer->attachment, buffer->sgt,
						  DMA_BIDIRECTIONAL);
	if (!IS_ERR_OR_NULL(buffer->attachment))
		dma_buf_detach(buffer->dmabuf, buffer->attachment);
	dma_buf_put(buffer->dmabuf);
	buffer_put(buffer);
}

/* Takes hold of the buffer's memory. */
static int import_attach(struct gntdev_buffer *buffer, struct device *dev)
{
	struct sg_page_iter iter;
	unsigned int i = 0;

	buffer->attachment = dma_buf_attach(buffer->dmabuf, dev);
	if (IS_ERR(buffer->attachment))
		return PTR_ERR(buffer->attachment);
	buffer->sgt = dma_buf_map_attachment_unlocked(buffer->attachment, DMA_BIDIRECTIONAL);
	if (IS_ERR(buffer->sgt))
		return PTR_ERR(buffer->sgt);
	for_each_sgtable_page(buffer->sgt, &iter, 0) {
		/* Memory of a device has no page that could be granted. */
		if (i == buffer->count || !pfn_valid(page_to_pfn(sg_page_iter_page(&iter))))
			return -EINVAL;
		buffer->pages[i++] = sg_page_iter_page(&iter);
	}
	return i == buffer->count ? 0 : -EINVAL;
}

static int import_grant(struct gntdev_buffer *buffer, domid_t domid)
{
	unsigned int i;
	int ref;

	for (i = 0; i < buffer->count; i++) {
		ref = gnttab_grant_foreign_access(domid, xen_page_to_gfn(buffer->pages[i]), 0);
		if (ref < 0)
			return ref;
		buffer->refs[i] = ref;
	}
	return 0;
}

static struct gntdev_buffer *import_create(int fd, unsigned int count)
{
	struct gntdev_buffer *buffer = buffer_create();
	unsigned int i;
	int err = -ENOMEM;

	if (!buffer)
		return ERR_PTR(-ENOMEM);
	buffer->fd = fd;
	buffer->pages = kvcalloc(count, sizeof(*buffer->pages), GFP_KERNEL_ACCOUNT);
	buffer->refs = kvcalloc(count, sizeof(*buffer->refs), GFP_KERNEL_ACCOUNT);
	if (!buffer->pages || !buffer->refs)
		goto put;
	for (i = 0; i < count; i++)
		buffer->refs[i] = INVALID_GRANT_REF;
	buffer->count = count;
	buffer->dmabuf = dma_buf_get(fd);
	if (!IS_ERR(buffer->dmabuf))
		return buffer;
	err = PTR_ERR(buffer->dmabuf);
put:
	buffer_put(buffer);
	return ERR_PTR(err);
}

long gntdev_dmabuf_import(struct gntdev_file *file, void __user *arg, struct device *dev,
			  unsigned int limit)
{
	struct ioctl_gntdev_dmabuf_imp_to_refs __user *to = arg;
	struct ioctl_gntdev_dmabuf_imp_to_refs op;
	struct gntdev_buffer *buffer;
	int err;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (op.reserved || !op.count || op.count > limit || op.domid > U16_MAX)
		return -EINVAL;
	buffer = import_create(op.fd, op.count);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	err = buffer->dmabuf->size == (size_t)op.count << PAGE_SHIFT ? 0 : -EINVAL;
	err = err ?: import_attach(buffer, dev);
	err = err ?: import_grant(buffer, op.domid);
	if (!err && copy_to_user(to->refs, buffer->refs, op.count * sizeof(*buffer->refs)))
		err = -EFAULT;
	if (err) {
		import_free(buffer);
		return err;
	}
	mutex_lock(&file->lock);
	list_add(&buffer->list, &file->buffers);
	mutex_unlock(&file->lock);
	return 0;
}

long gntdev_dmabuf_release(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_dmabuf_imp_release op;
	struct gntdev_buffer *buffer;
	long err = 0;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (op.reserved)
		return -EINVAL;
	mutex_lock(&file->lock);
	buffer = find(file, op.fd, false);
	if (!buffer)
		err = -ENOENT;
	else if (!import_end(buffer))
		err = -EBUSY;
	else
		list_del(&buffer->list);
	mutex_unlock(&file->lock);
	if (!err)
		import_free(buffer);
	return err;
}

/* The file is closed; exported buffers live on. */
void gntdev_dmabuf_close(struct gntdev_file *file)
{
	struct gntdev_buffer *buffer, *tmp;

	list_for_each_entry_safe(buffer, tmp, &file->buffers, list) {
		list_del(&buffer->list);
		if (buffer->map)
			buffer_put(buffer);
		else
			import_free(buffer);
	}
}
