/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of sampled signals. A source (VCD, CSV) gives samples one by one; a stream
 * is the signals of one interface, and its kind makes TLPs of its beats.
 */
#ifndef CAPTURE_WAVE_WAVE_H
#define CAPTURE_WAVE_WAVE_H

#include "capture/reader.h"
#include "capture/wave/kind.h"

/* Most streams that are read at a time, and that are listed */
#define WAVE_MAX_STREAMS 32
#define WAVE_MAX_FOUND	 256

/* Most signals whose names fit, and characters of a name with its path */
#define WAVE_MAX_SIGNALS 16384
#define WAVE_NAME	 1024

/**
 * struct wave_signal - a signal of the file
 * @path:	name with its scopes, without its range
 * @width:	bits
 * @slot:	number of its values in the file; names of one net share it
 * @order:	its place in the file
 */
struct wave_signal {
	char *path;
	unsigned int width, order;
	uint64_t slot;
};

/**
 * struct wave_source - reader of a file format
 * @define:	read the names of the signals by wave_define(). Return: 0, also if the
 *		file has a fault there, see @broken of struct wave; -errno
 * @use:	the slots whose values are needed are known. Return: 0; -ENOMEM
 * @sample:	read up to the next sample. Return: as enum wave_step; -EPROTO
 *		after a damage; -errno
 */
struct wave_source {
	int (*define)(struct capture_reader *reader);
	int (*use)(struct capture_reader *reader);
	int (*sample)(struct capture_reader *reader);
};

enum wave_step {
	WAVE_END,
	WAVE_SAMPLE,
	WAVE_WINDOW, /* the next sample does not follow the last one */
};

/**
 * struct wave - state of a file
 * @ops:	its format
 * @source:	state of the format
 * @clocked:	the format can have a clock
 * @timed:	samples have times
 * @defined:	the signals are known
 * @ready:	the streams are known
 * @broken:	fault of the definitions or of the selection, reported once
 * @broken_at:	its byte of the file
 * @broken_line: its line, 0: not counted
 * @signals:	signals whose names fit, sorted by path once @defined
 * @nsignals:	entries of @signals
 * @surplus:	there were more signals than WAVE_MAX_SIGNALS
 * @clock_hint:	name of a signal that looks like a clock, or NULL
 * @selected:	arguments of capture_select_stream()
 * @nselected:	entries of @selected
 * @clock_name:	argument of capture_clock(), or NULL
 * @clock_slot:	slot of the clock
 * @doubled:	each sample is there twice, as LiteScope writes it
 * @half_slot:	with @doubled the slot of a signal that is 1 in the first of two
 * @half:	its entry of @slots
 * @found:	streams in the file
 * @nfound:	entries of @found
 * @slots:	values of the slots in use, the first @nused of @slot_of
 * @slot_of:	slot of each entry of @slots
 * @nused:	slots in use
 * @streams:	streams that are read
 * @nstreams:	entries of @streams
 * @position:	place of the current sample
 * @repeat:	samples with the values of this one, with it
 * @next_ns:	function of the source that gives the time of the next of them
 * @samples:	samples so far
 * @stream:	next stream of the sample
 * @part:	next part of its beat
 * @over:	the current sample repeats too often
 * @ending:	streams end: at the end of a window, or of the file
 * @ended:	no sample follows
 * @late:	fault after a TLP, or NULL
 * @late_at:	its place
 */
struct wave {
	const struct wave_source *ops;
	void *source;
	bool clocked, timed, defined, ready;
	const char *broken;
	uint64_t broken_at, broken_line;
	struct wave_signal *signals;
	size_t nsignals;
	bool surplus;
	char *clock_hint;
	char *selected[WAVE_MAX_STREAMS];
	unsigned int nselected;
	char *clock_name;
	uint64_t clock_slot;
	bool doubled;
	uint64_t half_slot;
	unsigned int half;
	struct capture_stream found[WAVE_MAX_FOUND];
	unsigned int nfound;
	struct value *slots;
	uint64_t *slot_of;
	unsigned int nused;
	struct wave_stream *streams;
	unsigned int nstreams;
	struct wave_position position;
	uint64_t repeat;
	uint64_t (*next_ns)(struct capture_reader *reader);
	uint64_t samples;
	unsigned int stream, part;
	bool over, ending, ended;
	const char *late;
	struct wave_position late_at;
};

/* The first of the state of every format */
int wave_open(struct capture_reader *reader, const struct wave_source *ops,
	      size_t source_size);
int wave_next(struct capture_reader *reader, struct capture_packet *packet);
void wave_close(void *state);

/*
 * Add a signal if its name may be of use. Return: 0, -ENOMEM. Characters that harm a
 * terminal or JSON are replaced.
 */
int wave_define(struct wave *wave, const char *path, unsigned int width,
		uint64_t slot);

/* Return: a decimal number; 0 if there are other characters, or it exceeds 32 bits */
uint32_t wave_number(const char *digits, size_t len);

/* Find the streams of the file. Return: 0; -ENOMEM */
int wave_find(struct wave *wave);

/* Choose the clock. Return: 0; -ENOENT, -EEXIST with @error; -ENOMEM */
int wave_choose_clock(struct wave *wave, char *error, size_t size);

/* Choose the streams to be read. Return: as wave_choose_clock() */
int wave_choose(struct wave *wave, char *error, size_t size);

/* Read the definitions, once. Return: 0; -errno */
int wave_begin(struct capture_reader *reader);

/* wave_begin() and, once, the choice of the clock and of @streams. Return: as both */
int wave_resolve(struct capture_reader *reader, bool streams, char *error,
		 size_t size);

/* Damage at a place. Return: -EPROTO */
int wave_damage(struct capture_reader *reader,
		const struct wave_position *position, const char *what);

#endif /* CAPTURE_WAVE_WAVE_H */
