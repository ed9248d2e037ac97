// SPDX-License-Identifier: GPL-2.0-only
/*
 * UARTs compatible with the 8250 and its successor 16550A, at I/O ports.
 *
 * Output waits for room, so that the last line before a crash is seen. Input comes by
 * interrupt, or from a timer where another owns the interrupt controllers.
 */
#include <hyp/uart.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/console.h>
#include <hyp/irq.h>
#include <hyp/param.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <asm/io.h>
#include <asm/watchdog.h>

/* Registers, by offset (National Semiconductor PC16550D, section 8). */
#define REG_DATA	0	/* DLAB: divisor, low */
#define REG_IER		1	/* DLAB: divisor, high */
#define REG_IIR		2	/* read */
#define REG_FCR		2	/* write */
#define REG_LCR		3
#define REG_MCR		4
#define REG_LSR		5
#define REG_SCRATCH	7

#define IER_RECEIVED	BIT(0)
#define IIR_NONE	BIT(0)
#define IIR_FIFOS	(BIT(7) | BIT(6))
#define FCR_ENABLE	BIT(0)
#define FCR_CLEAR	(BIT(2) | BIT(1))
#define FCR_TRIGGER_14	(BIT(7) | BIT(6))
#define LCR_DLAB	BIT(7)
#define MCR_READY	(BIT(1) | BIT(0))	/* RTS, DTR */
#define MCR_IRQ_OUT	BIT(3)			/* OUT2 gates the interrupt line */
#define LSR_RECEIVED	BIT(0)
#define LSR_SPACE	BIT(5)

#define FIFO_BYTES	16
#define POLL_PERIOD	(20 * NSEC_PER_MSEC)
/*
 * A port access takes about 1 us, in an emulator much less: at 9600 baud a full FIFO is
 * empty after 17 ms. Who does not get there in time is stuck and waited for no more.
 */
#define WAIT_ROUNDS	1000000
/* Bytes taken in one go: a broken UART must not keep a CPU for ever. */
#define MAX_RECEIVE	256

struct uart {
	struct uart_settings set;
	bool configured;	/* comN= was given */
	bool present;
	bool stuck;
	u8 burst;		/* bytes that one "space" allows */
	struct console_sink sink;
	struct timer poll;
};

static struct uart uarts[UART_NR_PORTS] = {
	{ .set = { .clock = 1843200, .data_bits = 8, .stop_bits = 1, .parity = 'n',
		   .io = 0x3f8, .irq = 4 } },
	{ .set = { .clock = 1843200, .data_bits = 8, .stop_bits = 1, .parity = 'n',
		   .io = 0x2f8, .irq = 3 } },
};

/* For receivers; output is serialised by printk, and in a panic by nothing. */
static DEFINE_SPINLOCK(receive_lock, LOCK_UART);

static int __init parse_port(const char *arg, struct uart *u)
{
	int err = uart_parse(arg, &u->set);

	/* A wrong text leaves the port as it was: most likely it works. */
	if (!err)
		u->configured = true;
	return err;
}

static int __init parse_com1(const char *arg)
{
	return parse_port(arg, &uarts[0]);
}

PARAM_CALL("com1", parse_com1);

static int __init parse_com2(const char *arg)
{
	return parse_port(arg, &uarts[1]);
}

PARAM_CALL("com2", parse_com2);

static u8 uart_in(const struct uart *u, unsigned int reg)
{
	return inb(u->set.io + reg);
}

static void uart_out(const struct uart *u, unsigned int reg, u8 val)
{
	outb(val, u->set.io + reg);
}

/* An absent port floats: neither value comes back from the scratch register. */
static bool uart_probe(const struct uart *u)
{
	uart_out(u, REG_SCRATCH, 0x5a);
	if (uart_in(u, REG_SCRATCH) != 0x5a)
		return false;
	uart_out(u, REG_SCRATCH, 0xa5);
	return uart_in(u, REG_SCRATCH) == 0xa5;
}

static u8 line_control(const struct uart_settings *set)
{
	u8 lcr = (set->data_bits - 5) | (set->stop_bits == 2 ? BIT(2) : 0);

	switch (set->parity) {
	case 'o':
		return lcr | BIT(3);
	case 'e':
		return lcr | BIT(4) | BIT(3);
	case 'm':
		return lcr | BIT(5) | BIT(3);
	case 's':
		return lcr | BIT(5) | BIT(4) | BIT(3);
	default:
		return lcr;
	}
}

static void uart_setup(struct uart *u)
{
	u8 lcr = line_control(&u->set);

	uart_out(u, REG_IER, 0);
	if (u->set.baud) {
		u32 divisor = DIV_ROUND_CLOSEST(u->set.clock, u->set.baud * 16);

		divisor = clamp_t(u32, divisor, 1, 0xffff);
		uart_out(u, REG_LCR, lcr | LCR_DLAB);
		uart_out(u, REG_DATA, divisor & 0xff);
		uart_out(u, REG_IER, divisor >> 8);
		uart_out(u, REG_LCR, lcr);
	} else {
		uart_out(u, REG_LCR, uart_in(u, REG_LCR) & ~LCR_DLAB);
	}
	uart_out(u, REG_MCR, MCR_READY);
	uart_out(u, REG_FCR, FCR_ENABLE | FCR_CLEAR | FCR_TRIGGER_14);
	u->burst = (uart_in(u, REG_IIR) & IIR_FIFOS) == IIR_FIFOS ? FIFO_BYTES : 1;
}

/* False: it does not drain (flow control, no clock); then the rest is dropped. */
static bool wait_for_space(struct uart *u)
{
	unsigned int i, rounds = u->stuck ? 1 : WAIT_ROUNDS;

	u->stuck = false;
	for (i = 0; i < rounds; i++) {
		if (uart_in(u, REG_LSR) & LSR_SPACE)
			return true;
	}
	u->stuck = true;
	return false;
}

static void uart_put(struct uart *u, const char *s, size_t len)
{
	unsigned int room = 0;
	bool cr_done = false;

	while (len) {
		if (!room) {
			if (!wait_for_space(u))
				return;
			watchdog_touch();
			room = u->burst;
		}
		room--;
		if (*s == '\n' && !cr_done) {
			uart_out(u, REG_DATA, '\r');
			cr_done = true;
			continue;
		}
		uart_out(u, REG_DATA, *s++);
		cr_done = false;
		len--;
	}
}

static void write_com1(const char *s, size_t len)
{
	uart_put(&uarts[0], s, len);
}

static void write_com2(const char *s, size_t len)
{
	uart_put(&uarts[1], s, len);
}

int uart_console_init(unsigned int nr, bool even_unset)
{
	struct uart *u = &uarts[nr];

	if (!u->configured && !even_unset)
		return -ENOENT;
	if (!uart_probe(u))
		return -ENODEV;
	uart_setup(u);
	u->present = true;
	u->sink.name = nr ? "com2" : "com1";
	u->sink.write = nr ? write_com2 : write_com1;
	console_register(&u->sink);
	return 0;
}

/* The lock is dropped for each byte: what handles it may want to print. */
static bool receive_one(struct uart *u, char *c)
{
	unsigned long flags = spin_lock_irqsave(&receive_lock);
	u8 lsr = uart_in(u, REG_LSR);
	bool got = lsr != 0xff && (lsr & LSR_RECEIVED);

	if (got)
		*c = uart_in(u, REG_DATA);
	spin_unlock_irqrestore(&receive_lock, flags);
	return got;
}

static void receive(struct uart *u)
{
	unsigned int n;
	char c;

	for (n = 0; n < MAX_RECEIVE && receive_one(u, &c); n++)
		console_input(c);
}

static void uart_interrupt(void *data)
{
	struct uart *u = data;
	unsigned int n;

	/* The line is an edge: it must be low once before we leave. */
	for (n = 0; n < 4 && !(uart_in(u, REG_IIR) & IIR_NONE); n++)
		receive(u);
}

static void poll_timer(void *data)
{
	struct uart *u = data;

	receive(u);
	timer_set(&u->poll, system_time() + POLL_PERIOD);
}

static void start_polling(struct uart *u)
{
	timer_init(&u->poll, poll_timer, u, smp_processor_id());
	timer_set(&u->poll, system_time() + POLL_PERIOD);
}

static bool start_interrupts(struct uart *u)
{
	if (u->set.irq <= 0 ||
	    irq_request(isa_irq_to_gsi(u->set.irq), uart_interrupt, u, u->sink.name))
		return false;
	uart_out(u, REG_MCR, MCR_READY | MCR_IRQ_OUT);
	uart_out(u, REG_IER, IER_RECEIVED);
	return true;
}

void uart_init_late(bool irqs)
{
	unsigned int i;

	for (i = 0; i < UART_NR_PORTS; i++) {
		struct uart *u = &uarts[i];

		if (u->present && !(irqs && start_interrupts(u)))
			start_polling(u);
	}
}

void uart_poll(void)
{
	unsigned int i;

	for (i = 0; i < UART_NR_PORTS; i++) {
		if (uarts[i].present)
			receive(&uarts[i]);
	}
}

bool uart_port_range(unsigned int nr, u16 *first, u16 *last)
{
	if (nr >= UART_NR_PORTS || !uarts[nr].present)
		return false;
	*first = uarts[nr].set.io;
	*last = uarts[nr].set.io + 7;
	return true;
}
