/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the topology files' parser. */
#ifndef FABRIC_TOPOLOGY_PARSER_H
#define FABRIC_TOPOLOGY_PARSER_H

#include <libconfig.h>

#include "fabric/topology.h"

/* Bridges of one entry of the file, which may be repeated */
struct group {
	char id[PCIE_NAME_MAX];
	int first;
	unsigned int n;
	bool numbered; /* their ids are @id and a number */
};

/**
 * struct parser - a file that is read
 * @name:	name of the file
 * @error:	the message
 * @groups:	@ngroups repeated entries of bridges so far
 */
struct parser {
	const char *name;
	char *error;
	struct group groups[TOPOLOGY_BRIDGES_MAX];
	unsigned int ngroups;
};

/* Note the first error. Return: -EINVAL. */
int topology_fail(const struct parser *parser, unsigned int line,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

enum field_kind {
	FIELD_ID,     /* letter, then letters, digits, - and _ */
	FIELD_PARENT, /* as FIELD_ID, or pcie.0 */
	FIELD_TEXT,   /* printable, no comma: goes into QEMU's arguments */
	FIELD_BOOL,
	FIELD_NUMBER, /* uint64_t, min..max */
	FIELD_POWER,  /* the same, a power of two */
	FIELD_CHOICE, /* int, index of @choices or, if given, of @values */
	FIELD_FLAGS,  /* int, bit N: the text has word N of @choices */
};

/**
 * struct field - a setting that a group may have
 * @name:	name of the setting; NULL ends a table
 * @kind:	enum field_kind
 * @offset:	offset of the result
 * @size:	size of the result, for text
 * @required:	must be present
 * @min, @max:	range of numbers
 * @scale:	factor for numbers, 0: no scaling
 * @choices:	words, ended by NULL
 * @values:	values of @choices
 */
struct field {
	const char *name;
	enum field_kind kind;
	size_t offset, size;
	bool required;
	uint64_t min, max, scale;
	const char *const *choices;
	const int *values;
};

/* Names of the services of Access Control in the order of their bits */
extern const char *const topology_acs_words[];

/*
 * Find bridges by the id of one, by that of a repeated entry, or pcie.0. Return:
 * the bridges; NULL the id is unknown
 */
const struct group *topology_find_group(const struct parser *parser,
					const struct topology *topology,
					const char *id, struct group *scratch);

/* Give copy @i of a repeated entry its id. Return: 0; -EINVAL */
int topology_number_id(const struct parser *parser, unsigned int line,
		       const char *id, unsigned int i, char *to);

/* Read one setting. Return: 0; -EINVAL. */
int topology_read_field(const struct parser *parser, const config_setting_t *s,
			const struct field *field, void *into);

/*
 * Read the settings of a group by a table. Settings that are not in the table
 * are errors. Return: 0; -EINVAL.
 */
int topology_read_group(const struct parser *parser,
			const config_setting_t *group,
			const struct field *fields, void *into);

/* Rules that span several settings; gives each bridge and function its slot. */
int topology_check(const struct parser *parser, struct topology *topology);

/* After that: gives the VFs of each PF their place in its device. Return: 0; -EINVAL. */
int topology_place_vfs(const struct parser *parser, struct topology *topology);

#endif /* FABRIC_TOPOLOGY_PARSER_H */
