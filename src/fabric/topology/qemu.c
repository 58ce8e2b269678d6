// SPDX-License-Identifier: BSD-3-Clause
/* Prints a topology as QEMU's command line and as the guest's set-up. */
#include <errno.h>
#include <string.h>
#include <sys/un.h>
#include <json-c/json.h>

#include "fabric/topology/parser.h"

static const char *const drivers[] = {"pcie-root-port", "x3130-upstream",
				      "xio3130-downstream"};

static void print_machine(const struct topology *t, FILE *out)
{
	fprintf(out, "-machine\nq35,memory-backend=ram\n");
	fprintf(out, "-m\n%juM\n", (uintmax_t)t->memory_mib);
	fprintf(out,
		"-object\nmemory-backend-memfd,id=ram,size=%juM,share=on\n",
		(uintmax_t)t->memory_mib);
	fprintf(out, "-cpu\n%s\n", t->cpu);
	fprintf(out, "-smp\n%ju\n", (uintmax_t)t->cpus);
	/* Must precede every device that it translates for */
	if (t->iommu == TOPOLOGY_IOMMU_INTEL)
		fprintf(out,
			"-device\nintel-iommu,caching-mode=on,intremap=on\n");
	else if (t->iommu == TOPOLOGY_IOMMU_AMD)
		fprintf(out, "-device\namd-iommu,intremap=on\n");
}

static void print_bridge(const struct topology *t, unsigned int i, FILE *out)
{
	const struct topology_bridge *b = &t->bridges[i];

	fprintf(out, "-device\n%s,id=%s,bus=%s,addr=%#x", drivers[b->type],
		b->id, topology_bridge_id(t, b->parent), b->slot);
	/* Chassis and slot number must be unique, but have no other meaning */
	if (b->type != TOPOLOGY_SWITCH_UPSTREAM)
		fprintf(out, ",chassis=%u,slot=%u", i + 1, i + 1);
	if (b->acs & PCIE_ACS_EC) /* the vector counts port numbers */
		fprintf(out, ",port=%u", b->slot);
	fprintf(out, "\n");
}

static int print_function(const struct topology *t,
			  const struct topology_function *f, const char *dir,
			  FILE *out)
{
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)], addr[32];
	struct json_object *device, *socket;
	int n = snprintf(path, sizeof(path), "%s/%s.sock", dir, f->id);

	if (n < 0 || n >= (int)sizeof(path) || strchr(dir, '\n'))
		return -EINVAL;
	device = json_object_new_object();
	socket = json_object_new_object();
	if (!device || !socket) {
		json_object_put(device);
		json_object_put(socket);
		return -ENOMEM;
	}
	/* The upper bits of a number of ARI take the place of the device */
	n = snprintf(addr, sizeof(addr), "%#x",
		     f->slot + (unsigned int)(f->number >> 3));
	if (f->number & 7)
		snprintf(addr + n, sizeof(addr) - n, ".%u",
			 (unsigned int)f->number & 7);
	json_object_object_add(device, "driver",
			       json_object_new_string("vfio-user-pci"));
	json_object_object_add(device, "id", json_object_new_string(f->id));
	json_object_object_add(
		device, "bus",
		json_object_new_string(topology_bridge_id(t, f->parent)));
	json_object_object_add(device, "addr", json_object_new_string(addr));
	/* QEMU writes this bit of the header itself */
	if (topology_is_multi(f))
		json_object_object_add(device, "multifunction",
				       json_object_new_boolean(true));
	json_object_object_add(socket, "type", json_object_new_string("unix"));
	json_object_object_add(socket, "path", json_object_new_string(path));
	json_object_object_add(device, "socket", socket);
	fprintf(out, "-device\n%s\n",
		json_object_to_json_string_ext(
			device, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(device);
	return 0;
}

int topology_print_qemu(const struct topology *t, const char *dir, FILE *out)
{
	int ret = 0;

	print_machine(t, out);
	for (unsigned int i = 0; i < t->nbridges; i++)
		print_bridge(t, i, out);
	for (unsigned int i = 0; i < t->nfunctions && !ret; i++)
		ret = print_function(t, &t->functions[i], dir, out);
	return ret;
}

static void print_path(const struct topology *t, int bridge, FILE *out)
{
	const struct topology_bridge *b = &t->bridges[bridge];

	if (b->parent == TOPOLOGY_PCIE_0) {
		fprintf(out, "00:%02x.0", b->slot);
		return;
	}
	print_path(t, b->parent, out);
	fprintf(out, "/%02x.0", b->slot);
}

/* For ports whose services differ from QEMU's; Egress Control is not shown */
static void print_init_acs(const struct topology *t, unsigned int i, FILE *out)
{
	const struct topology_bridge *b = &t->bridges[i];
	const int shown = b->acs & ~PCIE_ACS_EC;
	const int own = b->type == TOPOLOGY_ROOT_PORT ? TOPOLOGY_ACS_QEMU : 0;

	if (shown == own && !(b->acs_enable & shown))
		return;
	fprintf(out, "acs ");
	print_path(t, i, out);
	fprintf(out, " %#x %#x\n", shown, b->acs_enable & shown);
}

void topology_print_init(const struct topology *t, FILE *out)
{
	for (unsigned int i = 0; i < t->nbridges; i++)
		print_init_acs(t, i, out);
	for (unsigned int i = 0; i < t->nbridges; i++) {
		if (!t->bridges[i].eetlp_block)
			continue;
		fprintf(out, "eetlp-block ");
		print_path(t, i, out);
		fprintf(out, "\n");
	}
}
