/* SPDX-License-Identifier: BSD-3-Clause */
/* A capture of the fabric */
#ifndef TESTS_RTL_S7_RECORD_H
#define TESTS_RTL_S7_RECORD_H

/*
 * Capture the link of an accelerator below a switch: enumeration, then writes of a DMA
 * engine with and without hints, of all operations, and accesses of the host.
 */
void record_fabric(const char *path);

#endif /* TESTS_RTL_S7_RECORD_H */
