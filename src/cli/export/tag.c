// SPDX-License-Identifier: BSD-3-Clause
#include "cli/export/tag.h"

#include "cli/json.h"

void tag_print_asked(FILE *out, const struct tph_asked *asked)
{
	const struct tph_tag *tag = &asked->tag;

	if (!asked->set) {
		fprintf(out, "none");
		return;
	}
	if (tag->st8_valid)
		fprintf(out, "ST 0x%02x ", tag->st8);
	if (tag->st16_valid)
		fprintf(out, "ST 0x%04x ", tag->st16);
	fprintf(out, "PH %u Required%c", tag->ph, tag->required ? '+' : '-');
}

void tag_print_applied(FILE *out, const struct tph_attachment *attachment)
{
	const struct tph_attachment *a = attachment;

	if (a->applied)
		fprintf(out, "TPH+ ST 0x%0*x PH %u", a->st16 ? 4 : 2, a->st,
			a->ph);
	else if (a->reason == TPH_REASON_OTHER)
		fprintf(out, "TPH- (errno %d)", a->error);
	else
		fprintf(out, "TPH- (%s)", tph_reason_name(a->reason));
}

static void add_int(struct json_object *to, const char *key, int64_t value)
{
	json_object_object_add(to, key, json_object_new_int64(value));
}

struct json_object *tag_json_asked(const struct tph_asked *asked)
{
	struct json_object *object;

	if (!asked->set)
		return NULL;
	object = json_object_new_object();
	if (asked->tag.st8_valid)
		add_int(object, "st8", asked->tag.st8);
	if (asked->tag.st16_valid)
		add_int(object, "st16", asked->tag.st16);
	add_int(object, "ph", asked->tag.ph);
	json_add_bool(object, "required", asked->tag.required);
	return object;
}

void tag_json_applied(struct json_object *object,
		      const struct tph_attachment *attachment)
{
	json_add_bool(object, "applied", attachment->applied);
	if (attachment->applied) {
		add_int(object, "width", attachment->st16 ? 16 : 8);
		add_int(object, "st", attachment->st);
		add_int(object, "ph", attachment->ph);
	} else {
		json_add_text(object, "reason",
			      tph_reason_name(attachment->reason));
		add_int(object, "errno", attachment->error);
	}
}
