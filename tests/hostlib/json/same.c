// SPDX-License-Identifier: BSD-3-Clause
#include "tests/hostlib/json/same.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <opentph/error.h>

int same_read(const void *text, size_t len, enum tph_host_form form,
	      struct tph_host **ret_host)
{
	char path[] = "/tmp/tph-same.XXXXXX";
	const struct tph_host_source source = {.form = form, .path = path};
	int fd = mkstemp(path), ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	ret = tph_host_read(&source, ret_host);
	unlink(path);
	return ret;
}

char *same_write(const struct tph_host *host, unsigned int flags)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	if (tph_host_write(host, file, flags))
		fail_msg("%s", tph_error());
	assert_int_equal(fclose(file), 0);
	return text;
}

struct tph_host *same_again(const struct tph_host *host, unsigned int flags)
{
	char *text = same_write(host, flags);
	struct tph_host *again;

	if (same_read(text, strlen(text), TPH_HOST_AUTO, &again))
		fail_msg("%s", tph_error());
	assert_int_equal(tph_host_form(again), TPH_HOST_JSON);
	assert_null(tph_host_note(again, 0));
	free(text);
	return again;
}

static void same_value(const char *bdf, const char *name,
		       struct tph_host_value a, struct tph_host_value b)
{
	bool known = !a.why || a.why == TPH_HOST_ABSENT;

	if (known ? a.why != b.why : !b.why || b.why == TPH_HOST_ABSENT)
		fail_msg("%s: %s: why %d, %d", bdf, name, a.why, b.why);
	if (!a.why && (a.value != b.value || a.derived != b.derived))
		fail_msg("%s: %s: %d, %d", bdf, name, a.value, b.value);
}

static void same_text(const char *a, const char *b)
{
	assert_int_equal(!a, !b);
	if (a)
		assert_string_equal(a, b);
}

static void same_place(const struct tph_host_function *a,
		       const struct tph_host_function *b)
{
	if (!a || !b)
		assert_true(!a && !b);
	else
		assert_string_equal(a->bdf, b->bdf);
}

static void same_function(const struct tph_host_function *a,
			  const struct tph_host_function *b)
{
	assert_string_equal(a->bdf, b->bdf);
	assert_int_equal(a->domain, b->domain);
	assert_int_equal(a->bus, b->bus);
	assert_int_equal(a->devfn, b->devfn);
	assert_int_equal(a->vendor, b->vendor);
	assert_int_equal(a->device, b->device);
	assert_int_equal(a->class_code, b->class_code);
	same_text(a->name, b->name);
	same_place(a->parent, b->parent);
	same_place(a->child, b->child);
	same_place(a->next, b->next);
	same_place(a->physfn, b->physfn);
	same_value(a->bdf, "top", a->top, b->top);
	same_value(a->bdf, "group", a->group, b->group);
	same_value(a->bdf, "numa", a->numa, b->numa);
	same_value(a->bdf, "type", tph_host_port_type(a),
		   tph_host_port_type(b));
	same_text(a->driver, b->driver);
	assert_int_equal(!a->driver_why, !b->driver_why);
	assert_int_equal(a->bytes, b->bytes);
	assert_int_equal(a->st_count, b->st_count);
	assert_memory_equal(a->st, b->st, a->st_count * sizeof(*a->st));
	for (size_t i = 0; i < TPH_HOST_CAPS; i++)
		same_value(a->bdf, "capability", a->caps[i], b->caps[i]);
	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		same_value(a->bdf, tph_host_field_info(i)->name,
			   tph_host_get(a, i), tph_host_get(b, i));
}

void same_facts(const struct tph_host *a, const struct tph_host *b)
{
	assert_int_equal(tph_host_count(a), tph_host_count(b));
	for (size_t i = 0; i < tph_host_count(a); i++)
		same_function(tph_host_at(a, i), tph_host_at(b, i));
}
