// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events in FIFO queues: their order, what a guest may give for queues, and that no event is
 * lost when the ABI changes under it or the guest writes into the queues what it likes.
 */
#include "evtchn_fifo_guest.h"

TEST(fifo_delivers_by_priority_then_in_order)
{
	static const u8 prios[] = { 7, 7, 0, 15, 7, 0 };
	static const u32 order[] = { 2, 5, 0, 1, 4, 3 };
	struct fifo_guest g;
	u32 port[6], i;

	start();
	fifo_start(&g, 1);
	for (i = 0; i < 6; i++) {
		EXPECT_EQ(evtchn_bind_ipi(&dom[1], 1, &port[i]), 0);
		EXPECT_EQ(evtchn_set_priority(&dom[1], port[i], prios[i]), 0);
	}
	EXPECT_EQ(evtchn_set_priority(&dom[1], port[0], 16), -EINVAL);
	EXPECT_EQ(evtchn_set_priority(&dom[1], 4000, 1), -EINVAL);
	quiet();
	for (i = 0; i < 6; i++)
		EXPECT_EQ(evtchn_send(&dom[1], port[i]), 0);
	EXPECT_EQ(infos[1][1].evtchn_upcall_pending, 1);
	EXPECT_EQ(atomic_read(&kicks[1][1]), 1);
	EXPECT_EQ(g.control[1]->ready, BIT(7) | BIT(0) | BIT(15));
	/* Queued already: no second time. */
	EXPECT_EQ(evtchn_send(&dom[1], port[0]), 0);
	for (i = 0; i < 6; i++)
		EXPECT_EQ(fifo_handle(&g, 1), port[order[i]]);
	EXPECT_EQ(fifo_handle(&g, 1), 0);
	EXPECT_EQ(fifo_handle(&g, 0), 0);
	/* And again, now that they are empty. */
	EXPECT_EQ(evtchn_send(&dom[1], port[3]), 0);
	EXPECT_EQ(fifo_handle(&g, 1), port[3]);
	end();
}

TEST(fifo_refuses_bad_places)
{
	struct evtchn_init_control ctl = { .offset = 0 };
	u32 table;

	start();
	EXPECT_EQ(evtchn_fifo_expand_array(&dom[1], FIRST_GUEST), -EOPNOTSUPP);
	EXPECT_EQ(evtchn_set_priority(&dom[1], unbound(1, 0), 3), -ENOSYS);
	ctl.control_gfn = give_page(&dom[2]);
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	EXPECT(!dom[1].evtchn->fifo);
	table = give_page(&dom[1]);
	pages[table].type_info = PGT_L1;
	ctl.control_gfn = table;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	pages[table].type_info = 0;
	ctl.offset = PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) + 8;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	ctl.offset = 4;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	ctl.offset = 0;
	ctl.vcpu = NR_VCPUS;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -ENOENT);
	ctl.vcpu = 1;
	test_alloc_left = 2;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -ENOMEM);
	test_alloc_left = -1;
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), 0);
	EXPECT_EQ(evtchn_fifo_init_control(&dom[1], &ctl), -EINVAL);
	end();
}

TEST(fifo_keeps_events_of_the_change)
{
	struct fifo_guest g = { .d = 1 };
	u32 early, masked;

	start();
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], 0, &early), 0);
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], 0, &masked), 0);
	/* Pending in the old ABI, and sent when no array is there yet. */
	EXPECT_EQ(evtchn_send(&dom[1], early), 0);
	fifo_control(&g, 0);
	EXPECT_EQ(evtchn_send(&dom[1], masked), 0);
	EXPECT(evtchn_port_is_masked(&dom[1], masked));
	EXPECT_EQ(fifo_handle(&g, 0), 0);
	fifo_array(&g, 0);
	EXPECT_EQ(fifo_handle(&g, 0), early);
	EXPECT_EQ(fifo_handle(&g, 0), masked);
	EXPECT_EQ(fifo_handle(&g, 0), 0);
	end();
}

static struct fifo_guest *changing;

/* An event of the old ABI whose bit is set just after another CPU changed the ABI. */
static void set_pending_too_late(struct domain *d, struct evtchn *chn)
{
	test_cpu = 2;
	d->evtchn->abi = &evtchn_abi_2l;
	fifo_control(changing, 0);
	fifo_array(changing, 0);
	test_cpu = 0;
	evtchn_abi_2l.set_pending(d, chn);
}

TEST(fifo_sees_an_event_that_the_old_abi_got_too_late)
{
	struct evtchn_abi late = evtchn_abi_2l;
	struct fifo_guest g = { .d = 1 };
	u32 port, other;

	start();
	port = unbound(1, 0);
	other = bind(0, 1, port);
	changing = &g;
	late.set_pending = set_pending_too_late;
	dom[1].evtchn->abi = &late;
	EXPECT_EQ(evtchn_send(&dom[0], other), 0);
	EXPECT(dom[1].evtchn->abi == &evtchn_abi_fifo);
	EXPECT_EQ(fifo_handle(&g, 0), port);
	end();
}

TEST(fifo_has_131071_ports)
{
	struct fifo_guest g = { .d = 1 };
	u32 n, port = 0;

	start();
	fifo_control(&g, 0);
	for (n = 0; n < 128; n++)
		fifo_array(&g, n);
	EXPECT_EQ(evtchn_fifo_expand_array(&dom[1], give_page(&dom[1])), -ENOSPC);
	for (n = 1; n < EVTCHN_FIFO_NR_CHANNELS; n++)
		REQUIRE(!evtchn_bind_ipi(&dom[1], 0, &port));
	EXPECT_EQ(port, 131071);
	EXPECT_EQ(evtchn_bind_ipi(&dom[1], 0, &port), -ENOSPC);
	EXPECT_EQ(evtchn_send(&dom[1], 131071), 0);
	EXPECT_EQ(fifo_handle(&g, 0), 131071);
	EXPECT_EQ(evtchn_send(&dom[1], 131072), -EINVAL);
	end();
}

TEST(fifo_masks_moves_and_stays_busy)
{
	struct fifo_guest g;
	u32 port, other;

	start();
	fifo_start(&g, 1);
	port = unbound(1, 0);
	other = bind(0, 1, port);
	*guest_word(&g, port) = BIT(EVTCHN_FIFO_MASKED);
	evtchn_send(&dom[0], other);
	EXPECT_EQ(g.control[0]->ready, 0);
	EXPECT_EQ(evtchn_unmask(&dom[1], port), 0);
	EXPECT_EQ(g.control[0]->ready, BIT(7));

	/* Moved while queued: this event stays, the next goes elsewhere. */
	EXPECT_EQ(evtchn_bind_vcpu(&dom[1], port, 2), 0);
	EXPECT_EQ(fifo_handle(&g, 2), 0);
	EXPECT_EQ(fifo_handle(&g, 0), port);
	evtchn_send(&dom[0], other);
	EXPECT_EQ(fifo_handle(&g, 0), 0);
	EXPECT_EQ(READ_ONCE(*guest_word(&g, port)) & BIT(EVTCHN_FIFO_LINKED),
		  BIT(EVTCHN_FIFO_LINKED));

	/* Closed while queued: the number is not given out before it is taken off. */
	EXPECT_EQ(evtchn_close(&dom[1], port), 0);
	EXPECT(unbound(1, 0) != port);
	EXPECT_EQ(fifo_take(&g, 2, 7), port);
	EXPECT_EQ(unbound(1, 0), port);

	/* Back to the first ABI, and in again. */
	EXPECT_EQ(evtchn_reset(&dom[1]), 0);
	EXPECT(!dom[1].evtchn->fifo);
	port = unbound(1, 0);
	evtchn_send(&dom[0], bind(0, 1, port));
	EXPECT(pending(1, port));
	fifo_start(&g, 1);
	EXPECT_EQ(fifo_handle(&g, 0), port);
	end();
}

TEST(fifo_survives_a_hostile_guest)
{
	struct fifo_guest g;
	u32 port[64], i;

	start();
	fifo_start(&g, 1);
	for (i = 0; i < 64; i++)
		EXPECT_EQ(evtchn_bind_ipi(&dom[1], i % NR_VCPUS, &port[i]), 0);
	for (i = 0; i < 200000; i++) {
		u32 p = port[test_random_below(64)];

		switch (test_random_below(6)) {
		case 0:
			*guest_word(&g, p) = test_random();
			break;
		case 1:
			*guest_word(&g, p) &= ~(u32)BIT(EVTCHN_FIFO_LINKED);
			break;
		case 2:
			g.control[test_random_below(NR_VCPUS)]->head[test_random_below(16)] =
				test_random();
			break;
		case 3:
			evtchn_set_priority(&dom[1], p, test_random_below(18));
			break;
		case 4:
			evtchn_unmask(&dom[1], p);
			break;
		default:
			evtchn_send(&dom[1], p);
			break;
		}
	}
	end();
}
