// SPDX-License-Identifier: BSD-3-Clause
/* A device, its port, its protection domain */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/verbs/own.h"

static _Thread_local char last_error[256] = "no error";

const char *verbs_error(void)
{
	return last_error;
}

int verbs_fail(int error, const char *format, ...)
{
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(last_error, sizeof(last_error), format, ap);
	va_end(ap);
	if (error && len >= 0 && (size_t)len < sizeof(last_error))
		snprintf(last_error + len, sizeof(last_error) - len, ": %s",
			 strerror(error));
	return error ? -error : -EIO;
}

static int open_device(const char *name, struct ibv_context **ret_context)
{
	struct ibv_device **list, *found = NULL;
	int ret = 0;

	list = ibv_get_device_list(NULL);
	if (!list)
		return verbs_fail(errno, "list the RDMA devices");
	for (int i = 0; list[i] && !found; i++)
		if (!name || !strcmp(name, ibv_get_device_name(list[i])))
			found = list[i];

	if (!found) {
		ret = verbs_fail(ENODEV,
				 name ? "RDMA device %s"
				      : "no RDMA device found%s",
				 name ? name : "");
	} else {
		*ret_context = ibv_open_device(found);
		if (!*ret_context)
			ret = verbs_fail(errno, "open RDMA device %s",
					 ibv_get_device_name(found));
	}
	ibv_free_device_list(list);
	return ret;
}

/* The last part of the resolved path of its sysfs folder */
static void find_bdf(struct verbs *v)
{
	char path[PATH_MAX], real[PATH_MAX], *slash;

	strcpy(v->bdf, "-");
	snprintf(path, sizeof(path), "%s/device",
		 v->context->device->ibdev_path);
	if (!realpath(path, real))
		return;
	slash = strrchr(real, '/');
	if (strlen(slash + 1) < sizeof(v->bdf))
		strcpy(v->bdf, slash + 1);
}

static int look_at_port(struct verbs *v)
{
	const char *name = verbs_name(v);
	struct ibv_device_attr device;
	int ret;

	ret = ibv_query_device(v->context, &device);
	if (ret)
		return verbs_fail(ret, "%s: query the device", name);
	v->max_reads = device.max_qp_rd_atom < 16 ? device.max_qp_rd_atom : 16;
	v->atomics = device.atomic_cap != IBV_ATOMIC_NONE;
	if (!v->port || v->port > device.phys_port_cnt)
		return verbs_fail(
			EINVAL, "%s has ports 1..%u, but port %u was requested",
			name, device.phys_port_cnt, v->port);

	ret = ibv_query_port(v->context, v->port, &v->attr);
	if (ret)
		return verbs_fail(ret, "%s: query port %u", name, v->port);
	if (v->attr.state != IBV_PORT_ACTIVE)
		return verbs_fail(ENETDOWN, "%s: port %u is %s", name, v->port,
				  ibv_port_state_str(v->attr.state));
	if (v->attr.link_layer != IBV_LINK_LAYER_ETHERNET)
		return 0;
	if (ibv_query_gid(v->context, v->port, v->gid_index, &v->gid))
		return verbs_fail(EINVAL, "%s: port %u has no GID %u", name,
				  v->port, v->gid_index);
	return 0;
}

int verbs_open(const struct verbs_options *options, struct verbs **ret_verbs)
{
	static const struct verbs_options first;
	struct verbs *v = calloc(1, sizeof(*v));
	int ret;

	if (!v)
		return verbs_fail(ENOMEM, "open an RDMA device");
	if (!options)
		options = &first;
	v->port = options->port ? options->port : 1;
	v->gid_index = options->gid_index;

	ret = open_device(options->device, &v->context);
	if (ret)
		goto err;
	find_bdf(v);
	ret = look_at_port(v);
	if (ret)
		goto err;
	v->pd = ibv_alloc_pd(v->context);
	if (!v->pd) {
		ret = verbs_fail(errno, "%s: allocate a protection domain",
				 verbs_name(v));
		goto err;
	}
	*ret_verbs = v;
	return 0;
err:
	verbs_close(v);
	return ret;
}

void verbs_close(struct verbs *v)
{
	if (!v)
		return;
	if (v->pd)
		ibv_dealloc_pd(v->pd);
	if (v->context)
		ibv_close_device(v->context);
	free(v);
}

struct ibv_context *verbs_context(const struct verbs *v)
{
	return v->context;
}

struct ibv_pd *verbs_pd(const struct verbs *v)
{
	return v->pd;
}

bool verbs_atomics(const struct verbs *v)
{
	return v->atomics;
}

const char *verbs_name(const struct verbs *v)
{
	return ibv_get_device_name(v->context->device);
}

const char *verbs_bdf(const struct verbs *v)
{
	return v->bdf;
}

unsigned int verbs_port(const struct verbs *v)
{
	return v->port;
}

const struct ibv_port_attr *verbs_port_attr(const struct verbs *v)
{
	return &v->attr;
}
