// SPDX-License-Identifier: BSD-3-Clause
#include "tests/hostlib/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <opentph/error.h>

#include "host/model.h"

struct tph_host *machine_create(enum tph_host_form form)
{
	struct tph_host *host;

	assert_int_equal(host_begin(form, &host), 0);
	return host;
}

struct tph_host_function *machine_add(struct tph_host *host, const char *bdf,
				      uint32_t class)
{
	struct tph_host_function *function;
	struct host_address address;

	assert_int_equal(host_address_parse(bdf, &address), strlen(bdf));
	assert_int_equal(
		host_add(host, address, TPH_HOST_NOT_IN_DUMP, &function), 0);
	function->class_code = class;
	return function;
}

struct tph_host_function *machine_bridge(struct tph_host *host, const char *bdf,
					 enum tph_host_port type,
					 unsigned int secondary,
					 unsigned int subordinate)
{
	struct tph_host_function *function = machine_add(host, bdf, 0x060400);

	host_set(function, TPH_HOST_F_PRIMARY_BUS, function->bus);
	host_set(function, TPH_HOST_F_SECONDARY_BUS, secondary);
	host_set(function, TPH_HOST_F_SUBORDINATE_BUS, subordinate);
	host_set_cap(function, TPH_HOST_EXP, 0x40);
	host_set(function, TPH_HOST_F_PORT_TYPE, type);
	return function;
}

struct tph_host_function *machine_endpoint(struct tph_host *host,
					   const char *bdf,
					   enum tph_host_port type)
{
	struct tph_host_function *function = machine_add(host, bdf, 0x020000);

	host_set_cap(function, TPH_HOST_EXP, 0x40);
	host_set(function, TPH_HOST_F_PORT_TYPE, type);
	return function;
}

const struct tph_host_function *machine_at(const struct tph_host *host,
					   const char *bdf)
{
	const struct tph_host_function *function;

	assert_int_equal(tph_host_find(host, bdf, &function), 0);
	return function;
}

struct tph_host *machine_read(const char *text, enum tph_host_form form)
{
	char path[] = "/tmp/tph-machine.XXXXXX";
	const struct tph_host_source source = {.form = form, .path = path};
	int fd = mkstemp(path), ret;
	struct tph_host *host;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	ret = tph_host_read(&source, &host);
	unlink(path);
	if (ret)
		fail_msg("%s", tph_error());
	return host;
}

void machine_unknown(struct tph_host_function *function,
		     enum tph_host_field field, enum tph_host_why why)
{
	model_of(function)->fields[field] =
		(struct tph_host_value){.why = (uint8_t)why};
}

void machine_unknown_cap(struct tph_host_function *function,
			 enum tph_host_cap cap, enum tph_host_why why)
{
	function->caps[cap] = (struct tph_host_value){.why = (uint8_t)why};
}
