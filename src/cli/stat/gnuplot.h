/* SPDX-License-Identifier: BSD-3-Clause */
/* Pictures, drawn by the program gnuplot */
#ifndef CLI_STAT_GNUPLOT_H
#define CLI_STAT_GNUPLOT_H

#include <stdio.h>

/**
 * gnuplot_check() - is gnuplot installed?
 *
 * Return: 0; -ENOENT it is not installed; -ECHILD it does not run; -errno.
 */
int gnuplot_check(void);

/**
 * gnuplot_script() - begin a script
 * @ret_script:	file for the script
 *
 * Return: 0; -errno.
 */
int gnuplot_script(FILE **ret_script);

/**
 * gnuplot_draw() - run the script and keep its picture
 * @script:	script, which is closed. It must write to standard output
 * @path:	file to create or replace; untouched if gnuplot fails, removed
 *		if it cannot be written completely
 *
 * Return: 0; -ENOENT not installed; -ECHILD it failed, after messages of
 * its own; -errno of the file.
 */
int gnuplot_draw(FILE *script, const char *path);

/* Print @text in single quotes; characters special to gnuplot become '?'. */
void gnuplot_quote(FILE *script, const char *text);

#endif /* CLI_STAT_GNUPLOT_H */
