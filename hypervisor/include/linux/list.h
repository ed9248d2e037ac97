/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_LIST_H
#define HYP_LINUX_LIST_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/types.h>

/*
 * Circular doubly linked lists and hash chains. Names and meaning as in Linux, but
 * for one thing: after a loop that ran to its end the cursor is the last entry (or what
 * it was before), never a false one made of the head.
 */
#define LIST_HEAD_INIT(type)	{ .next = &(type), .prev = &(type) }
#define LIST_HEAD(type)		struct list_head type = LIST_HEAD_INIT(type)
/* What a removed entry points to: not canonical, so that a use of it faults. */
#define LIST_POISON1	((void *)0xdead000000000100UL)
#define LIST_POISON2	((void *)0xdead000000000122UL)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

static inline void list_link(struct list_head *prev, struct list_head *entry,
			     struct list_head *next)
{
	entry->prev = prev;
	entry->next = next;
	next->prev = entry;
	WRITE_ONCE(prev->next, entry);
}

static inline void list_add(struct list_head *entry, struct list_head *head)
{
	list_link(head, entry, head->next);
}

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	list_link(head->prev, entry, head);
}

static inline void list_unlink(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	WRITE_ONCE(entry->prev->next, entry->next);
}

static inline void list_del(struct list_head *entry)
{
	list_unlink(entry);
	entry->next = LIST_POISON1;
	entry->prev = LIST_POISON2;
}

static inline void list_del_init(struct list_head *entry)
{
	list_unlink(entry);
	INIT_LIST_HEAD(entry);
}

static inline void list_move(struct list_head *entry, struct list_head *head)
{
	list_unlink(entry);
	list_add(entry, head);
}

static inline void list_move_tail(struct list_head *entry, struct list_head *head)
{
	list_unlink(entry);
	list_add_tail(entry, head);
}

static inline bool list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

static inline bool list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

static inline bool list_is_last(const struct list_head *entry, const struct list_head *head)
{
	return entry->next == head;
}

/* Puts all of @list at the start (or end) of @head and leaves @list empty. */
static inline void list_splice_init(struct list_head *list, struct list_head *head)
{
	if (list_empty(list))
		return;
	list->next->prev = head;
	list->prev->next = head->next;
	head->next->prev = list->prev;
	head->next = list->next;
	INIT_LIST_HEAD(list);
}

static inline void list_splice_tail_init(struct list_head *list, struct list_head *head)
{
	list_splice_init(list, head->prev);
}

#define list_entry(ptr, type, member)	container_of(ptr, type, member)
#define list_first_entry(head, type, member)	list_entry((head)->next, type, member)
#define list_last_entry(head, type, member)	list_entry((head)->prev, type, member)
#define list_first_entry_or_null(head, type, member) ({			\
	struct list_head *__lf_head = (head);				\
	struct list_head *__lf_first = READ_ONCE(__lf_head->next);	\
	__lf_first != __lf_head ? list_entry(__lf_first, type, member) : NULL; })
#define list_next_entry(pos, type)	\
	list_entry((pos)->type.next, __typeof__((pos)[0]), type)

#define list_for_each(pos, head)						\
	for (struct list_head *__l_head = (head), *__l_pos = __l_head->next;	\
	     __l_pos != __l_head && ((pos) = __l_pos, 1);			\
	     __l_pos = __l_pos->next)

#define list_for_each_entry(pos, head, member)					\
	for (struct list_head *__l_head = (head), *__l_pos = __l_head->next;	\
	     __l_pos != __l_head &&						\
	     ((pos) = list_entry(__l_pos, __typeof__((pos)[0]), member), 1);	\
	     __l_pos = __l_pos->next)

#define list_for_each_entry_reverse(pos, head, member)				\
	for (struct list_head *__l_head = (head), *__l_pos = __l_head->prev;	\
	     __l_pos != __l_head &&						\
	     ((pos) = list_entry(__l_pos, __typeof__((pos)[0]), member), 1);	\
	     __l_pos = __l_pos->prev)

/* @pos may be removed in the body; @tmp, of the same type, is there for the name only. */
#define list_for_each_entry_safe(pos, tmp, head, member)			\
	for (struct list_head *__l_head = (head), *__l_pos = __l_head->next,	\
	     *__l_next = __l_pos->next;						\
	     __l_pos != __l_head && ((void)sizeof(tmp),				\
	     (pos) = list_entry(__l_pos, __typeof__((pos)[0]), member), 1);	\
	     __l_pos = __l_next, __l_next = __l_pos->next)

#define HLIST_HEAD_INIT		{ .first = NULL }
#define HLIST_HEAD(name)	struct hlist_head name = HLIST_HEAD_INIT

static inline void INIT_HLIST_HEAD(struct hlist_head *head)
{
	head->first = NULL;
}

static inline void INIT_HLIST_NODE(struct hlist_node *node)
{
	node->next = NULL;
	node->pprev = NULL;
}

static inline bool hlist_unhashed(const struct hlist_node *node)
{
	return !node->pprev;
}

static inline bool hlist_empty(const struct hlist_head *head)
{
	return !READ_ONCE(head->first);
}

static inline void hlist_add_head(struct hlist_node *node, struct hlist_head *head)
{
	node->next = head->first;
	node->pprev = &head->first;
	if (head->first)
		head->first->pprev = &node->next;
	WRITE_ONCE(head->first, node);
}

static inline void hlist_del_init(struct hlist_node *node)
{
	if (hlist_unhashed(node))
		return;
	WRITE_ONCE(*node->pprev, node->next);
	if (node->next)
		node->next->pprev = node->pprev;
	INIT_HLIST_NODE(node);
}

static inline void hlist_del(struct hlist_node *node)
{
	hlist_del_init(node);
}

#define hlist_entry(ptr, type, member)	container_of(ptr, type, member)

#define hlist_for_each_entry(pos, head, member)					\
	for (struct hlist_node *__h_pos = (head)->first;			\
	     __h_pos &&								\
	     ((pos) = hlist_entry(__h_pos, __typeof__((pos)[0]), member), 1);	\
	     __h_pos = __h_pos->next)

/* @pos may be removed in the body; @tmp, a struct hlist_node *, remembers the next one. */
#define hlist_for_each_entry_safe(pos, tmp, head, member)			\
	for (struct hlist_node *__h_pos = (head)->first, *__h_next;		\
	     __h_pos && ((void)sizeof(tmp), __h_next = __h_pos->next,		\
	     (pos) = hlist_entry(__h_pos, __typeof__((pos)[0]), member), 1);	\
	     __h_pos = __h_next)

#endif
