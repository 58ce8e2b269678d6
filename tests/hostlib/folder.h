/* SPDX-License-Identifier: BSD-3-Clause */
/* A folder with the files that a kernel shows, for tests */
#ifndef TESTS_HOSTLIB_FOLDER_H
#define TESTS_HOSTLIB_FOLDER_H

#include <stddef.h>

/* Absolute path; valid after folder_create() */
extern char folder_root[];

/* Makes the folder. Ends the test on failure, as all of these. */
void folder_create(void);

/* Writes file @name in it, and the folders above */
void folder_put(const char *name, const void *data, size_t len);
void folder_put_text(const char *name, const char *text);

/* Makes the link @name of the function @bdf in sys */
void folder_put_link(const char *bdf, const char *name, const char *target);

/* Removes @name and all below it; "" for everything. It need not be there. */
void folder_remove(const char *name);

#endif /* TESTS_HOSTLIB_FOLDER_H */
