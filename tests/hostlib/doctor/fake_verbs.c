// SPDX-License-Identifier: BSD-3-Clause
/*
 * A libibverbs with the devices mlx5_0 and mlx5_1. FAKE_LIST, FAKE_OPEN and FAKE_ALLOC
 * are the errno of a call that shall fail. It says on standard error if it is used in
 * another way than ibv_alloc_dmah(3) wants it.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* infiniband/verbs.h of rdma-core 59 */
struct ibv_dmah_init_attr {
	uint32_t comp_mask;
	uint32_t cpu_id;
	uint8_t ph;
	uint8_t tph_mem_type;
};

void **ibv_get_device_list(int *num_devices);
void ibv_free_device_list(void **list);
const char *ibv_get_device_name(void *device);
void *ibv_open_device(void *device);
int ibv_close_device(void *context);
void *ibv_alloc_dmah(void *context, struct ibv_dmah_init_attr *attr);
int ibv_dealloc_dmah(void *dmah);

static const char *const names[] = {"mlx5_0", "mlx5_1"};
static void *list[3];
static int lists, contexts, handles;

static int fails(const char *variable)
{
	const char *value = getenv(variable);

	errno = value ? atoi(value) : 0;
	return !!errno;
}

void **ibv_get_device_list(int *num_devices)
{
	if (fails("FAKE_LIST"))
		return NULL;
	lists++;
	list[0] = (void *)names[0];
	list[1] = (void *)names[1];
	*num_devices = 2;
	return list;
}

void ibv_free_device_list(void **freed)
{
	lists -= freed == list;
}

const char *ibv_get_device_name(void *device)
{
	return device;
}

void *ibv_open_device(void *device)
{
	if (fails("FAKE_OPEN"))
		return NULL;
	contexts++;
	return device;
}

int ibv_close_device(void *context)
{
	contexts--;
	if (!contexts && handles)
		fprintf(stderr, "a handle is left\n");
	return 0;
}

#ifndef WITHOUT_DMAH
void *ibv_alloc_dmah(void *context, struct ibv_dmah_init_attr *attr)
{
	if (strcmp(context, "mlx5_1"))
		fprintf(stderr, "another device\n");
	/* PH alone, or with CPU and memory type */
	if (attr->ph > 3 || (attr->comp_mask != 2 && attr->comp_mask != 7) ||
	    (attr->comp_mask == 7 && (attr->cpu_id != 5 || attr->tph_mem_type)))
		fprintf(stderr, "mask %#x cpu %u\n", attr->comp_mask,
			attr->cpu_id);
	if (fails("FAKE_ALLOC"))
		return NULL;
	handles++;
	return &handles;
}

int ibv_dealloc_dmah(void *dmah)
{
	handles -= dmah == &handles;
	return 0;
}
#endif

__attribute__((destructor)) static void finish(void)
{
	if (lists || contexts || handles)
		fprintf(stderr, "left: %d lists, %d contexts, %d handles\n",
			lists, contexts, handles);
}
