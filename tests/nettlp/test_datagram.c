// SPDX-License-Identifier: BSD-3-Clause
/* TLPs that pass, their ports, and the header */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "nettlp/datagram.h"

/* MWr32, TH, PH 2, ST 0x5a, address 0x80000100, one DW; the spec's sec 2.2.7 */
static const uint8_t tagged[] = {0x40, 0x01, 0x00, 0x01, 0x03, 0x00,
				 0x5a, 0x0f, 0x80, 0x00, 0x01, 0x02,
				 0x11, 0x22, 0x33, 0x44};
/* MRd64, tag 0xa7, address 0x123456780 */
static const uint8_t read64[] = {0x20, 0x00, 0x00, 0x02, 0x01, 0x08,
				 0xa7, 0xff, 0x00, 0x00, 0x00, 0x01,
				 0x23, 0x45, 0x67, 0x80};
/* CplD of one DW for 01:01.0 tag 0xa7 */
static const uint8_t cpld[] = {0x4a, 0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x04,
			       0x01, 0x08, 0xa7, 0x00, 0x99, 0x88, 0x77, 0x66};
/* CfgRd0; the tagged write with an Extended TPH prefix: ST 0x125a */
static const uint8_t config[] = {0x04, 0x00, 0x00, 0x01, 0x00, 0x00,
				 0x01, 0x0f, 0x01, 0x00, 0x00, 0x00};
static const uint8_t prefixed[] = {0x90, 0x00, 0x12, 0x00, 0x40, 0x01, 0x00,
				   0x01, 0x03, 0x00, 0x5a, 0x0f, 0x80, 0x00,
				   0x01, 0x02, 0x11, 0x22, 0x33, 0x44};

static void judged(void **state)
{
	struct tlp tlp = {.tag = 0x77};

	assert_int_equal(nettlp_judge(config, sizeof(config), true, &tlp),
			 -EOPNOTSUPP);
	assert_int_equal(nettlp_judge(prefixed, sizeof(prefixed), false, &tlp),
			 -ENOPROTOOPT);
	assert_int_equal(nettlp_judge(tagged, sizeof(tagged) - 4, false, &tlp),
			 -EBADMSG);
	assert_int_equal(nettlp_judge("", 0, false, &tlp), -EBADMSG);
	assert_int_equal(tlp.tag, 0x77);
	assert_int_equal(nettlp_judge(prefixed, sizeof(prefixed), true, &tlp),
			 0);
	assert_true(tlp.st_ext);
}

/* PH is not a part of the address */
static void ports(void **state)
{
	struct tlp tlp;

	assert_int_equal(nettlp_judge(tagged, sizeof(tagged), false, &tlp), 0);
	assert_int_equal(tlp.addr, 0x80000100);
	assert_int_equal(nettlp_port(NETTLP_ADAPTER, &tlp), 0x400a);
	assert_int_equal(nettlp_port(NETTLP_SOFTWARE, &tlp), 0x305a);
	assert_int_equal(nettlp_judge(read64, sizeof(read64), false, &tlp), 0);
	assert_int_equal(nettlp_port(NETTLP_ADAPTER, &tlp), 0x4007);
	assert_int_equal(nettlp_port(NETTLP_SOFTWARE, &tlp), 0x30a7);
	assert_int_equal(nettlp_judge(cpld, sizeof(cpld), false, &tlp), 0);
	assert_int_equal(nettlp_port(NETTLP_ADAPTER, &tlp), 0x4007);
	assert_int_equal(nettlp_flow_of(0x2fff), NETTLP_FLOWS);
	assert_int_equal(nettlp_flow_of(0x30ff), NETTLP_SOFTWARE);
	assert_int_equal(nettlp_flow_of(0x3100), NETTLP_FLOWS);
	assert_int_equal(nettlp_flow_of(0x400f), NETTLP_ADAPTER);
	assert_int_equal(nettlp_flow_of(0x4010), NETTLP_FLOWS);
}

static void header(void **state)
{
	static const uint8_t expected[] = {0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc};
	struct nettlp_header got;
	uint8_t bytes[NETTLP_HEADER];

	nettlp_put_header(bytes, &(struct nettlp_header){0x1234, 0x56789abc});
	assert_memory_equal(bytes, expected, sizeof(expected));
	nettlp_get_header(expected, &got);
	assert_int_equal(got.sequence, 0x1234);
	assert_int_equal(got.time, 0x56789abc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judged),
		cmocka_unit_test(ports),
		cmocka_unit_test(header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
