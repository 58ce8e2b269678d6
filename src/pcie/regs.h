/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of the configuration space, and functions that build it */
#ifndef PCIE_REGS_H
#define PCIE_REGS_H

#include <linux/pci_regs.h>

#include "pcie/config.h"
#include "ground.h"

/* Newer than some distributions' headers */
#ifndef PCI_TPH_CTRL
#define PCI_TPH_CTRL 8
#endif
#ifndef PCI_TPH_CAP_ST_NS
#define PCI_TPH_CAP_ST_NS   0x00000001
#define PCI_TPH_CAP_ST_DS   0x00000004
#define PCI_TPH_CAP_EXT_TPH 0x00000100
#endif
#ifndef PCI_TPH_CTRL_REQ_EN_MASK
#define PCI_TPH_CTRL_MODE_SEL_MASK 0x00000007
#define PCI_TPH_CTRL_REQ_EN_MASK   0x00000300
#endif
#ifndef PCI_ERR_CAP_PREFIX_LOG_PRESENT
#define PCI_ERR_CAP_PREFIX_LOG_PRESENT 0x00000800
#endif
#ifndef PCI_ERR_PREFIX_LOG
#define PCI_ERR_PREFIX_LOG 0x38
#endif
#ifndef PCI_HEADER_MULTI_FUNCTION
#define PCI_HEADER_MULTI_FUNCTION 0x80
#endif
#ifndef PCI_SRIOV_CAP_ARI_CHP
#define PCI_SRIOV_CAP_ARI_CHP 0x00000002
#endif
#define PCI_ERR_CAP_FEP_MASK  0x1f
#define PCI_DEVCAP2_EXT_FMT   0x00100000
#define PCI_DEVCAP2_TPH_SHIFT 12
#define PCI_LNKCAP_ASPM_OPT   0x00400000

/* Errors that are fatal by default (sec 7.8.4.4) */
#define AER_FATAL                                                 \
	(PCI_ERR_UNC_DLP | PCI_ERR_UNC_SURPDN | PCI_ERR_UNC_FCP | \
	 PCI_ERR_UNC_RX_OVER | PCI_ERR_UNC_MALF_TLP | PCI_ERR_UNC_INTN)

/* Read registers at a valid offset, without a loop */
static inline uint16_t reg16(const struct pcie_config *config, unsigned int at)
{
	return config->data[at] | config->data[at + 1] << 8;
}

static inline uint32_t reg32(const struct pcie_config *config, unsigned int at)
{
	return load_le32(config->data + at);
}

/* config.c: mark bits that software writes, clears, and that survive an FLR */
void config_allow(struct pcie_config *config, unsigned int offset,
		  unsigned int size, uint32_t mask);
void config_w1c(struct pcie_config *config, unsigned int offset,
		unsigned int size, uint32_t mask);
void config_sticky(struct pcie_config *config, unsigned int offset,
		   unsigned int size, uint32_t mask);

/*
 * caps.c: link an extended capability of @size bytes into the list. Return: its
 * offset; 0 there is no room.
 */
uint16_t config_add_ext(struct pcie_config *config, uint16_t id,
			uint8_t version, unsigned int size);

/* Function level reset: restore the values of @to, except sticky bits. */
void config_reset(struct pcie_config *config, const struct pcie_registers *to);

#endif /* PCIE_REGS_H */
