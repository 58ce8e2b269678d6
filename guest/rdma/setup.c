// SPDX-License-Identifier: BSD-3-Clause
/* Target, RDMA device, regions */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/oracle/oracle.h"
#include "guest/rdma/rdma.h"

int rdma_fail_tph(int ret)
{
	fprintf(stderr, "tph-rdma: %s\n", tph_error());
	return ret;
}

int rdma_fail_verbs(int ret)
{
	fprintf(stderr, "tph-rdma: %s\n", verbs_error());
	return ret;
}

static int alloc(uint8_t **ret_memory, size_t len)
{
	size_t page = sysconf(_SC_PAGESIZE);

	*ret_memory = aligned_alloc(page, (len + page - 1) / page * page);
	if (*ret_memory)
		return 0;
	fprintf(stderr, "tph-rdma: out of memory\n");
	return -ENOMEM;
}

static bool is_accel(const char *bdf)
{
	uint8_t ids[4];

	return !tph_pci_config_read(bdf, 0, ids, sizeof(ids)) &&
	       (ids[0] | ids[1] << 8) == ACCEL_VENDOR_ID &&
	       (ids[2] | ids[3] << 8) == ACCEL_DEVICE_ID;
}

static int program(struct rdma_session *s, const struct tph_tag *tag)
{
	struct tph_accel_entry entry = {.op = s->request->op, .st = tag->st8};
	int ret = 0;

	if (tag->st8_valid)
		ret = tph_accel_program(s->accel, &entry);
	entry.st16 = true;
	entry.st = tag->st16;
	if (!ret && tag->st16_valid)
		ret = tph_accel_program(s->accel, &entry);
	return ret;
}

int rdma_fill(struct rdma_session *s)
{
	const struct rdma_request *request = s->request;
	uint8_t last;
	int ret = tph_bar_write(s->dev, request->target.bar,
				request->target.offset, s->want,
				request->target.length);

	return ret ? ret
		   : tph_bar_read(s->dev, request->target.bar,
				  request->target.offset +
					  request->target.length - 1,
				  &last, 1);
}

static int open_target(struct rdma_session *s)
{
	const struct rdma_request *request = s->request;
	int ret = target_find(&request->target, s->bdf);

	if (!ret && !is_accel(s->bdf))
		ret = tph_device_open(s->bdf, &request->target.open, &s->dev);
	else if (!ret)
		ret = tph_accel_open(s->bdf, &request->target.open, &s->accel);
	if (!ret && s->accel) {
		s->dev = tph_accel_device(s->accel);
		ret = tph_accel_enable(s->accel, true);
		if (!ret)
			ret = program(s, &request->target.tag);
		if (!ret && request->retag_valid)
			ret = program(s, &request->retag);
	}
	if (!ret)
		ret = target_export(&request->target, s->dev, &s->fd);
	if (!ret)
		ret = rdma_fill(s);
	return ret ? rdma_fail_tph(ret) : 0;
}

static int open_rdma(struct rdma_session *s)
{
	const struct rdma_request *request = s->request;
	const struct verbs_dmah *dmah =
		request->dmah_valid ? &request->dmah : NULL;
	int ret = verbs_open(&request->nic, &s->verbs);

	if (!ret)
		ret = verbs_pair_open(s->verbs, &s->pair);
	if (!ret)
		ret = verbs_register(s->verbs, s->data, request->target.length,
				     NULL, &s->source);
	if (!ret)
		ret = verbs_register(s->verbs, s->back, request->target.length,
				     NULL, &s->back_region);
	if (!ret && request->host)
		ret = verbs_register(s->verbs, s->memory,
				     request->target.length, dmah, &s->target);
	else if (!ret)
		ret = verbs_register_dmabuf(s->verbs, s->fd, 0,
					    request->target.length, 0, dmah,
					    &s->target);
	return ret ? rdma_fail_verbs(ret) : 0;
}

/* Random bytes as floats may be NaNs, which are not handled uniformly */
static void fill(enum accel_op op, uint64_t seed, uint8_t *data, size_t len)
{
	data_bytes(seed, data, len);
	if (op == ACCEL_OP_ADD_F32 || op == ACCEL_OP_MAX_F32)
		data_f32(seed, data, len);
}

int rdma_setup(struct rdma_session *s)
{
	size_t len = s->request->target.length;
	int ret;

	s->fd = -1;
	ret = alloc(&s->data, len);
	if (!ret)
		ret = alloc(&s->back, len);
	if (!ret)
		ret = alloc(&s->want, len);
	if (!ret && s->request->host)
		ret = alloc(&s->memory, len);
	if (ret)
		return ret;

	fill(s->request->op, 1, s->data, len);
	fill(s->request->op, 2, s->want, len);
	if (s->memory)
		memcpy(s->memory, s->want, len);
	else
		ret = open_target(s);
	return ret ? ret : open_rdma(s);
}

void rdma_close(struct rdma_session *s)
{
	if (s->verbs) {
		verbs_deregister(&s->target);
		verbs_deregister(&s->source);
		verbs_deregister(&s->back_region);
		verbs_pair_close(s->pair);
		verbs_close(s->verbs);
	}
	if (s->fd >= 0)
		close(s->fd);
	if (s->accel)
		tph_accel_close(s->accel);
	else
		tph_device_close(s->dev);
	free(s->data);
	free(s->back);
	free(s->want);
	free(s->memory);
}
