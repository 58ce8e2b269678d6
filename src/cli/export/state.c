// SPDX-License-Identifier: BSD-3-Clause
#include "cli/export/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int state_read(int fd, struct state *ret_state)
{
	struct state state = {.known = true};
	size_t room = 0;
	int ret;

	/* There may be more of them each time */
	for (;;) {
		ret = tph_dmabuf_applied(fd, &state.asked, state.list, room,
					 &state.count);
		if (ret || state.count <= room)
			break;
		room = state.count;
		free(state.list);
		state.list = calloc(room, sizeof(*state.list));
		if (!state.list)
			return -ENOMEM;
	}
	if (ret) {
		state_free(&state);
		state = (struct state){0};
	}
	if (ret && ret != -EOPNOTSUPP)
		return ret;
	*ret_state = state;
	return 0;
}

void state_free(struct state *state)
{
	free(state->list);
	*state = (struct state){0};
}

static bool same_tag(const struct tph_tag *a, const struct tph_tag *b)
{
	return a->st8_valid == b->st8_valid && a->st8 == b->st8 &&
	       a->st16_valid == b->st16_valid && a->st16 == b->st16 &&
	       a->ph == b->ph && a->required == b->required;
}

bool state_same_asked(const struct state *a, const struct state *b)
{
	return a->known == b->known && a->asked.set == b->asked.set &&
	       same_tag(&a->asked.tag, &b->asked.tag);
}

static bool same_device(const struct tph_attachment *a,
			const struct tph_attachment *b)
{
	return !strcmp(a->name, b->name);
}

static bool same(const struct tph_attachment *a, const struct tph_attachment *b)
{
	return same_device(a, b) && a->applied == b->applied &&
	       a->st16 == b->st16 && a->st == b->st && a->ph == b->ph &&
	       a->error == b->error;
}

/* Number of the first @end attachments that @equal @a */
static size_t count(const struct state *state, size_t end,
		    const struct tph_attachment *a,
		    bool (*equal)(const struct tph_attachment *,
				  const struct tph_attachment *))
{
	size_t n = 0;

	for (size_t i = 0; i < end; i++)
		n += equal(&state->list[i], a);
	return n;
}

/* Return: true if of those that @equal @in->list[i], @in has more up to i than @state */
static bool exceeds(const struct state *in, size_t i, const struct state *state,
		    bool (*equal)(const struct tph_attachment *,
				  const struct tph_attachment *))
{
	const struct tph_attachment *a = &in->list[i];

	return count(in, i + 1, a, equal) >
	       count(state, state->count, a, equal);
}

/* The usual case, which must not take the time of the square */
static bool same_list(const struct state *a, const struct state *b)
{
	size_t i = 0;

	while (i < a->count && i < b->count && same(&a->list[i], &b->list[i]))
		i++;
	return i == a->count && i == b->count;
}

void state_each_change(const struct state *old, const struct state *now,
		       void (*changed)(void *run,
				       const struct tph_attachment *attachment),
		       void (*gone)(void *run,
				    const struct tph_attachment *attachment),
		       void *run)
{
	if (same_list(old, now))
		return;
	for (size_t i = 0; i < old->count; i++)
		if (exceeds(old, i, now, same_device))
			gone(run, &old->list[i]);
	for (size_t i = now->count; i--;)
		if (exceeds(now, i, old, same))
			changed(run, &now->list[i]);
}
