// SPDX-License-Identifier: BSD-3-Clause
/* The model "nettlp" on a host in process; this test plays the program */
#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "fabric/fabric.h"
#include "ground.h"
#include "nettlp/nettlp.h"
#include "tests/nettlp/loopback.h"

static const char format[] =
	"functions = ( { id = \"n\"; model = \"nettlp\"; parent = \"pcie.0\"; tph_completer = \"8\";"
	" memory_mib = 1; local = \"%.15s\"; peer = \"%.15s\"; } );";

#define ID	0x0008 /* 00:01.0 */
#define ANOTHER 0x1a00

struct rig {
	struct host *host;
	struct pcie_function *fn;
	struct nettlp *program;
	uint64_t memory_addr, window;
	uint8_t *memory;
};

static int setup(void **state)
{
	struct nettlp_config config = {.hold_us = NETTLP_HOLD_US};
	static struct topology topology;
	struct rig *rig = calloc(1, sizeof(*rig));
	char error[FABRIC_ERROR_MAX], text[sizeof(format) + 32];

	snprintf(text, sizeof(text), format, loopback(1), loopback(2));
	nettlp_address(loopback(2), &config.local);
	nettlp_address(loopback(1), &config.peer);
	if (topology_parse(text, "t", &topology, error) ||
	    host_create(&topology, 1 << 20, &rig->host, error) ||
	    nettlp_open(&config, &rig->program, error))
		fail_msg("%s", error);
	host_set_timeout(rig->host, 20);
	rig->fn = hierarchy_find(host_hierarchy(rig->host), "n");
	rig->window = pcie_function_bar_addr(rig->fn, 4);
	rig->memory = host_alloc(rig->host, 4096, 4096, &rig->memory_addr);
	assert_int_equal(rig->fn->bdf, ID);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	nettlp_close(rig->program);
	host_free(rig->host);
	free(rig);
	return 0;
}

/* A datagram was sent to the adapter; it may be in its socket a little later */
static void take_input(const struct rig *rig)
{
	struct pollfd fd = {rig->fn->ops->descriptor(rig->fn), POLLIN, 0};

	assert_int_equal(poll(&fd, 1, 10000), 1);
	while (pcie_function_input(rig->fn))
		;
}

static void next(const struct rig *rig, struct nettlp_datagram *got)
{
	struct pollfd fd = {nettlp_descriptor(rig->program), POLLIN, 0};

	while (!nettlp_receive(rig->program, NETTLP_ALL, got))
		assert_int_equal(poll(&fd, 1, 10000), 1);
}

/* A request of the program for the host's memory, one DW */
static void request(struct rig *rig, uint8_t type, uint16_t id, uint8_t tag,
		    uint32_t value)
{
	uint8_t tlp[16] = {type, 0, 0, 1, id >> 8, id & 0xff, tag, 0xf};

	store_be32(tlp + 8, (uint32_t)rig->memory_addr + 0x40);
	store_le32(tlp + 12, value);
	assert_int_equal(nettlp_send(rig->program, NETTLP_SOFTWARE, tlp,
				     type ? 16 : 12),
			 0);
	take_input(rig);
}

static void program_writes_and_reads(void **state)
{
	struct rig *rig = *state;
	struct nettlp_datagram got;

	request(rig, 0x40, ID, 9, 0x11223344);
	assert_int_equal(load_le32(rig->memory + 0x40), 0x11223344);
	/* The ID of another function comes back with the completion only */
	for (unsigned int i = 0; i < 2; i++) {
		const uint16_t id = i ? ANOTHER : ID;

		request(rig, 0, id, 0xc5, 0);
		next(rig, &got);
		assert_int_equal(got.port, 0x30c5);
		assert_int_equal(got.tlp.type, TLP_CPLD);
		assert_int_equal(got.tlp.requester, id);
		assert_int_equal(got.tlp.tag, 0xc5);
		assert_int_equal(load_le32(got.tlp.payload), 0x11223344);
	}
	/* No master, no access */
	host_config_write(rig->host, rig->fn, 4, 2, 2);
	request(rig, 0x40, ID, 9, 0);
	assert_int_equal(load_le32(rig->memory + 0x40), 0x11223344);
}

static void write_has_its_tag(void **state)
{
	struct rig *rig = *state;
	struct pcie_port *port = rig->fn->port.far;
	struct nettlp_datagram got;
	uint8_t tlp[16] = {0x40, 1, 0, 1, 0x03, 0, 0x5a, 0xf};

	store_be32(tlp + 8, (uint32_t)rig->window + 0x100 + 2); /* PH 2 */
	pcie_port_send(port, tlp, sizeof(tlp));
	next(rig, &got);
	assert_int_equal(got.port, 0x400a);
	assert_int_equal(got.len, sizeof(tlp));
	assert_memory_equal(got.data, tlp, sizeof(tlp));
}

/* Answer one read by a process of its own, as the host waits meanwhile */
static void answer_in_background(struct rig *rig, uint16_t offset)
{
	struct pollfd fd = {nettlp_descriptor(rig->program), POLLIN, 0};
	uint8_t cpl[16] = {0x4a, 0, 0, 1, 0x77, 0, 0, 4};
	struct nettlp_datagram got;

	if (fork())
		return;
	while (!nettlp_receive(rig->program, NETTLP_ALL, &got))
		if (poll(&fd, 1, 10000) <= 0)
			_exit(1);
	store_be16(cpl + 8, got.tlp.requester);
	cpl[10] = (uint8_t)got.tlp.tag;
	cpl[11] = offset & 0x7f;
	store_le32(cpl + 12, 0xcafe0000 + offset);
	nettlp_send(rig->program, NETTLP_ADAPTER, cpl, sizeof(cpl));
	/* Again: nobody waits for it any more */
	nettlp_send(rig->program, NETTLP_ADAPTER, cpl, sizeof(cpl));
	_exit(0);
}

static void host_reads(void **state)
{
	struct rig *rig = *state;
	host_set_timeout(rig->host, 10000);
	answer_in_background(rig, 0x44);
	assert_int_equal(host_read32(rig->host, rig->fn, 4, 0x44), 0xcafe0044);
	wait(NULL);
	assert_int_equal(host_timeouts(rig->host), 0);
	host_set_timeout(rig->host, 20);
	assert_int_equal(host_read32(rig->host, rig->fn, 4, 0x48), 0xffffffff);
	assert_int_equal(host_timeouts(rig->host), 1);
	assert_int_equal(host_errors(rig->host), 0);
	/* BAR 0 is not the program's */
	assert_int_equal(host_read32(rig->host, rig->fn, 0, 8), 0);
	assert_int_equal(host_timeouts(rig->host), 1);
}

/* Ask from any port. Return: bytes of the answer */
static ssize_t ask(struct rig *rig, uint16_t port, uint16_t own,
		   const void *question, size_t len, uint8_t *answer)
{
	struct sockaddr_in addr = {.sin_family = AF_INET,
				   .sin_port = htons(own)};
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);
	ssize_t n;

	inet_pton(AF_INET, loopback(2), &addr.sin_addr);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	inet_pton(AF_INET, loopback(1), &addr.sin_addr);
	addr.sin_port = htons(port);
	sendto(fd, question, len, 0, (struct sockaddr *)&addr, sizeof(addr));
	take_input(rig);
	n = recv(fd, answer, 256, MSG_DONTWAIT);
	close(fd);
	return n;
}

static void questions(void **state)
{
	struct rig *rig = *state;
	uint8_t answer[256];

	host_msix_enable(rig->host, rig->fn);
	assert_int_equal(ask(rig, 0x2fff, 0, "\1\0\0\0", 4, answer), 8);
	assert_int_equal(load_le64(answer), rig->window);
	assert_int_equal(ask(rig, 0x2fff, 0, "\2\0\0\0", 4, answer), 2);
	assert_int_equal(load_le16(answer), ID);
	assert_int_equal(ask(rig, 0x2fff, 0, "\3\0\0\0", 4, answer), 16 * 12);
	assert_int_equal(load_le32(answer + 12),
			 pcie_function_msix_entry(rig->fn, 1)[0]);
	assert_int_equal(load_le32(answer + 20),
			 pcie_function_msix_entry(rig->fn, 1)[2]);
	assert_int_equal(ask(rig, 0x2fff, 0, "\4\0\0\0", 4, answer), -1);
	assert_int_equal(ask(rig, 0x2fff, 0, "\1", 1, answer), -1);
}

static void configuration_space(void **state)
{
	struct rig *rig = *state;
	uint8_t answer[256];

	/* DW 0, all bytes: device and vendor, big-endian */
	assert_int_equal(ask(rig, 0x5001, 0x5001, "\x3c\0\0\0\0\0", 6, answer),
			 6);
	assert_memory_equal(answer + 2, "\x80\x22\x37\x76", 4);
	/* Write byte 0 of DW 1, the command: no Bus Master */
	assert_int_equal(ask(rig, 0x5001, 0x5001, "\x44\1\0\0\0\2", 6, answer),
			 -1);
	assert_int_equal(host_config_read(rig->host, rig->fn, 4, 2), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(program_writes_and_reads, setup,
						teardown),
		cmocka_unit_test_setup_teardown(write_has_its_tag, setup,
						teardown),
		cmocka_unit_test_setup_teardown(host_reads, setup, teardown),
		cmocka_unit_test_setup_teardown(questions, setup, teardown),
		cmocka_unit_test_setup_teardown(configuration_space, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
