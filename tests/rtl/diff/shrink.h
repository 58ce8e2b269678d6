/* SPDX-License-Identifier: BSD-3-Clause */
/* Fewer steps that still differ */
#ifndef TESTS_RTL_DIFF_SHRINK_H
#define TESTS_RTL_DIFF_SHRINK_H

#include "tests/rtl/diff/drive.h"

/* Longest case */
#define SHRINK_MAX 4096u

/**
 * shrink() - leave out steps as long as a difference is found
 * @drive:	the two
 * @run:	a case that differs; @run->failed stays true, @run->keep is @keep
 * @keep:	flags of its steps, set here
 */
void shrink(struct drive *drive, struct drive_case *run, bool keep[SHRINK_MAX]);

#endif /* TESTS_RTL_DIFF_SHRINK_H */
