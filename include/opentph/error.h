/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Error texts. Every function of the library returns 0 or -errno; the text adds
 * the details.
 */
#ifndef OPENTPH_ERROR_H
#define OPENTPH_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * tph_error() - text of the last error in this thread
 *
 * Valid until the next call of the library in this thread that fails. A call
 * that succeeds leaves the text alone.
 *
 * Return: one line without newline: the fault, its place and, if one is known, the
 * remedy; "no error" before the first failure. Never NULL.
 */
const char *tph_error(void);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_ERROR_H */
