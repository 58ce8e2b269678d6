/* SPDX-License-Identifier: BSD-3-Clause */
/* Forms in which tph path prints a path */
#ifndef CLI_PATH_PATH_H
#define CLI_PATH_PATH_H

#include <stdio.h>

#include <opentph/host_path.h>

/* Holds each piece of evidence, and each way, in words */
#define PATH_TEXT 96

/**
 * struct path_view - a path to print
 * @path:	path
 * @shown:	widths to print, by enum tph_host_width
 */
struct path_view {
	const struct tph_host_path *path;
	bool shown[TPH_HOST_WIDTHS];
};

/* ---- Words ------------------------------------------------------------------- */

/* "8", "16" */
const char *path_width(enum tph_host_width width);

/* "arrives", "lost", "unknown" */
const char *path_fate(enum tph_host_fate fate);

/* "sends", "up", "turns", ... */
const char *path_role(enum tph_host_role role);

/* "switch", "root-complex", ... */
const char *path_route(enum tph_host_route route);

/* Return: false if something that decides about the route is not known */
bool path_route_known(const struct tph_host_path *path);

/* "setpci", "kernel-argument", "firmware", "advice" */
const char *path_remedy(enum tph_host_remedy_kind kind);

/* Address or name of a hop */
const char *path_place(const struct tph_host_path *path, size_t hop);

/**
 * path_evidence() - the register that decides
 * @effect:	effect of a hop
 * @at:		function of the hop; another one is named
 * @text:	"DevCap2.TPHComp=3", "... needs root", "" if no register decides
 */
void path_evidence(const struct tph_host_effect *effect,
		   const struct tph_host_function *at, char text[PATH_TEXT]);

/* ---- Forms ------------------------------------------------------------------- */

/* Return: 0; -ENOMEM. */
int path_print_text(const struct path_view *view);
int path_print_json(const struct path_view *view);
int path_print_dot(const struct path_view *view, FILE *out);

/**
 * path_draw() - draw the path by dot(1) of graphviz
 * @view:	path
 * @file:	SVG to write
 *
 * Return: 0; -ENOENT dot is not installed; -EIO it failed, after its own message;
 * -errno.
 */
int path_draw(const struct path_view *view, const char *file);

#endif /* CLI_PATH_PATH_H */
