// SPDX-License-Identifier: BSD-3-Clause
/* tph path for people: a table of hops, then verdicts */
#include <string.h>

#include "cli/host.h"
#include "cli/path/path.h"
#include "cli/style.h"
#include "cli/table.h"
#include "ground.h"

static const struct {
	const char *head;
	enum tph_host_width
		width; /* TH and PH are in the header, as tags of 8 bits */
} flags[] = {
	{"TH", TPH_HOST_ST8},
	{"PH", TPH_HOST_ST8},
	{"ST8", TPH_HOST_ST8},
	{"ST16", TPH_HOST_ST16},
};

static size_t count_columns(const struct path_view *view)
{
	size_t n = 4;

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		n += view->shown[flags[i].width];
	return n;
}

static void print_route(const struct path_view *view)
{
	const struct tph_host_path *path = view->path;
	static const char *const texts[] = {
		[TPH_HOST_BY_SWITCH] = "turns around in a switch",
		[TPH_HOST_BY_ROOT] = "through the root complex",
		[TPH_HOST_BELOW_PORT] = "below one port",
		[TPH_HOST_NOWHERE] = "the same function",
		[TPH_HOST_BY_UNSEEN] = "by a bridge that the dump lacks",
		[TPH_HOST_TO_MEMORY] = "to the root complex",
	};

	printf("%s > %s: %s%s\n\n", path->from->bdf,
	       path->to ? path->to->bdf : "host memory", texts[path->route],
	       path_route_known(path) ? "" : "?");
}

/* Evidence of @effect unless @text, of at least three pieces, has it already */
static void add_evidence(const struct tph_host_effect *effect,
			 const struct tph_host_hop *hop, char *text,
			 size_t size)
{
	char piece[PATH_TEXT];
	size_t at = strlen(text);

	path_evidence(effect, hop->function, piece);
	if (*piece && !strstr(text, piece))
		snprintf(text + at, size - at, "%s%s", at ? ", " : "", piece);
}

static void print_evidence(struct table *table, const struct path_view *view,
			   const struct tph_host_hop *hop,
			   const struct style *style)
{
	char text[4 * PATH_TEXT] = "";
	bool lost = false;

	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++) {
		if (!view->shown[i])
			continue;
		lost |= hop->on[i].fate == TPH_HOST_LOST;
		add_evidence(&hop->on[i], hop, text, sizeof(text));
	}
	if (hop->acs.fate != TPH_HOST_ARRIVES)
		add_evidence(&hop->acs, hop, text, sizeof(text));
	table_cell(table, "%s%s%s", lost ? style->error : style->dim, text,
		   style->off);
}

static void print_hop(struct table *table, const struct path_view *view,
		      size_t index, const struct style *style)
{
	static const char marks[] = {
		[TPH_HOST_LOST] = '-',
		[TPH_HOST_UNCERTAIN] = '?',
		[TPH_HOST_ARRIVES] = '+',
	};
	const struct tph_host_hop *hop = &view->path->hops[index];
	char type[HOST_TYPE] = "";

	if (hop->function)
		host_type(hop->function, type);
	table_cell(table, "%s", path_role(hop->role));
	table_cell(table, "%s", path_place(view->path, index));
	table_cell(table, "%s", type);
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (view->shown[flags[i].width])
			table_cell(table, "%s%c", flags[i].head,
				   marks[hop->on[flags[i].width].fate]);
	print_evidence(table, view, hop, style);
}

static bool are_alike(const struct tph_host_verdict *a,
		      const struct tph_host_verdict *b)
{
	return a->fate == b->fate && a->hop == b->hop &&
	       a->effect.rule == b->effect.rule &&
	       a->effect.function == b->effect.function &&
	       a->effect.field == b->effect.field;
}

static void print_cause(const struct tph_host_path *path,
			const struct tph_host_verdict *verdict)
{
	char evidence[PATH_TEXT];
	bool lost = verdict->fate == TPH_HOST_LOST;

	path_evidence(&verdict->effect, path->hops[verdict->hop].function,
		      evidence);
	printf(" at %s%s%s: %s\n", path_place(path, verdict->hop),
	       *evidence ? " because " : "", evidence,
	       tph_host_rule_text(verdict->effect.rule, lost));
}

static void print_remedies(const struct tph_host_path *path,
			   enum tph_host_width width)
{
	static const char *const kinds[] = {
		[TPH_HOST_BY_ADVICE] = "",
		[TPH_HOST_BY_SETPCI] = "command: ",
		[TPH_HOST_BY_KERNEL_ARGUMENT] = "kernel argument: ",
		[TPH_HOST_BY_FIRMWARE] = "firmware option: ",
	};
	bool question = path->verdict[width].fate == TPH_HOST_UNCERTAIN;
	const char *cost = NULL;
	struct tph_host_remedy remedy;

	for (size_t i = 0; tph_host_path_remedy(path, width, i, &remedy); i++) {
		if (*remedy.command)
			printf("  %s%s\n    ", kinds[remedy.kind],
			       remedy.command);
		else
			printf(question ? "  To know it, " : "  ");
		printf(question ? "%s.\n" : "%s\n", remedy.text);
		/* Several remedies may have one cost */
		if (remedy.cost && remedy.cost != cost)
			printf("    It gives up isolation: %s.\n", remedy.cost);
		cost = remedy.cost;
	}
}

static void print_verdict(const struct path_view *view,
			  enum tph_host_width width, const char *name,
			  const struct style *style)
{
	const struct tph_host_verdict *verdict = &view->path->verdict[width];
	static const char *const words[] = {
		[TPH_HOST_LOST] = "are lost",
		[TPH_HOST_UNCERTAIN] = "are uncertain",
		[TPH_HOST_ARRIVES] = "arrive",
	};
	const char *const colours[] = {
		[TPH_HOST_LOST] = style->error,
		[TPH_HOST_UNCERTAIN] = style->type,
		[TPH_HOST_ARRIVES] = style->hint,
	};

	printf("%s %s%s%s", name, colours[verdict->fate], words[verdict->fate],
	       style->off);
	if (verdict->fate == TPH_HOST_ARRIVES)
		putchar('\n');
	else
		print_cause(view->path, verdict);
	print_remedies(view->path, width);
}

static void print_verdicts(const struct path_view *view,
			   const struct style *style)
{
	const struct tph_host_verdict *verdict = view->path->verdict;

	if (view->shown[TPH_HOST_ST8] && view->shown[TPH_HOST_ST16] &&
	    are_alike(&verdict[TPH_HOST_ST8], &verdict[TPH_HOST_ST16])) {
		print_verdict(view, TPH_HOST_ST8, "Tags of 8 and 16 bits",
			      style);
		return;
	}
	if (view->shown[TPH_HOST_ST8])
		print_verdict(view, TPH_HOST_ST8, "Tags of 8 bits", style);
	if (view->shown[TPH_HOST_ST16])
		print_verdict(view, TPH_HOST_ST16, "Tags of 16 bits", style);
}

/* Facts about host memory that the hops do not have */
static void print_memory(const struct path_view *view)
{
	const struct tph_host_path *path = view->path;
	static const char *const answers[] = {
		[TPH_HOST_LOST] = "Linux sends no tags",
		[TPH_HOST_UNCERTAIN] = "It is unknown whether Linux sends tags",
		[TPH_HOST_ARRIVES] = "Linux sends tags",
	};

	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		if (view->shown[i] && path->kernel[i] != path->verdict[i].fate)
			printf("%s of %s bits: it looks at the requester and its Root Port only (pcie_tph_host_type()).\n",
			       answers[path->kernel[i]], path_width(i));
	printf("Tags of CPUs come from the firmware's _DSM; it is unknown whether there is one, only the kernel can call it.\n");
}

int path_print_text(const struct path_view *view)
{
	const struct style *style = style_of(stdout);
	const size_t columns = count_columns(view);
	struct table table;
	int ret = table_begin(&table, columns, columns);

	if (ret)
		return ret;
	print_route(view);
	for (size_t i = 0; i < view->path->count; i++)
		print_hop(&table, view, i, style);
	ret = table_end(&table, stdout);
	putchar('\n');
	print_verdicts(view, style);
	if (!view->path->to)
		print_memory(view);
	return ret;
}
