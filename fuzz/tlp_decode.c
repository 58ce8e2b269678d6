// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any bytes: a decoded TLP has text and encodes to the same bytes; a TLP
 * decoded from a part has the same size; bytes that do not decode break a rule.
 * The first byte chooses the framing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_text(const struct tlp *tlp)
{
	char text[64], *whole;
	int n;

	n = tlp_format(tlp, text, sizeof(text));
	whole = malloc(n + 1);
	if (whole &&
	    (tlp_format(tlp, whole, n + 1) != n || (int)strlen(whole) != n))
		abort();
	free(whole);
}

/* @len bytes are a TLP: the first half decodes too if it holds the header */
static void check_part(const uint8_t *data, size_t len,
		       enum tlp_framing framing, size_t head)
{
	uint8_t *part = malloc(len / 2 + 1);
	struct tlp tlp;
	ssize_t n;

	if (!part)
		return;
	memcpy(part, data, len / 2);
	n = tlp_parse(part, len / 2, framing, &tlp);
	if (n != (len / 2 < head ? -ENODATA : (ssize_t)len))
		abort();
	free(part);
}

/* @ret: result of decoding; @tlp: decoded from the whole or a part */
static void check_rules(const uint8_t *data, size_t len,
			enum tlp_framing framing, const struct tlp *tlp,
			int ret)
{
	const struct tlp_limits limits = {
		.max_payload = 128,
		.max_read = 512,
		.max_end_end = 2,
	};
	const struct tlp_rule *rule = NULL, *grave = NULL;

	if (!tlp_broken_framing(data, len, framing) != !ret)
		abort();
	if (!tlp)
		return;
	while ((rule = tlp_next_broken(tlp, &limits, rule)))
		if (!grave && rule->verdict <= TLP_MALFORMED_IF_CHECKED)
			grave = rule;
	if (tlp_malformed(tlp, &limits) != grave)
		abort();
}

/* A new digest is right, and is the same if made again */
static void check_ecrc(const uint8_t *data, size_t len,
		       enum tlp_framing framing)
{
	int found = tlp_ecrc_check(data, len, framing, NULL);
	uint8_t *sealed = malloc(len + 4);
	ssize_t n;

	if (!sealed)
		return;
	memcpy(sealed, data, len);
	n = tlp_ecrc_seal(sealed, len, len + 4, framing);
	if (framing == TLP_FLIT) {
		if (n != -EOPNOTSUPP || (found != n && found != -ENOMSG))
			abort();
	} else if (n != (ssize_t)(found == -ENOMSG ? len + 4 : len) ||
		   tlp_ecrc_check(sealed, n, framing, NULL)) {
		abort();
	} else if (!found && memcmp(sealed, data, len)) {
		abort();
	}
	free(sealed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t again[TLP_MAX_SIZE];
	enum tlp_framing framing;
	struct tlp tlp;
	ssize_t n;
	int ret;

	if (!len)
		return 0;
	framing = data[0] & 1 ? TLP_FLIT : TLP_NON_FLIT;
	data++, len--;
	n = tlp_parse(data, len, framing, &tlp);
	ret = framing == TLP_FLIT ? tlp_decode_flit(data, len, &tlp)
				  : tlp_decode(data, len, &tlp);
	if (!ret != (n == (ssize_t)len && len))
		abort();
	check_rules(data, len, framing, n < 0 ? NULL : &tlp, ret);
	if (n < 0)
		return 0;
	check_text(&tlp);
	if (ret)
		return 0;
	if (tlp_size(&tlp) != len ||
	    tlp_encode(&tlp, again, len) != (ssize_t)len ||
	    memcmp(again, data, len))
		abort();
	if (tlp_encode(&tlp, again, len - 1) >= 0)
		abort();
	check_part(data, len, framing, tlp_header_size(&tlp));
	check_ecrc(data, len, framing);
	return 0;
}
