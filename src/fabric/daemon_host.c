// SPDX-License-Identifier: BSD-3-Clause
/*
 * The daemon's side of the root complex: each client's memory, and eventfds for
 * interrupts. All functions are called with the turn held.
 */
#include "fabric/clock.h"
#include "fabric/daemon_private.h"

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

static uint64_t clock_now(void *ctx)
{
	return fabric_now();
}

const struct pcie_host_ops daemon_host_ops = {
	.map = host_map,
	.interrupt = host_interrupt,
	.error = host_error,
	.now = clock_now,
};
