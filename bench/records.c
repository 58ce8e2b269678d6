// SPDX-License-Identifier: BSD-3-Clause
#include "bench/records.h"

#include <stdbool.h>

#define REQUESTERS 4
#define STS	   16

static const uint8_t data[256] = {1, 2, 3, 4, 5, 6, 7, 8};

static struct tlp write_request(unsigned int n, size_t payload)
{
	const bool wide = n % 4 == 2;

	return (struct tlp){
		.type = TLP_MWR,
		.addr64 = true,
		.th = true,
		.ph = TLP_PH_TARGET,
		.st_ext = wide,
		.st = n % STS | (wide ? 0x1200 : 0),
		.length = payload / 4,
		.requester = TLP_BDF(1 + n % REQUESTERS, 0, 0),
		.first_be = 0xf,
		.last_be = payload > 4 ? 0xf : 0,
		.addr = 0x4000000000 + n * payload,
		.payload = data,
	};
}

static struct tlp read_request(unsigned int n, size_t payload)
{
	return (struct tlp){
		.type = TLP_MRD,
		.addr64 = true,
		.length = payload / 4,
		.requester = TLP_BDF(1 + n % REQUESTERS, 0, 0),
		.tag = n / 8 % 256,
		.first_be = 0xf,
		.last_be = payload > 4 ? 0xf : 0,
		.addr = 0x4000000000 + n * payload,
	};
}

static struct tlp completion(const struct tlp *read)
{
	return (struct tlp){
		.type = TLP_CPLD,
		.length = read->length,
		.requester = read->requester,
		.tag = read->tag,
		.byte_count = read->length * 4,
		.lower_addr = read->addr & 0x7f,
		.payload = data,
	};
}

int records_make(struct record *records, size_t payload)
{
	struct tlp tlp, read = {0};

	for (unsigned int n = 0; n < RECORDS; n++) {
		struct record *r = &records[n];
		ssize_t len;

		r->link = n / 8 % 2;
		r->dir = CAPTURE_UP;
		if (n % 8 == 3) {
			tlp = read = read_request(n, payload);
		} else if (n % 8 == 7) {
			tlp = completion(&read);
			r->dir = CAPTURE_DOWN;
		} else {
			tlp = write_request(n, payload);
		}
		len = tlp_encode(&tlp, r->bytes, sizeof(r->bytes));
		if (len < 0)
			return len;
		r->len = len;
	}
	return 0;
}

int records_save(const struct record *records, uint64_t count, const char *path)
{
	struct capture_writer *writer;
	int ret = capture_create(path, CAPTURE_LINKTYPE_USER0, &writer), end;

	if (ret)
		return ret;
	ret = capture_add_interface(writer, "dn0", NULL);
	if (ret >= 0)
		ret = capture_add_interface(writer, "dn1", NULL);
	for (uint64_t n = 0; n < count && ret >= 0; n++) {
		const struct record *r = &records[n % RECORDS];

		ret = capture_write(writer, r->link, r->dir, record_ns(n),
				    r->bytes, r->len, NULL, 0);
	}
	end = capture_close(writer);
	return ret < 0 ? ret : end;
}
