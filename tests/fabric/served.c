// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fabric/served.h"

#include <endian.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* A guest's placement that differs from a fresh boot's */
static const char pci[] =
	"[{\"bus\":0,\"devices\":[{\"bus\":33,\"slot\":0,\"function\":0,"
	"\"qdev_id\":\"accel0\"},{\"bus\":34,\"slot\":0,\"function\":0,"
	"\"qdev_id\":\"dma0\"}]}]";

int served_setup(void **state)
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
	f->timeout_ms = BRIDGE_TIMEOUT_MS;
	assert_int_equal(topology_load(TOPOLOGY_DIR "/switch.conf",
				       &f->topology, error),
			 0);
	f->accel.vfio.sock = f->dma.vfio.sock = -1;
	*state = f;
	return 0;
}

int served_teardown(void **state)
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
bool start(struct fixture *f, const char *capture, const char *qmp)
{
	const struct fabric_options options = {
		.topology = &f->topology,
		.dir = f->dir,
		.capture = capture,
		.qmp = qmp,
		.timeout_ms = f->timeout_ms,
	};
	char line[16] = "";
	int pipes[2];
	FILE *out;

	assert_int_equal(pipe(pipes), 0);
	f->pid = fork();
	assert_true(f->pid >= 0);
	if (!f->pid) {
		/* A test that fails leaves no daemon */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(pipes[1], STDOUT_FILENO);
		/* The test's end: a pipe with a reader does not break */
		close_range(3, ~0u, 0);
		if (!freopen(f->errors, "w", stderr))
			_exit(9);
		/* The usual buffering, which freopen() does not keep */
		setvbuf(stderr, NULL, _IONBF, 0);
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
int wait_end(struct fixture *f)
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

void assert_errors(struct fixture *f, const char *text)
{
	char buf[1024] = "";
	FILE *file = fopen(f->errors, "r");

	assert_non_null(file);
	buf[fread(buf, 1, sizeof(buf) - 1, file)] = 0;
	fclose(file);
	if (text ? !strstr(buf, text) : buf[0] != 0)
		fail_msg("\"%s\" instead of \"%s\"", buf, text ? text : "");
}

/* Set up the function like firmware and drivers */
void boot(struct fixture *f)
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

void shut_down(struct fixture *f)
{
	client_close(&f->accel);
	client_close(&f->dma);
	munmap(f->mem, MEMORY);
	close(f->memory);
}

/* Find a capability. Return: its offset. */
unsigned int find_cap(struct client *c, unsigned int id)
{
	unsigned int at = client_read(c, CONFIG, 0x34, 1);

	while (at && client_read(c, CONFIG, at, 1) != id)
		at = client_read(c, CONFIG, at + 1, 1);
	assert_true(at);
	return at;
}

unsigned int find_ext_cap(struct client *c, unsigned int id)
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
volatile struct dma_desc *start_copy(struct fixture *f, uint64_t dst,
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

bool wait_readable(int fd)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

	return poll(&poll_fd, 1, 10000) == 1;
}

void enable_interrupt(struct fixture *f, int fd)
{
	unsigned int cap = find_cap(&f->dma, 0x11);

	client_write(&f->dma, CONFIG, cap + 2, 0x8000, 2);
	assert_int_equal(client_set_eventfd(&f->dma, 0, fd), 0);
}
