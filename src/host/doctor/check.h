/* SPDX-License-Identifier: BSD-3-Clause */
/* Help for checks: answers, and functions whose facts are unknown */
#ifndef HOST_DOCTOR_CHECK_H
#define HOST_DOCTOR_CHECK_H

#include "host/doctor/doctor.h"

/**
 * struct check - a check that runs
 * @id:		it
 * @doctor:	receives the answers
 * @source:	places of facts
 */
struct check {
	const char *id;
	struct doctor *doctor;
	const struct doctor_source *source;
};

#define CHECK_PRINTF(n) __attribute__((format(printf, n, (n) + 1)))

/**
 * check_found() - add an answer
 * @check:	check
 * @state:	its state
 * @function:	function that it is about, or NULL
 * @format:	finding
 *
 * Return: the answer, for its other members. Without memory a spare one, and
 * doctor_ask() fails.
 */
struct doctor_result *check_found(struct check *check, enum doctor_state state,
				  const struct tph_host_function *function,
				  const char *format, ...) CHECK_PRINTF(4);

/* Start check @id */
struct check check_begin(struct doctor *doctor, const char *id);

/* Return: -ENOMEM if an answer was lost, else 0 */
int check_error(const struct check *check);

/* Return: a text that lives as long as the answers; "" without memory */
const char *check_text(struct check *check, const char *format, ...)
	CHECK_PRINTF(2);

/* Most functions that an answer about several of them names */
#define CHECK_NAMES 4

/**
 * struct unknown - functions of which a fact is unknown for one reason
 * @count:	functions
 * @first:	the first of them
 */
struct unknown {
	size_t count;
	const struct tph_host_function *first[CHECK_NAMES];
};

/**
 * struct unknowns - functions of which a fact is unknown
 * @why:	by reason, enum tph_host_why
 */
struct unknowns {
	struct unknown why[TPH_HOST_UNREADABLE + 1];
};

void unknowns_add(struct unknowns *unknowns, enum tph_host_why why,
		  const struct tph_host_function *function);

/* Return: true if there is one */
bool unknowns_any(const struct unknowns *unknowns);

/**
 * unknowns_report() - an answer for each reason, each with all of its functions
 * @unknowns:	functions
 * @check:	check
 * @reg:	register that is unknown
 * @subject:	the unknown property of a function, "TPH"
 */
void unknowns_report(const struct unknowns *unknowns, struct check *check,
		     const char *reg, const char *subject);

/* An answer that a fact of the whole machine is unknown for reason @why */
void check_unknown(struct check *check, enum tph_host_why why,
		   const char *subject);

/**
 * check_none() - answer that no function is of a kind
 * @check:	check
 * @state:	its state, if the whole machine is known
 * @format:	finding
 *
 * If the dump is a part of a machine, the answer is unknown.
 *
 * Return: as check_found().
 */
struct doctor_result *check_none(struct check *check, enum doctor_state state,
				 const char *format, ...) CHECK_PRINTF(3);

/* The same for a fact that no dump has */
void check_not_here(struct check *check, const char *subject);

/* Name of an errno, "EINVAL" */
const char *check_errno(int error);

/* Sends memory requests, or receives them: not a bridge */
bool check_is_endpoint(const struct tph_host_function *function);

/* ---- the checks ------------------------------------------------------------ */

void check_series(struct check *check);
void check_option_tph(struct check *check);
void check_option_p2pdma(struct check *check);
void check_option_vfio(struct check *check);
void check_option_move_notify(struct check *check);
void check_option_iommufd(struct check *check);
void check_notph(struct check *check);
void check_iommu(struct check *check);
void check_requester(struct check *check);
void check_completer(struct check *check);
void check_acs(struct check *check);
void check_prefix(struct check *check);
void check_root_port(struct check *check);
void check_dsm(struct check *check);
void check_mlx5(struct check *check);
void check_dmabuf(struct check *check);

#endif /* HOST_DOCTOR_CHECK_H */
