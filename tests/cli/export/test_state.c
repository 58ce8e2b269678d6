// SPDX-License-Identifier: BSD-3-Clause
/* Differences between two looks at the attachments of a dma-buf */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/device.h>

#include "cli/export/state.h"
#include "libtph/sys.h"
#include "tests/libtph/fake.h"

static struct tph_device *dev;
static int dmabuf;

static struct state read_text(const char *text)
{
	struct state state;

	fake.fdinfo = text;
	assert_int_equal(state_read(dmabuf, &state), 0);
	return state;
}

static void all_attachments_are_read(void **state)
{
	static char text[8192];
	struct state read;
	size_t len = 0;

	len += sprintf(text, "pci-tph:\tst8=0x5a ph=2\n");
	for (unsigned int i = 0; i < 100; i++)
		len += sprintf(text + len,
			       "pci-tph-attach:\t0000:04:00.0 st8=0x%x ph=2\n",
			       i);
	read = read_text(text);
	assert_true(read.known && read.asked.set);
	assert_int_equal(read.asked.tag.st8, 0x5a);
	assert_int_equal(read.count, 100);
	for (unsigned int i = 0; i < 100; i++)
		assert_int_equal(read.list[i].st, i);
	state_free(&read);
}

static void other_files_are_not_known(void **state)
{
	struct state read = read_text("pos:\t0\nflags:\t02\n");

	assert_false(read.known);
	assert_false(read.asked.set);
	assert_int_equal(read.count, 0);
	state_free(&read);
}

static void damaged_reports_fail(void **state)
{
	struct state read = {.count = 7};

	fake.fdinfo =
		"pci-tph:\tst8=0x5a ph=2\npci-tph-attach:\tx st8=0x100 ph=2\n";
	assert_int_equal(state_read(dmabuf, &read), -EPROTO);
	assert_int_equal(read.count, 7);
}

static char changes[1024];

static void note(char sign, const struct tph_attachment *a)
{
	snprintf(changes + strlen(changes), sizeof(changes) - strlen(changes),
		 "%c%s/%x ", sign, a->name,
		 a->applied ? a->st : (unsigned int)a->error);
}

static void changed(void *run, const struct tph_attachment *a)
{
	note('+', a);
}

static void gone(void *run, const struct tph_attachment *a)
{
	note('-', a);
}

/* Lines of the kernel: the latest attachment is the first */
#define HEAD	     "pci-tph:\tst8=0x5a ph=2\n"
#define TAG(n, st)   "pci-tph-attach:\t" n " st8=0x" st " ph=2\n"
#define NONE(n, err) "pci-tph-attach:\t" n " none errno=" err "\n"

static void changes_are_found(void **state)
{
	static const struct {
		const char *old, *now, *changes;
	} cases[] = {
		{HEAD, HEAD, ""},
		{HEAD TAG("a", "5a"), HEAD TAG("a", "5a"), ""},
		{HEAD, HEAD TAG("a", "5a"), "+a/5a "},
		{HEAD, HEAD TAG("b", "5a") NONE("a", "16"), "+a/10 +b/5a "},
		{HEAD TAG("a", "5a"), HEAD, "-a/5a "},
		{HEAD TAG("a", "5a"), HEAD NONE("a", "116"), "+a/74 "},
		{HEAD NONE("a", "16"), HEAD NONE("a", "17"), "+a/11 "},
		{HEAD TAG("a", "5a"), HEAD TAG("b", "5a"), "-a/5a +b/5a "},
		/* The same device twice */
		{HEAD TAG("a", "1"), HEAD TAG("a", "1") TAG("a", "1"), "+a/1 "},
		{HEAD TAG("a", "1") TAG("a", "1"), HEAD TAG("a", "1"), "-a/1 "},
		{HEAD TAG("a", "1") TAG("a", "2"),
		 HEAD TAG("a", "2") TAG("a", "1"), ""},
		{HEAD TAG("a", "1") TAG("a", "2"),
		 HEAD TAG("a", "3") TAG("a", "2"), "+a/3 "},
		{HEAD TAG("a", "1"), "pos:\t0\n", "-a/1 "},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct state old = read_text(cases[i].old);
		struct state now = read_text(cases[i].now);

		changes[0] = '\0';
		state_each_change(&old, &now, changed, gone, NULL);
		assert_string_equal(changes, cases[i].changes);
		state_free(&old);
		state_free(&now);
	}
}

static void requests_are_compared(void **state)
{
	static const char *const texts[] = {
		"pos:\t0\n",
		"pci-tph:\tnone\n",
		"pci-tph:\tst8=0x0 ph=0\n",
		"pci-tph:\tst16=0x0 ph=0\n",
		"pci-tph:\tst8=0x0 st16=0x0 ph=0\n",
		"pci-tph:\tst8=0x1 ph=0\n",
		"pci-tph:\tst16=0x100 ph=0\n",
		"pci-tph:\tst8=0x0 ph=1\n",
		"pci-tph:\tst8=0x0 ph=0 required\n",
	};
	const size_t n = sizeof(texts) / sizeof(texts[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			struct state a = read_text(texts[i]);
			struct state b = read_text(texts[j]);

			if (state_same_asked(&a, &b) != (i == j))
				fail_msg("%s and %s", texts[i], texts[j]);
			state_free(&a);
			state_free(&b);
		}
}

static int setup(void **state)
{
	fake_start();
	return tph_device_open(FAKE_BDF, NULL, &dev) ||
	       tph_dmabuf_export(dev, 2, 0, 4096, &dmabuf);
}

static int teardown(void **state)
{
	sys->close(dmabuf);
	tph_device_close(dev);
	fake_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_attachments_are_read),
		cmocka_unit_test(other_files_are_not_known),
		cmocka_unit_test(damaged_reports_fail),
		cmocka_unit_test(changes_are_found),
		cmocka_unit_test(requests_are_compared),
	};

	return cmocka_run_group_tests_name("cli-state", tests, setup, teardown);
}
