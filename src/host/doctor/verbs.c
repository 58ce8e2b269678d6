// SPDX-License-Identifier: BSD-3-Clause
/*
 * DMA handles by the libibverbs of this machine. It is loaded when it is needed, so
 * that tph runs without it. Layouts and values are those of rdma-core's
 * infiniband/verbs.h; handles are in rdma-core 59 and later.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "ground.h"
#include "host/doctor/doctor.h"

#define DMAH_CPU_ID   (1u << 0)
#define DMAH_PH	      (1u << 1)
#define DMAH_MEM_TYPE (1u << 2)

/* struct ibv_dmah_init_attr */
struct dmah_attr {
	uint32_t mask, cpu;
	uint8_t ph, mem_type;
};

/* Functions of the library, in the order of their names below */
struct verbs {
	void **(*get_device_list)(int *count);
	void (*free_device_list)(void **list);
	const char *(*get_device_name)(void *device);
	void *(*open_device)(void *device);
	int (*close_device)(void *context);
	void *(*alloc_dmah)(void *context, struct dmah_attr *attr);
	int (*dealloc_dmah)(void *dmah);
};

static const char *const names[] = {
	"ibv_get_device_list", "ibv_free_device_list", "ibv_get_device_name",
	"ibv_open_device",     "ibv_close_device",     "ibv_alloc_dmah",
	"ibv_dealloc_dmah",
};

/* Return: as doctor_probe */
static int load(struct verbs *verbs, const char **ret_call)
{
	void *library = dlopen("libibverbs.so.1", RTLD_NOW), *symbol;
	char *at = (char *)verbs;

	_Static_assert(sizeof(*verbs) == ARRAY_SIZE(names) * sizeof(symbol),
		       "a name for each function");
	*ret_call = "libibverbs.so.1";
	if (!library)
		return ELIBACC;
	/* It stays loaded: its drivers do not like to go */
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		symbol = dlsym(library, names[i]);
		if (!symbol) {
			*ret_call = names[i];
			return ENOSYS;
		}
		memcpy(at + i * sizeof(symbol), &symbol, sizeof(symbol));
	}
	return 0;
}

static int allocate(const struct verbs *verbs, void *device, int cpu,
		    const char **ret_call)
{
	struct dmah_attr attr = {.mask = DMAH_PH};
	void *context, *dmah;
	int ret = 0;

	*ret_call = "ibv_open_device";
	errno = 0;
	context = verbs->open_device(device);
	if (!context)
		return errno ? errno : EIO;
	if (cpu >= 0) {
		attr.mask |= DMAH_CPU_ID | DMAH_MEM_TYPE;
		attr.cpu = (uint32_t)cpu;
	}
	*ret_call = "ibv_alloc_dmah";
	errno = 0;
	dmah = verbs->alloc_dmah(context, &attr);
	if (dmah)
		verbs->dealloc_dmah(dmah);
	else
		ret = errno ? errno : EIO;
	verbs->close_device(context);
	return ret;
}

int doctor_verbs(const char *device, int cpu, const char **ret_call)
{
	struct verbs verbs;
	int ret = load(&verbs, ret_call), n = 0;
	void **list;

	if (ret)
		return -ret;
	*ret_call = "ibv_get_device_list";
	errno = 0;
	list = verbs.get_device_list(&n);
	if (!list)
		return errno ? -errno : -EIO;
	ret = ENODEV;
	for (int i = 0; i < n && ret == ENODEV; i++)
		if (!strcmp(verbs.get_device_name(list[i]), device)) {
			ret = allocate(&verbs, list[i], cpu, ret_call);
			break;
		}
	verbs.free_device_list(list);
	return -ret;
}
