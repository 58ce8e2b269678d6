// SPDX-License-Identifier: BSD-3-Clause
/*
 * rtl/pcie/accel_s7.sv gets TLPs as the 7-series integrated block presents them, and must do
 * as the C model does: the same completions and interrupts, and the same memory,
 * registers and counters.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/rtl/s7/record.h"
#include "tests/rtl/s7/rig.h"
#include "tests/rtl/s7/tap.h"

static const struct rig_pace steady = {0, 0, 0};
static const struct rig_pace rough = {5, 4, 4};
static const struct rig_pace slow_out = {0, 12, 2};

static struct rig rig;
static char recorded[] = "/tmp/tph-test-s7-fabric-XXXXXX";
static char path[] = "/tmp/tph-test-s7-XXXXXX";

static void run_cases(const struct rig_pace *pace, bool high)
{
	rig_start(&rig, pace, high, path);
	replay_cases(&rig.sink);
	rig_end(&rig);
}

static void cases(void **state)
{
	run_cases(&steady, false);
	run_cases(&rough, false);
}

static void cases_above_4g(void **state)
{
	run_cases(&rough, true);
	run_cases(&slow_out, true);
}

static void run_random(const struct rig_pace *pace, uint64_t seed, bool high)
{
	rig_start(&rig, pace, high, path);
	for (unsigned int i = 0; i < 8; i++) {
		replay_random(&rig.sink, seed + i, 250);
		replay_readback(&rig.sink, RIG_MEMORY);
	}
	rig_end(&rig);
}

static void random_requests(void **state)
{
	run_random(&rough, 1, false);
	run_random(&rough, 100, true);
	run_random(&steady, 200, true);
}

static void back_pressure(void **state)
{
	run_random(&slow_out, 300, false);
}

/* A capture of our own fabric, with its enumeration */
static void capture_of_the_fabric(void **state)
{
	record_fabric(recorded);
	rig_start(&rig, &rough, false, path);
	assert_true(replay_capture(&rig.sink, recorded) > 2000);
	rig_end(&rig);
}

static int has_pcap(const struct dirent *entry)
{
	return strstr(entry->d_name, ".pcap") != NULL;
}

/* Captures of one folder, in the order of their names. Return: TLPs */
static int replay_folder(const char *captures, const char *folder)
{
	struct dirent **entries;
	char dir[PATH_MAX], file[PATH_MAX + 256];
	int n, tlps = 0;

	snprintf(dir, sizeof(dir), "%s/%s", captures, folder);
	n = scandir(dir, &entries, has_pcap, alphasort);
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		snprintf(file, sizeof(file), "%s/%s", dir, entries[i]->d_name);
		free(entries[i]);
		tlps += replay_capture(&rig.sink, file);
	}
	free(entries);
	return tlps;
}

/*
 * Captures of real hardware, of the public repository NetTLP/captured, below the folder
 * that OPENTPH_CAPTURES names: their requests are for memory of a host, so they go to
 * BAR2.
 */
static void captures_of_hardware(void **state)
{
	const char *captures = getenv("OPENTPH_CAPTURES");
	int tlps = 0;

	for (int high = 0; high < 2; high++) {
		rig_start(&rig, &rough, high, path);
		tlps += replay_folder(captures, "root-complex");
		tlps += replay_folder(captures, "x520");
		rig_end(&rig);
	}
	assert_int_equal(tlps, 2 * 1005);
}

/* The ring of the tap has each TLP that went in and out */
static void tap_has_all(void **state)
{
	const struct rig_pace paces[] = {steady, {5, 4, 0}};

	for (size_t i = 0; i < COUNT(paces); i++) {
		rig_start(&rig, &paces[i], i, path);
		tap_begin(&rig);
		replay_random(&rig.sink, 400 + i, 60);
		tap_end(&rig);
		rig_end(&rig);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases),
		cmocka_unit_test(cases_above_4g),
		cmocka_unit_test(random_requests),
		cmocka_unit_test(back_pressure),
		cmocka_unit_test(capture_of_the_fabric),
		cmocka_unit_test(tap_has_all),
		/* Only with OPENTPH_CAPTURES */
		cmocka_unit_test(captures_of_hardware),
	};
	int fd = mkstemp(path), fd2 = mkstemp(recorded), failed;

	if (fd < 0 || close(fd) || fd2 < 0 || close(fd2))
		return 1;
	failed = _cmocka_run_group_tests(
		"rtl-s7", tests, COUNT(tests) - !getenv("OPENTPH_CAPTURES"),
		NULL, NULL);
	unlink(path);
	unlink(recorded);
	return failed;
}
