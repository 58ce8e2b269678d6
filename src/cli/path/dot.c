// SPDX-License-Identifier: BSD-3-Clause
/*
 * A picture of a path: hops as boxes, a line for each width that ends at the hop which
 * loses the tag. Addresses and register names have no character to quote.
 */
#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/host.h"
#include "cli/path/path.h"
#include "ground.h"

extern char **environ;

/* Colours that people who see few colours can tell apart */
static const char *const fills[] = {
	[TPH_HOST_LOST] = "#f4b6a6",
	[TPH_HOST_UNCERTAIN] = "#fbe5a2",
	[TPH_HOST_ARRIVES] = "#ffffff",
};

/* The hop of the verdict */
static const char *const decisive[] = {
	[TPH_HOST_LOST] = "#e0603f",
	[TPH_HOST_UNCERTAIN] = "#f2c230",
};

static const char *const lines[] = {
	[TPH_HOST_ST8] = "#0072b2",
	[TPH_HOST_ST16] = "#009e73",
};

static void put_evidence(const struct path_view *view,
			 const struct tph_host_hop *hop, FILE *out)
{
	char before[PATH_TEXT] = "", text[PATH_TEXT];
	const struct tph_host_effect *effects[] = {
		view->shown[TPH_HOST_ST8] ? &hop->on[TPH_HOST_ST8] : NULL,
		view->shown[TPH_HOST_ST16] ? &hop->on[TPH_HOST_ST16] : NULL,
		hop->acs.fate != TPH_HOST_ARRIVES ? &hop->acs : NULL,
	};

	for (size_t i = 0; i < ARRAY_SIZE(effects); i++) {
		if (!effects[i])
			continue;
		path_evidence(effects[i], hop->function, text);
		if (!*text || !strcmp(text, before))
			continue;
		fprintf(out, "\\n%s", text);
		strcpy(before, text);
	}
}

static enum tph_host_fate worst(const struct path_view *view,
				const struct tph_host_hop *hop)
{
	enum tph_host_fate fate = TPH_HOST_ARRIVES;

	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		if (view->shown[i])
			fate = min_t(enum tph_host_fate, fate, hop->on[i].fate);
	return fate;
}

static const char *fill(const struct path_view *view, size_t index)
{
	const struct tph_host_verdict *verdict;

	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++) {
		verdict = &view->path->verdict[i];
		if (view->shown[i] && verdict->hop == index &&
		    verdict->fate != TPH_HOST_ARRIVES)
			return decisive[verdict->fate];
	}
	return fills[worst(view, &view->path->hops[index])];
}

static void put_hop(const struct path_view *view, size_t index, FILE *out)
{
	const struct tph_host_hop *hop = &view->path->hops[index];
	char type[HOST_TYPE] = "";

	if (hop->function)
		host_type(hop->function, type);
	fprintf(out, "\th%zu [label=\"%s%s%s", index,
		path_place(view->path, index), *type ? "\\n" : "", type);
	put_evidence(view, hop, out);
	fprintf(out, "\", fillcolor=\"%s\"%s];\n", fill(view, index),
		hop->role == TPH_HOST_TURNS ? ", style=\"filled,dashed\"" : "");
}

/* A tag that is lost at a hop, or perhaps, is drawn thin from there on */
static void put_line(const struct path_view *view, enum tph_host_width width,
		     size_t index, FILE *out)
{
	const struct tph_host_verdict *verdict = &view->path->verdict[width];
	bool gone = verdict->fate != TPH_HOST_ARRIVES && index >= verdict->hop;

	fprintf(out,
		"\th%zu -> h%zu [color=\"%s\", fontcolor=\"%s\", label=\" %s bits\"%s];\n",
		index, index + 1, gone ? "#999999" : lines[width],
		gone ? "#999999" : lines[width], path_width(width),
		gone ? ", style=dotted" : ", penwidth=2");
}

static void put_title(const struct path_view *view, FILE *out)
{
	const struct tph_host_path *path = view->path;

	fprintf(out, "\tlabel=\"%s > %s", path->from->bdf,
		path->to ? path->to->bdf : "host memory");
	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++) {
		const struct tph_host_verdict *verdict = &path->verdict[i];

		if (!view->shown[i])
			continue;
		fprintf(out, "\\n%s bits: %s", path_width(i),
			path_fate(verdict->fate));
		if (verdict->fate != TPH_HOST_ARRIVES)
			fprintf(out, " at %s", path_place(path, verdict->hop));
	}
	fprintf(out, "\";\n");
}

int path_print_dot(const struct path_view *view, FILE *out)
{
	const struct tph_host_path *path = view->path;

	fprintf(out,
		"digraph path {\n\tlabelloc=t; fontname=\"sans-serif\";\n"
		"\tnode [shape=box, style=filled, fontname=\"sans-serif\"];\n"
		"\tedge [fontname=\"sans-serif\", fontsize=10];\n");
	put_title(view, out);
	for (size_t i = 0; i < path->count; i++)
		put_hop(view, i, out);
	for (size_t i = 0; i + 1 < path->count; i++)
		for (enum tph_host_width j = 0; j < TPH_HOST_WIDTHS; j++)
			if (view->shown[j])
				put_line(view, j, i, out);
	fprintf(out, "}\n");
	return ferror(out) ? -EIO : 0;
}

static int start_dot(const char *file, int input, pid_t *ret_pid)
{
	char *const argv[] = {"dot", "-Tsvg", "-o", (char *)file, NULL};
	posix_spawn_file_actions_t actions;
	int ret;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	ret = posix_spawnp(ret_pid, "dot", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -ret;
}

int path_draw(const struct path_view *view, const char *file)
{
	FILE *graph = tmpfile();
	int ret, status;
	pid_t pid;

	if (!graph)
		return -errno;
	ret = path_print_dot(view, graph);
	rewind(graph);
	if (!ret)
		ret = start_dot(file, fileno(graph), &pid);
	fclose(graph);
	if (ret)
		return ret;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}
