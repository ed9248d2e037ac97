/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netfront: what the files of the network front-end share.
 *
 * A device has as many queues as were agreed on with the back-end. Each queue is a pair
 * of rings of 256 slots. Memory that the back-end may reach:
 *
 *   tx  the arena, pages of ours that hold copies of packets and stay granted (read-only)
 *       for as long as the connection lives; and large fragments of packets, granted
 *       until their response has come
 *   rx  one page a slot, granted for writing. Small packets are copied out and the page
 *       is offered again as it is; a page that is handed to the stack is revoked first
 *
 * So a small packet costs no grant operation at all, in either direction.
 *
 * Locks: rtnl covers open, stop, connect and disconnect. The tx half of a queue is under
 * its netdev tx lock, the rx half belongs to its NAPI context.
 */
#ifndef NETFRONT_H
#define NETFRONT_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include <net/page_pool.h>
#include <net/xdp.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xenbus.h>
#include <xen/interface/io/netif.h>

#define NETFRONT_TX_SLOTS	__CONST_RING_SIZE(xen_netif_tx, XEN_PAGE_SIZE)
#define NETFRONT_RX_SLOTS	__CONST_RING_SIZE(xen_netif_rx, XEN_PAGE_SIZE)
#define NETFRONT_MAX_QUEUES	32
/* Pieces of one packet: what each back-end must take. */
#define NETFRONT_MAX_PIECES	XEN_NETIF_NR_SLOTS_MIN
/* Slots that must be free for a packet: its pieces and two extra infos. */
#define NETFRONT_TX_RESERVE	(NETFRONT_MAX_PIECES + 2)
/* Packets up to this size are copied whole in either direction. */
#define NETFRONT_COPYBREAK	2048
#define NETFRONT_HEADROOM	XDP_PACKET_HEADROOM
/* Each slot in flight sits in one page, one more is being filled. */
#define NETFRONT_ARENA_PAGES	(NETFRONT_TX_SLOTS + 1)
/* Free pages that the arena keeps granted. */
#define NETFRONT_ARENA_KEEP	32
#define NETFRONT_NONE		0xffff
/* No back-end takes more addresses for its filter. */
#define NETFRONT_MAX_MCAST	64
#define NETFRONT_HASH_KEY	40
#define NETFRONT_HASH_MAP	128

/**
 * struct netfront_arena_page - a page that is granted for the life of a connection
 * @page: the page, NULL where the entry is unused
 * @gref: its grant
 * @users: slots in flight with bytes in it
 * @next: next entry in the list of free or of unused ones
 */
struct netfront_arena_page {
	struct page *page;
	grant_ref_t gref;
	u16 users;
	u16 next;
};

/**
 * struct netfront_arena - memory for copies of packets to send
 * @pages: the entries
 * @open: the entry that is being filled, or NETFRONT_NONE
 * @fill: bytes of it that are taken
 * @free: list of granted pages without users
 * @nr_free: length of that list
 * @unused: list of entries without a page
 */
struct netfront_arena {
	struct netfront_arena_page pages[NETFRONT_ARENA_PAGES];
	u16 open;
	u16 fill;
	u16 free;
	u16 nr_free;
	u16 unused;
};

/**
 * struct netfront_tx_slot - a request in flight
 * @page: fragment granted with @gref, referenced; NULL for a piece in the arena
 * @gref: grant reference that belongs to the slot
 * @arena: entry of the arena
 * @next: next free slot
 * @busy: it is with the back-end
 * @mcast: it only carries an address for the filter
 */
struct netfront_tx_slot {
	struct page *page;
	grant_ref_t gref;
	u16 arena;
	u16 next;
	bool busy;
	bool mcast;
};

/**
 * struct netfront_rx_slot - a page offered to the back-end; the index is the request's id
 * @page: the page, of the queue's pool
 * @gref: its grant; the number stays when the page changes
 */
struct netfront_rx_slot {
	struct page *page;
	grant_ref_t gref;
};

/** struct netfront_counters - what ethtool -S shows for a queue */
struct netfront_counters {
	u64 tx_copied;
	u64 tx_granted;
	u64 rx_packets;
	u64 rx_copied;
	u64 rx_flipped;
	u64 grants;
	u64 revokes;
	u64 kicks;
	u64 irqs;
	u64 rx_errors;
	u64 xdp_pass;
	u64 xdp_drop;
	u64 xdp_tx;
	u64 xdp_redirect;
};

struct netfront;

/** struct netfront_queue - a pair of rings */
struct netfront_queue {
	struct netfront *nf;
	unsigned int index;

	struct napi_struct rx_napi ____cacheline_aligned;
	struct xen_netif_rx_front_ring rx;
	struct netfront_rx_slot rx_slots[NETFRONT_RX_SLOTS];
	struct page_pool *pool;
	struct xdp_rxq_info xdp_rxq;
	bool xdp_flush;

	struct napi_struct tx_napi ____cacheline_aligned;
	struct xen_netif_tx_front_ring tx;
	struct netfront_tx_slot tx_slots[NETFRONT_TX_SLOTS];
	u16 tx_free;
	/* Slots in flight with a granted fragment: somebody else's memory, not to be kept. */
	u16 tx_granted;
	/* Extra infos in flight: they have a place in the ring but no slot. */
	u16 tx_extras;
	/* Responses that were taken when the last interrupt was ended. */
	RING_IDX tx_polled, rx_polled;
	struct netfront_arena arena;

	grant_ref_t tx_ref, rx_ref;
	evtchn_port_t tx_port, rx_port;
	unsigned int tx_irq, rx_irq;
	/* An interrupt came whose end must still be told. */
	atomic_t tx_eoi, rx_eoi;
	char tx_name[IFNAMSIZ + 8], rx_name[IFNAMSIZ + 8];
	struct netfront_counters stats;
};

/** struct netfront_feat - what the back-end offers */
struct netfront_feat {
	bool rx_copy;
	bool sg;
	bool gso4;
	bool gso6;
	bool csum6;
	bool split;
	bool ctrl;
	bool xdp_headroom;
	bool mcast;
	unsigned int max_queues;
};

/** struct netfront_ctrl - the control ring and what was set through it (ctrl.c) */
struct netfront_ctrl {
	/* All below, and the one request in flight. */
	struct mutex lock;
	struct xen_netif_ctrl_front_ring ring;
	grant_ref_t ref;
	evtchn_port_t port;
	unsigned int irq;
	struct completion answered;
	bool set;
	u8 key[NETFRONT_HASH_KEY];
	u32 map[NETFRONT_HASH_MAP];
};

/** struct netfront_mcast - addresses that the back-end was told (mcast.c) */
struct netfront_mcast {
	struct work_struct work;
	bool on;
	bool refused;
	unsigned int nr;
	u8 addr[NETFRONT_MAX_MCAST][ETH_ALEN];
};

/** struct netfront - a device */
struct netfront {
	struct net_device *dev;
	struct xenbus_device *xbdev;
	struct netfront_queue **queues;
	unsigned int nr_queues;
	struct netfront_feat feat;
	struct netfront_ctrl ctrl;
	struct netfront_mcast mcast;
	struct bpf_prog __rcu *xdp_prog;
	bool registered;
	bool connected;
	bool failed;
	bool trusted;
	/* Protocol violation: no more work until the back-end starts anew. */
	bool broken;
	const char *rule;
	struct work_struct broken_work;
	struct work_struct restart_work;
	struct xenbus_watch backend_watch;
	struct xenbus_watch state_watch;
};

extern unsigned int netfront_max_queues;
extern bool netfront_trusted;

/* main.c */
struct netfront *netfront_create(struct xenbus_device *xbdev);
void netfront_destroy(struct netfront *nf);
/* The back-end broke @rule: stop using the device, from any context; logged once. */
void netfront_violation(struct netfront *nf, const char *rule);
void netfront_start_queues(struct netfront *nf);
void netfront_stop_queues(struct netfront *nf);

/* queue.c; process context, under rtnl */
int netfront_queues_create(struct netfront *nf, unsigned int nr);
void netfront_queues_destroy(struct netfront *nf);

/* arena.c; under the tx lock */
void netfront_arena_init(struct netfront_arena *arena);
void netfront_arena_exit(struct netfront_arena *arena);
/* Room for @len bytes (at most a page) in one page; returns where, or NULL. */
void *netfront_arena_get(struct netfront_queue *q, unsigned int len, u16 *entry, u16 *offset);
void netfront_arena_put(struct netfront_queue *q, u16 entry);

/* tx.c */
netdev_tx_t netfront_start_xmit(struct sk_buff *skb, struct net_device *dev);
int netfront_tx_poll(struct napi_struct *napi, int budget);
bool netfront_xmit_flat(struct netfront_queue *q, const void *data, unsigned int len);
void netfront_tx_kick(struct netfront_queue *q);
void netfront_tx_release(struct netfront_queue *q);
/* A request that only carries an address. Caller: holds the tx lock and kicks. */
bool netfront_xmit_mcast(struct netfront_queue *q, u8 type, const u8 *addr);

/* rx.c */
int netfront_rx_poll(struct napi_struct *napi, int budget);
int netfront_rx_fill(struct netfront_queue *q);
void netfront_rx_release(struct netfront_queue *q);

/* xdp.c */
int netfront_bpf(struct net_device *dev, struct netdev_bpf *bpf);
int netfront_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames, u32 flags);
struct sk_buff *netfront_xdp_run(struct netfront_queue *q, struct bpf_prog *prog,
				 const void *data, unsigned int len);
unsigned int netfront_xdp_max_mtu(void);

/* ctrl.c; create and destroy under rtnl */
void netfront_ctrl_init(struct netfront *nf);
int netfront_ctrl_create(struct netfront *nf);
void netfront_ctrl_destroy(struct netfront *nf);
void netfront_ctrl_again(struct netfront *nf);
int netfront_ctrl_set(struct netfront *nf, const u32 *map, const u8 *key);

/* mcast.c */
void netfront_mcast_init(struct netfront *nf);
void netfront_mcast_again(struct netfront *nf);
void netfront_mcast_refused(struct netfront *nf);
void netfront_set_rx_mode(struct net_device *dev);

/* xenbus.c */
int netfront_xenbus_init(void);
void netfront_xenbus_exit(void);

/* ethtool.c */
extern const struct ethtool_ops netfront_ethtool_ops;

#endif /* NETFRONT_H */
