// SPDX-License-Identifier: BSD-3-Clause
/* Read a machine in any form */
#include <errno.h>
#include <sys/stat.h>

#include <opentph/error.h>

#include "error/error.h"
#include "ground.h"
#include "host/input/input.h"
#include "host/model.h"

typedef int (*input)(struct tph_host *host, FILE *file);

/* A dump may have text and hex of a function: hex is the last word */
static const input inputs[][2] = {
	[TPH_HOST_AUTO] = {input_text, input_hex},
	[TPH_HOST_HEX] = {input_hex},
	[TPH_HOST_TEXT] = {input_text},
	[TPH_HOST_JSON] = {input_json},
};

/* Standard input cannot be read twice. Return: 0; -errno. */
static int copy_stdin(FILE **ret_file)
{
	FILE *file = tmpfile();
	char buf[65536];
	uint64_t size = 0;
	size_t n;

	if (!file)
		return error_fail(-errno, "temporary file: %s",
				  strerror(errno));
	while ((n = fread(buf, 1, sizeof(buf), stdin)) > 0) {
		size += n;
		if (size > HOST_MAX_FILE || fwrite(buf, 1, n, file) != n) {
			fclose(file);
			return error_fail(-EFBIG,
					  "standard input: larger than 1 GiB");
		}
	}
	rewind(file);
	*ret_file = file;
	return 0;
}

static int open_file(const char *path, FILE **ret_file)
{
	struct stat st;
	FILE *file;

	if (!strcmp(path, "-"))
		return copy_stdin(ret_file);
	file = fopen(path, "re");
	if (!file)
		return error_fail(-errno, "%s: %s", path, strerror(errno));
	if (fstat(fileno(file), &st) || !S_ISREG(st.st_mode)) {
		fclose(file);
		return error_fail(-EINVAL, "%s: not a regular file", path);
	}
	if ((uint64_t)st.st_size > HOST_MAX_FILE) {
		fclose(file);
		return error_fail(-EFBIG, "%s: larger than 1 GiB", path);
	}
	*ret_file = file;
	return 0;
}

static bool is_json(FILE *file)
{
	int c;

	do
		c = getc(file);
	while (c == ' ' || c == '\n' || c == '\r' || c == '\t');
	return c == '[' || c == '{';
}

static bool has_bytes(const struct tph_host *host)
{
	for (size_t i = 0; i < host->count; i++)
		if (host->functions[i]->bytes)
			return true;
	return false;
}

static int read_forms(struct tph_host *host, enum tph_host_form form,
		      FILE *file)
{
	const input *list = inputs[form];
	int ret = 0;

	for (size_t i = 0; i < ARRAY_SIZE(inputs[0]) && list[i] && !ret; i++) {
		rewind(file);
		ret = list[i](host, file);
	}
	if (form == TPH_HOST_AUTO)
		host->form = has_bytes(host) ? TPH_HOST_HEX : TPH_HOST_TEXT;
	return ret;
}

/* Inputs do not know the name of the file */
static int fail_form(const char *path, int err)
{
	char text[200];

	snprintf(text, sizeof(text), "%s", tph_error());
	return error_fail(err, "%s: %s", path, text);
}

static int read_file(struct tph_host *host, const char *path)
{
	enum tph_host_form form = host->form;
	FILE *file;
	int ret = open_file(path, &file);

	if (ret)
		return ret;
	if (form == TPH_HOST_AUTO && is_json(file))
		form = host->form = TPH_HOST_JSON;
	ret = read_forms(host, form, file);
	if (ret == -EINVAL)
		ret = fail_form(path, ret);
	if (!ret && ferror(file))
		ret = error_fail(-EIO, "%s: cannot be read", path);
	fclose(file);
	return ret;
}

int tph_host_read(const struct tph_host_source *source,
		  struct tph_host **ret_host)
{
	enum tph_host_form form = source->path ? source->form : TPH_HOST_LIVE;
	struct tph_host *host;
	int ret = host_begin(form, &host);

	if (ret)
		return ret;
	ret = source->path ? read_file(host, source->path)
			   : input_live(host, source);
	if (!ret && !tph_host_count(host))
		ret = error_fail(
			-EINVAL,
			"%s: no PCI function in it; expected lspci -xxxx, lspci -vv, or JSON of tph doctor",
			source->path ? source->path : "sysfs");
	if (!ret)
		host_link(host);
	if (ret)
		tph_host_free(host);
	else
		*ret_host = host;
	return ret;
}
