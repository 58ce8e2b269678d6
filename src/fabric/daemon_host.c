// SPDX-License-Identifier: BSD-3-Clause
/*
 * The daemon's side of the root complex: each client's memory, and eventfds for
 * interrupts. All functions are called with the turn held.
 */
#include <string.h>

#include "fabric/clock.h"
#include "fabric/daemon_private.h"
#include "ground.h"

static void *host_map(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		      bool write, size_t *ret_len)
{
	struct daemon *d = ctx;
	const struct pcie_function *fn = hierarchy_find_bdf(d->h, requester);

	if (!fn)
		return NULL;
	return vfio_user_dma_find(d->servers[fn->index].dma, addr, len, write,
				  ret_len);
}

/* QEMU's memory is one file: a client that shares a part of it shares all. */
static bool host_peer(void *ctx, uint16_t requester, uint64_t addr, bool write,
		      uint64_t *ret_addr)
{
	struct iommu_memory memory = {0};
	struct daemon *d = ctx;

	for (unsigned int i = 0; i < d->nservers; i++) {
		const struct vfio_user_dma *dma = d->servers[i].dma;
		uint64_t len = 0;
		const void *base =
			dma ? vfio_user_dma_largest(dma, &len) : NULL;

		if (base && len > memory.len)
			memory = (struct iommu_memory){base, len};
	}
	return !iommu_translate(&d->iommu, &memory, requester, addr, write,
				ret_addr);
}

static void host_interrupt(void *ctx, uint16_t requester, uint64_t addr,
			   uint32_t data)
{
	struct daemon *d = ctx;
	unsigned int index, vector;

	if (!msix_target(d->h, requester, addr, data, &index, &vector))
		notifier_raise(&d->servers[index].notifier, vector);
}

static void host_error(void *ctx, uint16_t requester, uint8_t msg_code)
{
	/*
	 * QEMU's vfio-user device cannot forward ERR_*: the guest finds them in
	 * the function's AER registers, and captures contain them.
	 */
}

/* Copy @max DWs; the first byte on the wire is the lowest of its DW. */
static void copy_dwords(uint32_t *to, const uint8_t *bytes, size_t max)
{
	for (size_t i = 0; i < max; i++)
		to[i] = load_le32(bytes + 4 * i);
}

static void log_tlp(struct violation *to, const struct pcie_packet *packet)
{
	const struct tlp *tlp = packet->tlp;
	const uint8_t *header = packet->head + 4 * tlp->nprefix;

	memset(to, 0, sizeof(*to));
	/* Fmt bit 0: a header of 4 DW */
	copy_dwords(to->header, header, header[0] >> 5 & 1 ? 4 : 3);
	for (unsigned int i = 0; i < tlp->nprefix && to->nprefix < 4; i++)
		if (tlp_prefix_is_end_end(tlp->prefix[i]))
			copy_dwords(&to->prefix[to->nprefix++],
				    packet->head + 4 * i, 1);
	to->answered = tlp_class(tlp->type) == TLP_NON_POSTED;
}

/* AER logs the first violation. The registers of the port are in QEMU. */
static void host_violation(void *ctx, struct pcie_port *port,
			   const struct pcie_packet *packet)
{
	struct daemon *d = ctx;

	for (unsigned int i = 0; i < d->h->nbridges && d->options->qmp; i++) {
		if (d->h->bridges[i].port != port || d->violations.at[i])
			continue;
		log_tlp(&d->violations.first[i], packet);
		d->violations.at[i] = true;
		d->violations.n++;
	}
}

uint64_t daemon_timeout(const struct daemon *d)
{
	return fabric_now() + d->options->timeout_ms * (NS_PER_S / 1000ull);
}

/* A reset ends the wait of the function that the worker runs */
static bool must_end(const struct daemon *d)
{
	return d->stop ||
	       (d->resets && pthread_equal(pthread_self(), d->worker));
}

/* The inlet brings the completion, in turns of its own */
static void host_wait(void *ctx, const bool *done)
{
	struct daemon *d = ctx;
	const uint64_t end = daemon_timeout(d);

	turn_show(&d->turn);
	while (!*done && !must_end(d)) {
		if (fabric_now() >= end) {
			d->timeouts++;
			break;
		}
		turn_wait(&d->turn, end);
	}
}

static uint64_t clock_now(void *ctx)
{
	return fabric_now();
}

const struct pcie_host_ops daemon_host_ops = {
	.map = host_map,
	.peer = host_peer,
	.interrupt = host_interrupt,
	.error = host_error,
	.violation = host_violation,
	.now = clock_now,
	.wait = host_wait,
};
