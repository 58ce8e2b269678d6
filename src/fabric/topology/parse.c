// SPDX-License-Identifier: BSD-3-Clause
/* Topology files: all settings. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/device.h"
#include "fabric/topology/parser.h"
#include "ground.h"

#define FILE_MAX (1 << 20)

static const char *const iommus[] = {"none", "intel", "amd", NULL};
static const char *const p2ps[] = {"drop-tph", "forward", "block", NULL};
static const char *const types[] = {"root-port", "switch-upstream",
				    "switch-downstream", NULL};
static const char *const completers[] = {"none", "8", "16", NULL};
static const int completer_values[] = {
	PCIE_TPH_COMPLETER_NONE,
	PCIE_TPH_COMPLETER_TPH,
	PCIE_TPH_COMPLETER_EXT,
};

/*
 * A bridge or a function with its parent still as a name; @count: copies below each
 * parent, 0: one, which keeps its id if it has one parent
 */
struct named_bridge {
	struct topology_bridge b;
	char parent[PCIE_NAME_MAX];
	uint64_t count;
};
struct named_function {
	struct topology_function f;
	char parent[PCIE_NAME_MAX];
	uint64_t count;
};

#define FIELD(k, type, member)                         \
	.kind = (k), .offset = offsetof(type, member), \
	.size = sizeof(((type *)0)->member)

static const struct field machine_fields[] = {
	{"cpu", FIELD(FIELD_TEXT, struct topology, cpu)},
	{"cpus", FIELD(FIELD_NUMBER, struct topology, cpus), .min = 1,
	 .max = 64},
	{"iommu", FIELD(FIELD_CHOICE, struct topology, iommu),
	 .choices = iommus},
	{"memory_mib", FIELD(FIELD_NUMBER, struct topology, memory_mib),
	 .min = 64, .max = 65536},
	{.name = NULL},
};

static const struct field root_complex_fields[] = {
	{"p2p", FIELD(FIELD_CHOICE, struct topology, p2p), .choices = p2ps},
	{.name = NULL},
};

static const struct field bridge_fields[] = {
	{"id", FIELD(FIELD_ID, struct named_bridge, b.id), .required = true},
	{"type", FIELD(FIELD_CHOICE, struct named_bridge, b.type),
	 .choices = types, .required = true},
	{"parent", FIELD(FIELD_PARENT, struct named_bridge, parent),
	 .required = true},
	{"eetlp", FIELD(FIELD_BOOL, struct named_bridge, b.eetlp)},
	{"eetlp_block", FIELD(FIELD_BOOL, struct named_bridge, b.eetlp_block)},
	{"ari", FIELD(FIELD_BOOL, struct named_bridge, b.ari)},
	{"count", FIELD(FIELD_NUMBER, struct named_bridge, count), .min = 1,
	 .max = TOPOLOGY_BRIDGES_MAX},
	{"acs", FIELD(FIELD_FLAGS, struct named_bridge, b.acs),
	 .choices = topology_acs_words},
	{"acs_enable", FIELD(FIELD_FLAGS, struct named_bridge, b.acs_enable),
	 .choices = topology_acs_words},
	{"acs_egress", FIELD(FIELD_NUMBER, struct named_bridge, b.acs_egress),
	 .max = UINT32_MAX},
	{.name = NULL},
};

static const struct field function_fields[] = {
	{"id", FIELD(FIELD_ID, struct named_function, f.id), .required = true},
	{"model", FIELD(FIELD_ID, struct named_function, f.model),
	 .required = true},
	{"parent", FIELD(FIELD_PARENT, struct named_function, parent),
	 .required = true},
	{"function", FIELD(FIELD_NUMBER, struct named_function, f.number),
	 .max = PCIE_MULTI_MAX - 1},
	{"count", FIELD(FIELD_NUMBER, struct named_function, count), .min = 1,
	 .max = PCIE_MULTI_MAX},
	{"vfs", FIELD(FIELD_NUMBER, struct named_function, f.vfs),
	 .max = PCIE_MULTI_MAX - 1},
	{"serial", FIELD(FIELD_NUMBER, struct named_function, f.serial),
	 .max = UINT64_MAX},
	{"tph_completer",
	 FIELD(FIELD_CHOICE, struct named_function, f.tph_completer),
	 .choices = completers, .values = completer_values},
	{"tph_ext", FIELD(FIELD_BOOL, struct named_function, f.tph_ext)},
	{"st_entries", FIELD(FIELD_NUMBER, struct named_function, f.st_entries),
	 .max = DEVICE_ST_MAX},
	{"eetlp", FIELD(FIELD_BOOL, struct named_function, f.eetlp)},
	{"acs", FIELD(FIELD_FLAGS, struct named_function, f.acs),
	 .choices = topology_acs_words},
	{"acs_enable", FIELD(FIELD_FLAGS, struct named_function, f.acs_enable),
	 .choices = topology_acs_words},
	{"memory_mib", FIELD(FIELD_POWER, struct named_function, f.memory),
	 .min = 1, .max = 4096, .scale = 1 << 20},
	{"partitions", FIELD(FIELD_POWER, struct named_function, f.partitions),
	 .min = 1, .max = 64},
	{"local", FIELD(FIELD_TEXT, struct named_function, f.local)},
	{"peer", FIELD(FIELD_TEXT, struct named_function, f.peer)},
	{"prefixes", FIELD(FIELD_BOOL, struct named_function, f.prefixes)},
	{"max_payload",
	 FIELD(FIELD_POWER, struct named_function, f.max_payload), .min = 128,
	 .max = 4096},
	{.name = NULL},
};

/* Return: 0; -EINVAL */
static int add_bridge(const struct parser *parser,
		      const struct named_bridge *named, int parent,
		      struct group *group, struct topology *topology)
{
	struct topology_bridge *b = &topology->bridges[topology->nbridges];

	if (topology->nbridges == TOPOLOGY_BRIDGES_MAX)
		return topology_fail(parser, named->b.line,
				     "more than %d bridges",
				     TOPOLOGY_BRIDGES_MAX);
	*b = named->b;
	b->parent = parent;
	topology->nbridges++;
	if (!group->numbered)
		return 0;
	return topology_number_id(parser, b->line, group->id, group->n++,
				  b->id);
}

static int read_bridge(struct parser *parser, const config_setting_t *s,
		       struct topology *topology)
{
	struct named_bridge named = {
		.b = {.eetlp = true, .ari = true, .acs = -1},
	};
	struct group group = {.first = topology->nbridges}, scratch;
	const struct group *parents;
	int ret;

	named.b.line = config_setting_source_line(s);
	ret = topology_read_group(parser, s, bridge_fields, &named);
	if (ret)
		return ret;
	if (named.b.acs < 0)
		named.b.acs = named.b.type == TOPOLOGY_ROOT_PORT
				      ? TOPOLOGY_ACS_QEMU
				      : 0;
	parents = topology_find_group(parser, topology, named.parent, &scratch);
	if (!parents)
		return topology_fail(
			parser, named.b.line,
			"%s: no earlier bridge in the list has the id \"%s\"",
			named.b.id, named.parent);
	strcpy(group.id, named.b.id);
	group.numbered = named.count || parents->n > 1;
	for (unsigned int i = 0; i < parents->n && !ret; i++)
		for (uint64_t n = 0;
		     n < max_t(uint64_t, named.count, 1) && !ret; n++)
			ret = add_bridge(parser, &named, parents->first + i,
					 &group, topology);
	if (!ret && group.numbered)
		parser->groups[parser->ngroups++] = group;
	return ret;
}

/* @below: copies below the same parent before this one; @total: all copies before it.
 * Return: 0; -EINVAL */
static int add_function(const struct parser *parser,
			const struct named_function *named, int parent,
			unsigned int below, unsigned int total,
			struct topology *topology)
{
	struct topology_function *f =
		&topology->functions[topology->nfunctions];

	if (topology->nfunctions == TOPOLOGY_FUNCTIONS_MAX)
		return topology_fail(parser, named->f.line,
				     "more than %d functions",
				     TOPOLOGY_FUNCTIONS_MAX);
	*f = named->f;
	f->parent = parent;
	f->serial += total;
	/* Devices on pcie.0 have one function */
	if (parent != TOPOLOGY_PCIE_0)
		f->number += below;
	if (f->number >= PCIE_MULTI_MAX)
		return topology_fail(parser, f->line,
				     "%s: function must be 0 to %d", f->id,
				     PCIE_MULTI_MAX - 1);
	topology->nfunctions++;
	return 0;
}

/* Return: 0; -EINVAL */
static int add_functions(const struct parser *parser,
			 const struct named_function *named,
			 const struct group *parents, struct topology *topology)
{
	const unsigned int first = topology->nfunctions;
	const unsigned int count = max_t(unsigned int, named->count, 1);
	int ret = 0;

	for (unsigned int i = 0; i < parents->n * count && !ret; i++)
		ret = add_function(parser, named, parents->first + i / count,
				   i % count, i, topology);
	if (!named->count && parents->n == 1)
		return ret;
	for (unsigned int i = first; i < topology->nfunctions && !ret; i++)
		ret = topology_number_id(parser, named->f.line, named->f.id,
					 i - first, topology->functions[i].id);
	return ret;
}

static int read_function(struct parser *parser, const config_setting_t *s,
			 struct topology *topology)
{
	struct named_function named = {
		.f = {.eetlp = true,
		      .tph_ext = true,
		      .st_entries = UINT64_MAX,
		      .serial = topology->nfunctions + 1},
	};
	const struct group *parents;
	struct group scratch;
	int ret;

	named.f.line = config_setting_source_line(s);
	ret = topology_read_group(parser, s, function_fields, &named);
	if (ret)
		return ret;
	parents = topology_find_group(parser, topology, named.parent, &scratch);
	if (!parents)
		return topology_fail(parser, named.f.line,
				     "%s: unknown bridge \"%s\"", named.f.id,
				     named.parent);
	return add_functions(parser, &named, parents, topology);
}

static int read_list(struct parser *parser, const config_setting_t *list,
		     struct topology *topology,
		     int (*read)(struct parser *, const config_setting_t *,
				 struct topology *))
{
	if (!config_setting_is_list(list))
		return topology_fail(parser, config_setting_source_line(list),
				     "%s must be a list ( {...}, {...} )",
				     config_setting_name(list));
	for (int i = 0; i < config_setting_length(list); i++) {
		int ret = read(parser, config_setting_get_elem(list, i),
			       topology);

		if (ret)
			return ret;
	}
	return 0;
}

static int read_all(struct parser *parser, const config_setting_t *root,
		    struct topology *topology)
{
	static const struct field name = {
		.name = "name",
		FIELD(FIELD_TEXT, struct topology, name),
	};
	const config_setting_t *functions = NULL;
	int ret = 0;

	for (int i = 0; i < config_setting_length(root) && !ret; i++) {
		const config_setting_t *s = config_setting_get_elem(root, i);
		const char *key = config_setting_name(s);

		if (!strcmp(key, "name"))
			ret = topology_read_field(parser, s, &name, topology);
		else if (!strcmp(key, "machine"))
			ret = topology_read_group(parser, s, machine_fields,
						  topology);
		else if (!strcmp(key, "root_complex"))
			ret = topology_read_group(
				parser, s, root_complex_fields, topology);
		else if (!strcmp(key, "bridges"))
			ret = read_list(parser, s, topology, read_bridge);
		else if (!strcmp(key, "functions"))
			functions = s;
		else
			ret = topology_fail(parser,
					    config_setting_source_line(s),
					    "unknown setting \"%.40s\"", key);
	}
	if (ret)
		return ret;
	if (!functions)
		return topology_fail(parser, 1, "functions is missing");
	/* Their parents may follow them in the file */
	return read_list(parser, functions, topology, read_function);
}

/* libconfig would read any file, and wait for a pipe */
static int refuse_includes(const struct parser *parser, const char *text)
{
	unsigned int line = 1;

	while (text) {
		text += strspn(text, " \t");
		if (!strncmp(text, "@include", 8))
			return topology_fail(parser, line,
					     "@include is not supported");
		text = strchr(text, '\n');
		if (text)
			text++;
		line++;
	}
	return 0;
}

int topology_parse(const char *text, const char *name, struct topology *ret,
		   char *error)
{
	struct parser parser = {.name = name, .error = error};
	struct topology *topology = calloc(1, sizeof(*topology));
	config_t config;
	int err;

	error[0] = 0;
	if (!topology) {
		snprintf(error, FABRIC_ERROR_MAX, "%s: out of memory", name);
		return -ENOMEM;
	}
	strcpy(topology->cpu, "max");
	topology->cpus = 2;
	topology->memory_mib = 512;
	topology->p2p = PCIE_ROOT_P2P_DROP_TPH;
	config_init(&config);
	if (refuse_includes(&parser, text))
		err = -EINVAL;
	else if (config_read_string(&config, text))
		err = read_all(&parser, config_root_setting(&config), topology);
	else
		err = topology_fail(&parser, config_error_line(&config), "%s",
				    config_error_text(&config));
	config_destroy(&config);
	if (!err)
		err = topology_check(&parser, topology);
	if (!err)
		err = topology_place_vfs(&parser, topology);
	if (!err)
		*ret = *topology;
	free(topology);
	return err;
}

int topology_load(const char *path, struct topology *ret, char *error)
{
	char *text = malloc(FILE_MAX + 1);
	size_t len = 0;
	ssize_t n = 0;
	int fd, err = -ENOMEM;

	if (!text)
		goto fail;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err = -errno;
		goto fail;
	}
	while (len < FILE_MAX && (n = read(fd, text + len, FILE_MAX - len)) > 0)
		len += n;
	err = n < 0 ? -errno : len == FILE_MAX ? -EFBIG : 0;
	close(fd);
	if (err)
		goto fail;
	text[len] = 0;
	err = topology_parse(text, path, ret, error);
	free(text);
	return err;
fail:
	free(text);
	snprintf(error, FABRIC_ERROR_MAX, "%s: %s", path, strerror(-err));
	return err;
}
