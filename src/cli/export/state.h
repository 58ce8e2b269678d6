/* SPDX-License-Identifier: BSD-3-Clause */
/* The requested tag of a dma-buf and its attachments */
#ifndef CLI_EXPORT_STATE_H
#define CLI_EXPORT_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include <opentph/dmabuf.h>

/**
 * struct state - fdinfo at one time
 * @known:	the kernel reports it; else all else is zero
 * @asked:	requested tag
 * @list:	attachments, the latest first
 * @count:	number of them
 */
struct state {
	bool known;
	struct tph_asked asked;
	struct tph_attachment *list;
	size_t count;
};

/**
 * state_read() - read the fdinfo of a file
 * @fd:		dma-buf, or another file, which is not known
 * @ret_state:	state, for state_free()
 *
 * Return: 0; -ENOMEM; or an error of tph_dmabuf_applied() but -EOPNOTSUPP.
 */
int state_read(int fd, struct state *ret_state);

void state_free(struct state *state);

bool state_same_asked(const struct state *a, const struct state *b);

/**
 * state_each_change() - compare the attachments of two states
 * @old:	earlier state
 * @now:	later state
 * @changed:	called for each attachment of @now that is new or differs, the oldest
 *		first
 * @gone:	called first, for each one of @old whose device has one fewer
 * @run:	argument of both
 */
void state_each_change(const struct state *old, const struct state *now,
		       void (*changed)(void *run,
				       const struct tph_attachment *attachment),
		       void (*gone)(void *run,
				    const struct tph_attachment *attachment),
		       void *run);

#endif /* CLI_EXPORT_STATE_H */
