// SPDX-License-Identifier: BSD-3-Clause
/*
 * Validity of descriptors.
 */
#include "tests/device/support.h"
#include "device/dma/engine.h"

struct change {
	const char *what;
	struct dma_desc desc;
	enum dma_desc_code want;
};

#define TH  DMA_DESC_TH
#define EXT DMA_DESC_ST_EXT
#define REQ DMA_DESC_TH_REQUIRED
#define END UINT64_MAX

static const struct change changes[] = {
	{"plain", {.len = 1}, DMA_CODE_OK},
	{"longest", {.len = 1 << 24}, DMA_CODE_OK},
	{"empty", {.len = 0}, DMA_CODE_INVALID},
	{"too long", {.len = (1 << 24) + 1}, DMA_CODE_INVALID},
	{"longest there is", {.len = UINT32_MAX}, DMA_CODE_INVALID},
	{"last byte", {.len = 1, .src = END, .dst = END}, DMA_CODE_OK},
	{"src wraps", {.len = 2, .src = END}, DMA_CODE_INVALID},
	{"dst wraps", {.len = 2, .dst = END}, DMA_CODE_INVALID},
	{"all flags",
	 {.len = 1, .flags = TH | EXT | REQ | DMA_DESC_IRQ},
	 DMA_CODE_OK},
	{"no such flag", {.len = 1, .flags = 0x10}, DMA_CODE_INVALID},
	{"top flag", {.len = 1, .flags = 0x80000000}, DMA_CODE_INVALID},
	{"wide, no hint", {.len = 1, .flags = EXT}, DMA_CODE_INVALID},
	{"required, no hint", {.len = 1, .flags = REQ}, DMA_CODE_INVALID},
	{"ph 3", {.len = 1, .flags = TH, .ph = 3}, DMA_CODE_OK},
	{"ph 4", {.len = 1, .flags = TH, .ph = 4}, DMA_CODE_INVALID},
	{"index is for the table",
	 {.len = 1, .flags = TH, .st_index = 0xffff},
	 DMA_CODE_OK},
	{"reserved", {.len = 1, .reserved = {1}}, DMA_CODE_INVALID},
	{"reserved end",
	 {.len = 1, .reserved = {0, 0, 0, 0, 1}},
	 DMA_CODE_INVALID},
	{"reserved2", {.len = 1, .reserved2 = {1, 0}}, DMA_CODE_INVALID},
	{"reserved2 end", {.len = 1, .reserved2 = {0, 1}}, DMA_CODE_INVALID},
	{"what the engine writes",
	 {.len = 1, .status = END >> 32, .done = 7, .cookie = END},
	 DMA_CODE_OK},
};

static void sound_or_not(void **state)
{
	for (size_t i = 0; i < COUNT(changes); i++) {
		struct dma_desc desc = changes[i].desc;
		struct dma_job job = {.done = 99};

		desc.src = htole64(desc.src);
		desc.dst = htole64(desc.dst);
		desc.len = htole32(desc.len);
		desc.flags = htole32(desc.flags);
		if (dma_desc_parse(&desc, &job) != changes[i].want)
			fail_msg("%s", changes[i].what);
	}
}

/* The layout in bytes, as a driver of another language would write it */
static void layout(void **state)
{
	uint8_t bytes[DMA_DESC_SIZE] = {
		0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, /* src */
		0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11, /* dst */
		0x56, 0x34, 0x12, 0x00, 0x0b, 0x00, 0x00, 0x00, /* len, flags */
		0x22, 0x11, 0x02,				/* st, ph */
	};
	struct dma_desc desc;
	struct dma_job job = {.done = 99};

	memcpy(&desc, bytes, sizeof(desc));
	assert_int_equal(dma_desc_parse(&desc, &job), DMA_CODE_OK);
	assert_int_equal(job.src, 0x0102030405060708);
	assert_int_equal(job.dst, 0x1112131415161718);
	assert_int_equal(job.len, 0x123456);
	assert_int_equal(job.flags, TH | EXT | DMA_DESC_IRQ);
	assert_int_equal(job.st_index, 0x1122);
	assert_int_equal(job.ph, 2);
	assert_int_equal(job.done, 0);
	assert_int_equal(offsetof(struct dma_desc, status), 32);
	assert_int_equal(offsetof(struct dma_desc, done), 36);
	assert_int_equal(offsetof(struct dma_desc, cookie), 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_or_not),
		cmocka_unit_test(layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
