// SPDX-License-Identifier: BSD-3-Clause
/*
 * All pairs of functions of each dump in $OPENTPH_DUMPS, or of the dump in this folder:
 * paths are whole, and text and hex of a machine do not contradict each other
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <opentph/host_path.h>

/* Both are large */
static struct tph_host_path path, other;

static void check_verdict(enum tph_host_width width)
{
	const struct tph_host_verdict *verdict = &path.verdict[width];
	uint8_t fate = TPH_HOST_ARRIVES;

	for (size_t i = 0; i < path.count; i++) {
		const struct tph_host_hop *hop = &path.hops[i];

		if (hop->on[width].fate < fate)
			fate = hop->on[width].fate;
		if (hop->acs.fate == TPH_HOST_UNCERTAIN &&
		    fate == TPH_HOST_ARRIVES)
			fate = TPH_HOST_UNCERTAIN;
	}
	assert_int_equal(verdict->fate, fate);
	if (fate == TPH_HOST_ARRIVES)
		return;
	assert_true(verdict->hop < path.count);
	assert_true(*tph_host_rule_text(verdict->effect.rule,
					fate == TPH_HOST_LOST));
	/* No verdict without evidence */
	if (fate == TPH_HOST_UNCERTAIN && verdict->effect.function)
		assert_true(verdict->effect.value.why ||
			    verdict->effect.value.derived);
}

static void check_path(const struct tph_host_function *from,
		       const struct tph_host_function *to)
{
	struct tph_host_remedy remedy;

	tph_host_path(from, to, &path);
	assert_true(path.count && path.count <= TPH_HOST_HOPS);
	assert_ptr_equal(path.hops[0].function, from);
	/* Whatever loses 8 bits loses 16 */
	assert_true(path.verdict[TPH_HOST_ST8].fate >=
		    path.verdict[TPH_HOST_ST16].fate);
	for (enum tph_host_width i = 0; i < TPH_HOST_WIDTHS; i++) {
		check_verdict(i);
		for (size_t n = 0; tph_host_path_remedy(&path, i, n, &remedy);
		     n++)
			assert_true(n < 2 * TPH_HOST_HOPS && remedy.text);
	}
	if (!to)
		return;
	assert_ptr_equal(path.hops[path.count - 1].function, to);
	/* The way back has the same ports */
	tph_host_path(to, from, &other);
	assert_int_equal(other.route, path.route);
	assert_int_equal(other.count, path.count);
}

static void check_machine(const struct tph_host *host)
{
	const struct tph_host_function *from, *to;

	for (size_t i = 0; (from = tph_host_at(host, i)); i++) {
		check_path(from, NULL);
		for (size_t j = 0; (to = tph_host_at(host, j)); j++)
			check_path(from, to);
	}
}

static bool agree(uint8_t a, uint8_t b)
{
	return a == b || a == TPH_HOST_UNCERTAIN || b == TPH_HOST_UNCERTAIN;
}

/* Paths of two machines, from functions that both have. Return: their number. */
static size_t compare_machines(const char *name, const struct tph_host *hex,
			       const struct tph_host *text)
{
	const struct tph_host_function *from, *to, *from2, *to2;
	size_t n = 0;

	for (size_t i = 0; (from = tph_host_at(hex, i)); i++)
		for (size_t j = 0; (to = tph_host_at(hex, j)); j++) {
			if (tph_host_find(text, from->bdf, &from2) ||
			    tph_host_find(text, to->bdf, &to2))
				continue;
			tph_host_path(from, to, &path);
			tph_host_path(from2, to2, &other);
			for (size_t w = 0; w < TPH_HOST_WIDTHS; w++)
				if (!agree(path.verdict[w].fate,
					   other.verdict[w].fate))
					fail_msg(
						"%s: %s to %s: %u by hex, %u by text",
						name, from->bdf, to->bdf,
						path.verdict[w].fate,
						other.verdict[w].fate);
			n++;
		}
	return n;
}

static bool read_form(const char *name, enum tph_host_form form,
		      struct tph_host **ret_host)
{
	const struct tph_host_source source = {.form = form, .path = name};

	return !tph_host_read(&source, ret_host);
}

static void check_file(const char *name)
{
	struct tph_host *all, *hex, *text;

	if (!read_form(name, TPH_HOST_AUTO, &all))
		fail_msg("%s: not a dump", name);
	check_machine(all);
	tph_host_free(all);
	if (!read_form(name, TPH_HOST_HEX, &hex))
		return;
	if (read_form(name, TPH_HOST_TEXT, &text)) {
		compare_machines(name, hex, text);
		tph_host_free(text);
	}
	tph_host_free(hex);
}

static bool is_dump(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (!strcmp(dot, ".hex") || !strcmp(dot, ".txt"));
}

static void check_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char name[4096];
	size_t n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (!is_dump(entry->d_name))
			continue;
		snprintf(name, sizeof(name), "%s/%s", folder, entry->d_name);
		check_file(name);
		n++;
	}
	closedir(dir);
	assert_true(n);
}

static void test_own(void **state)
{
	check_folder(getenv("TPH_HOSTLIB"));
}

static void test_real(void **state)
{
	const char *folder = getenv("OPENTPH_DUMPS");

	if (!folder)
		skip();
	else
		check_folder(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
