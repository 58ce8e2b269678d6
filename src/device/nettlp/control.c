// SPDX-License-Identifier: BSD-3-Clause
/* Questions of the program about the function, and its configuration space */
#include "device/nettlp/traffic.h"
#include "ground.h"

#define ENTRY 12 /* u64 address, u32 data */

static void answer_msix(struct adapter *adapter,
			const struct nettlp_datagram *got)
{
	uint8_t table[NETTLP_VECTORS * ENTRY] = {0};

	for (unsigned int i = 0; i < NETTLP_VECTORS; i++) {
		const uint32_t *entry =
			pcie_function_msix_entry(&adapter->fn, i);

		if (!entry)
			continue;
		store_le32(table + i * ENTRY, entry[0]);
		store_le32(table + i * ENTRY + 4, entry[1]);
		store_le32(table + i * ENTRY + 8, entry[2]);
	}
	nettlp_answer(adapter->end, got, table, sizeof(table));
}

void adapter_question(struct adapter *adapter,
		      const struct nettlp_datagram *got)
{
	const struct pcie_function *fn = &adapter->fn;
	uint8_t answer[8];

	if (got->len < 4)
		return;
	adapter->stats.questions++;
	switch (load_le32(got->data)) {
	case NETTLP_QUESTION_BAR4:
		store_le64(answer,
			   pcie_function_bar_addr(fn, NETTLP_BAR_WINDOW));
		nettlp_answer(adapter->end, got, answer, 8);
		break;
	case NETTLP_QUESTION_ID:
		store_le16(answer, fn->bdf);
		nettlp_answer(adapter->end, got, answer, 2);
		break;
	case NETTLP_QUESTION_MSIX:
		answer_msix(adapter, got);
		break;
	}
}

/*
 * Byte 0: bits 1:0 are address bits 9:8 of the DW, 5:2 byte enables, 7:6 the command (0
 * read, 1 write); byte 1: address bits 7:0; then the value, big-endian. A read is
 * answered by the same with the value.
 */
void adapter_config(struct adapter *adapter, const struct nettlp_datagram *got)
{
	struct pcie_function *fn = &adapter->fn;
	const unsigned int reg = ((got->data[0] & 3) << 8 | got->data[1]) * 4;
	const uint8_t enables = got->data[0] >> 2 & 0xf;
	uint8_t answer[6];

	adapter->stats.config++;
	if (got->data[0] >> 6) {
		pcie_function_config_write(fn, reg, enables,
					   load_be32(got->data + 2));
		return;
	}
	memcpy(answer, got->data, 2);
	store_be32(answer + 2, pcie_config_get(&fn->config, reg, 4));
	nettlp_answer(adapter->end, got, answer, sizeof(answer));
}
