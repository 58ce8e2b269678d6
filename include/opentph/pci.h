/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI devices through sysfs: find them, bind them to a driver, read their
 * configuration space.
 */
#ifndef OPENTPH_PCI_H
#define OPENTPH_PCI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Holds any canonical address, dddd:bb:dd.f, NUL included */
#define TPH_BDF_SIZE 20

/* For tph_pci_find() */
#define TPH_PCI_ANY_ID 0xffff

/**
 * tph_pci_parse() - bring a PCI address into canonical form
 * @text:	[domain:]bus:device.function, hexadecimal
 * @ret_bdf:	dddd:bb:dd.f, lower case
 *
 * Return: 0; -EINVAL @text is not an address.
 */
int tph_pci_parse(const char *text, char ret_bdf[TPH_BDF_SIZE]);

/**
 * tph_pci_find() - find a function by its IDs
 * @vendor:	vendor ID or TPH_PCI_ANY_ID
 * @device:	device ID or TPH_PCI_ANY_ID
 * @index:	0 for the first match in order of address, 1 for the second, ...
 * @ret_bdf:	its address
 *
 * Return: 0; -ENODEV fewer functions match; -ENOMEM; or an error of reading
 * /sys/bus/pci/devices.
 */
int tph_pci_find(uint16_t vendor, uint16_t device, unsigned int index,
		 char ret_bdf[TPH_BDF_SIZE]);

/**
 * tph_pci_driver() - name of the driver that a function is bound to
 * @bdf:	PCI address
 * @buf:	name
 * @size:	bytes of @buf
 *
 * Return: 0; -EINVAL @bdf is not a PCI address; -ENODEV no such function;
 * -ENOENT it has no driver; -ENAMETOOLONG @buf is too small; or an error of
 * sysfs.
 */
int tph_pci_driver(const char *bdf, char *buf, size_t size);

/**
 * tph_pci_bind() - bind a function to one driver, with any IDs
 * @bdf:	PCI address
 * @driver:	name of a driver that is loaded
 *
 * Sets driver_override, unbinds another driver, probes. Does nothing if the
 * function is already bound to @driver. If @driver does not bind, the override
 * is removed and the usual driver is probed.
 *
 * Return: 0; -EINVAL @bdf is not a PCI address or @driver not a name; -ENODEV
 * no such function, or @driver did not bind; -EACCES, -EPERM not privileged; or
 * an error of sysfs.
 */
int tph_pci_bind(const char *bdf, const char *driver);

/**
 * tph_pci_unbind() - unbind a function from its driver
 * @bdf:	PCI address
 *
 * Clears driver_override too. The function has no driver afterwards.
 *
 * Return: 0, also if it had no driver; -EINVAL @bdf is not a PCI address;
 * -ENODEV no such function; -EACCES, -EPERM not privileged; or an error of
 * sysfs.
 */
int tph_pci_unbind(const char *bdf);

/**
 * tph_pci_restore() - return a function to its usual driver
 * @bdf:	PCI address
 *
 * tph_pci_unbind(), then a probe by the function's IDs. It is not an error if
 * no driver takes it.
 *
 * Return: as tph_pci_unbind().
 */
int tph_pci_restore(const char *bdf);

/**
 * tph_pci_config_read() - read configuration space through sysfs
 * @bdf:	PCI address
 * @offset:	first byte, 0..4095
 * @buf:	registers, little-endian
 * @len:	bytes
 *
 * Works with any driver. Beyond byte 64 it needs CAP_SYS_ADMIN.
 *
 * Return: 0; -EINVAL @bdf is not a PCI address; -ENODEV no such function;
 * -ERANGE part of it does not exist or may not be read; or an error of sysfs.
 */
int tph_pci_config_read(const char *bdf, unsigned int offset, void *buf,
			size_t len);

/**
 * tph_pci_bar() - addresses of a BAR on its bus, as TLPs carry them
 * @bdf:	PCI address
 * @bar:	0..5
 * @ret_base:	first address
 * @ret_limit:	last address
 *
 * Return: 0; -EINVAL @bdf is not a PCI address; -ENODEV no such function; -ENOENT
 * no such BAR, or it has no address; or an error of sysfs.
 */
int tph_pci_bar(const char *bdf, unsigned int bar, uint64_t *ret_base,
		uint64_t *ret_limit);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_PCI_H */
