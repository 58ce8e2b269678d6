// SPDX-License-Identifier: BSD-3-Clause
/* tph follow for programs: an object for each request */
#include <inttypes.h>

#include "cli/follow/follow.h"

/* Append a key and a name, which needs no escapes */
static void put_name(struct line *line, const char *key, const char *name)
{
	line_text(line, key);
	line_char(line, '"');
	line_text(line, name);
	line_char(line, '"');
}

static void put_latencies(struct line *line, const struct join_request *request)
{
	uint64_t first, last;

	if (!join_latency(request, &first, &last))
		return;
	line_named_dec(line, ",\"latency_first_ns\":", first);
	line_named_dec(line, ",\"latency_last_ns\":", last);
}

static void put_numbers(const struct follow *follow, uint32_t part)
{
	struct line *line = follow->dump.line;
	struct packet packet;

	line_text(line, ",\"response_in\":[");
	for (bool first = true; part != KEPT_END; first = false) {
		part = kept_recall(&follow->kept, part, &packet);
		line_named_dec(line, first ? "" : ",", packet.raw.number);
	}
	line_char(line, ']');
}

static void put_parts(const struct follow *follow, uint32_t part)
{
	struct packet packet = {.first_ns = follow->first_ns};
	struct line *line = follow->dump.line;

	line_text(line, ",\"responses\":[");
	for (bool first = true; part != KEPT_END; first = false) {
		part = kept_recall(&follow->kept, part, &packet);
		line_text(line, first ? "" : ",");
		dump_object(&follow->dump, &packet);
	}
	line_char(line, ']');
}

static void put_outcome(struct line *line, const struct join_request *request)
{
	put_name(line, ",\"state\":", join_state_name(request->state));
	line_named_dec(line, ",\"completions\":", request->completions);
	if (request->completions) {
		put_name(line, ",\"status\":", follow_status(request->status));
		line_named_dec(line, ",\"bytes\":", request->bytes);
	}
	line_named_dec(line, ",\"wanted\":", request->wanted);
	if (request->early)
		line_named_dec(line, ",\"early\":", request->early);
	if (request->misfit) {
		put_name(line,
			 ",\"misfit\":", due_misfit_name(request->misfit));
		line_named_dec(line, ",\"misfit_in\":", request->misfit_number);
	}
	put_latencies(line, request);
}

static void json_request(struct follow *follow,
			 const struct join_request *request)
{
	struct packet packet = {.first_ns = follow->first_ns};
	uint32_t part = kept_recall(&follow->kept, request->slot, &packet);
	struct line *line = follow->dump.line;

	line_named_dec(line, "{\"request_in\":", request->number);
	put_numbers(follow, part);
	put_outcome(line, request);
	line_text(line, ",\"request\":");
	dump_object(&follow->dump, &packet);
	if (follow->verbose)
		put_parts(follow, part);
	line_text(line, "}\n");
}

static void json_unexpected(struct follow *follow, const struct packet *packet)
{
	struct line *line = follow->dump.line;

	line_named_dec(line, "{\"response_in\":[", packet->raw.number);
	line_text(line, "],\"state\":\"unexpected\",\"response\":");
	dump_object(&follow->dump, packet);
	line_text(line, "}\n");
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
