/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A capture as a trace for Perfetto (ui.perfetto.dev): docs/perfetto.md
 *
 * Memory is bounded; no packet causes an allocation. The functions leave errors
 * of the stream in it: see ferror(3).
 */
#ifndef ANALYZE_PERFETTO_PERFETTO_H
#define ANALYZE_PERFETTO_PERFETTO_H

#include <stdbool.h>
#include <stdio.h>

#include "analyze/packet/packet.h"

struct perfetto;

/**
 * perfetto_create() - begin a trace
 * @out:	file to write to; must live as long as the trace
 * @capacity:	most outstanding requests, as for join_create()
 * @ret_perfetto: result; untouched on failure
 *
 * Return: 0; -EINVAL @capacity is out of range; -ENOMEM.
 */
int perfetto_create(FILE *out, size_t capacity, struct perfetto **ret_perfetto);

/**
 * perfetto_add() - process a TLP
 * @perfetto:	trace
 * @packet:	next packet of the capture, with @packet->error 0; the name of its
 *		link must live as long as the trace
 * @drawn:	show it; else it is only joined with the TLPs that are shown
 *
 * Events are not in the order of time: readers sort them.
 */
void perfetto_add(struct perfetto *perfetto, const struct packet *packet,
		  bool drawn);

/* End the outstanding requests at the end of the capture */
void perfetto_finish(struct perfetto *perfetto);

/* @perfetto may be NULL */
void perfetto_free(struct perfetto *perfetto);

#endif /* ANALYZE_PERFETTO_PERFETTO_H */
