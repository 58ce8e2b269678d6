/* SPDX-License-Identifier: BSD-3-Clause */
/* Access Control Services (sec 6.12, 7.7.12) */
#ifndef PCIE_ACS_H
#define PCIE_ACS_H

#include <stdint.h>

/* Bits of the registers ACS Capability and ACS Control */
enum pcie_acs_service {
	PCIE_ACS_SV = 0x01, /* Source Validation */
	PCIE_ACS_TB = 0x02, /* Translation Blocking */
	PCIE_ACS_RR = 0x04, /* P2P Request Redirect */
	PCIE_ACS_CR = 0x08, /* P2P Completion Redirect */
	PCIE_ACS_UF = 0x10, /* Upstream Forwarding */
	PCIE_ACS_EC = 0x20, /* P2P Egress Control */
	PCIE_ACS_DT = 0x40, /* Direct Translated P2P */
	PCIE_ACS_ALL = 0x7f,
};

/* Services of endpoint functions (sec 6.12.1.2); the others are for ports */
#define PCIE_ACS_FUNCTION (PCIE_ACS_RR | PCIE_ACS_CR | PCIE_ACS_DT)

/**
 * struct pcie_acs - Access Control of a root port or downstream port
 * @capable:	supported services
 * @enabled:	enabled services, a subset of @capable
 * @egress:	Egress Control Vector: bit N for the downstream port of the same
 *		switch with device number N
 */
struct pcie_acs {
	uint8_t capable, enabled;
	uint32_t egress;
};

#endif /* PCIE_ACS_H */
