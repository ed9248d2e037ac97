// SPDX-License-Identifier: GPL-2.0-only
/*
 * netio: data with checksums over a network, and what a packet costs.
 *
 *   netio serve                answers clients for ever (TCP and UDP port 7000)
 *   netio check HOST           moves data both ways and compares; exit status 1: differs
 *   netio bench HOST           instructions per packet and per MiB, as the sender counts
 *   netio send HOST SIZE COUNT   datagrams, in windows, for who counts elsewhere
 *   netio counters DEV         what the driver counted, one line a counter
 *   netio xdp DEV pass|drop|tx SECONDS   a program at the driver, that long or until a signal
 *   netio rss DEV QUEUE        steers all that is received to a queue (hash key and table)
 *   netio join DEV MAC         receives what is sent to a group
 *
 * HOST is an IPv4 or IPv6 address (link-local: ADDRESS%DEV). The bytes of a stream are
 * made from a seed, so each side knows what must come. Datagrams carry a header with a
 * number and their length and are sent back; a lost one is sent again, a wrong one counts.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/types.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef __u8 u8;
typedef __u32 u32;
typedef __u64 u64;

#define PORT "7000"
#define CHUNK 65536
#define WINDOW 64

/* What a client asks of a TCP connection: to take, or to send, so many bytes. */
struct order {
	u32 seed;
	u32 bytes;
	u32 send;
};

struct datagram {
	u32 number;
	u32 length;
	u32 last;	/* answer to this one only, with the header; 2: echo it all */
	u8 data[65000];
};

static void die(const char *what)
{
	fprintf(stderr, "netio: %s: %s\n", what, strerror(errno));
	exit(1);
}

static u64 tsc(void)
{
	u32 lo, hi;

	__asm__ volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (u64)hi << 32 | lo;
}

static u32 next(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void make(u8 *data, size_t len, u32 *state)
{
	size_t i;

	for (i = 0; i < len; i++)
		data[i] = next(state);
}

/* What a server's socket is for: both protocols, or IPv4 where the kernel has no IPv6. */
static int server_family(void)
{
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	if (fd < 0)
		return AF_INET;
	close(fd);
	return AF_INET6;
}

static struct addrinfo *address(const char *host, int type)
{
	struct addrinfo hints = { .ai_socktype = type, .ai_flags = AI_NUMERICHOST }, *found;

	if (!host)
		hints = (struct addrinfo){ .ai_socktype = type, .ai_family = server_family(),
					   .ai_flags = AI_PASSIVE };
	if (getaddrinfo(host, PORT, &hints, &found)) {
		fprintf(stderr, "netio: no such host: %s\n", host);
		exit(1);
	}
	return found;
}

static int open_socket(const char *host, int type)
{
	struct addrinfo *a = address(host, type);
	int fd = socket(a->ai_family, type, 0), one = 1, size = 1 << 20;

	if (fd < 0)
		die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	if (host ? connect(fd, a->ai_addr, a->ai_addrlen) : bind(fd, a->ai_addr, a->ai_addrlen))
		die(host ? "connect" : "bind");
	freeaddrinfo(a);
	return fd;
}

/* Streams. */

static bool read_all(int fd, void *data, size_t len)
{
	while (len) {
		ssize_t n = read(fd, data, len);

		if (n <= 0)
			return false;
		data = (char *)data + n;
		len -= n;
	}
	return true;
}

static bool write_all(int fd, const void *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n <= 0)
			return false;
		data = (const char *)data + n;
		len -= n;
	}
	return true;
}

static bool send_stream(int fd, struct order o)
{
	static u8 data[CHUNK];

	while (o.bytes) {
		size_t len = o.bytes < CHUNK ? o.bytes : CHUNK;

		make(data, len, &o.seed);
		if (!write_all(fd, data, len))
			return false;
		o.bytes -= len;
	}
	return true;
}

/* Bytes that differ. */
static u32 take_stream(int fd, struct order o)
{
	static u8 data[CHUNK], want[CHUNK];
	u32 bad = 0;

	while (o.bytes) {
		size_t len = o.bytes < CHUNK ? o.bytes : CHUNK, i;

		if (!read_all(fd, data, len))
			return bad + o.bytes;
		make(want, len, &o.seed);
		for (i = 0; i < len; i++)
			bad += data[i] != want[i];
		o.bytes -= len;
	}
	return bad;
}

/* The side that took the data tells the other how much was wrong. */
static void serve_stream(int fd)
{
	struct order o;
	u32 bad;

	while (read_all(fd, &o, sizeof(o))) {
		if (o.send == 2) {	/* no checking: for figures */
			static u8 sink[CHUNK];

			while (o.bytes) {
				size_t len = o.bytes < CHUNK ? o.bytes : CHUNK;

				if (!read_all(fd, sink, len))
					return;
				o.bytes -= len;
			}
			bad = 0;
		} else if (o.send) {
			if (!send_stream(fd, o))
				return;
			continue;
		} else {
			bad = take_stream(fd, o);
		}
		if (!write_all(fd, &bad, sizeof(bad)))
			return;
	}
}

/* Datagrams. */

static void serve_datagrams(void)
{
	static struct datagram d;
	int fd = open_socket(NULL, SOCK_DGRAM);

	for (;;) {
		struct sockaddr_storage from;
		socklen_t from_len = sizeof(from);
		ssize_t n = recvfrom(fd, &d, sizeof(d), 0, (struct sockaddr *)&from, &from_len);

		if (n < 12 || !d.last)
			continue;
		sendto(fd, &d, d.last == 2 ? n : 12, 0, (struct sockaddr *)&from, from_len);
	}
}

static int serve(void)
{
	int listener = open_socket(NULL, SOCK_STREAM);

	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (listen(listener, 8))
		die("listen");
	if (!fork())
		serve_datagrams();
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		if (!fork()) {
			serve_stream(fd);
			exit(0);
		}
		close(fd);
	}
}

/* The client's checks. */

static int failures;

static void report(const char *what, u32 bad, const char *unit)
{
	printf("netio: %s %s (%u %s wrong)\n", bad ? "not ok" : "ok", what, bad, unit);
	fflush(stdout);
	failures += !!bad;
}

static void check_streams(const char *host, u32 bytes)
{
	int fd = open_socket(host, SOCK_STREAM);
	struct order o = { 1, bytes, 0 };
	u32 bad = ~0u;

	if (!write_all(fd, &o, sizeof(o)) || !send_stream(fd, o) ||
	    !read_all(fd, &bad, sizeof(bad)))
		bad = bytes;
	report("TCP out", bad, "bytes");
	o = (struct order){ 2, bytes, 1 };
	bad = write_all(fd, &o, sizeof(o)) ? take_stream(fd, o) : bytes;
	report("TCP in", bad, "bytes");
	close(fd);
}

static bool echo(int fd, struct datagram *d, struct datagram *back, size_t len)
{
	struct pollfd p = { fd, POLLIN, 0 };
	int tries;

	for (tries = 0; tries < 5; tries++) {
		if (send(fd, d, len, 0) != (ssize_t)len)
			continue;
		while (poll(&p, 1, 2000) == 1) {
			ssize_t n = recv(fd, back, sizeof(*back), 0);

			if (n >= 12 && back->number != d->number)
				continue;	/* an answer that came too late */
			if (n >= 0)
				return n == (ssize_t)len && !memcmp(d, back, len);
			break;
		}
	}
	return false;
}

static void check_datagrams(const char *host)
{
	static const unsigned int sizes[] = { 12, 13, 46, 64, 127, 128, 129, 200, 255, 256, 257,
		512, 1024, 1400, 1472, 1473, 2000, 2048, 4000, 4096, 4097, 8000, 9000, 20000, 40000,
		60000 };
	static struct datagram d, back;
	int fd = open_socket(host, SOCK_DGRAM);
	u32 state = 3, bad = 0, i, round;

	for (round = 0; round < 8; round++) {
		for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			d.number++;
			d.length = sizes[i];
			d.last = 2;
			make(d.data, sizes[i] - 12, &state);
			bad += !echo(fd, &d, &back, sizes[i]);
		}
	}
	report("UDP echo of 12 to 60000 bytes", bad, "datagrams");
	close(fd);
}

static int check(const char *host, u32 bytes)
{
	signal(SIGPIPE, SIG_IGN);
	check_streams(host, bytes);
	check_datagrams(host);
	printf("netio: %s\n", failures ? "failed" : "passed");
	return !!failures;
}

/* Figures. */

static void figure(const char *row, u64 value)
{
	printf("netio %s %llu\n", row, (unsigned long long)value);
	fflush(stdout);
}

static int compare(const void *a, const void *b)
{
	return *(const u64 *)a < *(const u64 *)b ? -1 : *(const u64 *)a > *(const u64 *)b;
}

static u64 median(u64 *values, unsigned int nr)
{
	qsort(values, nr, sizeof(*values), compare);
	return values[nr / 2];
}

static void one_window(int fd, unsigned int size, unsigned int window)
{
	static struct datagram d, back;
	struct pollfd p = { fd, POLLIN, 0 };
	unsigned int i;

	for (i = 1; i <= window; i++) {
		d.number++;
		d.last = i == window;
		if (send(fd, &d, size, 0) < 0)
			die("send");
	}
	if (poll(&p, 1, 3000) != 1 || recv(fd, &back, sizeof(back), 0) < 0)
		fprintf(stderr, "netio: a datagram was lost\n");
}

/* Windows of datagrams; the last one of each is answered. */
static void send_windows(int fd, unsigned int size, unsigned int window, unsigned int windows)
{
	while (windows--)
		one_window(fd, size, window);
}

/*
 * Instructions a datagram: the median of some rounds, each long enough to have its share of
 * timer ticks, so that a program that runs once meanwhile, on either side, doesn't show.
 */
#define ROUNDS 11

static u64 stream_cost(int fd, unsigned int size, unsigned int window, unsigned int windows)
{
	u64 cost[ROUNDS];
	unsigned int n;

	for (n = 0; n < ROUNDS; n++) {
		u64 start = tsc();

		send_windows(fd, size, window, windows);
		cost[n] = (tsc() - start) / ((u64)windows * window);
	}
	return median(cost, ROUNDS);
}

static u64 tcp_cost(const char *host, unsigned int mib)
{
	static u8 data[CHUNK];
	int fd = open_socket(host, SOCK_STREAM);
	struct order o = { 1, mib << 20, 2 };
	u64 start = tsc();
	unsigned int i;
	u32 bad;

	if (!write_all(fd, &o, sizeof(o)))
		die("TCP");
	for (i = 0; i < mib * 16; i++)
		if (!write_all(fd, data, CHUNK))
			die("TCP");
	if (!read_all(fd, &bad, sizeof(bad)))
		die("TCP");
	start = tsc() - start;
	close(fd);
	return start / mib;
}

static int bench(const char *host)
{
	int fd = open_socket(host, SOCK_DGRAM);

	send_windows(fd, 64, WINDOW, 4);	/* ARP, warm caches */
	figure("udp_stream_64", stream_cost(fd, 64, WINDOW, 8));
	figure("udp_stream_1400", stream_cost(fd, 1400, WINDOW, 8));
	figure("udp_roundtrip_64", stream_cost(fd, 64, 1, 100));
	figure("udp_roundtrip_1400", stream_cost(fd, 1400, 1, 100));
	tcp_cost(host, 2);
	figure("tcp_per_mib", tcp_cost(host, 16));
	return 0;
}

/* ethtool -S */
static int counters(const char *dev)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ethtool_gstrings *names;
	struct ethtool_stats *values;
	struct ifreq r = { 0 };
	unsigned int i, n;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strncpy(r.ifr_name, dev, IFNAMSIZ - 1);
	r.ifr_data = (char *)&info;
	if (ioctl(fd, SIOCETHTOOL, &r))
		die(dev);
	n = info.n_stats;
	names = calloc(1, sizeof(*names) + n * ETH_GSTRING_LEN);
	values = calloc(1, sizeof(*values) + n * 8);
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_STATS;
	names->len = n;
	r.ifr_data = (char *)names;
	if (ioctl(fd, SIOCETHTOOL, &r))
		die("names");
	values->cmd = ETHTOOL_GSTATS;
	values->n_stats = n;
	r.ifr_data = (char *)values;
	if (ioctl(fd, SIOCETHTOOL, &r))
		die("values");
	for (i = 0; i < n; i++)
		printf("netio: %s %.32s %llu\n", dev, names->data + i * ETH_GSTRING_LEN,
		       (unsigned long long)values->data[i]);
	return 0;
}

/* XDP */

static int load_program(int action)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = action },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP, .insns = (u64)(uintptr_t)code, .insn_cnt = 2,
		.license = (u64)(uintptr_t)"GPL",
	};
	int fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	if (fd < 0)
		die("bpf");
	return fd;
}

/* fd -1: detach. */
static void attach(const char *dev, int fd)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg info;
		struct rtattr xdp;
		struct rtattr fd_attr;
		int fd;
		struct rtattr flags_attr;
		u32 flags;
	} msg = {
		.head = { sizeof(msg), RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK },
		.info = { .ifi_index = if_nametoindex(dev) },
		.xdp = { sizeof(struct rtattr) * 3 + 8, IFLA_XDP | NLA_F_NESTED },
		.fd_attr = { 8, IFLA_XDP_FD }, .fd = fd,
		.flags_attr = { 8, IFLA_XDP_FLAGS }, .flags = XDP_FLAGS_DRV_MODE,
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr err;
		char more[512];
	} answer;
	int nl = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (send(nl, &msg, sizeof(msg), 0) < 0 || recv(nl, &answer, sizeof(answer), 0) < 0)
		die("netlink");
	errno = -answer.err.error;
	if (errno)
		die("XDP");
	close(nl);
}

static void wake(int sig)
{
	(void)sig;
}

static int xdp(const char *dev, const char *what, unsigned int seconds)
{
	int action = !strcmp(what, "drop") ? XDP_DROP : !strcmp(what, "tx") ? XDP_TX : XDP_PASS;

	signal(SIGTERM, wake);
	attach(dev, load_program(action));
	printf("netio: XDP %s on %s\n", what, dev);
	fflush(stdout);
	sleep(seconds);
	attach(dev, -1);
	return 0;
}

/* The hash: the standard key, and a table that names one queue only. */
static int rss(const char *dev, u32 queue)
{
	struct ethtool_rxfh size = { .cmd = ETHTOOL_GRSSH }, *r;
	struct ifreq req = { .ifr_data = (char *)&size };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	u32 i;

	strncpy(req.ifr_name, dev, IFNAMSIZ - 1);
	if (ioctl(fd, SIOCETHTOOL, &req))
		die("sizes of the hash");
	r = calloc(1, sizeof(*r) + size.indir_size * 4 + size.key_size);
	r->cmd = ETHTOOL_SRSSH;
	r->indir_size = size.indir_size;
	r->key_size = size.key_size;
	r->hfunc = 1;	/* Toeplitz */
	for (i = 0; i < size.indir_size; i++)
		r->rss_config[i] = queue;
	for (i = 0; i < size.key_size; i++)
		((u8 *)(r->rss_config + size.indir_size))[i] = 17 * i + 5;
	req.ifr_data = (char *)r;
	if (ioctl(fd, SIOCETHTOOL, &req))
		die("setting the hash");
	printf("netio: table of %u entries, key of %u bytes\n", size.indir_size, size.key_size);
	return 0;
}

/* Until the interface goes; nobody need listen. */
static int join(const char *dev, const char *mac)
{
	struct ifreq req = { 0 };
	u8 *a = (u8 *)req.ifr_hwaddr.sa_data;

	strncpy(req.ifr_name, dev, IFNAMSIZ - 1);
	if (sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", a, a + 1, a + 2, a + 3, a + 4, a + 5) != 6)
		die(mac);
	if (ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCADDMULTI, &req))
		die("joining a group");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "serve"))
		return serve();
	if (argc >= 3 && !strcmp(argv[1], "check"))
		return check(argv[2], argc > 3 ? atoi(argv[3]) : 4 << 20);
	if (argc == 3 && !strcmp(argv[1], "bench"))
		return bench(argv[2]);
	if (argc == 5 && !strcmp(argv[1], "send")) {
		send_windows(open_socket(argv[2], SOCK_DGRAM), atoi(argv[3]), WINDOW,
			     atoi(argv[4]) / WINDOW);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "counters"))
		return counters(argv[2]);
	if (argc == 5 && !strcmp(argv[1], "xdp"))
		return xdp(argv[2], argv[3], atoi(argv[4]));
	if (argc == 4 && !strcmp(argv[1], "rss"))
		return rss(argv[2], atoi(argv[3]));
	if (argc == 4 && !strcmp(argv[1], "join"))
		return join(argv[2], argv[3]);
	fprintf(stderr, "usage: netio serve | check HOST [BYTES] | bench HOST |\n"
		"       send HOST SIZE COUNT | counters DEV |\n"
		"       xdp DEV pass|drop|tx SECONDS | rss DEV QUEUE | join DEV MAC\n");
	return 2;
}
