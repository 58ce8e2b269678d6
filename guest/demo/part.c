// SPDX-License-Identifier: BSD-3-Clause
/* Steps shared by the cases of all importers */
#include <string.h>

#include "guest/demo/demo.h"

int case_export(struct demo_case *c, uint64_t offset, uint64_t size,
		const struct tph_tag *tag, int *ret_fd)
{
	int ret;

	*ret_fd = -1;
	ret = tph_dmabuf_export(c->demo->dev, ACCEL_BAR_MEM, offset, size,
				ret_fd);
	if (!case_ret(c, ret, 0, "export") || !tag)
		return ret;
	ret = tph_dmabuf_tag(c->demo->dev, *ret_fd, tag);
	case_ret(c, ret, 0, "tag");
	return ret;
}

void case_reason(struct demo_case *c, int fd, enum tph_reason want)
{
	struct tph_attachment attachment = {0};
	struct tph_asked asked;
	size_t n = 0;
	int ret;

	ret = tph_dmabuf_applied(fd, &asked, &attachment, 1, &n);
	if (!case_ret(c, ret, 0, "fdinfo"))
		return;
	if (!case_expect(c, n == 1, "fdinfo: %zu importers, expected 1", n))
		return;
	case_expect(c, attachment.reason == want,
		    "fdinfo: reason %s, expected %s",
		    tph_reason_name(attachment.reason), tph_reason_name(want));
	case_expect(c, !strcmp(attachment.name, c->demo->requester),
		    "fdinfo: importer %s, expected %s", attachment.name,
		    c->demo->requester);
	case_add(c, "reason",
		 json_object_new_string(tph_reason_name(attachment.reason)));
}

void case_program(struct demo_case *c, bool st16, uint16_t st, enum accel_op op,
		  int partition)
{
	struct tph_accel_entry entry = {
		.st16 = st16,
		.st = st,
		.op = op,
		.move = partition >= 0,
		.partition = partition >= 0 ? partition : 0,
	};

	case_ret(c, tph_accel_program(c->demo->accel, &entry), 0,
		 "program the ingress table");
}

void case_request(struct demo_case *c, const struct tph_tag *tag)
{
	if (tag->st16_valid)
		case_requested(c, 16, tag->st16, tag->ph);
	else if (tag->st8_valid)
		case_requested(c, 8, tag->st8, tag->ph);
}

void case_begin(struct demo_case *c, const char *operation,
		const struct tph_tag *tag, enum accel_op op)
{
	case_operation(c, operation);
	case_request(c, tag);
	case_program(c, tag->st16_valid, tag->st16_valid ? tag->st16 : tag->st8,
		     op, -1);
}

uint64_t case_filled(struct demo_case *c, void *mem, size_t size)
{
	uint64_t window = case_window(c, size);

	data_bytes(window, mem, size);
	case_fill(c, window, mem, size);
	return window;
}

void case_fill(struct demo_case *c, uint64_t offset, const void *data,
	       size_t len)
{
	uint8_t last;
	int ret = tph_bar_write(c->demo->dev, ACCEL_BAR_MEM, offset, data, len);

	/* These writes are posted: without a read, the importer's may overtake them */
	if (!ret && len)
		ret = tph_bar_read(c->demo->dev, ACCEL_BAR_MEM,
				   offset + len - 1, &last, 1);
	case_ret(c, ret, 0, "write device memory");
}
