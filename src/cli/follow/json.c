// SPDX-License-Identifier: BSD-3-Clause
/* tph follow for programs: an object for each request */
#include <inttypes.h>

#include "cli/follow/follow.h"

static void put_latencies(const struct join_request *request)
{
	uint64_t first, last;

	if (join_latency(request, &first, &last))
		printf(",\"latency_first_ns\":%" PRIu64
		       ",\"latency_last_ns\":%" PRIu64,
		       first, last);
}

static void put_numbers(const struct follow *follow, uint32_t part)
{
	struct packet packet;

	printf(",\"response_in\":[");
	for (bool first = true; part != KEPT_END; first = false) {
		part = kept_recall(&follow->kept, part, &packet);
		printf("%s%" PRIu64, first ? "" : ",", packet.raw.number);
	}
	printf("]");
}

static void put_parts(const struct follow *follow, uint32_t part)
{
	struct packet packet = {.first_ns = follow->first_ns};

	printf(",\"responses\":[");
	for (bool first = true; part != KEPT_END; first = false) {
		part = kept_recall(&follow->kept, part, &packet);
		printf("%s", first ? "" : ",");
		dump_object(&follow->dump, &packet);
		line_flush(follow->dump.line);
	}
	printf("]");
}

static void json_request(struct follow *follow,
			 const struct join_request *request)
{
	struct packet packet = {.first_ns = follow->first_ns};
	uint32_t part = kept_recall(&follow->kept, request->slot, &packet);

	printf("{\"request_in\":%" PRIu64, request->number);
	put_numbers(follow, part);
	printf(",\"state\":\"%s\",\"completions\":%" PRIu32,
	       join_state_name(request->state), request->completions);
	if (request->completions)
		printf(",\"status\":\"%s\",\"bytes\":%" PRIu64,
		       follow_status(request->status), request->bytes);
	printf(",\"wanted\":%u", request->wanted);
	if (request->early)
		printf(",\"early\":%" PRIu32, request->early);
	if (request->misfit)
		printf(",\"misfit\":\"%s\",\"misfit_in\":%" PRIu64,
		       due_misfit_name(request->misfit),
		       request->misfit_number);
	put_latencies(request);
	printf(",\"request\":");
	dump_object(&follow->dump, &packet);
	line_flush(follow->dump.line);
	if (follow->verbose)
		put_parts(follow, part);
	puts("}");
}

static void json_unexpected(struct follow *follow, const struct packet *packet)
{
	printf("{\"response_in\":[%" PRIu64
	       "],\"state\":\"unexpected\",\"response\":",
	       packet->raw.number);
	dump_object(&follow->dump, packet);
	line_flush(follow->dump.line);
	puts("}");
}

static void put_scale(const char *name, const struct latency *latency)
{
	printf(",\"%s\":{\"min\":%" PRIu64 ",\"median\":%" PRIu64
	       ",\"p99\":%" PRIu64 ",\"max\":%" PRIu64 "}",
	       name, latency_percentile(latency, 0),
	       latency_percentile(latency, 500),
	       latency_percentile(latency, 990),
	       latency_percentile(latency, 1000));
}

static void json_totals(const struct follow *follow)
{
	const struct follow_totals *totals = &follow->totals;

	printf("{\"totals\":{\"unexpected\":%" PRIu64, totals->unexpected);
	for (unsigned int i = JOIN_COMPLETED; i < JOIN_STATES; i++)
		printf(",\"%s\":%" PRIu64, join_state_name(i),
		       totals->states[i]);
	printf(",\"errors\":%" PRIu64 ",\"misfits\":%" PRIu64
	       ",\"early\":%" PRIu64,
	       totals->errors, totals->misfits, totals->early);
	if (totals->first.count) {
		put_scale("latency_first_ns", &totals->first);
		put_scale("latency_last_ns", &totals->last);
	}
	puts("}}");
}

const struct follow_form follow_json = {
	.request = json_request,
	.unexpected = json_unexpected,
	.totals = json_totals,
};
