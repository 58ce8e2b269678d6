// SPDX-License-Identifier: BSD-3-Clause
/* The machine and the command queue */
#include "harness/driver.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/pci_regs.h>

#define BAR 0

/* struct mlx5_init_seg */
#define ISEG_DOORBELL 0x018

static const char topology_text[] =
	"name = \"connectx\";\n"
	"machine = { iommu = \"none\"; };\n"
	"bridges = (\n"
	" { id = \"rp0\"; type = \"root-port\"; parent = \"pcie.0\"; },\n"
	" { id = \"up0\"; type = \"switch-upstream\"; parent = \"rp0\"; },\n"
	" { id = \"dn0\"; type = \"switch-downstream\"; parent = \"up0\"; },\n"
	" { id = \"dn1\"; type = \"switch-downstream\"; parent = \"up0\"; }\n"
	");\n"
	"functions = (\n"
	" { id = \"accel0\"; model = \"accel\"; parent = \"dn0\"; serial = 1;\n"
	"   tph_completer = \"16\"; memory_mib = %u; max_payload = %u; },\n"
	" { id = \"cx0\"; model = \"connectx\"; parent = \"dn1\"; serial = 2;\n"
	"   max_payload = %u; tph_ext = %s; %s }\n"
	");\n";

static int build(struct driver *d, const struct driver_options *o)
{
	const unsigned int payload = o->max_payload ? o->max_payload : 256;
	struct topology *topology = malloc(sizeof(*topology));
	char text[sizeof(topology_text) + 128], table[32] = "";
	char error[FABRIC_ERROR_MAX] = "out of memory";
	int ret = -ENOMEM;

	if (o->st_direct || o->st_entries)
		snprintf(table, sizeof(table), "st_entries = %u;",
			 o->st_direct ? 0 : o->st_entries);
	snprintf(text, sizeof(text), topology_text,
		 o->accel_mib ? o->accel_mib : 1, payload, payload,
		 o->tph_ext ? "true" : "false", table);
	if (topology)
		ret = topology_parse(text, "driver.conf", topology, error);
	d->size = o->memory ? o->memory : 64u << 20;
	if (!ret)
		ret = host_create(topology, d->size, &d->host, error);
	if (ret)
		fprintf(stderr, "driver: %s\n", error);
	free(topology);
	return ret;
}

static struct pcie_link *link_of(struct driver *d, const char *name)
{
	struct hierarchy *h = host_hierarchy(d->host);

	for (unsigned int i = 0; i < h->nlinks; i++)
		if (!strcmp(h->links[i].name, name))
			return &h->links[i];
	return NULL;
}

static const unsigned int kept[DRIVER_KEPT] = {
	PCI_BASE_ADDRESS_0,
	PCI_BASE_ADDRESS_1,
	PCI_COMMAND,
};

static unsigned int control(const struct driver *d)
{
	return d->fn->config.express + PCI_EXP_DEVCTL;
}

/* Reads as large as payloads may be, as BIOSes set it; at least 512 bytes */
static void set_read_size(struct driver *d, unsigned int max_payload)
{
	const uint32_t value = host_config_read(d->host, d->fn, control(d), 2);
	unsigned int code = 2;

	while (128u << code < max_payload)
		code++;
	host_config_write(d->host, d->fn, control(d), 2,
			  (value & ~(uint32_t)PCI_EXP_DEVCTL_READRQ) |
				  code << 12);
}

static void keep(struct driver *d)
{
	for (unsigned int i = 0; i < DRIVER_KEPT; i++)
		d->kept[i] = host_config_read(d->host, d->fn, kept[i], 4);
	d->control = host_config_read(d->host, d->fn, control(d), 2);
}

int driver_open(const struct driver_options *options, struct driver **ret)
{
	static const struct driver_options none;
	struct driver *d = calloc(1, sizeof(*d));
	int err;

	if (!d)
		return -ENOMEM;
	err = build(d, options ? options : &none);
	if (err) {
		driver_close(d);
		return err;
	}
	d->fn = hierarchy_find(host_hierarchy(d->host), "cx0");
	d->accel = hierarchy_find(host_hierarchy(d->host), "accel0");
	d->accel_link = link_of(d, "dn0");
	d->link = link_of(d, "dn1");
	/* The rest of the host's memory, for the driver alone */
	d->size -= 2 * DRIVER_PAGE;
	d->mem = host_alloc(d->host, d->size, DRIVER_PAGE, &d->base);
	if (!d->mem || !d->fn || !d->accel || !d->link || !d->accel_link) {
		driver_close(d);
		return -ENOENT;
	}
	set_read_size(d, options ? options->max_payload : 0);
	keep(d);
	*ret = d;
	return 0;
}

void driver_close(struct driver *d)
{
	if (!d)
		return;
	host_free(d->host);
	free(d);
}

int driver_run(struct driver *d)
{
	return host_pass(d->host, DRIVER_RUN_NS, DRIVER_PIECES);
}

void *driver_alloc(struct driver *d, size_t len, size_t align,
		   uint64_t *ret_addr)
{
	const uint64_t at = (d->base + d->used + align - 1) & ~(align - 1);

	if (at - d->base > d->size || len > d->size - (at - d->base))
		return NULL;
	d->used = at - d->base + len;
	*ret_addr = at;
	return driver_at(d, at);
}

void *driver_at(const struct driver *d, uint64_t addr)
{
	return d->mem + (addr - d->base);
}

uint32_t driver_read(struct driver *d, uint64_t offset)
{
	/* The host's register accesses are little-endian */
	return __builtin_bswap32(host_read32(d->host, d->fn, BAR, offset));
}

void driver_write(struct driver *d, uint64_t offset, uint32_t value)
{
	host_write32(d->host, d->fn, BAR, offset, __builtin_bswap32(value));
}

void driver_write64(struct driver *d, uint64_t offset, uint64_t value)
{
	host_write64(d->host, d->fn, BAR, offset, __builtin_bswap64(value));
}

void driver_flr(struct driver *d)
{
	host_config_write(d->host, d->fn, control(d), 2,
			  d->control | PCI_EXP_DEVCTL_BCR_FLR);
	for (unsigned int i = 0; i < DRIVER_KEPT; i++)
		host_config_write(d->host, d->fn, kept[i], 4, d->kept[i]);
	host_config_write(d->host, d->fn, control(d), 2, d->control);
	d->up = false;
}

/* ---- commands --------------------------------------------------------------
 */

uint8_t *driver_slot(struct driver *d, unsigned int slot)
{
	return d->queue + slot * DRIVER_SLOT;
}

/* struct mlx5_cmd_prot_block: data, next at 560, number at 568, token at 573 */
void driver_chain(uint8_t *box, uint64_t box_at, uint8_t token,
		  const void *data, size_t len)
{
	for (uint32_t n = 0; len; n++, box += DRIVER_MAILBOX) {
		const size_t part = len < DRIVER_BLOCK ? len : DRIVER_BLOCK;

		memset(box, 0, DRIVER_MAILBOX);
		if (data) {
			memcpy(box, data, part);
			data = (const uint8_t *)data + part;
		}
		len -= part;
		box_at += DRIVER_MAILBOX;
		driver_set64(box, 560, len ? box_at : 0);
		driver_set(box, 568, 31, 0, n);
		box[573] = token;
	}
}

static void unchain(const uint8_t *box, uint8_t *out, size_t len)
{
	while (len) {
		const size_t part = len < DRIVER_BLOCK ? len : DRIVER_BLOCK;

		memcpy(out, box, part);
		box += DRIVER_MAILBOX;
		out += part;
		len -= part;
	}
}

void driver_ring(struct driver *d, uint32_t vector)
{
	driver_write(d, ISEG_DOORBELL, vector);
}

/* struct mlx5_cmd_layout */
static void fill_slot(struct driver *d, uint8_t *e, const uint8_t *in,
		      size_t in_len, size_t out_len)
{
	memset(e, 0, DRIVER_SLOT);
	e[0] = 7; /* MLX5_PCI_CMD_XPORT */
	driver_set(e, 0x04, 31, 0, (uint32_t)in_len);
	memcpy(e + 0x10, in, in_len < 16 ? in_len : 16);
	driver_set(e, 0x38, 31, 0, (uint32_t)out_len);
	e[0x3c] = ++d->token;
	if (in_len > 16) {
		driver_set64(e, 0x08, d->in_box_at);
		driver_chain(d->in_box, d->in_box_at, d->token, in + 16,
			     in_len - 16);
	}
	if (out_len > 16) {
		driver_set64(e, 0x30, d->out_box_at);
		driver_chain(d->out_box, d->out_box_at, d->token, NULL,
			     out_len - 16);
	}
	e[0x3f] = 1; /* owned by the device */
}

/* Use the queue. Return: as driver_command(), without checking the status */
static int queue_command(struct driver *d, const void *in, size_t in_len,
			 void *out, size_t out_len)
{
	uint8_t *e = driver_slot(d, 0);
	int ret;

	fill_slot(d, e, in, in_len, out_len);
	driver_ring(d, 1);
	ret = host_pass(d->host, 0, DRIVER_PIECES);
	if (e[0x3f] & 1)
		return -ETIMEDOUT;
	if (ret)
		return ret;
	d->delivery = e[0x3f] >> 1;
	if (d->delivery)
		return -EPROTO;
	memcpy(out, e + 0x20, out_len < 16 ? out_len : 16);
	if (out_len > 16)
		unchain(d->out_box, (uint8_t *)out + 16, out_len - 16);
	d->status = e[0x20];
	d->syndrome = driver_get(e, 0x24, 31, 0);
	return 0;
}

int driver_command(struct driver *d, const void *in, size_t in_len, void *out,
		   size_t out_len)
{
	int ret = 0;

	d->delivery = d->status = 0;
	d->syndrome = 0;
	if (in_len > DRIVER_OUT_MAX || out_len > DRIVER_OUT_MAX)
		return -EINVAL;
	if (d->execute) {
		d->execute(d, in, in_len, out, out_len);
		d->status = *(const uint8_t *)out;
		d->syndrome = driver_get(out, 4, 31, 0);
	} else {
		ret = queue_command(d, in, in_len, out, out_len);
	}
	return !ret && d->status ? -EIO : ret;
}

int driver_simple(struct driver *d, unsigned int opcode, unsigned int op_mod,
		  uint32_t dw2, uint32_t dw3, uint32_t *ret_dw2)
{
	uint8_t in[16] = {0}, out[16] = {0};
	int ret;

	driver_set(in, 0, 31, 16, opcode);
	driver_set(in, 4, 15, 0, op_mod);
	driver_set(in, 8, 31, 0, dw2);
	driver_set(in, 12, 31, 0, dw3);
	ret = driver_command(d, in, sizeof(in), out, sizeof(out));
	if (!ret && ret_dw2)
		*ret_dw2 = driver_get(out, 8, 31, 0);
	return ret;
}
