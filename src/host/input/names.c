// SPDX-License-Identifier: BSD-3-Clause
/* Names of pci.ids, by libpci */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include <pci/pci.h>

#include "ground.h"
#include "host/input/input.h"

/* The database as it was shipped, and no question to other databases */
#define PLAIN (PCI_LOOKUP_NO_NUMBERS | PCI_LOOKUP_NO_HWDB)

#define MAX_CLASSES 512
#define CLASS_SIZE  64

/**
 * struct names - the names
 * @access:	libpci's
 * @classes:	names by code, in order
 * @count:	classes
 * @loaded:	@classes were read
 */
struct names {
	struct pci_access *access;
	struct class
	{
		char name[CLASS_SIZE];
		uint16_t code;
	} classes[MAX_CLASSES];
	size_t count;
	bool loaded;
};

/* Code and text of one name */
struct question {
	uint16_t vendor, device;
	char *text;
	size_t size;
};

struct names *names_open(void)
{
	struct names *names = calloc(1, sizeof(*names));

	if (!names)
		return NULL;
	names->access = pci_alloc();
	return names;
}

void names_close(struct names *names)
{
	if (!names)
		return;
	pci_cleanup(names->access);
	free(names);
}

static void load_subclasses(struct names *names, int base)
{
	char text[CLASS_SIZE];

	for (int sub = 0; sub < 256 && names->count < MAX_CLASSES; sub++) {
		struct class *class = &names->classes[names->count];

		if (!pci_lookup_name(names->access, text, sizeof(text),
				     PCI_LOOKUP_CLASS | PLAIN, base << 8 | sub))
			return;
		/* "Bridge [06ab]": the subclass has no name */
		if (strchr(text, '['))
			continue;
		strcpy(class->name, text);
		class->code = (uint16_t)(base << 8 | sub);
		names->count++;
	}
}

static int load(struct pci_access *access, void *arg)
{
	struct names *names = arg;

	for (int base = 0; base < 256; base++)
		load_subclasses(names, base);
	return 0;
}

uint16_t names_class(struct names *names, const char *text, size_t len)
{
	if (!names->loaded)
		pcilib_run(names->access, load, names);
	names->loaded = true;
	/* Older lspci wrote "USB Controller" */
	for (size_t i = 0; i < names->count; i++)
		if (strlen(names->classes[i].name) == len &&
		    !strncasecmp(names->classes[i].name, text, len))
			return names->classes[i].code;
	return 0;
}

static int look_up(struct pci_access *access, void *arg)
{
	const struct question *q = arg;

	return pci_lookup_name(access, q->text, (int)q->size,
			       PCI_LOOKUP_VENDOR | PCI_LOOKUP_DEVICE |
				       PCI_LOOKUP_NO_HWDB,
			       q->vendor, q->device)
		       ? 0
		       : -ENOENT;
}

bool names_device(struct names *names, uint16_t vendor, uint16_t device,
		  char *text, size_t size)
{
	struct question q = {vendor, device, text, size};

	return !pcilib_run(names->access, look_up, &q);
}
