// SPDX-License-Identifier: BSD-3-Clause
/* The daemon, with a client in QEMU's place */
#include <dirent.h>
#include <endian.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <opentph/tlp.h>

#include "capture/capture.h"
#include "tests/fabric/served.h"

/* TLPs on the engine's own link must carry the guest's ID and the tag. */
static void check_capture(struct fixture *f, unsigned int writes)
{
	struct capture_reader *reader;
	struct capture_packet packet;
	unsigned int tagged = 0, links = 0;
	struct tlp tlp;

	assert_int_equal(capture_open(f->capture, &reader), 0);
	while (capture_next(reader, &packet) > 0) {
		assert_int_equal(tlp_decode(packet.data, packet.len, &tlp), 0);
		links |= (strcmp(packet.link, "rp0") ? 0 : 1) |
			 (strcmp(packet.link, "dn0") ? 0 : 2) |
			 (strcmp(packet.link, "dn1") ? 0 : 4);
		if (packet.dir != CAPTURE_UP || strcmp(packet.link, "dn1"))
			continue;
		if (tlp.type == TLP_CPL || tlp.type == TLP_CPLD)
			continue;
		assert_int_equal(tlp.requester, 34 << 8);
		if (tlp.type != TLP_MWR || !tlp.th)
			continue;
		assert_int_equal(tlp.st, 0x77);
		assert_int_equal(tlp.ph, 2);
		tagged++;
	}
	capture_free(reader);
	assert_int_equal(tagged, writes);
	assert_int_equal(links, 7);
}

static void serves_a_tagged_write(void **state)
{
	struct fixture *f = *state;
	int event = eventfd(0, EFD_NONBLOCK);
	unsigned int tph;
	uint64_t n = 0;

	/* Only then: a fork with threads confuses sanitizers */
	assert_true(start(f, f->capture, f->qmp.path));
	qmp_server_start(&f->qmp);
	boot(f);
	assert_int_equal(client_region_size(&f->accel, 0), ACCEL_REGS_SIZE);
	assert_int_equal(client_region_size(&f->accel, 1), 0);
	assert_int_equal(client_region_size(&f->accel, 2), 16 << 20);
	assert_int_equal(client_region_size(&f->dma, CONFIG), 4096);
	assert_int_equal(client_read(&f->dma, 0, 0, 4), DMA_ID_MAGIC);

	/* Tag 0x77 adds; the element there is 5 */
	client_write(&f->accel, 0, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS, 4);
	client_write(&f->accel, 0, ACCEL_REG_TABLE8 + 4 * 0x77,
		     ACCEL_ENTRY_VALID | ACCEL_OP_ADD_U32, 4);
	client_write(&f->accel, 2, 0x40, 5, 4);
	tph = find_ext_cap(&f->dma, 0x17);
	client_write(&f->dma, CONFIG, tph + 12, 0x77, 2);
	client_write(&f->dma, CONFIG, tph + 8, 0x102, 4);
	enable_interrupt(f, event);
	for (int i = 0; i < 256; i++)
		((uint32_t *)(f->mem + 4096))[i] = htole32(i + 100);

	start_copy(f, ACCEL_BAR2, 1024, DMA_DESC_TH | DMA_DESC_IRQ);
	assert_true(wait_readable(event));
	assert_int_equal(read(event, &n, sizeof(n)), sizeof(n));
	assert_int_equal(n, 1);
	assert_int_equal(le32toh(((struct dma_desc *)f->mem)->status),
			 DMA_DESC_DONE | DMA_CODE_OK);
	for (int i = 0; i < 256; i++)
		assert_int_equal(client_read(&f->accel, 2, 4 * i, 4),
				 i == 0x10 ? 5 + 116 : i + 100);

	/* The same without the tag: no interrupt, no TH, no sum */
	assert_int_equal(client_set_eventfd(&f->dma, 0, -1), 0);
	client_write(&f->dma, CONFIG, tph + 8, 2, 4);
	client_write(&f->dma, 0, DMA_REG_INT_STATUS, 3, 4);
	start_copy(f, ACCEL_BAR2, 1024, DMA_DESC_TH | DMA_DESC_IRQ);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY)
		;
	assert_int_equal(client_read(&f->accel, 2, 0x40, 4), 116);
	assert_int_equal(read(event, &n, sizeof(n)), -1);

	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, NULL);
	/* Max_Payload_Size is 128 after a reset */
	check_capture(f, 1024 / 128);
	assert_true(f->qmp.queries >= 1);
	shut_down(f);
	qmp_server_stop(&f->qmp);
	close(event);
}

static void answers_while_it_works(void **state)
{
	struct fixture *f = *state;
	struct timespec before, after;
	volatile struct dma_desc *desc;
	unsigned int during = 0;

	assert_true(start(f, NULL, NULL));
	boot(f);
	/*
	 * 512 KiB at 128 bytes are 4096 TLPs at least, hundreds of turns. That
	 * may be over before we run again, so it is repeated; but if answers
	 * had to wait for its end, there would be one to each copy for ever.
	 */
	clock_gettime(CLOCK_MONOTONIC, &before);
	while (during <= 1) {
		during = 0;
		desc = start_copy(f, ACCEL_BAR2, 512 << 10, 0);
		while (!(le32toh(desc->status) & DMA_DESC_DONE)) {
			assert_int_equal(client_read(&f->accel, 0, 0, 4),
					 ACCEL_ID_MAGIC);
			during++;
		}
		clock_gettime(CLOCK_MONOTONIC, &after);
		assert_true(after.tv_sec - before.tv_sec < 20);
	}
	client_close(&f->accel);
	client_close(&f->dma);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, "the client has disconnected");
	shut_down(f);
}

/* Memory that was unmapped, or never mapped, is not accessed. */
static void keeps_to_the_map(void **state)
{
	struct fixture *f = *state;

	assert_true(start(f, NULL, NULL));
	boot(f);
	/* accel0's client gave no memory, dma0's cannot be reached by it */
	assert_int_equal(client_dma_unmap(&f->dma, IOVA, MEMORY), 0);
	start_copy(f, ACCEL_BAR2, 64, 0);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY)
		;
	assert_int_equal(client_read(&f->dma, 0, DMA_REG_STATUS, 4),
			 DMA_STATUS_ERROR);
	kill(f->pid, SIGINT);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
}

/* dn0, the port of accel0, leads to e0500000 too, where no BAR is */
#define HOLE 0xe0500000u
static const char windows[] =
	"[{\"bus\":0,\"devices\":[{\"bus\":33,\"slot\":0,\"function\":0,"
	"\"qdev_id\":\"accel0\"},{\"bus\":34,\"slot\":0,\"function\":0,"
	"\"qdev_id\":\"dma0\"},{\"bus\":32,\"slot\":0,\"function\":0,"
	"\"qdev_id\":\"dn0\",\"pci_bridge\":{\"bus\":{\"memory_range\":"
	"{\"base\":3763339264,\"limit\":3764387839},\"prefetchable_range\":"
	"{\"base\":4293918720,\"limit\":1048575}}}}]}]";

/* The guest's windows route a write, not memory at the same address */
static void keeps_to_the_windows(void **state)
{
	struct fixture *f = *state;
	volatile struct dma_desc *desc;
	unsigned int express;

	f->qmp.pci = windows;
	assert_true(start(f, NULL, f->qmp.path));
	qmp_server_start(&f->qmp);
	boot(f);
	assert_int_equal(client_dma_map(&f->dma, HOLE, MEMORY, f->memory), 0);
	memset(f->mem + 4096, 0x5a, 64);
	memset(f->mem + 8192, 0, 64);
	express = find_cap(&f->accel, 0x10);
	assert_int_equal(client_read(&f->accel, CONFIG, express + 10, 1) & 8,
			 0);
	desc = start_copy(f, HOLE + 8192, 64, 0);
	while (!(le32toh(desc->status) & DMA_DESC_DONE))
		;
	/* Unsupported Request Detected */
	assert_int_equal(client_read(&f->accel, CONFIG, express + 10, 1) & 8,
			 8);
	for (int i = 0; i < 64; i++)
		assert_int_equal(f->mem[8192 + i], 0);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, NULL);
	shut_down(f);
	qmp_server_stop(&f->qmp);
}

static void resets(void **state)
{
	struct fixture *f = *state;
	int event = eventfd(0, EFD_NONBLOCK);
	unsigned int express, msix;

	assert_true(start(f, NULL, NULL));
	boot(f);
	enable_interrupt(f, event);
	client_write(&f->dma, 0, DMA_REG_INT_MASK, 3, 4);
	/* Memory Space off: no function answers */
	assert_int_equal(client_call(&f->dma, 13, NULL, 0, NULL, 0, NULL, 0),
			 0);
	assert_int_equal(client_read(&f->dma, CONFIG, 4, 2) & 6, 0);
	assert_int_equal(client_read(&f->dma, 0, 0, 4), 0xffffffff);
	assert_int_equal(client_read(&f->dma, CONFIG, 0x10, 4) & ~0xf, 0);

	client_write(&f->dma, CONFIG, 0x10, DMA_BAR0, 8);
	client_write(&f->dma, CONFIG, 0x20, DMA_BAR4, 4);
	client_write(&f->dma, CONFIG, 4, 6, 2);
	assert_int_equal(client_read(&f->dma, 0, DMA_REG_INT_MASK, 4), 0);
	/* Function level reset, then MSI-X restored */
	client_write(&f->dma, 0, DMA_REG_INT_MASK, 3, 4);
	express = find_cap(&f->dma, 0x10);
	msix = find_cap(&f->dma, 0x11);
	client_write(&f->dma, CONFIG, express + 8,
		     client_read(&f->dma, CONFIG, express + 8, 2) | 0x8000, 2);
	assert_int_equal(client_read(&f->dma, CONFIG, 4, 2) & 6, 0);
	/* QEMU's BARs survive this, so the fabric's must too */
	client_write(&f->dma, CONFIG, 4, 6, 2);
	assert_int_equal(client_read(&f->dma, 0, DMA_REG_INT_MASK, 4), 0);
	client_write(&f->dma, CONFIG, msix + 2, 0x8000, 2);
	start_copy(f, ACCEL_BAR2, 64, DMA_DESC_IRQ);
	assert_true(wait_readable(event));
	kill(f->pid, SIGHUP);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
	close(event);
}

/* Return: writes to the engine's MSI-X table */
static unsigned int table_writes(struct fixture *f)
{
	struct capture_reader *reader;
	struct capture_packet packet;
	unsigned int n = 0;
	struct tlp tlp;

	assert_int_equal(capture_open(f->capture, &reader), 0);
	while (capture_next(reader, &packet) > 0) {
		assert_int_equal(tlp_decode(packet.data, packet.len, &tlp), 0);
		n += packet.dir == CAPTURE_DOWN &&
		     !strcmp(packet.link, "dn1") && tlp.type == TLP_MWR &&
		     tlp.addr >= DMA_BAR4 &&
		     tlp.addr < DMA_BAR4 + DMA_MSIX_SIZE;
	}
	capture_free(reader);
	return n;
}

/*
 * A driver that comes and goes: each time the function is reset and disabled,
 * and has its ID, its BARs and its interrupt again.
 */
static void stays_what_it_is(void **state)
{
	struct fixture *f = *state;
	int event = eventfd(0, EFD_NONBLOCK);
	unsigned int express, msix;
	uint64_t n;

	assert_true(start(f, f->capture, f->qmp.path));
	qmp_server_start(&f->qmp);
	boot(f);
	express = find_cap(&f->dma, 0x10);
	msix = find_cap(&f->dma, 0x11);
	for (int i = 0; i < 20; i++) {
		client_write(&f->dma, CONFIG, 4, 6, 2);
		client_write(&f->dma, CONFIG, msix + 2, 0x8000, 2);
		assert_int_equal(client_set_eventfd(&f->dma, 0, event), 0);
		start_copy(f, ACCEL_BAR2, 64, DMA_DESC_IRQ);
		assert_true(wait_readable(event));
		assert_int_equal(read(event, &n, sizeof(n)), sizeof(n));
		assert_int_equal(n, 1);
		assert_int_equal(client_set_eventfd(&f->dma, 0, -1), 0);
		client_write(&f->dma, CONFIG, msix + 2, 0, 2);
		client_write(&f->dma, CONFIG, express + 8, 0x8000, 2);
		assert_int_equal(client_read(&f->dma, CONFIG, 4, 2) & 6, 0);
		assert_int_equal(client_read(&f->dma, 0, 0, 4), 0xffffffff);
	}
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, NULL);
	check_capture(f, 0);
	/* Each time only the changed entry: unmasked, masked */
	assert_int_equal(table_writes(f), 40);
	assert_true(f->qmp.queries >= 1);
	shut_down(f);
	qmp_server_stop(&f->qmp);
	close(event);
}

static void says_so_without_qmp(void **state)
{
	struct fixture *f = *state;

	assert_true(start(f, NULL, f->qmp.path));
	boot(f);
	assert_int_equal(client_read(&f->dma, 0, 0, 4), DMA_ID_MAGIC);
	start_copy(f, ACCEL_BAR2, 64, 0);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY)
		;
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, "Requester IDs stay provisional");
	shut_down(f);
}

static void ends_at_nonsense(void **state)
{
	struct fixture *f = *state;

	assert_true(start(f, f->capture, NULL));
	boot(f);
	assert_int_equal(send(f->accel.vfio.sock, "0123456789abcdef", 16, 0),
			 16);
	assert_int_equal(wait_end(f), 1);
	assert_errors(f, "accel0: command");
	shut_down(f);
}

/* A capture can be read while it grows, and is not lost with the daemon. */
static void writes_out_in_time(void **state)
{
	struct fixture *f = *state;
	struct capture_reader *reader;
	struct capture_packet packet;
	int found = 0, status;

	assert_true(start(f, f->capture, NULL));
	boot(f);
	for (int i = 0; i < 100 && !found; i++) {
		usleep(100000);
		if (capture_open(f->capture, &reader))
			continue;
		found = capture_next(reader, &packet) > 0;
		capture_free(reader);
	}
	assert_true(found);
	kill(f->pid, SIGKILL);
	assert_int_equal(waitpid(f->pid, &status, 0), f->pid);
	shut_down(f);
}

static void ends_without_a_client(void **state)
{
	struct fixture *f = *state;

	assert_true(start(f, f->capture, NULL));
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, NULL);
}

/* The socket of a live fabric is kept, a leftover socket is replaced.
 */
static void takes_its_place(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/dma0.sock", f->dir);
	assert_int_equal(bind(sock, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(sock, 1), 0);
	assert_false(start(f, NULL, NULL));
	assert_int_equal(wait_end(f), 1);
	assert_errors(f,
		      "dma0.sock: Address already in use by another program");
	close(sock);
	assert_true(start(f, NULL, NULL));
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, NULL);
}

static void tells_of_a_lost_capture(void **state)
{
	struct fixture *f = *state;

	if (start(f, "/dev/full", NULL)) {
		boot(f);
		shut_down(f);
	}
	assert_int_equal(wait_end(f), 1);
	assert_errors(f, "/dev/full: No space left on device");
}

/* One write to an address without a function */
static void counts_what_nobody_takes(void **state)
{
	struct fixture *f = *state;

	assert_true(start(f, NULL, NULL));
	boot(f);
	start_copy(f, 0xfd0000000, 64, 0);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY)
		;
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(
		f,
		"tph fabric: root complex forwarded 0 TLPs, refused 1 unsupported, 0 malformed, 0 with a blocked prefix\n");
	shut_down(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(serves_a_tagged_write),
		TEST(answers_while_it_works),
		TEST(keeps_to_the_map),
		TEST(keeps_to_the_windows),
		TEST(resets),
		TEST(stays_what_it_is),
		TEST(says_so_without_qmp),
		TEST(ends_at_nonsense),
		TEST(ends_without_a_client),
		TEST(writes_out_in_time),
		TEST(takes_its_place),
		TEST(tells_of_a_lost_capture),
		TEST(counts_what_nobody_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
