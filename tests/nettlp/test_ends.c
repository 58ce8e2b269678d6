// SPDX-License-Identifier: BSD-3-Clause
/* Two ends on loopback, and a socket that plays the peer */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "nettlp/nettlp.h"
#include "tests/nettlp/loopback.h"

static const uint8_t tagged[] = {0x40, 0x01, 0x00, 0x01, 0x03, 0x00,
				 0x5a, 0x0f, 0x80, 0x00, 0x01, 0x02,
				 0x11, 0x22, 0x33, 0x44};
static const uint8_t config[] = {0x04, 0x00, 0x00, 0x01, 0x00, 0x00,
				 0x01, 0x0f, 0x01, 0x00, 0x00, 0x00};
static const uint8_t prefixed[] = {0x90, 0x00, 0x12, 0x00, 0x40, 0x01, 0x00,
				   0x01, 0x03, 0x00, 0x5a, 0x0f, 0x80, 0x00,
				   0x01, 0x02, 0x11, 0x22, 0x33, 0x44};

/* Each test has addresses of its own */
static struct nettlp_config addresses(const char *local, const char *peer)
{
	struct nettlp_config config = {.hold_us = NETTLP_HOLD_US};

	assert_int_equal(nettlp_address(local, &config.local), 0);
	assert_int_equal(nettlp_address(peer, &config.peer), 0);
	return config;
}

static struct nettlp *open_end(const struct nettlp_config *config)
{
	char error[NETTLP_ERROR_MAX] = "";
	struct nettlp *nt = NULL;

	if (nettlp_open(config, &nt, error))
		fail_msg("%s", error);
	return nt;
}

/* Wait for a datagram; the hold may pass */
static bool next(struct nettlp *nt, uint32_t kinds, struct nettlp_datagram *ret)
{
	struct pollfd fd = {nettlp_descriptor(nt), POLLIN, 0};

	while (!nettlp_receive(nt, kinds, ret))
		if (poll(&fd, 1, 2000) <= 0)
			return false;
	return true;
}

static void write_with_tag(uint8_t *to, uint8_t st)
{
	memcpy(to, tagged, sizeof(tagged));
	to[6] = st;
}

/* 200 writes to all ports of a flow keep their order */
static void order_across_ports(void **state)
{
	const struct nettlp_config a = addresses(loopback(11), loopback(12));
	const struct nettlp_config b = addresses(loopback(12), loopback(11));
	struct nettlp *from = open_end(&a), *to = open_end(&b);
	struct nettlp_datagram got;
	uint8_t tlp[sizeof(tagged)];

	for (unsigned int i = 0; i < 200; i++) {
		write_with_tag(tlp, i * 37);
		assert_int_equal(nettlp_send(from, i % 2, tlp, sizeof(tlp)), 0);
	}
	for (unsigned int i = 0; i < 200; i++) {
		assert_true(next(to, NETTLP_ALL, &got));
		assert_int_equal(got.kind, i % 2);
		assert_int_equal(got.tlp.st, i * 37 & 0xff);
		assert_int_equal(got.len, sizeof(tlp));
		assert_int_equal((uintptr_t)got.tlp.payload & 3, 0);
	}
	assert_int_equal(nettlp_stats(to)->order.lost, 0);
	assert_int_equal(nettlp_stats(to)->order.reordered, 0);
	assert_int_equal(nettlp_stats(to)->received, 200);
	nettlp_close(from);
	nettlp_close(to);
}

/* Those of the other flow keep their places */
static void one_flow_only(void **state)
{
	const struct nettlp_config a = addresses(loopback(21), loopback(22));
	const struct nettlp_config b = addresses(loopback(22), loopback(21));
	struct nettlp *from = open_end(&a), *to = open_end(&b);
	struct nettlp_datagram got;
	uint8_t tlp[sizeof(tagged)];

	for (unsigned int i = 0; i < 4; i++) {
		write_with_tag(tlp, i);
		nettlp_send(from, i < 2 ? NETTLP_ADAPTER : NETTLP_SOFTWARE, tlp,
			    sizeof(tlp));
	}
	for (unsigned int i = 2; i < 4; i++) {
		assert_true(next(to, NETTLP_ONLY(NETTLP_SOFTWARE), &got));
		assert_int_equal(got.tlp.st, i);
	}
	assert_false(nettlp_receive(to, NETTLP_ONLY(NETTLP_SOFTWARE), &got));
	for (unsigned int i = 0; i < 2; i++) {
		assert_true(next(to, NETTLP_ALL, &got));
		assert_int_equal(got.tlp.st, i);
	}
	nettlp_close(from);
	nettlp_close(to);
}

/* More requests than an end keeps must not hide a completion */
static void flood_of_the_other_flow(void **state)
{
	const struct nettlp_config a = addresses(loopback(81), loopback(82));
	const struct nettlp_config b = addresses(loopback(82), loopback(81));
	struct nettlp *from = open_end(&a), *to = open_end(&b);
	struct nettlp_datagram got;
	uint8_t tlp[sizeof(tagged)];

	/* A socket has room for 100 */
	for (unsigned int i = 0; i < 5000; i++) {
		write_with_tag(tlp, i);
		assert_int_equal(
			nettlp_send(from, NETTLP_ADAPTER, tlp, sizeof(tlp)), 0);
		if (i % 100 == 99)
			assert_false(nettlp_receive(
				to, NETTLP_ONLY(NETTLP_SOFTWARE), &got));
	}
	write_with_tag(tlp, 0x77);
	nettlp_send(from, NETTLP_SOFTWARE, tlp, sizeof(tlp));
	assert_true(next(to, NETTLP_ONLY(NETTLP_SOFTWARE), &got));
	assert_int_equal(got.tlp.st, 0x77);
	for (unsigned int i = 0; i < 4096; i++) {
		assert_true(next(to, NETTLP_ALL, &got));
		assert_int_equal(got.tlp.st, i & 0xff);
	}
	assert_false(nettlp_receive(to, NETTLP_ALL, &got));
	assert_int_equal(nettlp_stats(to)->overruns, 5000 - 4096);
	assert_int_equal(nettlp_stats(to)->order.lost, 0);
	nettlp_close(from);
	nettlp_close(to);
}

static void refused(void **state)
{
	struct nettlp_config a = addresses(loopback(31), loopback(32));
	struct nettlp *nt = open_end(&a);

	assert_int_equal(nettlp_send(nt, 0, config, sizeof(config)),
			 -EOPNOTSUPP);
	assert_int_equal(nettlp_send(nt, 0, prefixed, sizeof(prefixed)),
			 -ENOPROTOOPT);
	assert_int_equal(nettlp_stats(nt)->refused_type, 1);
	assert_int_equal(nettlp_stats(nt)->refused_prefix, 1);
	assert_int_equal(nettlp_stats(nt)->sent, 0);
	nettlp_close(nt);
	a.prefixes = true;
	nt = open_end(&a);
	assert_int_equal(nettlp_send(nt, 0, prefixed, sizeof(prefixed)), 0);
	nettlp_close(nt);
}

/* A socket that plays a peer, or another program */
static int play(const char *address, uint16_t port)
{
	struct sockaddr_in addr = {.sin_family = AF_INET,
				   .sin_port = htons(port)};
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);

	inet_pton(AF_INET, address, &addr.sin_addr);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	return fd;
}

static void post(int fd, const char *address, uint16_t port, uint16_t sequence,
		 const void *bytes, size_t len)
{
	struct sockaddr_in addr = {.sin_family = AF_INET,
				   .sin_port = htons(port)};
	uint8_t datagram[64] = {sequence >> 8, sequence & 0xff};

	inet_pton(AF_INET, address, &addr.sin_addr);
	memcpy(datagram + NETTLP_HEADER, bytes, len);
	assert_int_equal(sendto(fd, datagram, NETTLP_HEADER + len, 0,
				(struct sockaddr *)&addr, sizeof(addr)),
			 NETTLP_HEADER + len);
}

/* Numbers 1 2 4 3 6 6 4: 5 is lost; then damage, and a type that does not pass */
static void gaps(void **state)
{
	static const uint16_t numbers[] = {1, 2, 4, 3, 6, 6, 4};
	const struct nettlp_config b = addresses(loopback(42), loopback(41));
	struct nettlp *to = open_end(&b);
	const int fd = play(loopback(41), 0x400a);
	struct nettlp_datagram got;
	uint8_t tlp[sizeof(tagged)];

	for (unsigned int i = 0; i < 7; i++) {
		write_with_tag(tlp, numbers[i]);
		post(fd, loopback(42), 0x400a, numbers[i], tlp, sizeof(tlp));
	}
	post(fd, loopback(42), 0x400a, 7, tagged, 3);
	post(fd, loopback(42), 0x400a, 8, config, sizeof(config));
	post(fd, loopback(42), 0x400a, 9, tagged, 0);
	for (unsigned int i = 1; i <= 6; i++) {
		if (i == 5)
			continue;
		assert_true(next(to, NETTLP_ALL, &got));
		assert_int_equal(got.tlp.st, i);
	}
	assert_false(nettlp_receive(to, NETTLP_ALL, &got));
	assert_int_equal(nettlp_stats(to)->order.lost, 1);
	/* In one socket: the order of arrival is known only after that */
	assert_int_equal(nettlp_stats(to)->order.reordered, 0);
	assert_int_equal(nettlp_stats(to)->order.duplicates, 2);
	assert_int_equal(nettlp_stats(to)->damaged, 2);
	assert_int_equal(nettlp_stats(to)->unfit, 1);
	close(fd);
	nettlp_close(to);
}

/* 2 comes while 3 waits for it */
static void reordered(void **state)
{
	struct nettlp_config b = addresses(loopback(72), loopback(71));
	struct nettlp_datagram got;
	struct nettlp *to;
	const int fd = play(loopback(71), 0x3000);

	b.hold_us = 10000000;
	to = open_end(&b);
	post(fd, loopback(72), 0x3000, 1, tagged, sizeof(tagged));
	post(fd, loopback(72), 0x3000, 3, tagged, sizeof(tagged));
	assert_true(next(to, NETTLP_ALL, &got));
	assert_false(nettlp_receive(to, NETTLP_ALL, &got));
	post(fd, loopback(72), 0x3000, 2, tagged, sizeof(tagged));
	assert_true(next(to, NETTLP_ALL, &got));
	assert_true(next(to, NETTLP_ALL, &got));
	assert_int_equal(nettlp_stats(to)->order.reordered, 1);
	assert_int_equal(nettlp_stats(to)->order.lost, 0);
	close(fd);
	nettlp_close(to);
}

/* Another address, and the peer's address with another port */
static void strangers(void **state)
{
	const struct nettlp_config b = addresses(loopback(52), loopback(51));
	struct nettlp *to = open_end(&b);
	const int other = play(loopback(53), 0x400a);
	const int port = play(loopback(51), 0x400b);
	struct nettlp_datagram got;

	post(other, loopback(52), 0x400a, 1, tagged, sizeof(tagged));
	post(port, loopback(52), 0x400a, 1, tagged, sizeof(tagged));
	while (nettlp_stats(to)->strangers < 2)
		assert_false(nettlp_receive(to, NETTLP_ALL, &got));
	assert_int_equal(nettlp_stats(to)->strangers, 2);
	assert_int_equal(nettlp_stats(to)->received, 0);
	close(other);
	close(port);
	nettlp_close(to);
}

static void bad_addresses(void **state)
{
	struct nettlp_config a = addresses(loopback(61), loopback(61));
	struct nettlp *one, *two = NULL;
	char error[NETTLP_ERROR_MAX], expected[40];
	uint32_t address;

	assert_int_equal(nettlp_address("127.0.0", &address), -EINVAL);
	assert_int_equal(nettlp_open(&a, &two, error), -EINVAL);
	assert_non_null(strstr(error, "give two"));
	a = addresses(loopback(61), loopback(62));
	one = open_end(&a);
	assert_int_equal(nettlp_open(&a, &two, error), -EADDRINUSE);
	snprintf(expected, sizeof(expected), "%.15s, UDP port 0x3000",
		 loopback(61));
	assert_non_null(strstr(error, expected));
	assert_null(two);
	nettlp_close(one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_across_ports),
		cmocka_unit_test(one_flow_only),
		cmocka_unit_test(flood_of_the_other_flow),
		cmocka_unit_test(refused),
		cmocka_unit_test(gaps),
		cmocka_unit_test(reordered),
		cmocka_unit_test(strangers),
		cmocka_unit_test(bad_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
