// SPDX-License-Identifier: BSD-3-Clause
/* tph follow: join requests and completions */
#include "cli/follow/follow.h"

#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/unreadable.h"

static const char usage[] =
	"Usage: tph follow [OPTION]... FILE [FIELD=VALUE]...\n"
	"Join requests and completions; print a line for each request that matches all\nFIELD=VALUE when it ends. FILE may be -.\n"
	"  -v, --verbose   show the completions too\n"
	"      --flit      treat all TLPs as flit-mode TLPs\n"
	"      --json      print a JSON object for each request, one on each line\n" INPUT_USAGE;

static void count_request(struct follow_totals *totals,
			  const struct join_request *request)
{
	uint64_t first, last;

	totals->states[request->state]++;
	totals->misfits += !!request->misfit;
	totals->early += !!request->early;
	if (request->state != JOIN_COMPLETED)
		return;
	totals->errors += request->status != TLP_CPL_SC;
	if (join_latency(request, &first, &last)) {
		latency_add(&totals->first, first);
		latency_add(&totals->last, last);
	} else if (!request->early) {
		totals->untimed++;
	}
}

static void end_request(struct follow *follow, const struct follow_form *form,
			const struct join_request *request)
{
	if (!kept_has(&follow->kept, request->slot))
		return;
	count_request(&follow->totals, request);
	form->request(follow, request);
	kept_forget(&follow->kept, request->slot);
}

static void add_completion(struct follow *follow, uint32_t slot,
			   const struct packet *packet)
{
	if ((follow->json || follow->verbose) && kept_has(&follow->kept, slot))
		kept_completion(&follow->kept, slot, packet);
}

/* Completions before their request, or without one */
static void tell_decided(struct follow *follow, const struct follow_form *form,
			 struct join *join)
{
	struct packet packet = {.first_ns = follow->first_ns};
	const struct join_request *request;

	while (join_decided(join, &packet, &request)) {
		if (request) {
			add_completion(follow, request->slot, &packet);
		} else if (match_holds(&follow->match, &packet)) {
			follow->totals.unexpected++;
			form->unexpected(follow, &packet);
		}
	}
}

static void follow_tlp(struct follow *follow, const struct follow_form *form,
		       struct join *join, const struct packet *packet)
{
	struct join_event event = join_add(join, packet);

	tell_decided(follow, form, join);
	if (event.kind == JOIN_COMPLETION)
		add_completion(follow, event.request->slot, packet);
	if (event.ended)
		end_request(follow, form, event.ended);
	if (event.kind == JOIN_REQUEST && match_holds(&follow->match, packet))
		kept_request(&follow->kept, event.request->slot, packet);
}

/* Return: 0; -errno of input_next() */
static int follow_capture(struct follow *follow, const struct follow_form *form,
			  struct join *join, struct capture_reader *reader,
			  struct unreadable *unreadable)
{
	const struct join_request *left;
	struct packet packet = {0};
	int ret;

	while ((ret = input_next(reader, &packet)) == 1) {
		follow->first_ns = packet.first_ns;
		if (unreadable_count(unreadable, &packet))
			follow_tlp(follow, form, join, &packet);
		if (ferror(stdout))
			break;
	}
	unreadable->skipped = capture_skipped(reader);
	do {
		left = join_drain(join);
		tell_decided(follow, form, join);
		if (left)
			end_request(follow, form, left);
	} while (left);
	line_flush(follow->dump.line);
	form->totals(follow);
	return ret < 0 ? ret : 0;
}

static bool all_is_well(const struct follow_totals *totals)
{
	return !totals->states[JOIN_NEVER] &&
	       !totals->states[JOIN_TAG_REUSED] &&
	       !totals->states[JOIN_GIVEN_UP] && !totals->misfits &&
	       !totals->unexpected;
}

static int follow_file(struct follow *follow, const char *path)
{
	const struct follow_form *form =
		follow->json ? &follow_json : &follow_text;
	struct capture_reader *reader;
	struct unreadable unreadable = {0};
	struct join *join = NULL;
	int ret;

	follow->input.json = follow->json;
	ret = input_open("follow", path, &follow->input, &reader);
	if (ret)
		return input_status(ret);
	input_output(reader, follow->dump.line);
	ret = join_create(JOIN_CAPACITY, &join);
	if (!ret)
		ret = kept_create(&follow->kept, JOIN_CAPACITY + 1,
				  FOLLOW_COMPLETIONS);
	if (!ret)
		ret = follow_capture(follow, form, join, reader, &unreadable);
	unreadable_report(&unreadable, "follow", path);
	if (ret)
		fprintf(stderr, "tph follow: %s: %s\n", path, strerror(-ret));
	kept_free(&follow->kept);
	join_free(join);
	capture_free(reader);
	return ret || unreadable_any(&unreadable) ||
			       !all_is_well(&follow->totals)
		       ? TPH_EXIT_BROKEN
		       : TPH_EXIT_OK;
}

int cmd_follow(int argc, char **argv)
{
	static struct follow follow;
	static char text[DUMP_ROOM];
	struct line line = {.buf = text, .size = sizeof(text), .out = stdout};
	const struct option_row rows[] = {
		{"verbose", 'v', .flag = &follow.verbose},
		INPUT_ROWS(follow.input),
		{"json", .flag = &follow.json},
		{0},
	};
	const struct options options = {usage, rows, NULL, 1, INT_MAX};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	follow.dump = (struct dump){.line = &line, .style = style_of(stdout)};
	if (input_conditions(&follow.match, argv + optind + 1, "follow"))
		return TPH_EXIT_USAGE;
	progress_output_follows();
	return follow_file(&follow, argv[optind]);
}
