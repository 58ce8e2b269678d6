/* SPDX-License-Identifier: BSD-3-Clause */
/* The text of tph_error(), set by every layer of the library */
#ifndef ERROR_ERROR_H
#define ERROR_ERROR_H

/* Set the text of tph_error(). Return: @err, a -errno. */
#define error_fail(err, ...) (tph_error_note(__VA_ARGS__), (err))
void tph_error_note(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif /* ERROR_ERROR_H */
