// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/xenbus and /proc/xen/xenbus: the store for programs.
 *
 * A program writes messages of the store's protocol and reads answers and watch events. The
 * store sees one client, this kernel: so request numbers and watch tokens are translated,
 * and what a program leaves behind at its end, watches and transactions, is cleaned up.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <xen/xen.h>
#include <xen/xenbus.h>

#include "xenbus.h"

/* Bytes that the program has not read yet. */
struct chunk {
	struct list_head list;
	unsigned int at;
	unsigned int len;
	char data[];
};

struct open_transaction {
	struct list_head list;
	u32 id;
};

struct user_watch {
	struct list_head list;
	struct xenbus_watch watch;
	struct client *client;
	char *token;
};

/**
 * struct client - an open file
 * @ref:	the file, and each request that waits for its answer
 * @write_mutex: one writer at a time; @part, @watches
 * @part:	the message that is being written, @filled bytes of it
 * @lock:	@chunks, @transactions
 * @chunks:	for the program to read
 * @wait:	for @chunks to fill
 * @transactions: begun and not ended
 * @watches:	registered by the program
 * @end:	cleans up behind the last reference
 */
struct client {
	struct kref ref;
	struct mutex write_mutex; /* what is being written, and watches */
	union {
		struct xsd_sockmsg msg;
		char bytes[sizeof(struct xsd_sockmsg) + XENSTORE_PAYLOAD_MAX];
	} part;
	unsigned int filled;
	struct mutex lock; /* chunks and transactions */
	struct list_head chunks;
	wait_queue_head_t wait;
	struct list_head transactions;
	struct list_head watches;
	struct work_struct end;
};

/* A request of a program; its own number comes back with the answer. */
struct user_request {
	struct xb_request req;
	struct client *client;
	u32 user_id;
	u32 type;
};

/* Nobody uses it any more, and all answers are there: what was begun and not ended is undone. */
static void end_client(struct work_struct *work)
{
	struct client *client = container_of(work, struct client, end);
	struct open_transaction *t, *next_t;
	struct chunk *chunk, *next;

	list_for_each_entry_safe(t, next_t, &client->transactions, list) {
		/* It also lets a suspend go on. */
		xenbus_transaction_end((struct xenbus_transaction){ t->id }, 1);
		kfree(t);
	}
	list_for_each_entry_safe(chunk, next, &client->chunks, list)
		kfree(chunk);
	kfree(client);
}

/* The last may be the reader, who cannot wait for an answer. */
static void free_client(struct kref *ref)
{
	struct client *client = container_of(ref, struct client, ref);

	INIT_WORK(&client->end, end_client);
	schedule_work(&client->end);
}

/* To the program */

static struct chunk *new_chunk(const struct xsd_sockmsg *msg, const char *body)
{
	struct chunk *chunk;

	chunk = kmalloc(struct_size(chunk, data, sizeof(*msg) + msg->len), GFP_KERNEL);
	if (!chunk)
		return NULL;
	chunk->at = 0;
	chunk->len = sizeof(*msg) + msg->len;
	memcpy(chunk->data, msg, sizeof(*msg));
	memcpy(chunk->data + sizeof(*msg), body, msg->len);
	return chunk;
}

/* The caller holds client->lock. */
static int give(struct client *client, const struct xsd_sockmsg *msg, const char *body)
{
	struct chunk *chunk = new_chunk(msg, body);

	if (!chunk)
		return -ENOMEM;
	list_add_tail(&chunk->list, &client->chunks);
	wake_up(&client->wait);
	return 0;
}

static int give_error(struct client *client, u32 id, const char *name)
{
	struct xsd_sockmsg msg = { .type = XS_ERROR, .req_id = id, .len = strlen(name) + 1 };

	return give(client, &msg, name);
}

static ssize_t copy_chunks(struct client *client, char __user *buf, size_t len)
{
	struct chunk *chunk, *next;
	size_t done = 0;

	list_for_each_entry_safe(chunk, next, &client->chunks, list) {
		size_t part = min_t(size_t, len - done, chunk->len - chunk->at);

		if (!part)
			break;
		if (copy_to_user(buf + done, chunk->data + chunk->at, part))
			return done ? done : -EFAULT;
		done += part;
		chunk->at += part;
		if (chunk->at == chunk->len) {
			list_del(&chunk->list);
			kfree(chunk);
		}
	}
	return done;
}

static ssize_t client_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct client *client = file->private_data;
	ssize_t ret;

	for (;;) {
		mutex_lock(&client->lock);
		ret = copy_chunks(client, buf, len);
		mutex_unlock(&client->lock);
		if (ret || !len)
			return ret;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_event_interruptible(client->wait, !list_empty(&client->chunks));
		if (ret)
			return ret;
	}
}

static __poll_t client_poll(struct file *file, poll_table *table)
{
	struct client *client = file->private_data;

	poll_wait(file, &client->wait, table);
	return list_empty(&client->chunks) ? 0 : EPOLLIN | EPOLLRDNORM;
}

/* Transactions: a suspend waits for those of programs, too. */

static struct open_transaction *find_transaction(struct client *client, u32 id)
{
	struct open_transaction *t;

	list_for_each_entry(t, &client->transactions, list) {
		if (t->id == id)
			return t;
	}
	return NULL;
}

static void note_begin(struct client *client, const char *body)
{
	struct open_transaction *t = kmalloc(sizeof(*t), GFP_KERNEL);

	if (!t || kstrtou32(body, 0, &t->id)) {
		kfree(t);
		return;
	}
	list_add(&t->list, &client->transactions);
	xs_enter(t->id);
}

static void note_end(struct client *client, u32 id)
{
	struct open_transaction *t = find_transaction(client, id);

	if (!t)
		return;
	list_del(&t->list);
	kfree(t);
	xs_exit();
}

/* Requests */

/* Called by the reader: the answer goes to the program. */
static void answered(struct xb_request *req)
{
	struct user_request *user = container_of(req, struct user_request, req);
	struct client *client = user->client;
	bool ok = !req->err && req->msg.type != XS_ERROR;

	mutex_lock(&client->lock);
	if (ok && user->type == XS_TRANSACTION_START)
		note_begin(client, req->body);
	/* Whatever is answered, it has ended. */
	if (user->type == XS_TRANSACTION_END)
		note_end(client, req->msg.tx_id);
	req->msg.req_id = user->user_id;
	if (req->err || give(client, &req->msg, req->body))
		give_error(client, user->user_id, "ENOMEM");
	mutex_unlock(&client->lock);
	xs_exit();
	kfree(req->body);
	kfree(user);
	kref_put(&client->ref, free_client);
}

static int pass_on(struct client *client, const struct xsd_sockmsg *msg, char *body)
{
	struct user_request *user = kzalloc(sizeof(*user), GFP_KERNEL);
	struct kvec piece = { body, msg->len };
	int ret;

	if (!user)
		return -ENOMEM;
	user->client = client;
	user->user_id = msg->req_id;
	user->type = msg->type;
	user->req.msg.type = msg->type;
	user->req.msg.tx_id = msg->tx_id;
	user->req.done = answered;
	kref_get(&client->ref);
	xs_enter(msg->tx_id);
	ret = xb_send(&user->req, &piece, 1);
	if (ret) {
		xs_exit();
		kref_put(&client->ref, free_client);
		kfree(user);
	}
	return ret;
}

/* Watches */

/* Called by xenwatch: tell the program, by its own token. */
static void watch_fired(struct xenbus_watch *watch, const char *path, const char *unused)
{
	struct user_watch *user = container_of(watch, struct user_watch, watch);
	size_t path_len = strlen(path) + 1, token_len = strlen(user->token) + 1;
	struct xsd_sockmsg msg = { .type = XS_WATCH_EVENT, .len = path_len + token_len };
	char *body = kmalloc(msg.len, GFP_KERNEL);

	if (!body)
		return;
	memcpy(body, path, path_len);
	memcpy(body + path_len, user->token, token_len);
	mutex_lock(&user->client->lock);
	give(user->client, &msg, body);
	mutex_unlock(&user->client->lock);
	kfree(body);
}

static void free_watch(struct user_watch *user)
{
	kfree(user->watch.node);
	kfree(user->token);
	kfree(user);
}

static struct user_watch *find_watch(struct client *client, const char *path, const char *token)
{
	struct user_watch *user;

	list_for_each_entry(user, &client->watches, list) {
		if (!strcmp(user->watch.node, path) && !strcmp(user->token, token))
			return user;
	}
	return NULL;
}

static int add_watch(struct client *client, const char *path, const char *token)
{
	struct user_watch *user = kzalloc(sizeof(*user), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!user)
		return ret;
	user->client = client;
	user->watch.callback = watch_fired;
	user->watch.node = kstrdup(path, GFP_KERNEL);
	user->token = kstrdup(token, GFP_KERNEL);
	if (user->watch.node && user->token)
		ret = register_xenbus_watch(&user->watch);
	if (ret)
		free_watch(user);
	else
		list_add(&user->list, &client->watches);
	return ret;
}

static void remove_watch(struct user_watch *user)
{
	list_del(&user->list);
	unregister_xenbus_watch(&user->watch);
	free_watch(user);
}

static const char *name_of(int err)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(xsd_errors); i++) {
		if (xsd_errors[i].errnum == -err)
			return xsd_errors[i].errstring;
	}
	return "EINVAL";
}

/* The kernel registers and answers itself, since the store sees the kernel's tokens only. */
static int change_watch(struct client *client, const struct xsd_sockmsg *msg, char *body)
{
	struct xsd_sockmsg ok = { .type = msg->type, .req_id = msg->req_id,
				  .tx_id = msg->tx_id, .len = sizeof("OK") };
	size_t path_len = strnlen(body, msg->len) + 1;
	const char *token = body + path_len;
	struct user_watch *user;
	int ret = 0;

	if (path_len >= msg->len || strnlen(token, msg->len - path_len) == msg->len - path_len)
		return -EILSEQ;
	user = find_watch(client, body, token);
	if (msg->type == XS_WATCH)
		ret = user ? -EEXIST : add_watch(client, body, token);
	else if (user)
		remove_watch(user);
	else
		ret = -ENOENT;
	mutex_lock(&client->lock);
	ret = ret ? give_error(client, msg->req_id, name_of(ret)) : give(client, &ok, "OK");
	mutex_unlock(&client->lock);
	return ret;
}

/* A transaction that is not the program's own could hold up a suspend. */
static int check_transaction(struct client *client, const struct xsd_sockmsg *msg)
{
	bool known;

	if (!msg->tx_id || msg->type == XS_TRANSACTION_START)
		return 0;
	mutex_lock(&client->lock);
	known = find_transaction(client, msg->tx_id);
	if (!known)
		give_error(client, msg->req_id, "ENOENT");
	mutex_unlock(&client->lock);
	return known ? 0 : 1;
}

/* A whole message. */
static int handle(struct client *client, const struct xsd_sockmsg *msg, char *body)
{
	int ret = check_transaction(client, msg);

	if (ret)
		return ret < 0 ? ret : 0;
	if (msg->type == XS_WATCH || msg->type == XS_UNWATCH)
		return change_watch(client, msg, body);
	return pass_on(client, msg, body);
}

/* As much as fits, and what can be handled of it; the rest stays for the next write. */
static ssize_t client_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct client *client = file->private_data;
	ssize_t ret = len;
	size_t whole;

	mutex_lock(&client->write_mutex);
	if (len > sizeof(client->part) - client->filled) {
		ret = -EINVAL;
		goto drop;
	}
	if (copy_from_user(client->part.bytes + client->filled, buf, len)) {
		ret = -EFAULT;
		goto out;
	}
	client->filled += len;
	if (client->filled < sizeof(client->part.msg))
		goto out;
	whole = sizeof(client->part.msg) + client->part.msg.len;
	if (client->part.msg.len > XENSTORE_PAYLOAD_MAX || client->filled > whole) {
		ret = -EINVAL;
		goto drop;
	}
	if (client->filled < whole)
		goto out;
	whole = handle(client, &client->part.msg, client->part.bytes + sizeof(client->part.msg));
	if ((int)whole < 0)
		ret = (int)whole;
drop:
	client->filled = 0;
out:
	mutex_unlock(&client->write_mutex);
	return ret;
}

static int client_open(struct inode *inode, struct file *file)
{
	struct client *client;

	if (!xen_store_evtchn)
		return -ENOENT;
	client = kzalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return -ENOMEM;
	kref_init(&client->ref);
	mutex_init(&client->write_mutex);
	mutex_init(&client->lock);
	init_waitqueue_head(&client->wait);
	INIT_LIST_HEAD(&client->chunks);
	INIT_LIST_HEAD(&client->transactions);
	INIT_LIST_HEAD(&client->watches);
	file->private_data = client;
	return stream_open(inode, file);
}

static int client_release(struct inode *inode, struct file *file)
{
	struct client *client = file->private_data;
	struct user_watch *user, *next;

	list_for_each_entry_safe(user, next, &client->watches, list)
		remove_watch(user);
	kref_put(&client->ref, free_client);
	return 0;
}

const struct file_operations xen_xenbus_fops = {
	.owner = THIS_MODULE,
	.open = client_open,
	.release = client_release,
	.read = client_read,
	.write = client_write,
	.poll = client_poll,
	.llseek = no_llseek,
};
EXPORT_SYMBOL_GPL(xen_xenbus_fops);

static struct miscdevice xenbus_dev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/xenbus",
	.fops = &xen_xenbus_fops,
};

static int __init xenbus_dev_init(void)
{
	return xen_domain() ? misc_register(&xenbus_dev) : -ENODEV;
}
device_initcall(xenbus_dev_init);

static void __exit xenbus_dev_exit(void)
{
	misc_deregister(&xenbus_dev);
}
module_exit(xenbus_dev_exit);
