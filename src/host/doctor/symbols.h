/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of kernel symbols, which everybody may read */
#ifndef HOST_DOCTOR_SYMBOLS_H
#define HOST_DOCTOR_SYMBOLS_H

#include "host/doctor/check.h"

/**
 * struct symbol - a symbol to look for
 * @name:	its name, NULL: none
 * @found:	the kernel, or a module that is loaded, has it
 */
struct symbol {
	const char *name;
	bool found;
};

/**
 * symbols_find() - look for symbols
 * @check:	check
 * @symbols:	symbols
 * @count:	entries in @symbols
 * @ret_file:	file that has them
 *
 * Return: 0; -ENOENT the kernel shows none, or it is not of this machine.
 */
int symbols_find(struct check *check, struct symbol *symbols, size_t count,
		 const char **ret_file);

#endif /* HOST_DOCTOR_SYMBOLS_H */
