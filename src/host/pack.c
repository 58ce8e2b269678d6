// SPDX-License-Identifier: BSD-3-Clause
/* Base64 of zlib */
#include <errno.h>
#include <stdlib.h>

#include <nettle/base64.h>
#include <zlib.h>

#include "host/host.h"

int host_unpack(const char *text, size_t len, uint8_t *buf, size_t size,
		size_t *ret_size)
{
	uint8_t *packed = malloc(BASE64_DECODE_LENGTH(len));
	struct base64_decode_ctx base64;
	size_t packed_len;
	uLongf n = size;
	int ret = -EINVAL;

	if (!packed)
		return -ENOMEM;
	base64_decode_init(&base64);
	if (base64_decode_update(&base64, &packed_len, packed, len, text) &&
	    base64_decode_final(&base64))
		switch (uncompress(buf, &n, packed, packed_len)) {
		case Z_OK:
			*ret_size = n;
			ret = 0;
			break;
		case Z_BUF_ERROR:
			ret = -EFBIG;
			break;
		case Z_MEM_ERROR:
			ret = -ENOMEM;
			break;
		}
	free(packed);
	return ret;
}

char *host_pack(const uint8_t *bytes, size_t size)
{
	uLongf n = compressBound(size);
	uint8_t *packed = malloc(n);
	char *text = NULL;

	if (packed && compress(packed, &n, bytes, size) == Z_OK)
		text = malloc(BASE64_ENCODE_RAW_LENGTH(n) + 1);
	if (text) {
		base64_encode_raw(text, n, packed);
		text[BASE64_ENCODE_RAW_LENGTH(n)] = '\0';
	}
	free(packed);
	return text;
}
