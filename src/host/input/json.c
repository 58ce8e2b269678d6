// SPDX-License-Identifier: BSD-3-Clause
/*
 * The exchange format: an array, read object by object, so that memory does not depend
 * on the size of the file
 */
#include <errno.h>
#include <stdlib.h>

#include "error/error.h"
#include "host/input/input.h"
#include "host/input/item.h"

#define MAX_DEPTH 16
#define MAX_ITEM  (1u << 20)

/**
 * struct stream - the file
 * @file:	file
 * @tokener:	for one object at a time
 * @buf:	part of the file
 * @at:		next byte in @buf
 * @len:	bytes in @buf
 */
struct stream {
	FILE *file;
	struct json_tokener *tokener;
	char buf[65536];
	size_t at, len;
};

static bool fill(struct stream *stream)
{
	if (stream->at < stream->len)
		return true;
	stream->at = 0;
	stream->len = fread(stream->buf, 1, sizeof(stream->buf), stream->file);
	return stream->len > 0;
}

/* The next byte that is not blank, consumed if it is @wanted. Return: true if so. */
static bool next_is(struct stream *stream, char wanted)
{
	while (fill(stream)) {
		switch (stream->buf[stream->at]) {
		case ' ':
		case '\t':
		case '\r':
		case '\n':
			stream->at++;
			continue;
		}
		if (stream->buf[stream->at] != wanted)
			return false;
		stream->at++;
		return true;
	}
	return false;
}

/* One value. Return: NULL, or its fault. */
static const char *next_item(struct stream *stream,
			     struct json_object **ret_item)
{
	enum json_tokener_error error = json_tokener_continue;
	struct json_object *item = NULL;
	size_t size = 0, n;

	json_tokener_reset(stream->tokener);
	while (error == json_tokener_continue) {
		if (!fill(stream))
			return "the file ends within it";
		item = json_tokener_parse_ex(stream->tokener,
					     stream->buf + stream->at,
					     (int)(stream->len - stream->at));
		error = json_tokener_get_error(stream->tokener);
		n = json_tokener_get_parse_end(stream->tokener);
		stream->at += n;
		size += n;
		if (size > MAX_ITEM) {
			json_object_put(item);
			return "it is larger than 1 MiB";
		}
	}
	if (error != json_tokener_success)
		return json_tokener_error_desc(error);
	*ret_item = item;
	return NULL;
}

/* The rest of the file is lost. Return: 0 if there are functions before; -EINVAL. */
static int stop(struct items *items, const char *wrong)
{
	if (!tph_host_count(items->dump.host) && !items->dump.count)
		return error_fail(-EINVAL, "item %lu: %s", items->number,
				  wrong);
	host_note(items->dump.host, "item %lu: %s; the rest is left out",
		  items->number, wrong);
	return 0;
}

static int take_items(struct items *items, struct stream *stream)
{
	struct json_object *item = NULL;
	const char *wrong;
	int ret;

	if (next_is(stream, ']'))
		return 0;
	for (;; items->number++) {
		if (items->number == HOST_MAX_FUNCTIONS)
			return error_fail(-EFBIG, "more than %d objects",
					  HOST_MAX_FUNCTIONS);
		wrong = next_item(stream, &item);
		if (wrong)
			return stop(items, wrong);
		ret = item_take(items, item);
		json_object_put(item);
		if (ret || next_is(stream, ']'))
			return ret;
		if (!next_is(stream, ','))
			return stop(items, "no comma after it");
	}
}

static int take_file(struct tph_host *host, struct stream *stream)
{
	struct items items = {0};
	int ret;

	if (!next_is(stream, '['))
		return error_fail(
			-EINVAL,
			"not an array of functions, as rdma_topo dump and tph doctor --dump write");
	ret = dump_open(&items.dump, host);
	if (ret)
		return ret;
	ret = dump_close(&items.dump, take_items(&items, stream));
	items_end(&items);
	return ret;
}

int input_json(struct tph_host *host, FILE *file)
{
	struct stream *stream = calloc(1, sizeof(*stream));
	int ret = -ENOMEM;

	if (stream)
		stream->tokener = json_tokener_new_ex(MAX_DEPTH);
	if (stream && stream->tokener) {
		stream->file = file;
		json_tokener_set_flags(
			stream->tokener,
			JSON_TOKENER_STRICT |
				JSON_TOKENER_ALLOW_TRAILING_CHARS |
				JSON_TOKENER_VALIDATE_UTF8);
		ret = take_file(host, stream);
		json_tokener_free(stream->tokener);
	} else {
		tph_error_note("out of memory");
	}
	free(stream);
	return ret;
}
