/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checks of a machine: each asks one question and answers with evidence. A check that
 * fails, or cannot read its facts, does not change the answer of another.
 */
#ifndef HOST_DOCTOR_DOCTOR_H
#define HOST_DOCTOR_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include <opentph/host.h>

enum doctor_state {
	DOCTOR_OK,	/* nothing here stands in the way of a tag */
	DOCTOR_FAIL,	/* tags are lost here */
	DOCTOR_UNKNOWN, /* the facts could not be read */
	DOCTOR_STATES,
};

/* Remedy of answers that need root and nothing else */
#define DOCTOR_AS_ROOT "To know it, run it as root."

/**
 * struct doctor_result - answer of a check
 * @next:	next result, or NULL
 * @id:		the check
 * @state:	enum doctor_state
 * @function:	function that it is about, or NULL
 * @finding:	the finding, a clause
 * @reg:	register, configuration option, symbol or call that shows it, or NULL
 * @value:	value of @reg, or NULL
 * @file:	file that shows it, or NULL
 * @remedy:	one sentence, or NULL
 * @command:	command of the remedy, or NULL
 * @root:	root would know more
 */
struct doctor_result {
	struct doctor_result *next;
	const char *id;
	enum doctor_state state;
	const struct tph_host_function *function;
	const char *finding, *reg, *value, *file, *remedy, *command;
	bool root;
};

/**
 * doctor_probe() - allocate and release a DMA handle of an RDMA device
 * @device:	its name, "mlx5_0"
 * @cpu:	number of the CPU whose tag the handle has, -1: no tag
 * @ret_call:	call that failed; set on failure
 *
 * Return: 0; -ELIBACC libibverbs is not there; -ENOSYS it does not have @ret_call;
 * -ENODEV libibverbs does not know the device; or the errno of @ret_call.
 */
typedef int doctor_probe(const char *device, int cpu, const char **ret_call);

/**
 * struct doctor_source - places of facts
 * @host:	machine
 * @sysfs:	its sysfs, NULL: it is a dump
 * @root:	folder that holds its proc, "" for this machine, NULL: unknown
 * @probe:	calls libibverbs, NULL: it is not this machine
 */
struct doctor_source {
	const struct tph_host *host;
	const char *sysfs, *root;
	doctor_probe *probe;
};

struct doctor;

/**
 * doctor_id() - ids of the checks
 * @index:	0 for the first
 * @ret_question: the question in words, or NULL
 *
 * Return: a word that does not change between versions; NULL after the last.
 */
const char *doctor_id(size_t index, const char **ret_question);

/* An empty list of answers. Return: 0; -ENOMEM. */
int doctor_create(const struct doctor_source *source,
		  struct doctor **ret_doctor);

/* @doctor may be NULL */
void doctor_free(struct doctor *doctor);

/**
 * doctor_ask() - make one check
 * @doctor:	answers are added to it
 * @id:		check
 *
 * Return: 0; -ENOENT there is no such check; -ENOMEM.
 */
int doctor_ask(struct doctor *doctor, const char *id);

/* Return: the first answer, or NULL */
const struct doctor_result *doctor_results(const struct doctor *doctor);

/* "ok", "fail" or "unknown" */
const char *doctor_state_name(enum doctor_state state);

/* doctor_probe by the libibverbs of this machine, loaded at the first call */
int doctor_verbs(const char *device, int cpu, const char **ret_call);

#endif /* HOST_DOCTOR_DOCTOR_H */
