// SPDX-License-Identifier: BSD-3-Clause
/* A host in process: memory of the root complex, and the part of software. */
#include "fabric/host.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <linux/pci_regs.h>

#include "fabric/outside/input.h"
#include "fabric/msix.h"

#define MEMORY_MIN (1 << 20)
#define PAGE	   4096

/* BARs start here, so that 32-bit BARs fit below the interrupts */
#define BARS_BASE  0x80000000ull
#define BARS_LIMIT PCIE_INTERRUPT_BASE

struct host {
	struct hierarchy *h;
	uint8_t *memory;
	size_t size, used;
	uint64_t (*interrupts)[MSIX_VECTORS_MAX]; /* by the function's index */
	uint64_t errors;
	uint64_t now; /* its clock, in nanoseconds */
	struct outside_input *outside;
};

static void *host_map(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		      bool write, size_t *ret_len)
{
	struct host *host = ctx;

	if (addr >= host->size)
		return NULL;
	*ret_len = len < host->size - addr ? len : host->size - addr;
	return host->memory + addr;
}

static void host_interrupt(void *ctx, uint16_t requester, uint64_t addr,
			   uint32_t data)
{
	struct host *host = ctx;
	unsigned int index, vector;

	if (!msix_target(host->h, requester, addr, data, &index, &vector))
		host->interrupts[index][vector]++;
}

static void host_error(void *ctx, uint16_t requester, uint8_t msg_code)
{
	struct host *host = ctx;

	if (msg_code == TLP_MSG_ERR_NONFATAL || msg_code == TLP_MSG_ERR_FATAL)
		host->errors++;
}

static uint64_t clock_now(void *ctx)
{
	const struct host *host = ctx;

	return host->now;
}

static void host_wait(void *ctx, const bool *done)
{
	const struct host *host = ctx;

	if (host->outside)
		input_wait(host->outside, done);
}

static const struct pcie_host_ops host_ops = {
	.map = host_map,
	.interrupt = host_interrupt,
	.error = host_error,
	.now = clock_now,
	.wait = host_wait,
};

int host_create(const struct topology *topology, size_t memory,
		struct host **ret_host, char *error)
{
	struct host *host;
	int ret;

	if (memory < MEMORY_MIN || memory > BARS_BASE) {
		snprintf(error, FABRIC_ERROR_MAX,
			 "memory of the host must be 1 MiB to 2 GiB");
		return -EINVAL;
	}
	host = calloc(1, sizeof(*host));
	if (!host)
		goto no_memory;
	host->interrupts = calloc(topology_functions(topology),
				  sizeof(host->interrupts[0]));
	host->memory = mmap(NULL, memory, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (!host->interrupts || host->memory == MAP_FAILED) {
		if (host->memory != MAP_FAILED)
			munmap(host->memory, memory);
		free(host->interrupts);
		free(host);
		goto no_memory;
	}
	host->size = memory;
	host->used = PAGE; /* nothing lies at address 0 */
	ret = hierarchy_create(topology, &host_ops, host, &host->h, error);
	if (!ret) {
		ret = pcie_root_assign(host->h->root, BARS_BASE, BARS_LIMIT);
		if (ret)
			snprintf(
				error, FABRIC_ERROR_MAX,
				"the BARs of all functions do not fit into %#llx..%#x: reduce device memory",
				BARS_BASE, BARS_LIMIT);
	}
	if (!ret && input_create(host->h, &host->outside)) {
		snprintf(error, FABRIC_ERROR_MAX, "out of memory");
		ret = -ENOMEM;
	}
	if (ret) {
		host_free(host);
		return ret;
	}
	*ret_host = host;
	return 0;
no_memory:
	snprintf(error, FABRIC_ERROR_MAX, "out of memory");
	return -ENOMEM;
}

void host_free(struct host *host)
{
	if (!host)
		return;
	input_free(host->outside);
	hierarchy_free(host->h);
	munmap(host->memory, host->size);
	free(host->interrupts);
	free(host);
}

struct hierarchy *host_hierarchy(struct host *host)
{
	return host->h;
}

void *host_alloc(struct host *host, size_t len, size_t align,
		 uint64_t *ret_addr)
{
	size_t at = (host->used + align - 1) & ~(align - 1);

	if (at < host->used || at > host->size || len > host->size - at)
		return NULL;
	host->used = at + len;
	*ret_addr = at;
	return host->memory + at;
}

static uint64_t bar_addr(const struct pcie_function *fn, unsigned int bar,
			 uint64_t offset)
{
	return pcie_function_bar_addr(fn, bar) + offset;
}

uint32_t host_read32(struct host *host, const struct pcie_function *fn,
		     unsigned int bar, uint64_t offset)
{
	uint32_t value;

	pcie_root_mem_read(host->h->root, bar_addr(fn, bar, offset), &value,
			   sizeof(value));
	return le32toh(value);
}

uint64_t host_read64(struct host *host, const struct pcie_function *fn,
		     unsigned int bar, uint64_t offset)
{
	uint64_t value;

	pcie_root_mem_read(host->h->root, bar_addr(fn, bar, offset), &value,
			   sizeof(value));
	return le64toh(value);
}

void host_write32(struct host *host, const struct pcie_function *fn,
		  unsigned int bar, uint64_t offset, uint32_t value)
{
	value = htole32(value);
	pcie_root_mem_write(host->h->root, bar_addr(fn, bar, offset), &value,
			    sizeof(value));
}

void host_write64(struct host *host, const struct pcie_function *fn,
		  unsigned int bar, uint64_t offset, uint64_t value)
{
	value = htole64(value);
	pcie_root_mem_write(host->h->root, bar_addr(fn, bar, offset), &value,
			    sizeof(value));
}

uint32_t host_config_read(struct host *host, const struct pcie_function *fn,
			  unsigned int offset, unsigned int size)
{
	uint32_t value;

	pcie_root_config_read(host->h->root, fn->bdf, offset, size, &value);
	return value;
}

void host_config_write(struct host *host, const struct pcie_function *fn,
		       unsigned int offset, unsigned int size, uint32_t value)
{
	pcie_root_config_write(host->h->root, fn->bdf, offset, size, value);
}

int host_set_vfs(struct host *host, struct pcie_function *pf, unsigned int n)
{
	int ret = pcie_root_set_vfs(host->h->root, pf, n);

	if (ret)
		return ret;
	for (unsigned int i = 0; i < n; i++)
		host_config_write(host, pcie_sriov_vf(pf, i), PCI_COMMAND, 2,
				  PCI_COMMAND_MASTER);
	return 0;
}

int host_msix_enable(struct host *host, struct pcie_function *fn)
{
	unsigned int control = fn->config.msix + PCI_MSIX_FLAGS;

	if (!fn->config.msix)
		return -ENOENT;
	for (unsigned int i = 0; i < msix_vectors(fn); i++)
		msix_program(host->h->root, fn, i, true);
	host_config_write(host, fn, control, 2,
			  host_config_read(host, fn, control, 2) |
				  PCI_MSIX_FLAGS_ENABLE);
	return 0;
}

uint64_t host_interrupts(const struct host *host,
			 const struct pcie_function *fn, unsigned int vector)
{
	return vector < MSIX_VECTORS_MAX ? host->interrupts[fn->index][vector]
					 : 0;
}

uint64_t host_errors(const struct host *host)
{
	return host->errors;
}

uint64_t host_now(const struct host *host)
{
	return host->now;
}

void host_set_timeout(struct host *host, unsigned int ms)
{
	input_set_timeout(host->outside, ms);
}

uint64_t host_timeouts(const struct host *host)
{
	return input_timeouts(host->outside);
}

int host_serve(struct host *host, int until)
{
	bool busy = false;
	int ret;

	do {
		ret = input_poll(host->outside, until, !busy);
		busy = !ret && host_run(host, 1000);
	} while (!ret);
	return ret > 0 ? 0 : ret;
}

/* The clock jumps to the next time that a function waits for */
static int run_until(struct host *host, uint64_t end, uint64_t pieces)
{
	struct pcie_root *root = host->h->root;
	uint64_t next;

	while ((next = pcie_root_next(root)) <= end && next != PCIE_NEVER) {
		if (!pieces--)
			return -ETIMEDOUT;
		if (next > host->now)
			host->now = next;
		pcie_root_run(root, 1);
	}
	return 0;
}

int host_run(struct host *host, uint64_t pieces)
{
	return run_until(host, PCIE_NEVER, pieces);
}

int host_pass(struct host *host, uint64_t ns, uint64_t pieces)
{
	const uint64_t end = host->now + ns;
	int ret = run_until(host, end, pieces);

	if (!ret)
		host->now = end;
	return ret;
}
