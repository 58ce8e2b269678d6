/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Capabilities of the model. Those that software may lower are stored, and
 * reported as current.
 */
#ifndef DEVICE_CONNECTX_CAPS_H
#define DEVICE_CONNECTX_CAPS_H

#include "device/connectx/command.h"

#define CX_CAP_SIZE 0x100u /* defined bytes of each kind */

/* Kinds of capabilities, in the order of struct cx_caps */
enum cx_caps_kind {
	CX_CAPS_GENERAL,
	CX_CAPS_ODP,
	CX_CAPS_ATOMIC,
	CX_CAPS_KINDS,
};

/**
 * struct cx_caps - capabilities
 * @current:	values that are reported and in effect
 */
struct cx_caps {
	uint8_t current[CX_CAPS_KINDS][CX_CAP_SIZE];
};

/* Return: current value of @field of @kind. */
uint64_t cx_caps_get(const struct cx_hca *hca, enum cx_caps_kind kind,
		     uint32_t field);

/* Set all to their initial values. */
void cx_caps_reset(struct cx_hca *hca);

cx_handler cx_query_hca_cap, cx_set_hca_cap;

#endif /* DEVICE_CONNECTX_CAPS_H */
