// SPDX-License-Identifier: BSD-3-Clause
/* The way up: the command queue, INIT_HCA, the first objects */
#include <errno.h>

#include "harness/driver.h"

/* struct mlx5_init_seg */
#define ISEG_CMDQ_H	  0x010
#define ISEG_CMDQ_L	  0x014
#define ISEG_INITIALIZING 0x1fc

#define QUERY_HCA_CAP	    0x100
#define INIT_HCA	    0x102
#define ENABLE_HCA	    0x104
#define QUERY_PAGES	    0x107
#define SET_HCA_CAP	    0x109
#define QUERY_ISSI	    0x10a
#define SET_ISSI	    0x10b
#define QUERY_VPORT_CONTEXT 0x762
#define ALLOC_UAR	    0x802

#define CAP_BYTES   0x1000u
#define CAP_GENERAL 0u /* MLX5_CAP_* */
#define CAP_ODP	    2u
#define CAP_ATOMIC  3u

int driver_start_queue(struct driver *d)
{
	memset(d->mem, 0, d->used);
	d->used = 0;
	d->queue = driver_alloc(d, DRIVER_PAGE, DRIVER_PAGE, &d->queue_at);
	d->in_box = driver_alloc(d, DRIVER_BOXES * DRIVER_MAILBOX,
				 DRIVER_MAILBOX, &d->in_box_at);
	d->out_box = driver_alloc(d, DRIVER_BOXES * DRIVER_MAILBOX,
				  DRIVER_MAILBOX, &d->out_box_at);
	if (!d->queue || !d->in_box || !d->out_box)
		return -ENOMEM;
	if (driver_read(d, ISEG_INITIALIZING) >> 31)
		return -ETIMEDOUT;
	/* 32 entries of 64 bytes */
	if ((driver_read(d, ISEG_CMDQ_L) & 0xff) != 0x56)
		return -EPROTO;
	driver_write(d, ISEG_CMDQ_H, (uint32_t)(d->queue_at >> 32));
	driver_write(d, ISEG_CMDQ_L, (uint32_t)d->queue_at);
	return 0;
}

/*
 * Current capabilities of a kind become those that are set, as the driver does
 */
static int set_caps(struct driver *d, unsigned int kind)
{
	static uint8_t in[16 + CAP_BYTES], out[16 + CAP_BYTES];
	int ret;

	memset(in, 0, 16);
	driver_set(in, 0, 31, 16, QUERY_HCA_CAP);
	driver_set(in, 4, 15, 0, kind << 1 | 1);
	ret = driver_command(d, in, 16, out, sizeof(out));
	if (ret)
		return ret;
	memset(in, 0, sizeof(in));
	driver_set(in, 0, 31, 16, SET_HCA_CAP);
	driver_set(in, 4, 15, 0, kind << 1);
	memcpy(in + 16, out + 16, CAP_BYTES);
	/* Operands in memory are the host's: handle_hca_cap_atomic() */
	if (kind == CAP_ATOMIC)
		driver_set(in + 16, 0x08, 31, 30, 1);
	/* Page faults by memory address: handle_hca_cap_odp() */
	if (kind == CAP_ODP)
		driver_set(in + 16, 0xc0, 31, 31, 1);
	return driver_command(d, in, sizeof(in), out, 16);
}

static int set_all_caps(struct driver *d)
{
	static uint8_t in[16], out[16 + CAP_BYTES];
	int ret = set_caps(d, CAP_GENERAL);

	driver_set(in, 0, 31, 16, QUERY_HCA_CAP);
	driver_set(in, 4, 15, 0, CAP_GENERAL << 1 | 1);
	if (!ret)
		ret = driver_command(d, in, sizeof(in), out, sizeof(out));
	/* They announce page faults and atomics */
	if (!ret && driver_get(out + 16, 0x44, 24, 24))
		ret = set_caps(d, CAP_ODP);
	if (!ret && driver_get(out + 16, 0x40, 1, 1))
		ret = set_caps(d, CAP_ATOMIC);
	return ret;
}

static int query_lid(struct driver *d)
{
	uint8_t in[16] = {0}, out[0x210];
	int ret;

	driver_set(in, 0, 31, 16, QUERY_VPORT_CONTEXT);
	driver_set(in, 8, 19, 16, 1);
	ret = driver_command(d, in, sizeof(in), out, sizeof(out));
	if (!ret)
		d->lid = (uint16_t)driver_get(out + 0x10, 0x60, 31, 16);
	return ret;
}

int driver_start_hca(struct driver *d)
{
	uint8_t in[16] = {0}, out[0x70];
	int ret = driver_start_queue(d);

	if (!ret)
		ret = driver_simple(d, ENABLE_HCA, 0, 0, 0, NULL);
	driver_set(in, 0, 31, 16, QUERY_ISSI);
	if (!ret)
		ret = driver_command(d, in, sizeof(in), out, sizeof(out));
	if (!ret)
		ret = driver_simple(d, SET_ISSI, 0, 1, 0, NULL);
	if (!ret) /* boot pages */
		ret = driver_simple(d, QUERY_PAGES, 1, 0, 0, NULL);
	if (!ret)
		ret = set_all_caps(d);
	if (!ret) /* init pages */
		ret = driver_simple(d, QUERY_PAGES, 2, 0, 0, NULL);
	if (!ret) {
		uint8_t init[32] = {0};

		driver_set(init, 0, 31, 16, INIT_HCA);
		ret = driver_command(d, init, sizeof(init), out, 16);
	}
	return ret;
}

int driver_start(struct driver *d)
{
	int ret = driver_start_hca(d);
	if (!ret)
		ret = host_msix_enable(d->host, d->fn);
	if (!ret)
		ret = driver_simple(d, ALLOC_UAR, 0, 0, 0, &d->uar);
	if (!ret)
		ret = driver_create_pd(d, &d->pd);
	if (!ret)
		ret = driver_create_eq(d, 6, 0, 0, &d->eq);
	if (!ret)
		ret = query_lid(d);
	d->up = !ret;
	return ret;
}
