// SPDX-License-Identifier: BSD-3-Clause
/* Configuration space by libpci: capabilities and fields of each function */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <pci/pci.h>

#include "error/error.h"
#include "ground.h"
#include "host/input/identity.h"
#include "host/input/input.h"

#define CONFIG_HEADER	 0x40
#define CONFIG_PCI	 0x100
#define CONFIG_EXPRESS	 0x1000
#define HEADER_TYPE	 0x0e
#define HEADER_TYPE_MASK 0x7f
#define HEADER_BRIDGE	 1
#define EXP_FLAGS	 0x02
#define EXP_VERSION	 0x000f
#define TPH_TABLE	 0x0c
#define TPH_IN_CAP	 1

/* libpci's number of each capability */
static const struct {
	uint16_t id, type;
} cap_ids[TPH_HOST_CAPS] = {
	[TPH_HOST_EXP] = {0x10, PCI_CAP_NORMAL},
	[TPH_HOST_TPH] = {0x17, PCI_CAP_EXTENDED},
	[TPH_HOST_ACS] = {0x0d, PCI_CAP_EXTENDED},
	[TPH_HOST_ATS] = {0x0f, PCI_CAP_EXTENDED},
	[TPH_HOST_SRIOV] = {0x10, PCI_CAP_EXTENDED},
	[TPH_HOST_PASID] = {0x1b, PCI_CAP_EXTENDED},
	[TPH_HOST_DEV3] = {0x2f, PCI_CAP_EXTENDED},
};

enum tph_host_cap pcilib_extended(unsigned int id)
{
	for (enum tph_host_cap i = 0; i < TPH_HOST_CAPS; i++)
		if (cap_ids[i].type == PCI_CAP_EXTENDED && cap_ids[i].id == id)
			return i;
	return TPH_HOST_CAPS;
}

/* libpci's error handler must not return, and has no argument for its caller */
static _Thread_local jmp_buf failed;

static void __attribute__((noreturn)) fail(char *format, ...)
{
	char text[200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	tph_error_note("libpci: %s", text);
	longjmp(failed, 1);
}

static void ignore(char *format, ...)
{
}

/**
 * struct reading - a function that is read
 * @access:	libpci; the pointer of @dev has moved between its versions
 * @dev:	libpci's function
 * @function:	ours
 * @part:	its part of a dump, NULL: live
 * @lacking:	why further bytes are unknown
 * @at:		offset of each capability that these bytes have, -1: none. Text may know
 *		of others.
 * @size:	readable bytes of the configuration space
 * @config:	these bytes
 */
struct reading {
	struct pci_access *access;
	struct pci_dev *dev;
	struct tph_host_function *function;
	const struct pcilib_part *part;
	enum tph_host_why lacking;
	int at[TPH_HOST_CAPS];
	uint16_t size;
	uint8_t config[CONFIG_EXPRESS];
};

static bool is_all_ones(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != 0xff)
			return false;
	return true;
}

/* As many bytes as there are. Return: their number. */
static uint16_t read_bytes(struct reading *r)
{
	static const uint16_t sizes[] = {CONFIG_EXPRESS, CONFIG_PCI, 128,
					 CONFIG_HEADER};

	if (r->part)
		return pci_read_block(r->dev, 0, r->config, r->part->kept)
			       ? r->part->size
			       : 0;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		if (pci_read_block(r->dev, 0, r->config, sizes[i]))
			return sizes[i];
	return 0;
}

static void read_config(struct reading *r)
{
	r->size = read_bytes(r);
	/* A function without power has nothing but ones */
	r->function->bytes =
		is_all_ones(r->config, min_t(size_t, r->size, CONFIG_HEADER))
			? 0
			: r->size;
	if (!r->part)
		r->lacking = r->function->bytes == CONFIG_HEADER
				     ? TPH_HOST_NO_ROOT
				     : TPH_HOST_UNREADABLE;
	else
		r->lacking = TPH_HOST_SHORT;
}

static uint32_t load(const uint8_t *at, unsigned int size)
{
	return size == 4 ? load_le32(at) : size == 2 ? load_le16(at) : *at;
}

static bool has_register(const struct reading *r, enum tph_host_field field,
			 unsigned int offset)
{
	unsigned int flags;

	if (tph_host_field_info(field)->cap != TPH_HOST_EXP)
		return true;
	flags = load_le16(r->config + offset + EXP_FLAGS);
	return host_express_has(
		field, FIELD_GET(EXP_VERSION, flags),
		FIELD_GET(tph_host_field_info(TPH_HOST_F_PORT_TYPE)->mask,
			  flags));
}

/* The layout of a header is that of its type, whatever the class is */
static bool has_buses(const struct reading *r)
{
	return tph_host_is_bridge(r->function) &&
	       (!r->function->bytes ||
		(r->config[HEADER_TYPE] & HEADER_TYPE_MASK) == HEADER_BRIDGE);
}

static void take_field(struct reading *r, enum tph_host_field field)
{
	const struct tph_host_field_info *info = tph_host_field_info(field);
	unsigned int start = (unsigned int)r->at[info->cap];
	unsigned int at = start + info->offset;

	if (info->cap == TPH_HOST_HEADER && !has_buses(r))
		host_unset(r->function, field, TPH_HOST_ABSENT);
	else if (r->at[info->cap] < 0 || at + info->size > r->function->bytes)
		host_unset(r->function, field, r->lacking);
	else if (!has_register(r, field, start))
		host_unset(r->function, field, TPH_HOST_ABSENT);
	else
		host_set(r->function, field,
			 FIELD_GET(info->mask,
				   load(r->config + at, info->size)));
}

/* Why a capability that libpci does not find is not there */
static enum tph_host_why lack_of(const struct reading *r, enum tph_host_cap cap)
{
	const struct tph_host_function *function = r->function;

	if (function->bytes < CONFIG_PCI)
		return r->lacking;
	if (cap_ids[cap].type == PCI_CAP_NORMAL ||
	    function->caps[TPH_HOST_EXP].why == TPH_HOST_ABSENT)
		return TPH_HOST_ABSENT;
	return function->bytes < CONFIG_EXPRESS ? r->lacking : TPH_HOST_ABSENT;
}

static void take_caps(struct reading *r)
{
	const struct pci_cap *cap;

	r->at[TPH_HOST_HEADER] = 0;
	for (enum tph_host_cap i = TPH_HOST_EXP; i < TPH_HOST_CAPS; i++) {
		cap = pci_find_cap(r->dev, cap_ids[i].id, cap_ids[i].type);
		r->at[i] = cap ? (int)cap->addr : -1;
		if (cap)
			host_set_cap(r->function, i, cap->addr);
		else
			host_unset_cap(r->function, i, lack_of(r, i));
	}
}

static int take_table(struct reading *r, struct tph_host *host)
{
	struct tph_host_value where =
		tph_host_get(r->function, TPH_HOST_F_TPH_TABLE);
	struct tph_host_value last =
		tph_host_get(r->function, TPH_HOST_F_TPH_TABLE_SIZE);
	size_t start = (size_t)r->at[TPH_HOST_TPH] + TPH_TABLE;
	size_t count, readable;
	uint16_t table[HOST_MAX_ST];

	/* Text may have had one */
	if (r->function->caps[TPH_HOST_TPH].why)
		r->function->st_count = 0;
	if (r->at[TPH_HOST_TPH] < 0 || where.why || where.value != TPH_IN_CAP ||
	    last.why)
		return 0;
	readable = r->function->bytes > start
			   ? (r->function->bytes - start) / sizeof(*table)
			   : 0;
	count = min((size_t)last.value + 1, readable);
	for (size_t i = 0; i < count; i++)
		table[i] = load_le16(r->config + start + i * sizeof(*table));
	r->function->st = host_keep(host, table, count * sizeof(*table));
	if (!r->function->st)
		return error_fail(-ENOMEM, "out of memory");
	r->function->st_count = (uint16_t)count;
	return 0;
}

/* For tph_host_write(). Most of a configuration space is zeros at its end. */
static int keep_config(struct reading *r, struct tph_host *host)
{
	struct host_config config = *host_config(r->function);
	int ret;

	config.size = r->size;
	config.kept = r->size;
	while (config.kept && !r->config[config.kept - 1])
		config.kept--;
	config.bytes = host_keep(host, r->config, config.kept);
	if (!config.bytes)
		return error_fail(-ENOMEM, "out of memory");
	ret = identity_find(host, r->dev->first_cap, r->config, &config);
	if (ret)
		return ret;
	if (!config.subsystem)
		config.subsystem = (uint32_t)r->dev->subsys_vendor_id << 16 |
				   r->dev->subsys_id;
	host_set_config(r->function, &config);
	return 0;
}

/*
 * The exchange format has those of the kernel. A VF has none in its configuration
 * space, but text may know them.
 */
static void take_ids(struct reading *r)
{
	struct tph_host_function *function = r->function;

	if (function->vendor && tph_host_form(function->host) == TPH_HOST_JSON)
		return;
	if (!function->vendor || r->dev->vendor_id != 0xffff) {
		function->vendor = r->dev->vendor_id;
		function->device = r->dev->device_id;
	}
	function->class_code =
		(uint32_t)r->dev->device_class << 8 | r->dev->prog_if;
}

static void take_name(struct tph_host *host, struct reading *r)
{
	char text[160];

	if (r->function->name)
		return;
	if (pci_lookup_name(r->access, text, sizeof(text),
			    PCI_LOOKUP_VENDOR | PCI_LOOKUP_DEVICE |
				    PCI_LOOKUP_NO_HWDB,
			    r->function->vendor, r->function->device))
		r->function->name = host_string(host, text);
}

static int take(struct tph_host *host, struct pci_access *access,
		struct pci_dev *dev, struct host_address address,
		const struct pcilib_part *part)
{
	struct reading r = {.access = access, .dev = dev, .part = part};
	int ret = host_add(host, address,
			   part ? TPH_HOST_NOT_IN_DUMP : TPH_HOST_UNREADABLE,
			   &r.function);

	if (ret)
		return ret;
	pci_fill_info(dev, PCI_FILL_IDENT | PCI_FILL_CLASS |
				   PCI_FILL_CLASS_EXT | PCI_FILL_SUBSYS |
				   PCI_FILL_CAPS | PCI_FILL_EXT_CAPS);
	read_config(&r);
	/* Bytes of a function without power do not name it */
	if (!part || r.function->bytes)
		take_ids(&r);
	take_caps(&r);
	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		take_field(&r, i);
	take_name(host, &r);
	ret = take_table(&r, host);
	return ret ? ret : keep_config(&r, host);
}

/* The functions to take, see pcilib_dump() */
struct scan {
	struct tph_host *host;
	const struct pcilib_part *parts;
	size_t count;
};

static int take_all(struct pci_access *access, void *arg)
{
	const struct scan *scan = arg;
	const struct pcilib_part *part = NULL;
	struct host_address address;
	size_t number;
	int ret = 0;

	pci_init(access);
	pci_scan_bus(access);
	for (struct pci_dev *dev = access->devices; dev && !ret;
	     dev = dev->next) {
		address = (struct host_address){(uint32_t)dev->domain, dev->bus,
						(uint8_t)(dev->dev << 3 |
							  dev->func)};
		if (scan->parts) {
			number = (size_t)address.domain << 16 |
				 (size_t)address.bus << 8 | address.devfn;
			if (number >= scan->count)
				continue;
			part = &scan->parts[number];
			address = part->address;
		}
		ret = take(scan->host, access, dev, address, part);
	}
	return ret;
}

int pcilib_run(struct pci_access *access,
	       int (*body)(struct pci_access *access, void *arg), void *arg)
{
	access->error = fail;
	access->warning = ignore;
	access->debug = ignore;
	return setjmp(failed) ? -EIO : body(access, arg);
}

int pcilib_live(struct tph_host *host, const char *sysfs)
{
	struct pci_access *access = pci_alloc();
	struct scan scan = {.host = host};
	char path[PATH_MAX];
	int ret;

	access->method = PCI_ACCESS_SYS_BUS_PCI;
	snprintf(path, sizeof(path), "%s/bus/pci", sysfs);
	pci_set_param(access, "sysfs.path", path);
	ret = pcilib_run(access, take_all, &scan);
	pci_cleanup(access);
	return ret;
}

int pcilib_dump(struct tph_host *host, const char *path,
		const struct pcilib_part *parts, size_t count)
{
	struct pci_access *access = pci_alloc();
	struct scan scan = {host, parts, count};
	int ret;

	access->method = PCI_ACCESS_DUMP;
	pci_set_param(access, "dump.name", (char *)path);
	ret = pcilib_run(access, take_all, &scan);
	pci_cleanup(access);
	return ret;
}
