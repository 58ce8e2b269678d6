/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_QUEUE_H
#define CONTRIB_LEECHCORE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "contrib/leechcore/tlp.h"

#define QUEUE_MAX 4096

/**
 * struct queued - a TLP in the queue
 * @size:	number of bytes; more than TLP_MAX if the TLP was too long to keep
 * @bytes:	the TLP
 */
struct queued {
	size_t size;
	uint8_t bytes[TLP_MAX];
};

/* There is one queue. It lasts as long as the process, because a thread of the library
 * may call once more after it was asked to stop. */

/**
 * queue_open() - set the queue up
 * @slots:	TLPs that it holds, 1 to QUEUE_MAX
 *
 * Return: a descriptor that becomes readable with the first TLP, or -errno.
 */
int queue_open(unsigned int slots);

/**
 * queue_put() - append a TLP; one that finds no place is counted
 * @p:		its bytes
 * @len:	how many
 */
void queue_put(const uint8_t *p, size_t len);

/**
 * queue_take() - remove the first TLP
 * @ret_tlp:	the TLP
 *
 * Return: 1, or 0 if the queue is empty.
 */
int queue_take(struct queued *ret_tlp);

/**
 * queue_lost() - TLPs that found no place
 *
 * Return: the count.
 */
uint64_t queue_lost(void);

#endif /* CONTRIB_LEECHCORE_QUEUE_H */
