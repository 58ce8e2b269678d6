// SPDX-License-Identifier: BSD-3-Clause
/* Builders of the capabilities (sec 7.5 to 7.9) */
#include "pcie/function.h"
#include "pcie/regs.h"

#define AER_SIZE    (PCI_ERR_PREFIX_LOG + 16)
#define TPH_ENTRIES 64 /* limit of a table in the capability (sec 7.9.13) */

static unsigned int align4(unsigned int n)
{
	return (n + 3) & ~3u;
}

/* Return: offset of a capability of @size bytes, linked into the list, or 0 */
static uint16_t add_cap(struct pcie_config *config, uint8_t id,
			unsigned int size)
{
	uint16_t at = config->next_cap;
	unsigned int link = config->last_cap
				    ? config->last_cap + PCI_CAP_LIST_NEXT
				    : PCI_CAPABILITY_LIST;

	if (at + size > PCI_CFG_SPACE_SIZE)
		return 0;
	pcie_config_set(config, link, 1, at);
	pcie_config_set(config, at + PCI_CAP_LIST_ID, 1, id);
	pcie_config_set(config, PCI_STATUS, 2,
			pcie_config_get(config, PCI_STATUS, 2) |
				PCI_STATUS_CAP_LIST);
	config->last_cap = at;
	config->next_cap = at + align4(size);
	return at;
}

/* The first one must be at the start of the space */
uint16_t config_add_ext(struct pcie_config *config, uint16_t id,
			uint8_t version, unsigned int size)
{
	uint16_t at = config->next_ext;

	if (at + size > PCIE_CONFIG_SIZE)
		return 0;
	if (config->last_ext)
		pcie_config_set(config, config->last_ext + 2, 2,
				at << 4 | (pcie_config_get(config,
							   config->last_ext + 2,
							   2) &
					   0xf));
	pcie_config_set(config, at, 4, (uint32_t)version << 16 | id);
	config->last_ext = at;
	config->next_ext = at + align4(size);
	return at;
}

/* Return: code of a Max_Payload_Size, -1 if it is not one */
static int payload_code(unsigned int bytes)
{
	for (int code = 0; code <= 5; code++)
		if (bytes == 128u << code)
			return code;
	return -1;
}

/* A gen 4 x16 link; an RCiEP has no link registers (sec 7.5.3) */
static void add_link_capabilities(struct pcie_config *config, uint16_t at)
{
	pcie_config_set(config, at + PCI_EXP_LNKCAP, 4,
			PCI_EXP_LNKCAP_SLS_16_0GB | 16 << 4 |
				PCI_LNKCAP_ASPM_OPT);
	pcie_config_set(config, at + PCI_EXP_LNKCAP2, 4,
			PCI_EXP_LNKCAP2_SLS_2_5GB | PCI_EXP_LNKCAP2_SLS_5_0GB |
				PCI_EXP_LNKCAP2_SLS_8_0GB |
				PCI_EXP_LNKCAP2_SLS_16_0GB);
}

/* The link is up */
static void add_link_controls(struct pcie_config *config, uint16_t at)
{
	const uint32_t retained = PCI_EXP_LNKCTL_ASPMC | PCI_EXP_LNKCTL_RCB |
				  PCI_EXP_LNKCTL_CCC | PCI_EXP_LNKCTL_ES;

	config_allow(config, at + PCI_EXP_LNKCTL, 2, retained);
	config_sticky(config, at + PCI_EXP_LNKCTL, 2, retained);
	pcie_config_set(config, at + PCI_EXP_LNKSTA, 2,
			PCI_EXP_LNKSTA_CLS_16_0GB |
				16 << PCI_EXP_LNKSTA_NLW_SHIFT |
				PCI_EXP_LNKSTA_SLC);
	pcie_config_set(config, at + PCI_EXP_LNKCTL2, 2,
			PCI_EXP_LNKCTL2_TLS_16_0GT);
}

/* FLR is a VF's own; everything else follows its PF (sec 7.5.3.4) */
static void add_device_controls(struct pcie_config *config, uint16_t at,
				const struct pcie_express_params *params)
{
	const uint16_t flr = params->flr ? PCI_EXP_DEVCTL_BCR_FLR : 0;

	if (config->vf) {
		config_allow(config, at + PCI_EXP_DEVCTL, 2, flr);
		return;
	}
	pcie_config_set(config, at + PCI_EXP_DEVCTL, 2,
			PCI_EXP_DEVCTL_RELAX_EN | PCI_EXP_DEVCTL_NOSNOOP_EN |
				PCI_EXP_DEVCTL_READRQ_512B);
	config_allow(config, at + PCI_EXP_DEVCTL, 2,
		     PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE |
			     PCI_EXP_DEVCTL_FERE | PCI_EXP_DEVCTL_URRE |
			     PCI_EXP_DEVCTL_RELAX_EN | PCI_EXP_DEVCTL_PAYLOAD |
			     PCI_EXP_DEVCTL_EXT_TAG |
			     PCI_EXP_DEVCTL_NOSNOOP_EN | PCI_EXP_DEVCTL_READRQ |
			     flr);
	config_sticky(config, at + PCI_EXP_DEVCTL, 2, PCI_EXP_DEVCTL_PAYLOAD);
	config_allow(config, at + PCI_EXP_DEVCTL2, 2,
		     PCI_EXP_DEVCTL2_COMP_TMOUT_DIS |
			     PCI_EXP_DEVCTL2_IDO_REQ_EN |
			     PCI_EXP_DEVCTL2_IDO_CMP_EN);
}

static void add_device_capabilities(struct pcie_config *config, uint16_t at,
				    const struct pcie_express_params *params)
{
	uint32_t cap2 = PCI_EXP_DEVCAP2_COMP_TMOUT_DIS |
			(uint32_t)params->tph_completer
				<< PCI_DEVCAP2_TPH_SHIFT;

	/* Max End-End TLP Prefixes 00b: four */
	if (params->eetlp)
		cap2 |= PCI_DEVCAP2_EXT_FMT | PCI_EXP_DEVCAP2_EE_PREFIX;
	pcie_config_set(config, at + PCI_EXP_DEVCAP2, 4, cap2);
	pcie_config_set(config, at + PCI_EXP_DEVCAP, 4,
			payload_code(params->max_payload) |
				PCI_EXP_DEVCAP_EXT_TAG | PCI_EXP_DEVCAP_RBER |
				(params->flr ? PCI_EXP_DEVCAP_FLR : 0));
}

uint16_t pcie_config_add_express(struct pcie_config *config,
				 const struct pcie_express_params *params)
{
	const unsigned int type = params->rc_integrated ? PCI_EXP_TYPE_RC_END
							: PCI_EXP_TYPE_ENDPOINT;
	uint16_t at;

	if (payload_code(params->max_payload) < 0)
		return 0;
	at = add_cap(config, PCI_CAP_ID_EXP, 0x3c);
	if (!at)
		return 0;
	config->express = at;
	pcie_config_set(config, at + PCI_EXP_FLAGS, 2, 2 | type << 4);
	add_device_capabilities(config, at, params);
	add_device_controls(config, at, params);
	config_w1c(config, at + PCI_EXP_DEVSTA, 2,
		   PCI_EXP_DEVSTA_CED | PCI_EXP_DEVSTA_NFED |
			   PCI_EXP_DEVSTA_FED | PCI_EXP_DEVSTA_URD);
	if (!params->rc_integrated)
		add_link_capabilities(config, at);
	if (!params->rc_integrated && !config->vf)
		add_link_controls(config, at);
	return at;
}

uint16_t pcie_config_add_pm(struct pcie_config *config)
{
	uint16_t at = add_cap(config, PCI_CAP_ID_PM, PCI_PM_SIZEOF);

	if (!at)
		return 0;
	config->pm = at;
	pcie_config_set(config, at + PCI_PM_PMC, 2, 3);
	pcie_config_set(config, at + PCI_PM_CTRL, 2, PCI_PM_CTRL_NO_SOFT_RESET);
	config_allow(config, at + PCI_PM_CTRL, 2, PCI_PM_CTRL_STATE_MASK);
	return at;
}

uint16_t pcie_config_add_vendor(struct pcie_config *config, unsigned int size)
{
	uint16_t at;

	if (size < PCI_CAP_FLAGS + 1 || size > UINT8_MAX)
		return 0;
	at = add_cap(config, PCI_CAP_ID_VNDR, size);
	if (at)
		pcie_config_set(config, at + PCI_CAP_FLAGS, 1, size);
	return at;
}

uint16_t pcie_config_add_msix(struct pcie_config *config, unsigned int vectors,
			      unsigned int bar, uint32_t table, uint32_t pba)
{
	uint16_t at;

	if (vectors < 1 || vectors > PCIE_MSIX_MAX || bar >= PCIE_BARS ||
	    (table | pba) & 7)
		return 0;
	at = add_cap(config, PCI_CAP_ID_MSIX, PCI_CAP_MSIX_SIZEOF);
	if (!at)
		return 0;
	config->msix = at;
	pcie_config_set(config, at + PCI_MSIX_FLAGS, 2, vectors - 1);
	config_allow(config, at + PCI_MSIX_FLAGS, 2,
		     PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
	pcie_config_set(config, at + PCI_MSIX_TABLE, 4, table | bar);
	pcie_config_set(config, at + PCI_MSIX_PBA, 4, pba | bar);
	return at;
}

#define AER_UNCORRECTABLE                                                   \
	(AER_FATAL | PCI_ERR_UNC_POISON_TLP | PCI_ERR_UNC_COMP_TIME |       \
	 PCI_ERR_UNC_COMP_ABORT | PCI_ERR_UNC_UNX_COMP | PCI_ERR_UNC_ECRC | \
	 PCI_ERR_UNC_UNSUP | PCI_ERR_UNC_ACSV | PCI_ERR_UNC_TLPPRE)
#define AER_CORRECTABLE                                                  \
	(PCI_ERR_COR_RCVR | PCI_ERR_COR_BAD_TLP | PCI_ERR_COR_BAD_DLLP | \
	 PCI_ERR_COR_REP_ROLL | PCI_ERR_COR_REP_TIMER | PCI_ERR_COR_ADV_NFAT)

uint16_t pcie_config_add_aer(struct pcie_config *config)
{
	uint16_t at = config_add_ext(config, PCI_EXT_CAP_ID_ERR, 2, AER_SIZE);

	if (!at)
		return 0;
	config->aer = at;
	config_w1c(config, at + PCI_ERR_UNCOR_STATUS, 4, AER_UNCORRECTABLE);
	config_allow(config, at + PCI_ERR_UNCOR_MASK, 4, AER_UNCORRECTABLE);
	pcie_config_set(config, at + PCI_ERR_UNCOR_MASK, 4, PCI_ERR_UNC_INTN);
	config_allow(config, at + PCI_ERR_UNCOR_SEVER, 4, AER_UNCORRECTABLE);
	pcie_config_set(config, at + PCI_ERR_UNCOR_SEVER, 4, AER_FATAL);
	config_w1c(config, at + PCI_ERR_COR_STATUS, 4, AER_CORRECTABLE);
	config_allow(config, at + PCI_ERR_COR_MASK, 4, AER_CORRECTABLE);
	pcie_config_set(config, at + PCI_ERR_COR_MASK, 4, PCI_ERR_COR_ADV_NFAT);
	/* The whole capability is sticky */
	for (unsigned int i = 4; i < AER_SIZE; i += 4)
		config_sticky(config, at + i, 4, UINT32_MAX);
	return at;
}

uint16_t pcie_config_add_dsn(struct pcie_config *config, uint64_t serial)
{
	uint16_t at = config_add_ext(config, PCI_EXT_CAP_ID_DSN, 1,
				     PCI_EXT_CAP_DSN_SIZEOF);

	if (!at)
		return 0;
	pcie_config_set(config, at + 4, 4, serial);
	pcie_config_set(config, at + 8, 4, serial >> 32);
	return at;
}

uint16_t pcie_config_add_tph(struct pcie_config *config, unsigned int entries,
			     bool ext)
{
	uint32_t table = PCI_TPH_LOC_NONE;
	uint16_t at;

	if (entries > TPH_ENTRIES)
		return 0;
	at = config_add_ext(config, PCI_EXT_CAP_ID_TPH, 1,
			    PCI_TPH_BASE_SIZEOF + 2 * entries);
	if (!at)
		return 0;
	config->tph = at;
	if (entries)
		table = PCI_TPH_LOC_CAP | (entries - 1) << PCI_TPH_CAP_ST_SHIFT;
	pcie_config_set(config, at + PCI_TPH_CAP, 4,
			PCI_TPH_CAP_ST_NS | PCI_TPH_CAP_ST_DS |
				(ext ? PCI_TPH_CAP_EXT_TPH : 0) | table);
	config_allow(config, at + PCI_TPH_CTRL, 4,
		     PCI_TPH_CTRL_MODE_SEL_MASK | PCI_TPH_CTRL_REQ_EN_MASK);
	for (unsigned int i = 0; i < entries; i++)
		config_allow(config, at + PCI_TPH_BASE_SIZEOF + 2 * i, 2,
			     ext ? 0xffff : 0x00ff);
	return at;
}

uint16_t pcie_config_add_acs(struct pcie_config *config, unsigned int acs,
			     unsigned int enabled)
{
	uint16_t at;

	if (!acs || acs & ~PCIE_ACS_FUNCTION || enabled & ~acs)
		return 0;
	at = config_add_ext(config, PCI_EXT_CAP_ID_ACS, 1, PCI_ACS_CTRL + 2);
	if (!at)
		return 0;
	if (!config->vf)
		config->data[PCI_HEADER_TYPE] |= PCI_HEADER_MULTI_FUNCTION;
	config->acs = at;
	pcie_config_set(config, at + PCI_ACS_CAP, 2, acs);
	pcie_config_set(config, at + PCI_ACS_CTRL, 2, enabled);
	config_allow(config, at + PCI_ACS_CTRL, 2, acs);
	return at;
}

uint16_t pcie_config_add_ari(struct pcie_config *config)
{
	uint16_t at = config_add_ext(config, PCI_EXT_CAP_ID_ARI, 1,
				     PCI_EXT_CAP_ARI_SIZEOF);

	if (at)
		config->ari = at;
	return at;
}
