// SPDX-License-Identifier: BSD-3-Clause
/* tph follow for people: a line for each request */
#include <inttypes.h>
#include <string.h>

#include "cli/follow/follow.h"
#include "cli/scale.h"

/* Longer requests do not widen the column */
#define MAX_WIDTH 90

/* End of a request, printed after it; "" if it completed */
static const char *const endings[JOIN_STATES] = {
	[JOIN_COMPLETED] = "",
	[JOIN_NEVER] = "never completed",
	[JOIN_TAG_REUSED] = "never completed, its tag was reused",
	[JOIN_GIVEN_UP] = "given up, too many outstanding requests",
};

static void put_latency(struct line *line, const struct join_request *request)
{
	const bool many = request->completions > 1;
	char text[SCALE_MAX];
	uint64_t first, last;

	if (!join_latency(request, &first, &last))
		return;
	line_text(line, many ? ", first " : ", ");
	line_text(line, scale_ns(first, text));
	if (!many)
		return;
	line_text(line, ", last ");
	line_text(line, scale_ns(last, text));
}

/* CplD SC 64 B in 2, first 612 ns, last 834 ns */
static void put_completions(const struct follow *follow,
			    const struct join_request *request)
{
	const struct style *style = follow->dump.style;
	bool bad = request->status != TLP_CPL_SC;
	struct line *line = follow->dump.line;

	line_text(line, bad ? style->error : "");
	line_text(line, tlp_type_name(request->cpl_type));
	line_char(line, ' ');
	line_text(line, follow_status(request->status));
	line_text(line, bad ? style->off : "");
	if (request->bytes) {
		line_named_dec(line, " ", request->bytes);
		line_text(line, " B");
	}
	if (request->bytes && request->bytes < request->wanted)
		line_named_dec(line, " of ", request->wanted);
	if (request->completions > 1)
		line_named_dec(line, " in ", request->completions);
	put_latency(line, request);
	if (request->early)
		line_printf(line, ", %" PRIu32 " before it in the capture",
			    request->early);
}

static void put_outcome(const struct follow *follow,
			const struct join_request *request)
{
	const struct style *style = follow->dump.style;
	struct line *line = follow->dump.line;

	if (request->completions)
		put_completions(follow, request);
	if (*endings[request->state])
		line_printf(line, "%s%s%s%s", request->completions ? ", " : "",
			    style->error, endings[request->state], style->off);
	if (request->misfit)
		line_printf(line, "; %smisfit in packet %" PRIu64 ": %s%s",
			    style->error, request->misfit_number,
			    due_misfit_text(request->misfit), style->off);
}

static void put_parts(const struct follow *follow,
		      const struct join_request *request, uint32_t place)
{
	struct packet packet = {.first_ns = follow->first_ns};
	struct line *line = follow->dump.line;
	uint32_t parts = 0;

	for (; place != KEPT_END; parts++) {
		place = kept_recall(&follow->kept, place, &packet);
		dump_line(&follow->dump, &packet);
	}
	if (parts < request->completions) {
		line_printf(line, "       and %" PRIu32 " more completions\n",
			    request->completions - parts);
	}
}

static void text_request(struct follow *follow,
			 const struct join_request *request)
{
	struct packet packet = {.first_ns = follow->first_ns};
	uint32_t part = kept_recall(&follow->kept, request->slot, &packet);
	int width = tlp_format(&packet.tlp, NULL, 0);
	struct line *line = follow->dump.line;
	size_t from;

	if (width > follow->width && width <= MAX_WIDTH)
		follow->width = width;
	dump_text(&follow->dump, &packet);
	from = line_len(line);
	if (width < follow->width)
		line_pad(line, from, follow->width - width);
	line_text(line, " -> ");
	put_outcome(follow, request);
	line_char(line, '\n');
	if (follow->verbose)
		put_parts(follow, request, part);
}

static void text_unexpected(struct follow *follow, const struct packet *packet)
{
	const struct style *style = follow->dump.style;

	dump_text(&follow->dump, packet);
	line_printf(follow->dump.line, " %sunexpected: no such request%s\n",
		    style->error, style->off);
}

static void put_scale(const char *name, const struct latency *latency)
{
	static const unsigned int permilles[] = {0, 500, 990, 1000};
	static const char *const names[] = {"min", "median", "p99", "max"};

	printf("%s", name);
	for (unsigned int i = 0; i < 4; i++) {
		char text[SCALE_MAX];

		printf("%s %s %s", i ? "," : "", names[i],
		       scale_ns(latency_percentile(latency, permilles[i]),
				text));
	}
	puts("");
}

static void put_count(const char *before, uint64_t count, const char *what)
{
	if (count)
		printf("%s%" PRIu64 " %s", before, count, what);
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void text_totals(const struct follow *follow)
{
	const struct follow_totals *totals = &follow->totals;
	uint64_t requests = 0;

	for (unsigned int i = 0; i < JOIN_STATES; i++)
		requests += totals->states[i];
	printf("%s%" PRIu64 " request%s: %" PRIu64 " completed",
	       requests || totals->unexpected ? "\n" : "", requests,
	       plural(requests), totals->states[JOIN_COMPLETED]);
	put_count(" (", totals->errors, "with an error)");
	put_count(", ", totals->states[JOIN_NEVER], "never completed");
	put_count(", ", totals->states[JOIN_TAG_REUSED],
		  "never completed, tag reused");
	put_count(", ", totals->states[JOIN_GIVEN_UP], "given up");
	puts("");
	if (totals->misfits)
		printf("%" PRIu64
		       " request%s with completions that do not fit\n",
		       totals->misfits, plural(totals->misfits));
	if (totals->unexpected)
		printf("%" PRIu64 " unexpected completion%s\n",
		       totals->unexpected, plural(totals->unexpected));
	if (totals->early)
		printf("%" PRIu64
		       " request%s with completions before it in the capture\n",
		       totals->early, plural(totals->early));
	if (totals->first.count) {
		put_scale("first completion after", &totals->first);
		put_scale("last completion after ", &totals->last);
	}
	if (totals->untimed && totals->first.count)
		printf("%" PRIu64
		       " request%s without a latency: time runs backwards\n",
		       totals->untimed, plural(totals->untimed));
}

const struct follow_form follow_text = {
	.request = text_request,
	.unexpected = text_unexpected,
	.totals = text_totals,
};
