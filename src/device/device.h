/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Endpoint models. A new one is a folder here and a row in device.c.
 */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include "pcie/pcie.h"

#define DEVICE_ST_DEFAULT (-1)
#define DEVICE_ST_MAX	  64

#define DEVICE_WHY_MAX 192

/**
 * struct device_params - parameters of a function in a topology file
 * @name:	name
 * @serial:	device serial number
 * @rc_integrated: it is on the root complex's own bus
 * @eetlp:	End-End TLP prefixes supported
 * @tph_completer: for models that consume tags
 * @tph_ext:	16-bit requester, for models that send tags
 * @st_entries:	entries of the ST table in the TPH capability, for models that
 *		send tags: 1..64; 0 no table, the model itself keeps tags;
 *		DEVICE_ST_DEFAULT the model's default
 * @memory:	bytes of device memory, power of two, 0: the model's default
 * @partitions:	number of partitions, power of two, 0: the model's default
 * @max_payload: bytes, 0: the model's default (256)
 * @ari:	function of a device with ARI
 * @acs, @acs_enable: Access Control: supported services, 0 none; those enabled at
 *		reset
 * @vfs:	of a PF: its VFs, 1..255; 0: not a PF. It needs @ari
 * @local, @peer: for models with an end of a UDP socket: IPv4 addresses, "": the model's
 *		choice
 * @prefixes:	their peer carries TLPs with prefixes
 * @why:	NULL; or gets a message on failure, DEVICE_WHY_MAX bytes, "": none
 * @number, @vf_offset: of a PF: its function number; First VF Offset
 * @first_pf:	of a PF: the one with the lowest number in its device
 * @pf, @vf:	of a VF: its PF, and its number there from 0; else NULL
 */
struct device_params {
	const char *name;
	uint64_t serial;
	bool rc_integrated, eetlp, ari;
	enum pcie_tph_completer tph_completer;
	bool tph_ext;
	int st_entries;
	uint64_t memory;
	unsigned int partitions;
	uint16_t max_payload;
	uint8_t acs, acs_enable;
	const char *local, *peer;
	bool prefixes;
	char *why;
	uint16_t vfs, vf_offset;
	uint8_t number;
	bool first_pf;
	struct pcie_function *pf;
	unsigned int vf;
};

/**
 * struct device_model - one kind of endpoint
 * @name:	name in a topology file
 * @sends_tags:	it has a TPH capability
 * @has_vfs:	it can be a PF
 * @has_peer:	it has an end of a UDP socket
 * @unable:	returns the reason for which it does not support valid parameters, and
 *		the remedy; NULL: it does (optional)
 * @create:	create a function, freed by its ops->destroy. Return: 0; -EINVAL
 *		a parameter is out of range; -ENOMEM.
 */
struct device_model {
	const char *name;
	bool sends_tags, has_vfs, has_peer;
	const char *(*unable)(const struct device_params *params);
	int (*create)(const struct device_params *params,
		      struct pcie_function **ret_fn);
};

/*
 * For models. Return: true if name, completer kind, ST table, payload size, Access
 * Control and number of VFs of @params are valid.
 */
bool device_params_valid(const struct device_params *params);

/**
 * struct device_endpoint - a model's choices for the common capabilities
 * @identity:	header
 * @tph_completer: tags that it consumes
 * @vectors:	MSI-X vectors
 * @bar:	BAR of the MSI-X table and PBA
 * @table, @pba: offsets in this BAR
 */
struct device_endpoint {
	struct pcie_identity identity;
	enum pcie_tph_completer tph_completer;
	unsigned int vectors, bar;
	uint32_t table, pba;
};

/*
 * Add a header, power management, PCI Express, MSI-X, AER, serial number, and
 * Access Control and ARI if @params have them. A VF has neither power management,
 * AER nor serial number: those of its PF apply.
 */
void device_configure(struct pcie_config *config,
		      const struct device_endpoint *endpoint,
		      const struct device_params *params);

/* Add a TPH requester; @entries: default size of the ST table. */
void device_configure_tph(struct pcie_config *config,
			  const struct device_params *params,
			  unsigned int entries);

/* Add the SR-IOV capability of a PF with VFs like itself, after its BARs are set. */
void device_configure_vfs(struct pcie_function *fn,
			  const struct device_params *params);

/**
 * device_create_vf() - make VF @n of @pf like the PF
 * @create:	of the model
 * @params:	parameters of the PF
 * @pf, @n, @ret_vf: as for pcie_sriov_create_fn
 *
 * Return: 0; an error of @create or pcie_root_add_function().
 */
int device_create_vf(int (*create)(const struct device_params *params,
				   struct pcie_function **ret_fn),
		     const struct device_params *params,
		     struct pcie_function *pf, unsigned int n,
		     struct pcie_function **ret_vf);

/* Return: the model or NULL. */
const struct device_model *device_model_find(const char *name);

/* Return: the reason for which a model that exists is not in this build, and the
 * remedy; NULL: there is no such model */
const char *device_model_absent(const char *name);

#endif /* DEVICE_DEVICE_H */
