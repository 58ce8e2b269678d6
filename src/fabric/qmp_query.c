// SPDX-License-Identifier: BSD-3-Clause
/*
 * The guest's placement of functions and windows: vfio-user does not report it, but
 * QMP's query-pci does.
 */
#include <errno.h>
#include <string.h>

#include "fabric/qmp.h"

static bool get_number(struct json_object *object, const char *key, int64_t max,
		       int64_t *ret)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return false;
	*ret = json_object_get_int64(value);
	return *ret >= 0 && *ret <= max;
}

/* Return: an ID or -1 */
static int get_id(struct json_object *device)
{
	int64_t bus, slot, function;

	if (!get_number(device, "bus", 255, &bus) ||
	    !get_number(device, "slot", 31, &slot) ||
	    !get_number(device, "function", 7, &function))
		return -1;
	return TLP_BDF(bus, slot, function);
}

/* Note a function's ID. Return: 1; 0 it was noted before, or has no ID. */
static int take_function(struct json_object *device,
			 const struct pcie_function *fn, struct placement *to,
			 bool *seen)
{
	const int bdf = get_id(device);

	if (seen[fn->index] || bdf < 0)
		return 0;
	seen[fn->index] = true;
	to->bdfs[fn->index] = bdf;
	return 1;
}

static bool get_window(struct json_object *bus, const char *key,
		       struct pcie_window *ret)
{
	struct json_object *range;
	int64_t base, limit;

	if (!json_object_object_get_ex(bus, key, &range) ||
	    !get_number(range, "base", INT64_MAX, &base) ||
	    !get_number(range, "limit", INT64_MAX, &limit))
		return false;
	*ret = (struct pcie_window){base, limit};
	return true;
}

static void take_bridge(struct json_object *device, const char *id,
			const struct hierarchy *h, struct placement *to)
{
	const int bdf = get_id(device);

	for (unsigned int i = 0; i < h->nbridges && bdf >= 0; i++)
		if (!strcmp(h->bridges[i].id, id)) {
			to->bridges[i].bdf = bdf;
			to->bridges[i].placed = true;
		}
}

static void take_windows(struct json_object *bridge, const char *id,
			 const struct hierarchy *h, struct placement *to)
{
	struct json_object *bus;

	if (!json_object_object_get_ex(bridge, "bus", &bus))
		return;
	for (unsigned int i = 0; i < h->nbridges; i++) {
		struct bridge_place *place = &to->bridges[i];

		if (!strcmp(h->bridges[i].id, id) &&
		    get_window(bus, "memory_range", &place->windows[0]) &&
		    get_window(bus, "prefetchable_range", &place->windows[1]))
			place->windowed = true;
	}
}

/* Return: 1 if it is one of our functions, else 0 */
static int take_device(struct json_object *device, const struct hierarchy *h,
		       struct placement *to, bool *seen)
{
	const struct pcie_function *fn;
	struct json_object *id, *bridge;
	const char *name;

	if (!json_object_object_get_ex(device, "qdev_id", &id) ||
	    !json_object_is_type(id, json_type_string))
		return 0;
	name = json_object_get_string(id);
	if (json_object_object_get_ex(device, "pci_bridge", &bridge)) {
		take_bridge(device, name, h, to);
		take_windows(bridge, name, h, to);
	}
	fn = hierarchy_find(h, name);
	return fn ? take_function(device, fn, to, seen) : 0;
}

/* Depth is bounded by the tokener's. Return: number of functions found. */
static unsigned int take_devices(struct json_object *devices,
				 const struct hierarchy *h,
				 struct placement *to, bool *seen)
{
	unsigned int found = 0;

	if (!json_object_is_type(devices, json_type_array))
		return 0;
	for (size_t i = 0; i < json_object_array_length(devices); i++) {
		struct json_object *device =
			json_object_array_get_idx(devices, i);
		struct json_object *bridge, *below;

		found += take_device(device, h, to, seen);
		if (json_object_object_get_ex(device, "pci_bridge", &bridge) &&
		    json_object_object_get_ex(bridge, "devices", &below))
			found += take_devices(below, h, to, seen);
	}
	return found;
}

int qmp_parse_pci(struct json_object *answer, const struct hierarchy *h,
		  struct placement *to, char *error)
{
	struct json_object *buses, *devices;
	unsigned int found = 0;
	bool seen[TOPOLOGY_FUNCTIONS_MAX] = {false};

	memset(to->bridges, 0, sizeof(to->bridges));
	if (!json_object_object_get_ex(answer, "return", &buses) ||
	    !json_object_is_type(buses, json_type_array)) {
		snprintf(error, FABRIC_ERROR_MAX, "query-pci returned no list");
		return -EPROTO;
	}
	for (size_t i = 0; i < json_object_array_length(buses); i++)
		if (json_object_object_get_ex(json_object_array_get_idx(buses,
									i),
					      "devices", &devices))
			found += take_devices(devices, h, to, seen);
	if (found < h->nfunctions) {
		snprintf(error, FABRIC_ERROR_MAX,
			 "QEMU has only %u of the %u functions", found,
			 h->nfunctions);
		return -ENODEV;
	}
	return 0;
}

static int ask(struct qmp *qmp, const struct hierarchy *h, struct placement *to,
	       char *error)
{
	struct json_object *json;
	int ret = qmp_execute(qmp, "\"execute\":\"query-pci\"", &json);

	if (ret)
		return ret;
	ret = qmp_parse_pci(json, h, to, error);
	json_object_put(json);
	if (!ret)
		ret = qmp_read_acs(qmp, h, to);
	return ret ? ret : qmp_read_iommu(qmp, &to->iommu);
}

int qmp_query(const char *path, int halt, const struct hierarchy *h,
	      struct placement *to, char *error)
{
	struct qmp qmp;
	int ret = qmp_open(&qmp, path, halt);

	error[0] = 0;
	if (!ret) {
		ret = ask(&qmp, h, to, error);
		qmp_close(&qmp);
	}
	if (ret && !error[0])
		snprintf(error, FABRIC_ERROR_MAX, "QMP at %.150s: %s", path,
			 ret == -EAGAIN ? "no answer" : strerror(-ret));
	return ret;
}

int qmp_report(const char *path, int halt, const struct hierarchy *h,
	       const struct violations *violations)
{
	struct qmp qmp;
	int ret = qmp_open(&qmp, path, halt);

	if (ret)
		return ret;
	ret = qmp_inject(&qmp, h, violations);
	qmp_close(&qmp);
	return ret;
}
