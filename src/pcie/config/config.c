// SPDX-License-Identifier: BSD-3-Clause
/* The registers of a function: storage, masks, writes by software */
#include <string.h>

#include "pcie/function.h"
#include "pcie/packet.h"
#include "pcie/regs.h"
#include "ground.h"

/* The list of capabilities is empty */
static void start(struct pcie_config *config,
		  const struct pcie_identity *identity)
{
	memset(config, 0, sizeof(*config));
	config->next_cap = PCI_STD_HEADER_SIZEOF;
	config->next_ext = PCI_CFG_SPACE_SIZE;

	pcie_config_set(config, PCI_VENDOR_ID, 2, identity->vendor);
	pcie_config_set(config, PCI_DEVICE_ID, 2, identity->device);
	pcie_config_set(config, PCI_CLASS_REVISION, 4,
			identity->class_code << 8 | identity->revision);
	pcie_config_set(config, PCI_SUBSYSTEM_VENDOR_ID, 2,
			identity->subsystem_vendor);
	pcie_config_set(config, PCI_SUBSYSTEM_ID, 2, identity->subsystem);
	config_w1c(config, PCI_STATUS, 2,
		   PCI_STATUS_PARITY | PCI_STATUS_SIG_TARGET_ABORT |
			   PCI_STATUS_REC_TARGET_ABORT |
			   PCI_STATUS_REC_MASTER_ABORT |
			   PCI_STATUS_SIG_SYSTEM_ERROR |
			   PCI_STATUS_DETECTED_PARITY);
}

void pcie_config_init(struct pcie_config *config,
		      const struct pcie_identity *identity)
{
	start(config, identity);
	config_allow(config, PCI_COMMAND, 2,
		     PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER |
			     PCI_COMMAND_PARITY | PCI_COMMAND_SERR |
			     PCI_COMMAND_INTX_DISABLE);
	config_allow(config, PCI_CACHE_LINE_SIZE, 1, 0xff);
	config_allow(config, PCI_INTERRUPT_LINE, 1, 0xff);
}

void pcie_config_init_vf(struct pcie_config *config,
			 const struct pcie_identity *identity)
{
	start(config, identity);
	config->vf = true;
	pcie_config_set(config, PCI_VENDOR_ID, 4, UINT32_MAX);
	config_allow(config, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
}

static void store(uint8_t *bytes, unsigned int offset, unsigned int size,
		  uint32_t value)
{
	for (unsigned int i = 0; i < size && offset + i < PCIE_CONFIG_SIZE; i++)
		bytes[offset + i] = value >> 8 * i;
}

uint32_t pcie_config_get(const struct pcie_config *config, unsigned int offset,
			 unsigned int size)
{
	uint32_t value = 0;

	if (offset >= PCIE_CONFIG_SIZE)
		return 0;
	for (unsigned int i = 0; i < size && offset + i < PCIE_CONFIG_SIZE; i++)
		value |= (uint32_t)config->data[offset + i] << 8 * i;
	return value;
}

/* Payload sizes are read for each TLP, and change rarely. */
static void derive(struct pcie_config *config)
{
	const unsigned int at = config->express;

	config->payload_able = config->payload_set = PCIE_MIN_PAYLOAD;
	if (!at)
		return;
	config->payload_able <<=
		config->data[at + PCI_EXP_DEVCAP] & PCI_EXP_DEVCAP_PAYLOAD;
	config->payload_set <<=
		(config->data[at + PCI_EXP_DEVCTL] & PCI_EXP_DEVCTL_PAYLOAD) >>
		5;
}

void pcie_config_set(struct pcie_config *config, unsigned int offset,
		     unsigned int size, uint32_t value)
{
	if (offset < PCIE_CONFIG_SIZE)
		store(config->data, offset, size, value);
	derive(config);
}

void config_allow(struct pcie_config *config, unsigned int offset,
		  unsigned int size, uint32_t mask)
{
	store(config->wmask, offset, size, mask);
}

void config_w1c(struct pcie_config *config, unsigned int offset,
		unsigned int size, uint32_t mask)
{
	store(config->w1c, offset, size, mask);
}

void config_sticky(struct pcie_config *config, unsigned int offset,
		   unsigned int size, uint32_t mask)
{
	store(config->sticky, offset, size, mask);
}

static bool tph_enable_valid(const struct pcie_config *config, uint32_t enable)
{
	uint32_t cap = pcie_config_get(config, config->tph + PCI_TPH_CAP, 4);

	return enable == PCIE_TPH_OFF || enable == PCIE_TPH_ON ||
	       (enable == PCIE_TPH_ON_EXT && cap & PCI_TPH_CAP_EXT_TPH);
}

static bool tph_mode_valid(const struct pcie_config *config, uint32_t mode)
{
	uint32_t cap = pcie_config_get(config, config->tph + PCI_TPH_CAP, 4);

	return mode <= PCIE_TPH_DEVICE_SPECIFIC && cap >> mode & 1;
}

static bool power_state_valid(const struct pcie_config *config, uint32_t state)
{
	return state == 0 || state == 3; /* D0, D3hot */
}

static bool vfs_enabled(const struct pcie_config *config)
{
	return config->data[config->sriov + PCI_SRIOV_CTRL] &
	       PCI_SRIOV_CTRL_VFE;
}

/* Undefined while VFs exist (sec 9.3.3.3.5, 9.3.3.13): nothing changes */
static bool vfs_absent(const struct pcie_config *config, uint32_t value)
{
	return !vfs_enabled(config);
}

static bool num_vfs_valid(const struct pcie_config *config, uint32_t value)
{
	return !vfs_enabled(config) &&
	       value <= reg16(config, config->sriov + PCI_SRIOV_TOTAL_VF);
}

/* Fields that accept only some of their values */
static const struct choice {
	size_t cap; /* member of struct pcie_config: the capability's offset */
	uint8_t offset, mask;
	bool (*valid)(const struct pcie_config *config, uint32_t value);
} choices[] = {
	{offsetof(struct pcie_config, tph), PCI_TPH_CTRL, 0x7, tph_mode_valid},
	{offsetof(struct pcie_config, tph), PCI_TPH_CTRL + 1, 0x3,
	 tph_enable_valid},
	{offsetof(struct pcie_config, pm), PCI_PM_CTRL, 0x3, power_state_valid},
	{offsetof(struct pcie_config, sriov), PCI_SRIOV_CTRL,
	 PCI_SRIOV_CTRL_ARI, vfs_absent},
	{offsetof(struct pcie_config, sriov), PCI_SRIOV_NUM_VF, 0xff,
	 num_vfs_valid},
	{offsetof(struct pcie_config, sriov), PCI_SRIOV_SYS_PGSIZE, 0xff,
	 vfs_absent},
	{offsetof(struct pcie_config, sriov), PCI_SRIOV_SYS_PGSIZE + 1, 0xff,
	 vfs_absent},
};

static unsigned int choice_offset(const struct pcie_config *config,
				  const struct choice *c)
{
	uint16_t cap;

	memcpy(&cap, (const uint8_t *)config + c->cap, sizeof(cap));
	return cap ? cap + c->offset : PCIE_CONFIG_SIZE;
}

/* Return: bits of the byte at @offset that a write of @value may change */
static uint8_t choose(const struct pcie_config *config, unsigned int offset,
		      uint8_t value)
{
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
		const struct choice *c = &choices[i];

		if (choice_offset(config, c) == offset &&
		    !c->valid(config, value & c->mask))
			value = (value & ~c->mask) |
				(config->data[offset] & c->mask);
	}
	return value;
}

void pcie_config_write(struct pcie_config *config, unsigned int offset,
		       unsigned int size, uint32_t value)
{
	for (unsigned int i = 0; i < size && i < 4; i++) {
		unsigned int at = offset + i;
		uint8_t byte, mask;

		if (at < offset || at >= PCIE_CONFIG_SIZE)
			break;
		byte = choose(config, at, value >> 8 * i);
		mask = config->wmask[at];
		config->data[at] = (config->data[at] & ~mask) | (byte & mask);
		config->data[at] &= ~(byte & config->w1c[at]);
	}
	derive(config);
}

void config_reset(struct pcie_config *config, const struct pcie_registers *to)
{
	for (unsigned int i = 0; i < PCIE_CONFIG_SIZE; i++) {
		uint8_t keep = config->sticky[i];

		config->data[i] =
			(to->data[i] & ~keep) | (config->data[i] & keep);
	}
	derive(config);
}
