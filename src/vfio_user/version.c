// SPDX-License-Identifier: BSD-3-Clause
/* VERSION: the handshake, with capabilities as JSON. */
#include <errno.h>
#include <string.h>
#include <json-c/json.h>

#include "vfio_user/protocol.h"
#include "ground.h"

#define PAGE_SIZES 4096 /* mask of page sizes */

static struct json_object *limit(int64_t value)
{
	return json_object_new_int64(value);
}

static struct json_object *flag(int64_t value)
{
	return json_object_new_boolean(value);
}

/*
 * Our capabilities, sent only if the client knows them, as the protocol
 * requires
 */
static const struct {
	const char *name;
	struct json_object *(*make)(int64_t value);
	int64_t value;
} capabilities[] = {
	{"max_msg_fds", limit, VFIO_USER_MAX_FDS},
	{"max_data_xfer_size", limit, VFIO_USER_MAX_DATA},
	{"max_dma_maps", limit, VFIO_USER_MAX_MAPS},
	{"pgsizes", limit, PAGE_SIZES},
	{"write_multiple", flag, 1},
};

/* Return: reply to the capabilities of the client; NULL out of memory */
static struct json_object *answer(struct json_object *proposed)
{
	struct json_object *ours = json_object_new_object();
	struct json_object *top = json_object_new_object();

	for (size_t i = 0; ours && i < ARRAY_SIZE(capabilities); i++)
		if (json_object_object_get_ex(proposed, capabilities[i].name,
					      NULL))
			json_object_object_add(
				ours, capabilities[i].name,
				capabilities[i].make(capabilities[i].value));
	if (!ours || !top ||
	    json_object_object_add(top, "capabilities", ours)) {
		json_object_put(ours);
		json_object_put(top);
		return NULL;
	}
	return top;
}

/* Return: 0 and the object of the client, or NULL without one; -EINVAL. */
static int parse(const uint8_t *data, size_t len, struct json_object **ret_json)
{
	struct json_tokener *tokener;
	struct json_object *json;

	*ret_json = NULL;
	if (!len)
		return 0;
	if (data[len - 1])
		return -EINVAL;
	tokener = json_tokener_new_ex(8);
	if (!tokener)
		return -ENOMEM;
	json = json_tokener_parse_ex(tokener, (const char *)data, len);
	json_tokener_free(tokener);
	if (!json_object_is_type(json, json_type_object)) {
		json_object_put(json);
		return -EINVAL;
	}
	*ret_json = json;
	return 0;
}

int vfio_user_handle_version(struct vfio_user *vu,
			     struct vfio_user_message *msg)
{
	struct vfio_user_version version;
	struct json_object *theirs, *proposed = NULL, *reply;
	const char *text;
	size_t len;
	int ret;

	memcpy(&version, msg->data, sizeof(version));
	if (vu->versioned || version.major != 0)
		return -EINVAL;
	ret = parse(msg->data + sizeof(version), msg->len - sizeof(version),
		    &theirs);
	if (ret)
		return ret;
	json_object_object_get_ex(theirs, "capabilities", &proposed);
	if (proposed && !json_object_is_type(proposed, json_type_object)) {
		json_object_put(theirs);
		return -EINVAL;
	}
	reply = answer(proposed);
	json_object_put(theirs);
	if (!reply)
		return -ENOMEM;
	text = json_object_to_json_string_ext(reply, JSON_C_TO_STRING_PLAIN);
	len = strlen(text) + 1;
	version.minor = 0;
	memcpy(msg->reply, &version, sizeof(version));
	memcpy(msg->reply + sizeof(version), text, len);
	msg->reply_len = sizeof(version) + len;
	json_object_put(reply);
	vu->versioned = true;
	return 0;
}
