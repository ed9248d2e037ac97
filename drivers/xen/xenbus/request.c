// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to the store: requests and their answers, and the pause for a suspend.
 *
 * A request carries a number of ours, and its answer has the same; so any number of them
 * may be on their way. Who sends writes to the ring himself, holding a mutex; one thread
 * reads all that comes back and gives it to whom it belongs.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include <xen/xenbus.h>

#include "xenbus.h"

/* After how many seconds without an answer the store is named as the one who is slow. */
#define ANSWER_PATIENCE 60

static DEFINE_MUTEX(send_mutex);	/* one message at a time in the ring */
static DEFINE_SPINLOCK(sent_lock);	/* the list of those that wait, and the numbers */
static LIST_HEAD(sent);
static u32 last_id;
bool xs_stopped;
static struct task_struct *reader_task;

/* Sending */

static int expect_answer(struct xb_request *req)
{
	unsigned long flags;
	bool ok;

	spin_lock_irqsave(&sent_lock, flags);
	req->msg.req_id = ++last_id;
	ok = !xs_stopped;
	if (ok)
		list_add_tail(&req->list, &sent);
	spin_unlock_irqrestore(&sent_lock, flags);
	return ok ? 0 : -ENOTCONN;
}

static void expect_nothing(struct xb_request *req)
{
	unsigned long flags;

	spin_lock_irqsave(&sent_lock, flags);
	list_del(&req->list);
	spin_unlock_irqrestore(&sent_lock, flags);
}

static int send_pieces(const struct xsd_sockmsg *msg, const struct kvec *body, unsigned int nr)
{
	int ret;

	mutex_lock(&send_mutex);
	ret = xb_write(msg, sizeof(*msg));
	for (; !ret && nr; nr--, body++)
		ret = xb_write(body->iov_base, body->iov_len);
	mutex_unlock(&send_mutex);
	return ret;
}

/**
 * xb_send() - send a request
 * @req: with type and transaction set, and what to do with the answer
 * @body: pieces of the message's body
 * @nr: how many
 *
 * Sleeps while the ring is full. The caller is inside xs_enter(). After an error @done is
 * not called.
 *
 * Return: 0, -E2BIG for a body that the protocol does not allow, -ENOTCONN after xs_stop(),
 * or the error of the ring.
 */
int xb_send(struct xb_request *req, const struct kvec *body, unsigned int nr)
{
	size_t len = 0;
	unsigned int i;
	int ret;

	for (i = 0; i < nr; i++)
		len += body[i].iov_len;
	if (len > XENSTORE_PAYLOAD_MAX)
		return -E2BIG;
	req->msg.len = len;
	req->body = NULL;
	req->err = 0;
	ret = expect_answer(req);
	if (ret)
		return ret;
	ret = send_pieces(&req->msg, body, nr);
	if (ret)
		expect_nothing(req);
	return ret;
}

/* Receiving */

static struct xb_request *who_asked(u32 id)
{
	struct xb_request *req, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&sent_lock, flags);
	list_for_each_entry(req, &sent, list) {
		if (req->msg.req_id == id) {
			found = req;
			list_del(&req->list);
			break;
		}
	}
	spin_unlock_irqrestore(&sent_lock, flags);
	return found;
}

/* A body that there is no memory for must be read all the same, to find the next header. */
static int read_body(u32 len, char **body)
{
	char scratch[64];
	int ret = 0;

	*body = kmalloc(len + 1, GFP_NOIO | __GFP_HIGH);
	if (*body) {
		ret = xb_read(*body, len);
		(*body)[len] = 0;
		return ret;
	}
	while (!ret && len) {
		u32 part = min_t(u32, len, sizeof(scratch));

		ret = xb_read(scratch, part);
		len -= part;
	}
	return ret;
}

static void deliver(const struct xsd_sockmsg *msg, char *body)
{
	struct xb_request *req;

	if (msg->type == XS_WATCH_EVENT) {
		/* It takes the body, or frees it. */
		xs_watch_event(body, msg->len);
		return;
	}
	req = who_asked(msg->req_id);
	if (!req) {
		pr_warn_ratelimited("xenstored answers what nobody asked: type %u, id %u\n",
				    msg->type, msg->req_id);
		kfree(body);
		return;
	}
	if (!body)
		req->err = -ENOMEM;
	else if (msg->type != req->msg.type && msg->type != XS_ERROR)
		req->err = -EINVAL;
	req->msg.type = msg->type;
	req->msg.len = msg->len;
	req->body = body;
	req->done(req);
}

static int read_message(void)
{
	struct xsd_sockmsg msg;
	char *body;
	int ret = xb_read(&msg, sizeof(msg));

	if (ret)
		return ret;
	if (msg.len > XENSTORE_PAYLOAD_MAX) {
		pr_err("xenstored sends a message of %u bytes\n", msg.len);
		return -EIO;
	}
	ret = read_body(msg.len, &body);
	if (ret)
		kfree(body);
	else
		deliver(&msg, body);
	return ret;
}

/* After nonsense in the ring the beginning of a message cannot be found: drop what is there. */
static int reader(void *unused)
{
	while (!kthread_should_stop()) {
		wait_event_interruptible(xb_wait, xb_can_read() || kthread_should_stop());
		if (!kthread_should_stop() && read_message())
			pr_err_ratelimited("xenstored wrote nonsense into its ring\n");
	}
	return 0;
}

/**
 * xs_start() - start the reader
 *
 * Return: 0 or a negative error.
 */
int xs_start(void)
{
	struct task_struct *task = kthread_run(reader, NULL, "xenbus");

	if (IS_ERR(task))
		return PTR_ERR(task);
	reader_task = task;
	xs_stopped = false;
	return 0;
}

static struct xb_request *first_sent(void)
{
	struct xb_request *req;
	unsigned long flags;

	spin_lock_irqsave(&sent_lock, flags);
	req = list_first_entry_or_null(&sent, struct xb_request, list);
	if (req)
		list_del(&req->list);
	spin_unlock_irqrestore(&sent_lock, flags);
	return req;
}

/**
 * xs_stop() - the store is gone: whoever waits for it waits no more, and nobody begins
 */
void xs_stop(void)
{
	struct xb_request *req;

	WRITE_ONCE(xs_stopped, true);
	wake_up_all(&xb_wait);
	kthread_stop(reader_task);
	while ((req = first_sent())) {
		req->err = -ENOTCONN;
		req->done(req);
	}
}

/* Asking and waiting */

static int error_number(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(xsd_errors); i++) {
		if (!strcmp(name, xsd_errors[i].errstring))
			return -xsd_errors[i].errnum;
	}
	pr_warn_ratelimited("xenstored has an error that is not known: %.32s\n", name);
	return -EINVAL;
}

/**
 * xb_error() - what an answer says
 * @req: answered
 *
 * Return: 0 or the negative error.
 */
int xb_error(const struct xb_request *req)
{
	if (req->err)
		return req->err;
	return req->msg.type == XS_ERROR ? error_number(req->body) : 0;
}

static void wake_owner(struct xb_request *req)
{
	complete(req->owner);
}

/**
 * xs_talk() - ask the store and wait for the answer
 * @tx_id: transaction, or 0
 * @type: XS_*
 * @body: pieces of the message's body
 * @nr: how many
 * @len: receives the answer's length, or %NULL
 *
 * May sleep for as long as the store takes. After XS_TRANSACTION_START the caller stays inside
 * xs_enter(), until XS_TRANSACTION_END.
 *
 * Return: the answer with a NUL behind it, to be freed with kfree(); or an ERR_PTR().
 */
void *xs_talk(u32 tx_id, enum xsd_sockmsg_type type, const struct kvec *body,
	      unsigned int nr, unsigned int *len)
{
	DECLARE_COMPLETION_ONSTACK(answered);
	struct xb_request req = {
		.msg = { .type = type, .tx_id = tx_id },
		.done = wake_owner,
		.owner = &answered,
	};
	int ret;

	xs_enter(tx_id);
	ret = xb_send(&req, body, nr);
	if (!ret) {
		while (!wait_for_completion_timeout(&answered, ANSWER_PATIENCE * HZ))
			pr_warn("xenstored has not answered request %d of %s for %d seconds\n",
				type, current->comm, ANSWER_PATIENCE);
		ret = xb_error(&req);
	}
	/* A transaction keeps a suspend away from its start to its end. */
	if (ret || type != XS_TRANSACTION_START)
		xs_exit();
	if (type == XS_TRANSACTION_END)
		xs_exit();
	if (ret) {
		kfree(req.body);
		return ERR_PTR(ret);
	}
	if (len)
		*len = req.msg.len;
	return req.body;
}

/*
 * The pause. A suspend waits until nobody talks to the store. What is part of a transaction
 * is let through, since the transaction's start is what the suspend waits for.
 */
static DECLARE_WAIT_QUEUE_HEAD(pause_wait);
static DEFINE_SPINLOCK(pause_lock);
static unsigned int talking;
static bool paused;

static bool try_enter(u32 tx_id)
{
	bool in;

	spin_lock(&pause_lock);
	in = !paused || (tx_id && talking);
	talking += in;
	spin_unlock(&pause_lock);
	return in;
}

/**
 * xs_enter() - keep a suspend away; sleeps while there is one
 * @tx_id: transaction, or 0
 */
void xs_enter(u32 tx_id)
{
	wait_event(pause_wait, try_enter(tx_id));
}

/**
 * xs_exit() - undo xs_enter()
 */
void xs_exit(void)
{
	spin_lock(&pause_lock);
	talking--;
	spin_unlock(&pause_lock);
	wake_up_all(&pause_wait);
}

static void pause(bool on)
{
	spin_lock(&pause_lock);
	paused = on;
	spin_unlock(&pause_lock);
	wake_up_all(&pause_wait);
}

/**
 * xs_suspend() - wait until nobody talks to the store, and let nobody begin
 */
void xs_suspend(void)
{
	pause(true);
	while (!wait_event_timeout(pause_wait, !READ_ONCE(talking), ANSWER_PATIENCE * HZ))
		pr_warn("suspend waits for %u requests or transactions\n", READ_ONCE(talking));
}

/**
 * xs_resume() - go on with the store of the new machine, which knows none of our watches
 */
void xs_resume(void)
{
	if (xb_init())
		pr_err("no store after the restore\n");
	pause(false);
	xs_watch_again();
}

/**
 * xs_suspend_cancel() - go on as if nothing had been
 */
void xs_suspend_cancel(void)
{
	pause(false);
}
