/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netback: what the files of the network back-end share.
 *
 * Directions have the guest's names: tx is what the guest sends, rx what it gets. No page
 * of data is ever mapped: the hypervisor copies between granted pages and our own
 * (GNTTABOP_copy), many pieces in one hypercall. Only the rings are mapped.
 *
 * Locks: rtnl covers open, stop, connect and disconnect. The tx half of a queue belongs to
 * its NAPI context, the rx half is under the netdev tx lock of the same number. The
 * control ring is the xenbus thread's or its irq thread's, under ctrl_lock.
 */
#ifndef NETBACK_H
#define NETBACK_H

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xenbus.h>
#include <xen/interface/io/netif.h>

#define NETBACK_TX_SLOTS	__CONST_RING_SIZE(xen_netif_tx, XEN_PAGE_SIZE)
#define NETBACK_RX_SLOTS	__CONST_RING_SIZE(xen_netif_rx, XEN_PAGE_SIZE)
#define NETBACK_MAX_QUEUES	32
/* Slots of one packet that every back-end must take. */
#define NETBACK_MAX_PIECES	XEN_NETIF_NR_SLOTS_MIN
/* A batch is full with so many copies or packets; the last packet may exceed that. */
#define NETBACK_BATCH		64
#define NETBACK_OPS		(NETBACK_BATCH + 96)
/* Extra infos that we send with a packet: GSO, hash, XDP. */
#define NETBACK_MAX_EXTRAS	3
#define NETBACK_MAX_RX_SLOTS	(NETBACK_MAX_PIECES + NETBACK_MAX_EXTRAS)
#define NETBACK_MAX_MCAST	64
#define NETBACK_HASH_KEY	40
#define NETBACK_HASH_MAP	128

struct netback;

/** struct netback_tx_slot - a request of a packet, checked */
struct netback_tx_slot {
	grant_ref_t gref;
	u16 id;
	u16 offset;
	u16 size;
};

/**
 * struct netback_tx_packet - a packet on its way in
 * @skb: what it becomes, NULL where it is only to be answered
 * @slots: its requests, @nr of them
 * @extras: slots of extra infos
 * @first_op: its first copy in the batch
 * @nr_ops: its copies
 * @flags: of the first request
 * @status: answer to the guest
 */
struct netback_tx_packet {
	struct sk_buff *skb;
	u16 nr;
	u16 extras;
	u16 first_op;
	u16 nr_ops;
	u16 flags;
	s16 status;
	bool has_gso;
	bool has_hash;
	struct xen_netif_extra_info gso;
	struct xen_netif_extra_info hash;
	struct netback_tx_slot *slots;
};

/**
 * struct netback_tx_batch - packets whose copies go into one hypercall
 *
 * Each CPU has one, which belongs to the queue that is polled there. @slots are those of
 * @packets one behind the other; a ring never has more of them unanswered.
 */
struct netback_tx_batch {
	unsigned int nr_packets;
	unsigned int nr_slots;
	unsigned int nr_ops;
	struct netback_tx_packet packets[NETBACK_BATCH + NETBACK_MAX_PIECES];
	struct netback_tx_slot slots[NETBACK_TX_SLOTS];
	struct gnttab_copy ops[NETBACK_OPS];
};

/** struct netback_rx_batch - the same in the other direction; @slot is where an op's answer is */
struct netback_rx_batch {
	unsigned int nr_ops;
	struct gnttab_copy ops[NETBACK_OPS];
	RING_IDX slot[NETBACK_OPS];
	struct sk_buff_head done;
};

/** struct netback_credit - bytes that the guest may send in a period; @bytes ~0: no limit */
struct netback_credit {
	unsigned long bytes;
	unsigned long usec;
	unsigned long left;
	u64 window_start;
	struct timer_list timer;
};

/** struct netback_counters - what ethtool -S shows */
struct netback_counters {
	u64 tx_copies;
	u64 tx_hypercalls;
	u64 tx_errors;
	u64 tx_limited;
	u64 rx_copies;
	u64 rx_hypercalls;
	u64 rx_errors;
	u64 rx_stopped;
	u64 rx_drained;
	u64 kicks;
	u64 irqs;
};

/** struct netback_queue - a pair of rings */
struct netback_queue {
	struct netback *nb;
	unsigned int index;

	struct napi_struct napi ____cacheline_aligned;
	struct xen_netif_tx_back_ring tx;
	/* While it is polled: the CPU's. */
	struct netback_tx_batch *tx_batch;
	struct netback_credit credit;

	struct xen_netif_rx_back_ring rx ____cacheline_aligned;
	struct netback_rx_batch *rx_batch;
	/* While the guest gives no buffers: packets are dropped, the queue is given up. */
	struct timer_list stall_timer;
	bool draining;
	bool stalled;

	unsigned int tx_irq, rx_irq;
	/* An interrupt came whose end must still be told; what was done at the last end. */
	atomic_t tx_eoi;
	RING_IDX polled;
	bool rx_woken;
	char tx_name[IFNAMSIZ + 8], rx_name[IFNAMSIZ + 8];
	struct netback_counters stats;
};

/** struct netback_feat - what the front-end asks for */
struct netback_feat {
	bool sg;
	bool gso4;
	bool gso6;
	bool csum4;
	bool csum6;
};

/** struct netback_hash - how the guest wants packets to be spread over its queues */
struct netback_hash {
	u32 algorithm;
	u32 flags;
	u32 map_size;
	u8 key[NETBACK_HASH_KEY];
	u32 map[NETBACK_HASH_MAP];
	struct rcu_head rcu;
};

/** struct netback_mcast - a list of addresses, replaced as a whole */
struct netback_mcast {
	struct rcu_head rcu;
	unsigned int nr;
	u8 addr[][ETH_ALEN];
};

/** struct netback - a device */
struct netback {
	struct net_device *dev;
	struct xenbus_device *xbdev;
	unsigned int handle;
	char *script;
	struct netback_queue **queues;
	unsigned int nr_queues;
	struct netback_feat feat;
	u16 xdp_headroom;
	bool connected;
	/* Until its hotplug script is done the device isn't Connected. */
	bool wait_hotplug;
	struct xenbus_watch hotplug_watch;

	unsigned long credit_bytes;
	unsigned long credit_usec;
	struct xenbus_watch rate_watch;

	bool mcast_filter;
	/* Changes of @mcast. */
	spinlock_t mcast_lock;
	struct netback_mcast __rcu *mcast;
	struct xenbus_watch mcast_watch;

	/* The control ring, and changes of @hash. */
	struct mutex ctrl_lock;
	struct xen_netif_ctrl_back_ring ctrl;
	unsigned int ctrl_irq;
	struct netback_hash __rcu *hash;

	/* A violation: no more work until the front-end starts anew. */
	bool broken;
	const char *rule;
	struct work_struct broken_work;
};

/* interface.c */
extern unsigned int netback_max_queues;
extern bool netback_split;
extern unsigned int netback_drain_ms;
extern unsigned int netback_stall_ms;
extern bool netback_offer_headroom;
struct netback *netback_create(struct xenbus_device *xbdev, unsigned int handle);
void netback_destroy(struct netback *nb);
/* The front-end broke @rule: stop using the device, from any context; logged once. */
void netback_violation(struct netback *nb, const char *rule);
void netback_start_queues(struct netback *nb);
void netback_stop_queues(struct netback *nb);

/* queue.c; process context, under rtnl */
struct netback_queue *netback_queue_create(struct netback *nb, unsigned int index);
int netback_queue_map(struct netback_queue *q, grant_ref_t tx, grant_ref_t rx);
int netback_queue_bind(struct netback_queue *q, evtchn_port_t tx, evtchn_port_t rx);
void netback_queue_destroy(struct netback_queue *q);

/* tx.c, tx-gop.c */
int netback_tx_init(void);
void netback_tx_exit(void);
int netback_poll(struct napi_struct *napi, int budget);
void netback_credit_init(struct netback_queue *q);
/* Prepare the copies of @p, whose slots hold @len bytes. */
void netback_tx_copy(struct netback_queue *q, struct netback_tx_packet *p, unsigned int len);
/* Do the copies, deliver and answer all packets of the batch. */
void netback_tx_flush(struct netback_queue *q);

/* rx.c */
netdev_tx_t netback_start_xmit(struct sk_buff *skb, struct net_device *dev);
/* There may be buffers again; true if somebody waited for them. */
bool netback_rx_wake(struct netback_queue *q);
void netback_rx_init(struct netback_queue *q);

/* hash.c */
int netback_ctrl_connect(struct netback *nb, grant_ref_t ref, evtchn_port_t port);
void netback_ctrl_disconnect(struct netback *nb);
u16 netback_select_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb);
/* The extra info that tells the guest the packet's hash; false: there is none. */
bool netback_hash_extra(struct netback *nb, const struct sk_buff *skb,
			struct xen_netif_extra_info *extra);

/* mcast.c */
bool netback_mcast_wanted(struct netback *nb, const struct sk_buff *skb);
int netback_mcast_change(struct netback *nb, const struct xen_netif_extra_info *extra);
void netback_mcast_clear(struct netback *nb);

/* connect.c */
int netback_connect(struct netback *nb);
void netback_disconnect(struct netback *nb);
int netback_read_headroom(struct netback *nb);

/* xenbus.c */
int netback_xenbus_init(void);
void netback_xenbus_exit(void);

#endif /* NETBACK_H */
