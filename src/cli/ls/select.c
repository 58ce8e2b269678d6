// SPDX-License-Identifier: BSD-3-Clause
/* Conditions on functions: FIELD=VALUE[,VALUE]..., FIELD!=VALUE[,VALUE]... */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/ls/ls.h"
#include "ground.h"

/* A list of values, "a,b": is @text one of them? */
static bool is_one_of(const char *list, const char *text)
{
	size_t len = strlen(text), n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (n == len && !strncmp(list, text, n))
			return true;
		if (!list[n])
			return false;
	}
}

static bool number_is_one_of(const char *list, uint32_t number, int base)
{
	char *end;

	for (;; list = end + 1) {
		if (strtoul(list, &end, base) == number && end != list)
			return true;
		end += strcspn(end, ",");
		if (!*end)
			return false;
	}
}

/* Does the address begin or end with one of the values? "04:00" is a device. */
static bool bdf_is_one_of(const char *list,
			  const struct tph_host_function *function)
{
	const char *short_form = strchr(function->bdf, ':') + 1;
	size_t n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (n && (!strncmp(list, function->bdf, n) ||
			  (!function->domain && !strncmp(list, short_form, n))))
			return true;
		if (!list[n])
			return false;
	}
}

enum holds { NO, YES, UNKNOWN };

static enum holds bdf_holds(const struct tph_host_function *function,
			    const char *list)
{
	return bdf_is_one_of(list, function);
}

static enum holds vendor_holds(const struct tph_host_function *function,
			       const char *list)
{
	return number_is_one_of(list, function->vendor, 16);
}

static enum holds device_holds(const struct tph_host_function *function,
			       const char *list)
{
	return number_is_one_of(list, function->device, 16);
}

static enum holds class_holds(const struct tph_host_function *function,
			      const char *list)
{
	return number_is_one_of(list, function->class_code >> 8, 16);
}

static enum holds driver_holds(const struct tph_host_function *function,
			       const char *list)
{
	if (function->driver_why)
		return UNKNOWN;
	return is_one_of(list, function->driver ? function->driver : "none");
}

static enum holds value_holds(struct tph_host_value value, const char *list)
{
	if (value.why == TPH_HOST_ABSENT)
		return is_one_of(list, "none");
	return value.why ? UNKNOWN
			 : number_is_one_of(list, (uint32_t)value.value, 0);
}

static enum holds group_holds(const struct tph_host_function *function,
			      const char *list)
{
	return value_holds(function->group, list);
}

static enum holds numa_holds(const struct tph_host_function *function,
			     const char *list)
{
	return value_holds(function->numa, list);
}

static enum holds role_holds(const struct tph_host_function *function,
			     const char *list)
{
	char sends[LS_TEXT], completes[LS_TEXT];
	bool unsure;

	ls_sends(function, sends);
	ls_completes(function, completes);
	if ((is_one_of(list, "requester") && strpbrk(sends, "8")) ||
	    (is_one_of(list, "completer") && strpbrk(completes, "8")) ||
	    (is_one_of(list, "port") && tph_host_is_bridge(function)))
		return YES;
	unsure = (is_one_of(list, "requester") && *sends == '?') ||
		 (is_one_of(list, "completer") && *completes == '?');
	return unsure ? UNKNOWN : NO;
}

static const struct {
	const char *name, *values;
	enum holds (*holds)(const struct tph_host_function *function,
			    const char *list);
} fields[] = {
	{"bdf", "dddd:bb:dd.f, or how it begins", bdf_holds},
	{"role", "requester completer port", role_holds},
	{"driver", "name or none", driver_holds},
	{"vendor", "hexadecimal", vendor_holds},
	{"device", "hexadecimal", device_holds},
	{"class", "hexadecimal, four digits", class_holds},
	{"group", "number or none", group_holds},
	{"numa", "number", numa_holds},
};

/* "REGISTER.NAME" of a field. Return: it, TPH_HOST_FIELD_COUNT if there is none. */
static enum tph_host_field register_field(const char *name, size_t len)
{
	char text[64];
	enum tph_host_field i;

	for (i = 0; i < TPH_HOST_FIELD_COUNT; i++) {
		snprintf(text, sizeof(text), "%s.%s",
			 tph_host_field_info(i)->reg,
			 tph_host_field_info(i)->name);
		if (strlen(text) == len && !strncmp(text, name, len))
			break;
	}
	return i;
}

static bool is_named(const char *field, const char *name, size_t len)
{
	return strlen(field) == len && !strncmp(field, name, len);
}

/**
 * struct condition - a condition in its parts
 * @name:	field, @len characters
 * @len:	0: it is malformed
 * @list:	values
 * @inverted:	none of the values may hold
 */
struct condition {
	const char *name;
	size_t len;
	const char *list;
	bool inverted;
};

static struct condition split(const char *text)
{
	const char *equal = strchr(text, '=');
	struct condition condition = {.name = text};

	if (!equal || equal == text || !equal[1])
		return condition;
	condition.inverted = equal[-1] == '!';
	condition.len = (size_t)(equal - text) - condition.inverted;
	condition.list = equal + 1;
	return condition;
}

static enum holds judge(const struct tph_host_function *function,
			const struct condition *condition)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (is_named(fields[i].name, condition->name, condition->len))
			return fields[i].holds(function, condition->list);
	return value_holds(
		tph_host_get(function,
			     register_field(condition->name, condition->len)),
		condition->list);
}

bool ls_selected(const struct ls_selection *selection,
		 const struct tph_host_function *function)
{
	struct condition condition;

	if (!selection->all && !ls_has_role(function))
		return false;
	for (size_t i = 0; i < selection->count; i++) {
		condition = split(selection->conditions[i]);
		if (judge(function, &condition) !=
		    (condition.inverted ? NO : YES))
			return false;
	}
	return true;
}

static bool exists(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (is_named(fields[i].name, name, len))
			return true;
	return register_field(name, len) != TPH_HOST_FIELD_COUNT;
}

int ls_check(const struct ls_selection *selection, const char *command)
{
	struct condition condition;

	for (size_t i = 0; i < selection->count; i++) {
		condition = split(selection->conditions[i]);
		if (!condition.len) {
			fprintf(stderr, "%s: %s: expected FIELD=VALUE\n",
				command, condition.name);
			return TPH_EXIT_USAGE;
		}
		if (!exists(condition.name, condition.len)) {
			fprintf(stderr,
				"%s: %s: there is no field \"%.*s\"; see %s --fields\n",
				command, condition.name, (int)condition.len,
				condition.name, command);
			return TPH_EXIT_USAGE;
		}
	}
	return -1;
}

void ls_print_fields(FILE *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		fprintf(out, "%s %s\n", fields[i].name, fields[i].values);
	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		if (!strchr(tph_host_field_info(i)->name, ' '))
			fprintf(out, "%s.%s number\n",
				tph_host_field_info(i)->reg,
				tph_host_field_info(i)->name);
}
