// SPDX-License-Identifier: BSD-3-Clause
/*
 * Requests for a function whose model is running: its own write caused a
 * peer to write back, for example by MSI-X entries that point at each other.
 * They wait here, so that calls of a model never nest and the depth of calls is
 * bounded.
 */
#include "pcie/function/inbox.h"

#include <string.h>

#include "pcie/packet.h"
#include "pcie/root.h"
#include "ground.h"

#define ENTRY_HEAD 4 /* bytes of the size in front of each TLP */

bool inbox_put(struct pcie_function *fn, const struct pcie_packet *packet)
{
	const size_t len = packet_size(packet);
	struct pcie_inbox *inbox = &fn->inbox;

	if (!inbox->data && fn->root)
		inbox->data = pcie_root_allocate(fn->root, PCIE_INBOX_SIZE);
	if (!inbox->data || PCIE_INBOX_SIZE - inbox->tail < ENTRY_HEAD + len)
		return false;
	store_le32(inbox->data + inbox->tail, len);
	copy_packet(packet, inbox->data + inbox->tail + ENTRY_HEAD);
	inbox->tail += ENTRY_HEAD + len;
	inbox->count++;
	return true;
}

bool inbox_hold(struct pcie_function *fn, const struct pcie_packet *packet)
{
	if (!fn->completion || !fn->root || !pcie_root_waiting(fn->root) ||
	    !inbox_put(fn, packet))
		return false;
	pcie_root_ready(fn);
	return true;
}

void inbox_deliver(struct pcie_function *fn)
{
	struct pcie_inbox *inbox = &fn->inbox;
	/*
	 * Writes added meanwhile wait for the next call: no endless ping-pong
	 */
	unsigned int now = inbox->count;

	if (fn->busy || inbox->delivering || !now)
		return;
	inbox->delivering = true;
	while (now-- && inbox->count) {
		const uint8_t *entry = inbox->data + inbox->head;
		size_t len = load_le32(entry);

		inbox->head += ENTRY_HEAD + len;
		inbox->count--;
		inbox->entry = entry + ENTRY_HEAD;
		port_deliver(&fn->port, inbox->entry, len);
	}
	inbox->entry = NULL;
	inbox->delivering = false;
	memmove(inbox->data, inbox->data + inbox->head,
		inbox->tail - inbox->head);
	inbox->tail -= inbox->head;
	inbox->head = 0;
}
