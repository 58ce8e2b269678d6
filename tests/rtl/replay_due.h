/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs that a device under test has to send */
#ifndef TESTS_RTL_REPLAY_DUE_H
#define TESTS_RTL_REPLAY_DUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/tlp.h>

/* Different interrupt messages between two calls of due_settle() */
#define DUE_KINDS 16

/**
 * struct due_completion - a completion that is due
 * @request:	number of its request
 * @bar, @at:	place of the first DW of its data
 * @len:	bytes
 * @bytes:	TLP
 */
struct due_completion {
	unsigned int request;
	unsigned int bar;
	uint64_t at;
	size_t len;
	uint8_t *bytes;
};

/**
 * struct due_interrupt - messages of one vector
 * @bytes, @len: TLP
 * @due:	times that it was raised
 * @sent:	messages
 * @cause:	first request since the last message that raised it, or 0
 */
struct due_interrupt {
	uint8_t bytes[20];
	size_t len;
	unsigned int due, sent, cause;
};

/**
 * struct replay_due - TLPs that are due
 * @request:	number of the last request
 * @bar, @at:	where the data of its next completion lie
 * @completions: those from @head to @n are due, in this order
 */
struct replay_due {
	unsigned int request, bar;
	uint64_t at;
	struct due_completion *completions;
	size_t head, n, room;
	struct due_interrupt interrupts[DUE_KINDS];
	unsigned int kinds;
	char fault[1024];
};

/* The TLPs that follow answer this request. */
void due_request(struct replay_due *due, const struct tlp *tlp,
		 unsigned int bar, uint64_t offset);

/* A TLP becomes due. */
void due_add(struct replay_due *due, const struct tlp *tlp,
	     const uint8_t *bytes, size_t len);

/* Return: true if this TLP was due; it no longer is. */
bool due_take(struct replay_due *due, const uint8_t *bytes, size_t len);

/* Return: true if nothing is due; begins anew. */
bool due_settle(struct replay_due *due);
bool due_waits(const struct replay_due *due);

void due_free(struct replay_due *due);

#endif /* TESTS_RTL_REPLAY_DUE_H */
