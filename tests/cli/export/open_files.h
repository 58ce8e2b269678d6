/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TESTS_CLI_EXPORT_OPEN_FILES_H
#define TESTS_CLI_EXPORT_OPEN_FILES_H

/* Return: open descriptors of this process; ends the test on failure */
unsigned int open_files(void);

#endif /* TESTS_CLI_EXPORT_OPEN_FILES_H */
