// SPDX-License-Identifier: BSD-3-Clause
/* Requests to memory of the root complex */
#include "pcie/tree/root_memory.h"

#include <stdatomic.h>
#include <string.h>

#include "pcie/function/completer.h"
#include "pcie/part.h"
#include "pcie/tree/tree.h"

#define LINE  64
#define PIECE 16

static bool overlap(const uint8_t *a, const uint8_t *b, size_t len)
{
	return a < b + len && b < a + len;
}

/*
 * Store the lowest address first: software that polls the last byte of a
 * completion entry or of a message relies on this, and memcpy() may store the
 * end first.
 */
static void land(uint8_t *to, const uint8_t *from, size_t len)
{
	/* The payload may lie in the same memory */
	if (overlap(to, from, len)) {
		memmove(to, from, len);
		return;
	}
	for (; len > LINE; to += LINE, from += LINE, len -= LINE) {
		memcpy(to, from, LINE);
		atomic_thread_fence(memory_order_release);
	}
	for (; len >= PIECE; to += PIECE, from += PIECE, len -= PIECE) {
		memcpy(to, from, PIECE);
		atomic_thread_fence(memory_order_release);
	}
	for (size_t n = PIECE / 2; n; n /= 2) {
		if (!(len & n))
			continue;
		memcpy(to, from, n);
		atomic_thread_fence(memory_order_release);
		to += n;
		from += n;
	}
}

/* Return: *@ret_len bytes of memory at @addr; NULL the host denies access */
static void *map(struct pcie_root *root, const struct tlp *tlp, uint64_t addr,
		 size_t len, size_t *ret_len)
{
	size_t got = 0;
	void *p;

	if (!root->ops.map)
		return NULL;
	p = root->ops.map(root->ctx, tlp->requester, addr, len,
			  tlp->type == TLP_MWR, &got);
	if (!p || !got || got > len)
		return NULL;
	*ret_len = got;
	return p;
}

unsigned int root_memory_holds(struct pcie_root *root, const struct tlp *tlp,
			       unsigned int count)
{
	const size_t each = tlp->length * 4u;
	size_t n;

	if (!map(root, tlp, tlp->addr, count * each, &n))
		return 0;
	return n / each;
}

/* Several writes, one after the other if a payload lies where another lands */
static bool write_run(struct pcie_root *root, const struct pcie_packet *p)
{
	const uint8_t *from = p->tlp->payload;
	const size_t size = run_size(p);
	size_t n;
	uint8_t *to = map(root, p->tlp, p->tlp->addr, size, &n);

	if (!to || n < size)
		return false;
	if (!overlap(to, from, size)) {
		land(to, from, size);
		return true;
	}
	for (size_t at = 0; at < size; at += p->data_len)
		land(to + at, from + at, p->data_len);
	return true;
}

bool root_memory_write(struct pcie_root *root, const struct pcie_packet *p)
{
	const struct tlp *tlp = p->tlp;
	size_t pos = 0, run, n;
	void *to;

	if (tlp->ep) /* poison does not reach memory */
		return true;
	if (p->count > 1)
		return write_run(root, p);
	while ((run = enabled_run(tlp, &pos))) {
		for (; run; run -= n, pos += n) {
			to = map(root, tlp, tlp->addr + pos, run, &n);
			if (!to)
				return false;
			land(to, tlp->payload + pos, n);
		}
	}
	return true;
}

/*
 * Return: the contiguous data that @tlp requests; NULL if the host denies the
 * requester access
 */
static const uint8_t *gather(struct pcie_root *root, const struct tlp *tlp)
{
	const size_t len = tlp->length * 4u;
	uint8_t *data = root->reply;
	size_t pos = 0, run, n;
	void *from;

	/* Only these have bytes that are not requested */
	memset(data, 0, 4);
	memset(data + len - 4, 0, 4);
	while ((run = enabled_run(tlp, &pos))) {
		for (; run; run -= n, pos += n) {
			from = map(root, tlp, tlp->addr + pos, run, &n);
			if (!from || n == len)
				return from;
			memcpy(data + pos, from, n);
		}
	}
	return data;
}

/* Return: as gather(), for reads that root_memory_holds() */
static const uint8_t *gather_run(struct pcie_root *root,
				 const struct pcie_packet *p)
{
	size_t n;
	const uint8_t *data = map(root, p->tlp, p->tlp->addr, run_size(p), &n);

	return data && n == run_size(p) ? data : NULL;
}

bool root_memory_read(struct pcie_root *root, struct bridge *in,
		      const struct pcie_packet *p)
{
	const uint8_t *data =
		p->count > 1 ? gather_run(root, p) : gather(root, p->tlp);
	const struct answer answer = {
		.data = data,
		.max_payload = root->max_payload,
		.lasting = data != root->reply,
		.runs = root->runs,
		.reads = p->count,
	};

	if (!data)
		return false;
	complete_data(&in->port, p->tlp, ROOT_BDF, &answer);
	return true;
}
