// SPDX-License-Identifier: BSD-3-Clause
/* The result as JSON */
#include <stdio.h>
#include <json-c/json.h>

#include "cli/export/tag.h"
#include "guest/rdma/rdma.h"

static void add_int(struct json_object *to, const char *key, int64_t value)
{
	json_object_object_add(to, key, json_object_new_int64(value));
}

static void add_bool(struct json_object *to, const char *key, bool value)
{
	json_object_object_add(to, key, json_object_new_boolean(value));
}

static void add_text(struct json_object *to, const char *key, const char *value)
{
	json_object_object_add(to, key, json_object_new_string(value));
}

static struct json_object *target_json(const struct rdma_session *s)
{
	struct json_object *j = json_object_new_object();

	add_bool(j, "host", s->request->host);
	add_int(j, "size", s->request->target.length);
	if (s->request->host)
		return j;
	add_text(j, "device", s->bdf);
	add_text(j, "backend", tph_backend_name(tph_device_backend(s->dev)));
	add_bool(j, "accelerator", s->accel);
	add_int(j, "bar", s->request->target.bar);
	add_int(j, "offset", s->request->target.offset);
	return j;
}

static struct json_object *rdma_json(const struct rdma_session *s)
{
	struct json_object *j = json_object_new_object();
	const struct ibv_port_attr *port = verbs_port_attr(s->verbs);

	add_text(j, "device", verbs_bdf(s->verbs));
	add_text(j, "name", verbs_name(s->verbs));
	add_int(j, "port", verbs_port(s->verbs));
	add_text(j, "link",
		 port->link_layer == IBV_LINK_LAYER_ETHERNET ? "Ethernet"
							     : "InfiniBand");
	add_int(j, "lid", port->lid);
	add_int(j, "mtu", 128u << port->active_mtu);
	return j;
}

static struct json_object *applied_json(const struct rdma_phase *phase)
{
	struct json_object *j;

	if (!phase->applied_valid)
		return NULL;
	j = json_object_new_object();
	tag_json_applied(j, &phase->applied);
	return j;
}

static struct json_object *ingress_json(const struct rdma_session *s,
					const struct rdma_phase *phase)
{
	struct json_object *j;

	if (!phase->counted)
		return NULL;
	j = json_object_new_object();
	add_int(j, "tagged", phase->counters.tagged);
	add_int(j, "untagged", phase->counters.untagged);
	add_int(j, "unknown", phase->counters.unknown);
	add_text(j, "operation", tph_accel_op_name(rdma_op(s, phase)));
	add_int(j, "tag_writes", phase->tag.writes);
	add_int(j, "tag_bytes", phase->tag.bytes);
	return j;
}

static struct json_object *phase_json(const struct rdma_session *s,
				      const struct rdma_phase *phase)
{
	struct json_object *j = json_object_new_object();

	json_object_object_add(j, "tph", applied_json(phase));
	add_int(j, "writes", phase->writes);
	json_object_object_add(j, "ingress", ingress_json(s, phase));
	add_bool(j, "memory", phase->memory);
	add_bool(j, "readback", phase->readback);
	return j;
}

static struct json_object *dmah_json(const struct rdma_request *request)
{
	struct json_object *j;

	if (!request->dmah_valid)
		return NULL;
	j = json_object_new_object();
	add_int(j, "ph", request->dmah.ph);
	if (request->dmah.cpu_valid)
		add_int(j, "cpu", request->dmah.cpu);
	return j;
}

static struct json_object *revoked_json(const struct rdma_session *s)
{
	struct json_object *j = json_object_new_object();

	add_int(j, "writes", s->before_revoke);
	add_int(j, "status", s->revoked);
	add_text(j, "text", ibv_wc_status_str(s->revoked));
	return j;
}

void rdma_show_json(const struct rdma_session *s)
{
	struct json_object *j = json_object_new_object();

	json_object_object_add(j, "target", target_json(s));
	json_object_object_add(j, "rdma", rdma_json(s));
	json_object_object_add(j, "asked", tag_json_asked(&s->asked));
	json_object_object_add(j, "dmah", dmah_json(s->request));
	json_object_object_add(j, "first", phase_json(s, &s->first));
	if (s->request->revoke) {
		json_object_object_add(j, "revoked", revoked_json(s));
		json_object_object_add(j, "second", phase_json(s, &s->second));
	}
	printf("%s\n",
	       json_object_to_json_string_ext(j, JSON_C_TO_STRING_PLAIN));
	json_object_put(j);
}
