// SPDX-License-Identifier: BSD-3-Clause
/*
 * Samples of a VCD. With a clock a sample is a rising edge of it, with the values just
 * before; else it is each time unit from the first time to the last one.
 */
#include "capture/wave/vcd.h"

#include <errno.h>

static uint64_t to_ns(const struct vcd *vcd, uint64_t time)
{
	const unsigned __int128 ns =
		vcd->per_ns
			? (unsigned __int128)time * vcd->unit_ns / vcd->per_ns
			: 0;

	return ns > UINT64_MAX ? UINT64_MAX : (uint64_t)ns;
}

static uint64_t next_ns(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct vcd *vcd = wave->source;

	return to_ns(vcd, ++vcd->sample_time);
}

static int use(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct vcd *vcd = wave->source;

	vcd->clock = -1;
	for (unsigned int i = 0; i < wave->nused; i++) {
		uint32_t at = vcd_hash(wave->slot_of[i]);

		while (vcd->keys[at])
			at = (at + 1) % VCD_TABLE;
		vcd->keys[at] = wave->slot_of[i];
		vcd->values[at] = i;
		if (wave->clock_name && wave->slot_of[i] == wave->clock_slot)
			vcd->clock = i;
	}
	wave->next_ns = next_ns;
	return 0;
}

static void commit(struct wave *wave, struct vcd *vcd)
{
	for (unsigned int i = 0; i < vcd->nchanged; i++)
		value_commit(&wave->slots[vcd->changed[i]]);
	vcd->nchanged = 0;
	vcd->commit = false;
}

/* The changes at a time are complete. Return: true a sample follows from them */
static bool end_time(struct wave *wave, struct vcd *vcd, uint64_t times)
{
	const bool rose = vcd->rose;

	vcd->rose = false;
	if (vcd->clock < 0 || !rose)
		commit(wave, vcd);
	else
		vcd->commit = true;
	wave->position.offset = vcd->offset;
	wave->position.ns = to_ns(vcd, vcd->time);
	wave->repeat = vcd->clock < 0 ? times : 1;
	vcd->sample_time = vcd->time;
	return vcd->clock < 0 || rose;
}

static int end_file(struct wave *wave, struct vcd *vcd)
{
	const bool started = vcd->started;

	vcd->started = false;
	return started && end_time(wave, vcd, 1) ? WAVE_SAMPLE : WAVE_END;
}

static int sample(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct vcd *vcd = wave->source;
	const struct wave_position position = {.offset = vcd->offset};
	bool any = false;
	int ret;

	if (vcd->commit)
		commit(wave, vcd);
	if (vcd->backwards) {
		vcd->backwards = false;
		return wave_damage(reader, &position, "the time falls");
	}
	while (!any) {
		ret = vcd_changes(reader);
		if (ret != 1)
			return ret ? ret : end_file(wave, vcd);
		if (vcd->started && vcd->next_time == vcd->time)
			continue;
		if (vcd->started) {
			vcd->backwards = vcd->next_time < vcd->time;
			any = end_time(wave, vcd,
				       vcd->backwards
					       ? 1
					       : vcd->next_time - vcd->time);
		}
		vcd->started = true;
		vcd->time = vcd->next_time;
		vcd->offset = vcd->next_offset;
	}
	return WAVE_SAMPLE;
}

static const struct wave_source vcd_source = {
	.define = vcd_define,
	.use = use,
	.sample = sample,
};

static bool is_vcd(const uint8_t *p, size_t len)
{
	static const char *const first[] = {
		"$date", "$version", "$timescale", "$comment", "$scope", "$var",
	};
	size_t n;

	for (; len && *p <= ' '; p++, len--)
		if (!*p)
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
		n = strlen(first[i]);
		if (len >= 4 && !memcmp(p, first[i], len < n ? len : n) &&
		    (len <= n || p[n] <= ' '))
			return true;
	}
	return false;
}

static int open_vcd(struct capture_reader *reader)
{
	struct wave *wave = reader->state;

	wave->clocked = true;
	return wave_open(reader, &vcd_source, sizeof(struct vcd));
}

const struct format vcd_format = {
	.name = "VCD",
	.state_size = sizeof(struct wave),
	.wave = true,
	.is = is_vcd,
	.open = open_vcd,
	.next = wave_next,
	.close = wave_close,
};
