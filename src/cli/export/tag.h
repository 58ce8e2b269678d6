/* SPDX-License-Identifier: BSD-3-Clause */
/* Requested and applied tags as text and JSON, shared by the programs */
#ifndef CLI_EXPORT_TAG_H
#define CLI_EXPORT_TAG_H

#include <stdio.h>

#include <opentph/dmabuf.h>

struct json_object;

/* Print "ST 0x5a PH 2 Required-", or "none" */
void tag_print_asked(FILE *out, const struct tph_asked *asked);

/* Print "TPH+ ST 0x5a PH 2", or "TPH-" and the reason */
void tag_print_applied(FILE *out, const struct tph_attachment *attachment);

/* Return: an object, or NULL if no tag is set */
struct json_object *tag_json_asked(const struct tph_asked *asked);

/* Add the tag, or the reason for its absence, to @object */
void tag_json_applied(struct json_object *object,
		      const struct tph_attachment *attachment);

#endif /* CLI_EXPORT_TAG_H */
