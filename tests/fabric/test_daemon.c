// SPDX-License-Identifier: BSD-3-Clause
/* The daemon in a process of its own, with a client in QEMU's place */
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

#include "capture/capture.h"
#include "tests/fabric/client.h"
#include "fabric/fabric.h"
#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>
#include <opentph/tlp.h>
#include "tests/fabric/qmp_server.h"

#define ACCEL_BAR0 0xe0000000u
#define ACCEL_BAR2 0xd0000000u
#define ACCEL_BAR4 0xe0200000u
#define DMA_BAR0   0xe0300000u
#define DMA_BAR4   0xe0400000u
#define IOVA	   0x100000u
#define MEMORY	   0x100000u

struct fixture {
	char dir[32], capture[64], errors[64];
	struct topology topology;
	struct qmp_server qmp;
	pid_t pid;
	struct client accel, dma;
	int memory;
	uint8_t *mem; /* the client's, IOVA for the function dma0 */
};

/* Where a guest might have put them: not where a fresh boot would */
static const char pci[] =
	"[{\"bus\":0,\"devices\":[{\"bus\":33,\"slot\":0,\"function\":0,"
	"\"qdev_id\":\"accel0\"},{\"bus\":34,\"slot\":0,\"function\":0,"
	"\"qdev_id\":\"dma0\"}]}]";

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char error[FABRIC_ERROR_MAX];

	assert_non_null(f);
	strcpy(f->dir, "/tmp/fabric-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->capture, sizeof(f->capture), "%s/capture", f->dir);
	snprintf(f->errors, sizeof(f->errors), "%s/errors", f->dir);
	snprintf(f->qmp.path, sizeof(f->qmp.path), "%s/qmp", f->dir);
	f->qmp.pci = pci;
	assert_int_equal(topology_load(TOPOLOGY_DIR "/switch.conf",
				       &f->topology, error),
			 0);
	f->accel.vfio.sock = f->dma.vfio.sock = -1;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->capture);
	unlink(f->errors);
	/* Sockets that are left make this fail */
	assert_int_equal(rmdir(f->dir), 0);
	free(f);
	return 0;
}

/* Start the daemon; returns when it is ready, or has ended. */
static bool start(struct fixture *f, const char *capture, const char *qmp)
{
	const struct fabric_options options = {
		.topology = &f->topology,
		.dir = f->dir,
		.capture = capture,
		.qmp = qmp,
	};
	char line[16] = "";
	int pipes[2];
	FILE *out;

	assert_int_equal(pipe(pipes), 0);
	f->pid = fork();
	assert_true(f->pid >= 0);
	if (!f->pid) {
		dup2(pipes[1], STDOUT_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		if (!freopen(f->errors, "w", stderr))
			_exit(9);
		exit(fabric_serve(&options) ? 1 : 0);
	}
	close(pipes[1]);
	out = fdopen(pipes[0], "r");
	if (fgets(line, sizeof(line), out))
		assert_string_equal(line, "ready\n");
	fclose(out);
	return line[0];
}

/* Return: exit status of the daemon. */
static int wait_end(struct fixture *f)
{
	int status;

	/* Not for ever */
	alarm(20);
	assert_int_equal(waitpid(f->pid, &status, 0), f->pid);
	alarm(0);
	if (!WIFEXITED(status))
		fail_msg("signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

static void assert_errors(struct fixture *f, const char *text)
{
	char buf[1024] = "";
	FILE *file = fopen(f->errors, "r");

	assert_non_null(file);
	buf[fread(buf, 1, sizeof(buf) - 1, file)] = 0;
	fclose(file);
	if (text ? !strstr(buf, text) : buf[0] != 0)
		fail_msg("\"%s\" instead of \"%s\"", buf, text ? text : "");
}

/* What firmware and drivers do */
static void boot(struct fixture *f)
{
	client_connect(&f->accel, f->dir, "accel0");
	client_connect(&f->dma, f->dir, "dma0");
	assert_int_equal(client_read(&f->accel, CONFIG, 0, 4), 0x74111234);
	assert_int_equal(client_read(&f->dma, CONFIG, 0, 4), 0x74121234);
	client_write(&f->accel, CONFIG, 0x10, ACCEL_BAR0, 8);
	client_write(&f->accel, CONFIG, 0x18, ACCEL_BAR2, 8);
	client_write(&f->accel, CONFIG, 0x20, ACCEL_BAR4, 4);
	client_write(&f->dma, CONFIG, 0x10, DMA_BAR0, 8);
	client_write(&f->dma, CONFIG, 0x20, DMA_BAR4, 4);
	client_write(&f->accel, CONFIG, 4, 6, 2);
	client_write(&f->dma, CONFIG, 4, 6, 2);

	f->memory = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_int_equal(ftruncate(f->memory, MEMORY), 0);
	assert_int_equal(
		fcntl(f->memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
	f->mem = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED,
		      f->memory, 0);
	assert_ptr_not_equal(f->mem, MAP_FAILED);
	assert_int_equal(client_dma_map(&f->dma, IOVA, MEMORY, f->memory), 0);
}

static void shut_down(struct fixture *f)
{
	client_close(&f->accel);
	client_close(&f->dma);
	munmap(f->mem, MEMORY);
	close(f->memory);
}

/* Find a capability. Return: its offset. */
static unsigned int find_cap(struct client *c, unsigned int id)
{
	unsigned int at = client_read(c, CONFIG, 0x34, 1);

	while (at && client_read(c, CONFIG, at, 1) != id)
		at = client_read(c, CONFIG, at + 1, 1);
	assert_true(at);
	return at;
}

static unsigned int find_ext_cap(struct client *c, unsigned int id)
{
	uint32_t head;

	for (unsigned int at = 0x100; at; at = head >> 20) {
		head = client_read(c, CONFIG, at, 4);
		if ((head & 0xffff) == id)
			return at;
	}
	fail();
	return 0;
}

/* Descriptor 0 copies from 4096 bytes into memory. Starts it by a posted write.
 */
static volatile struct dma_desc *start_copy(struct fixture *f, uint64_t dst,
					    uint32_t len, uint32_t flags)
{
	struct dma_desc *desc = (struct dma_desc *)f->mem;

	*desc = (struct dma_desc){
		.src = htole64(IOVA + 4096),
		.dst = htole64(dst),
		.len = htole32(len),
		.flags = htole32(flags),
		.ph = 2,
	};
	client_write(&f->dma, 0, DMA_REG_CTRL, 0, 4);
	client_write(&f->dma, 0, DMA_REG_RING_LO, IOVA, 8);
	client_write(&f->dma, 0, DMA_REG_RING_ORDER, 1, 4);
	client_write(&f->dma, 0, DMA_REG_INT_MASK, 3, 4);
	client_write(&f->dma, 0, DMA_REG_CTRL, DMA_CTRL_ENABLE, 4);
	client_post(&f->dma, 0, DMA_REG_TAIL, 1, 4);
	return desc;
}

static bool wait_readable(int fd)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

	return poll(&poll_fd, 1, 10000) == 1;
}

static void enable_interrupt(struct fixture *f, int fd)
{
	unsigned int cap = find_cap(&f->dma, 0x11);

	client_write(&f->dma, CONFIG, cap + 2, 0x8000, 2);
	assert_int_equal(client_set_eventfd(&f->dma, 0, fd), 0);
}

/* What the engine sent on its own link must bear the guest's ID and the tag. */
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

	/* The same with the tag taken away: no interrupt, no TH, no sum */
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
	 * 512 KiB at 128 bytes are 4096 TLPs at least, hundreds of turns. That may
	 * be over before we run again, so it is repeated; but if answers had to
	 * wait for its end, there would be one to each copy for ever.
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

/* Nothing of memory that has been unmapped, or never was, is accessed. */
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

static void resets(void **state)
{
	struct fixture *f = *state;
	int event = eventfd(0, EFD_NONBLOCK);
	unsigned int express, msix;

	assert_true(start(f, NULL, NULL));
	boot(f);
	enable_interrupt(f, event);
	client_write(&f->dma, 0, DMA_REG_INT_MASK, 3, 4);
	/* Memory Space off: nobody answers */
	assert_int_equal(client_call(&f->dma, 13, NULL, 0, NULL, 0, NULL, 0),
			 0);
	assert_int_equal(client_read(&f->dma, CONFIG, 4, 2) & 6, 0);
	assert_int_equal(client_read(&f->dma, 0, 0, 4), 0xffffffff);
	assert_int_equal(client_read(&f->dma, CONFIG, 0x10, 4) & ~0xf, 0);

	client_write(&f->dma, CONFIG, 0x10, DMA_BAR0, 8);
	client_write(&f->dma, CONFIG, 0x20, DMA_BAR4, 4);
	client_write(&f->dma, CONFIG, 4, 6, 2);
	assert_int_equal(client_read(&f->dma, 0, DMA_REG_INT_MASK, 4), 0);
	/* Function level reset, and MSI-X as it was after that */
	client_write(&f->dma, 0, DMA_REG_INT_MASK, 3, 4);
	express = find_cap(&f->dma, 0x10);
	msix = find_cap(&f->dma, 0x11);
	client_write(&f->dma, CONFIG, express + 8,
		     client_read(&f->dma, CONFIG, express + 8, 2) | 0x8000, 2);
	assert_int_equal(client_read(&f->dma, CONFIG, 4, 2) & 6, 0);
	/* QEMU does not lose its BARs by that, so we must not either */
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
	/* Each time the one entry that changes: unmasked, masked */
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

/* A socket of a live fabric is respected, one that was left over is replaced.
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
	assert_errors(f, "dma0.sock: Address already in use by another fabric");
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(serves_a_tagged_write),   TEST(answers_while_it_works),
		TEST(keeps_to_the_map),	       TEST(resets),
		TEST(stays_what_it_is),	       TEST(says_so_without_qmp),
		TEST(ends_at_nonsense),	       TEST(ends_without_a_client),
		TEST(writes_out_in_time),      TEST(takes_its_place),
		TEST(tells_of_a_lost_capture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
