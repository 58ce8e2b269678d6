/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration space of a function, and its capabilities */
#ifndef PCIE_CONFIG_H
#define PCIE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "pcie/acs.h"

#define PCIE_CONFIG_SIZE 4096

/* The registers of a configuration space, without the effects of writes */
struct pcie_registers {
	uint8_t data[PCIE_CONFIG_SIZE];
};

/**
 * struct pcie_config - configuration space of a function
 * @data:	the registers, little-endian
 * @wmask:	bits that a write changes
 * @w1c:	bits that a write of 1 clears
 * @sticky:	bits that a function level reset preserves (sec 6.6.2)
 * @next_cap:	offset of the next capability
 * @next_ext:	offset of the next extended capability
 * @last_cap, @last_ext: offset of the link to it
 * @vf:		of a VF: most controls are those of its PF
 * @payload_able, @payload_set: Max_Payload_Size in bytes, supported and set by software
 * @express, @msix, @aer, @tph, @pm, @acs, @ari, @sriov: offsets of capabilities, 0
 *		if absent
 */
struct pcie_config {
	uint8_t data[PCIE_CONFIG_SIZE];
	uint8_t wmask[PCIE_CONFIG_SIZE];
	uint8_t w1c[PCIE_CONFIG_SIZE];
	uint8_t sticky[PCIE_CONFIG_SIZE];
	uint16_t next_cap, next_ext, last_cap, last_ext;
	bool vf;
	uint16_t express, msix, aer, tph, pm, acs, ari, sriov;
	uint16_t payload_able, payload_set;
};

/* Identity of a function, for pcie_config_init() */
struct pcie_identity {
	uint16_t vendor, device, subsystem_vendor, subsystem;
	uint32_t class_code; /* 24 bits */
	uint8_t revision;
};

/* Initialize a type 0 header without capabilities. */
void pcie_config_init(struct pcie_config *config,
		      const struct pcie_identity *identity);

/*
 * Initialize the header of a VF: its IDs read as FFFFh, since software takes them
 * from the PF, and Bus Master Enable is its only control (sec 7.5.1).
 */
void pcie_config_init_vf(struct pcie_config *config,
			 const struct pcie_identity *identity);

/*
 * Raw access of 1 to 4 bytes by the model, without masks and side effects.
 * Bytes beyond the end read as 0 and are not written.
 */
uint32_t pcie_config_get(const struct pcie_config *config, unsigned int offset,
			 unsigned int size);
void pcie_config_set(struct pcie_config *config, unsigned int offset,
		     unsigned int size, uint32_t value);

/*
 * A write by software of 1 to 4 bytes: obeys masks and write-1-to-clear, and
 * ignores unsupported values of a field (TPH mode and enable, power state).
 */
void pcie_config_write(struct pcie_config *config, unsigned int offset,
		       unsigned int size, uint32_t value);

/* DevCap2 bits 13:12 */
enum pcie_tph_completer {
	PCIE_TPH_COMPLETER_NONE = 0,
	PCIE_TPH_COMPLETER_TPH = 1,
	PCIE_TPH_COMPLETER_EXT = 3,
};

/* For pcie_config_add_express() */
struct pcie_express_params {
	enum pcie_tph_completer tph_completer;
	bool eetlp;	      /* End-End TLP prefixes supported */
	uint16_t max_payload; /* supported bytes, 128..4096 */
	bool rc_integrated;   /* RCiEP: no link registers */
	bool flr;	      /* Function Level Reset supported */
};

/* Vectors of one function; the core keeps the table and the PBA */
#define PCIE_MSIX_MAX 256

/*
 * Capability builders. Return: offset of the capability; 0 if there is no room
 * or a parameter is out of range (then nothing is added).
 */
uint16_t pcie_config_add_express(struct pcie_config *config,
				 const struct pcie_express_params *params);
uint16_t pcie_config_add_pm(struct pcie_config *config);
/* @size bytes (3..255); all after the third belong to the model */
uint16_t pcie_config_add_vendor(struct pcie_config *config, unsigned int size);
uint16_t pcie_config_add_msix(struct pcie_config *config, unsigned int vectors,
			      unsigned int bar, uint32_t table, uint32_t pba);
uint16_t pcie_config_add_aer(struct pcie_config *config);
uint16_t pcie_config_add_dsn(struct pcie_config *config, uint64_t serial);
/*
 * No-ST and device-specific modes. The ST table in the capability has @entries
 * (1..64); 0: no table, and the function itself keeps its tags.
 */
uint16_t pcie_config_add_tph(struct pcie_config *config, unsigned int entries,
			     bool ext);
/*
 * @acs: supported services, at least one of PCIE_ACS_FUNCTION; @enabled: a subset,
 * enabled at reset. Also sets the header's bit of a multi-function device: other
 * functions must not have ACS (sec 6.12.1.3). VFs may have it, but not the bit.
 */
uint16_t pcie_config_add_acs(struct pcie_config *config, unsigned int acs,
			     unsigned int enabled);
/*
 * Alternative Routing-ID Interpretation (sec 7.8.8): function numbers of 8 bits.
 * pcie_multi_add() links the functions of a device.
 */
uint16_t pcie_config_add_ari(struct pcie_config *config);

struct pcie_bar;

/**
 * struct pcie_sriov_params - for pcie_config_add_sriov()
 * @total:	number of VFs, 1..255
 * @offset:	First VF Offset, from @number, not 0
 * @stride:	VF Stride, not 0
 * @number:	function number of the PF, 0..255
 * @device:	Device ID of the VFs
 * @first:	it is the PF with the lowest number in its device
 * @bars:	PCIE_BARS BARs of each VF
 */
struct pcie_sriov_params {
	uint16_t total, offset, stride, device;
	uint8_t number;
	bool first;
	const struct pcie_bar *bars;
};

/*
 * Single Root I/O Virtualization (sec 9.3.3), without migration. The numbers of
 * all VFs are at most 255: they are on the bus of the PF.
 */
uint16_t pcie_config_add_sriov(struct pcie_config *config,
			       const struct pcie_sriov_params *params);

/* Bytes of @bar of one VF: a whole number of system pages (sec 9.3.3.13) */
uint64_t pcie_config_vf_aperture(const struct pcie_config *config,
				 const struct pcie_bar *bar);

#endif /* PCIE_CONFIG_H */
