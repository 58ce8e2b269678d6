// SPDX-License-Identifier: BSD-3-Clause
/* Prints a topology as a tree and as JSON. */
#include <errno.h>
#include <json-c/json.h>

#include "fabric/topology/parser.h"

static const char *const iommu_names[] = {"none", "intel", "amd"};
static const char *const p2p_names[] = {"drop-tph", "forward", "block"};
static const char *const type_names[] = {"root-port", "switch-upstream",
					 "switch-downstream"};
static const char *const completer_names[] = {"none", "8", "?", "16"};

static char sign(bool value)
{
	return value ? '+' : '-';
}

/* Supported services, each with + if it is enabled at reset */
static void print_acs(int acs, int enabled, uint64_t egress, FILE *out)
{
	if (!acs)
		return;
	fprintf(out, ", ACS");
	for (unsigned int i = 0; topology_acs_words[i]; i++)
		if (acs >> i & 1)
			fprintf(out, " %s%c", topology_acs_words[i],
				sign(enabled >> i & 1));
	if (egress)
		fprintf(out, ", egress %#jx", (uintmax_t)egress);
}

static void print_function(const struct topology_function *f, FILE *out)
{
	fprintf(out,
		"%02x.%u %s: %s, TPHCompleter %s ExtTPHRequester%c EETLP%c",
		f->slot + (unsigned int)(f->number >> 3),
		(unsigned int)f->number & 7, f->id, f->model,
		completer_names[f->tph_completer], sign(f->tph_ext),
		sign(f->eetlp));
	if (f->st_entries != UINT64_MAX)
		fprintf(out, ", ST table %ju", (uintmax_t)f->st_entries);
	if (f->memory)
		fprintf(out, ", %ju MiB", (uintmax_t)f->memory >> 20);
	if (f->partitions)
		fprintf(out, ", %ju partitions", (uintmax_t)f->partitions);
	if (f->max_payload)
		fprintf(out, ", MaxPayload %ju", (uintmax_t)f->max_payload);
	if (f->vfs)
		fprintf(out, ", %ju VFs from function %ju", (uintmax_t)f->vfs,
			(uintmax_t)(f->number + f->vf_offset));
	print_acs(f->acs, f->acs_enable, 0, out);
	fprintf(out, ", serial %#jx\n", (uintmax_t)f->serial);
}

/* Depth is bounded by the number of bridges */
static void print_below(const struct topology *t, int parent, int depth,
			FILE *out)
{
	for (unsigned int i = 0; i < t->nbridges; i++) {
		const struct topology_bridge *b = &t->bridges[i];

		if (b->parent != parent)
			continue;
		fprintf(out, "%*s%02x.0 %s: %s, EETLP%c Block%c", depth * 2, "",
			b->slot, b->id, type_names[b->type], sign(b->eetlp),
			sign(b->eetlp_block));
		print_acs(b->acs, b->acs_enable, b->acs_egress, out);
		fprintf(out, "\n");
		print_below(t, i, depth + 1, out);
	}
	for (unsigned int i = 0; i < t->nfunctions; i++) {
		if (t->functions[i].parent != parent)
			continue;
		fprintf(out, "%*s", depth * 2, "");
		print_function(&t->functions[i], out);
	}
}

void topology_print(const struct topology *t, FILE *out)
{
	fprintf(out, "%s: CPU %s, %ju CPUs, %ju MiB, IOMMU %s\n",
		t->name[0] ? t->name : "(no name)", t->cpu, (uintmax_t)t->cpus,
		(uintmax_t)t->memory_mib, iommu_names[t->iommu]);
	fprintf(out, "pcie.0: root complex, peer to peer %s\n",
		p2p_names[t->p2p]);
	print_below(t, TOPOLOGY_PCIE_0, 1, out);
}

static void add_text(struct json_object *o, const char *key, const char *value)
{
	json_object_object_add(o, key, json_object_new_string(value));
}

static void add_number(struct json_object *o, const char *key, uint64_t value)
{
	json_object_object_add(o, key, json_object_new_uint64(value));
}

static void add_bool(struct json_object *o, const char *key, bool value)
{
	json_object_object_add(o, key, json_object_new_boolean(value));
}

static void add_acs(struct json_object *o, const char *key, int acs)
{
	struct json_object *list = json_object_new_array();

	for (unsigned int i = 0; topology_acs_words[i]; i++)
		if (acs >> i & 1)
			json_object_array_add(
				list,
				json_object_new_string(topology_acs_words[i]));
	json_object_object_add(o, key, list);
}

static struct json_object *bridge_json(const struct topology *t,
				       const struct topology_bridge *b)
{
	struct json_object *o = json_object_new_object();

	add_text(o, "id", b->id);
	add_text(o, "type", type_names[b->type]);
	add_text(o, "parent", topology_bridge_id(t, b->parent));
	add_number(o, "slot", b->slot);
	add_bool(o, "eetlp", b->eetlp);
	add_bool(o, "eetlp_block", b->eetlp_block);
	add_bool(o, "ari", b->ari);
	add_acs(o, "acs", b->acs);
	add_acs(o, "acs_enable", b->acs_enable);
	add_number(o, "acs_egress", b->acs_egress);
	return o;
}

static struct json_object *function_json(const struct topology *t,
					 const struct topology_function *f)
{
	struct json_object *o = json_object_new_object();

	add_text(o, "id", f->id);
	add_text(o, "model", f->model);
	add_text(o, "parent", topology_bridge_id(t, f->parent));
	add_number(o, "slot", f->slot);
	add_number(o, "function", f->number);
	add_number(o, "vfs", f->vfs);
	add_number(o, "serial", f->serial);
	add_text(o, "tph_completer", completer_names[f->tph_completer]);
	add_bool(o, "tph_ext", f->tph_ext);
	add_bool(o, "eetlp", f->eetlp);
	/* null: the model's default */
	json_object_object_add(o, "st_entries",
			       f->st_entries == UINT64_MAX
				       ? NULL
				       : json_object_new_uint64(f->st_entries));
	/* 0: the model's default */
	add_number(o, "memory_mib", f->memory >> 20);
	add_number(o, "partitions", f->partitions);
	add_number(o, "max_payload", f->max_payload);
	add_acs(o, "acs", f->acs);
	add_acs(o, "acs_enable", f->acs_enable);
	return o;
}

void topology_print_json(const struct topology *t, FILE *out)
{
	struct json_object *top = json_object_new_object();
	struct json_object *machine = json_object_new_object();
	struct json_object *rc = json_object_new_object();
	struct json_object *bridges = json_object_new_array();
	struct json_object *functions = json_object_new_array();

	add_text(top, "name", t->name);
	add_text(machine, "cpu", t->cpu);
	add_number(machine, "cpus", t->cpus);
	add_number(machine, "memory_mib", t->memory_mib);
	add_text(machine, "iommu", iommu_names[t->iommu]);
	add_text(rc, "p2p", p2p_names[t->p2p]);
	for (unsigned int i = 0; i < t->nbridges; i++)
		json_object_array_add(bridges, bridge_json(t, &t->bridges[i]));
	for (unsigned int i = 0; i < t->nfunctions; i++)
		json_object_array_add(functions,
				      function_json(t, &t->functions[i]));
	json_object_object_add(top, "machine", machine);
	json_object_object_add(top, "root_complex", rc);
	json_object_object_add(top, "bridges", bridges);
	json_object_object_add(top, "functions", functions);
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(top, JSON_C_TO_STRING_PRETTY));
	json_object_put(top);
}
