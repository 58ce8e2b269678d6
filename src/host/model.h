/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's structures, for the files of this folder */
#ifndef HOST_MODEL_H
#define HOST_MODEL_H

#include "ground.h"
#include "host/host.h"

/**
 * struct model_function - a function with its fields
 * @pub:	for users
 * @lost:	its place is unknown, or the bridge above it is not in the dump
 * @config:	bytes of @fields
 * @fields:	by enum tph_host_field; of an absent capability they do not matter
 */
struct model_function {
	struct tph_host_function pub;
	bool lost;
	struct host_config config;
	struct tph_host_value fields[TPH_HOST_FIELD_COUNT];
};

static inline struct model_function *
model_of(const struct tph_host_function *function)
{
	return container_of(function, struct model_function, pub);
}

#define HOST_MAX_NOTES 100

struct kept;

/**
 * struct tph_host - a machine
 * @form:	form of the input
 * @functions:	sorted by address once linked
 * @count:	functions
 * @room:	room in @functions
 * @places:	tsearch(3) tree of @functions by address
 * @kept:	strings and tables
 * @notes:	remarks, of @kept
 * @note_count:	remarks in @notes
 * @sysfs:	folder of a live machine
 * @kernel:	facts of the kernel
 */
struct tph_host {
	enum tph_host_form form;
	struct tph_host_function **functions;
	size_t count, room;
	void *places;
	struct kept *kept;
	const char *notes[HOST_MAX_NOTES];
	size_t note_count;
	const char *sysfs;
	struct tph_host_kernel kernel;
};

/* Order of two addresses, as strcmp() */
int model_compare(const struct tph_host_function *a,
		  const struct tph_host_function *b);

#endif /* HOST_MODEL_H */
