/* SPDX-License-Identifier: BSD-3-Clause */
/* QMP connections */
#ifndef FABRIC_QMP_H
#define FABRIC_QMP_H

#include <json-c/json.h>

#include "fabric/daemon_private.h"

/* @sock does not block; @halt: becomes readable to cancel, or -1 */
struct qmp {
	int sock, halt;
	uint64_t deadline;
	struct json_tokener *tokener;
	char buf[16384];
	size_t at, len, total;
};

/* Return: 0; -errno as qmp_query(), the connection is closed then */
int qmp_open(struct qmp *qmp, const char *path, int halt);
void qmp_close(struct qmp *qmp);

/*
 * Execute @command: JSON without the outer braces. Return: 0, the caller owns the
 * answer; -EREMOTEIO the command failed; else as qmp_query().
 */
int qmp_execute(struct qmp *qmp, const char *command,
		struct json_object **ret_json);

/* Execute a command of the human monitor. Return: as qmp_execute(); -EMSGSIZE. */
int qmp_monitor(struct qmp *qmp, struct json_object **ret_json,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Read ACS Control of the bridges that have an ID in @to; it stays unknown if it
 * cannot be read. Return: 0; -errno as qmp_execute() except -EREMOTEIO.
 */
int qmp_read_acs(struct qmp *qmp, const struct hierarchy *h,
		 struct placement *to);

/* Read the state of the IOMMU: off if it cannot be read. Return: as qmp_read_acs() */
int qmp_read_iommu(struct qmp *qmp, struct iommu *iommu);

/*
 * Read a DW of physical memory. Return: 0; -EREMOTEIO it is not readable; -errno as
 * qmp_execute()
 */
int qmp_read_dword(struct qmp *qmp, uint64_t addr, uint32_t *ret_value);
/* Read a property of the q35 machine. Return: as qmp_read_dword() */
int qmp_read_machine(struct qmp *qmp, const char *property,
		     uint64_t *ret_value);

/* Inject the violations as AER errors. Return: as qmp_read_acs() */
int qmp_inject(struct qmp *qmp, const struct hierarchy *h,
	       const struct violations *violations);

#endif /* FABRIC_QMP_H */
