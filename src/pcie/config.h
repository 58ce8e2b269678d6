/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration space of a function, and its capabilities */
#ifndef PCIE_CONFIG_H
#define PCIE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#define PCIE_CONFIG_SIZE 4096

/**
 * struct pcie_config - configuration space of a function
 * @data:	the registers, little-endian
 * @wmask:	bits that a write changes
 * @w1c:	bits that a write of 1 clears
 * @sticky:	bits that a function level reset leaves alone (sec 6.6.2)
 * @next_cap:	where the next capability goes
 * @next_ext:	where the next extended capability goes
 * @last_cap, @last_ext: where its link has to be entered
 * @express, @msix, @aer, @tph, @pm: offsets of capabilities, 0 if not there
 */
struct pcie_config {
	uint8_t data[PCIE_CONFIG_SIZE];
	uint8_t wmask[PCIE_CONFIG_SIZE];
	uint8_t w1c[PCIE_CONFIG_SIZE];
	uint8_t sticky[PCIE_CONFIG_SIZE];
	uint16_t next_cap, next_ext, last_cap, last_ext;
	uint16_t express, msix, aer, tph, pm;
};

/* What a function is; for pcie_config_init() */
struct pcie_identity {
	uint16_t vendor, device, subsystem_vendor, subsystem;
	uint32_t class_code; /* 24 bits */
	uint8_t revision;
};

/* A type 0 header without capabilities. */
void pcie_config_init(struct pcie_config *config,
		      const struct pcie_identity *identity);

/*
 * Raw access of 1 to 4 bytes by the model; no masks, no side effects. What lies
 * beyond the end reads as 0 and is not written.
 */
uint32_t pcie_config_get(const struct pcie_config *config, unsigned int offset,
			 unsigned int size);
void pcie_config_set(struct pcie_config *config, unsigned int offset,
		     unsigned int size, uint32_t value);

/*
 * A write by software of 1 to 4 bytes: masks and write-1-to-clear obeyed, and
 * the values a field does not take (TPH mode and enable, power state) leave it
 * as it was.
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

/* Vectors of one function; the table and the PBA are kept by the core */
#define PCIE_MSIX_MAX 256

/*
 * Capability builders. Return: offset of the capability; 0 there is no room, or
 * a parameter is out of its range (nothing is added then).
 */
uint16_t pcie_config_add_express(struct pcie_config *config,
				 const struct pcie_express_params *params);
uint16_t pcie_config_add_pm(struct pcie_config *config);
/* @size bytes (3..255), of which all after the third are the model's */
uint16_t pcie_config_add_vendor(struct pcie_config *config, unsigned int size);
uint16_t pcie_config_add_msix(struct pcie_config *config, unsigned int vectors,
			      unsigned int bar, uint32_t table, uint32_t pba);
uint16_t pcie_config_add_aer(struct pcie_config *config);
uint16_t pcie_config_add_dsn(struct pcie_config *config, uint64_t serial);
/*
 * No-ST and device-specific modes. @entries (1..64) of an ST table lie in the
 * capability; 0: there is none, and the function itself keeps its tags.
 */
uint16_t pcie_config_add_tph(struct pcie_config *config, unsigned int entries,
			     bool ext);

#endif /* PCIE_CONFIG_H */
