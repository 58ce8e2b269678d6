// SPDX-License-Identifier: BSD-3-Clause
#include "capture/capture.h"
#include "tests/rtl/replay_source.h"

int replay_capture(const struct replay_sink *sink, const char *path)
{
	struct capture_reader *reader;
	struct capture_packet packet;
	int ret, n = 0;

	ret = capture_open(path, &reader);
	if (ret)
		return ret;
	while ((ret = capture_next(reader, &packet)) == 1) {
		if (packet.dir == CAPTURE_UP || packet.flit)
			continue;
		sink->take(sink->ctx, packet.data, packet.len);
		n++;
	}
	capture_free(reader);
	return ret ? ret : n;
}
