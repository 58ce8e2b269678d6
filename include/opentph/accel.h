/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Driver of the accelerator (registers: hw/accel.h): ingress tables, counters,
 * events, buffers in device memory.
 *
 * Reads and writes of registers can fail: every function may also return -EIO
 * (memory decoding is off, see tph_device_memory_enable()).
 */
#ifndef OPENTPH_ACCEL_H
#define OPENTPH_ACCEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/device.h>
#include <opentph/hw/accel.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tph_accel;
struct tph_accel_buffer;

/**
 * tph_accel_open() - open an accelerator
 * @bdf:	PCI address; NULL: the first accelerator
 * @options:	as for tph_device_open()
 * @ret_accel:	accelerator
 *
 * Sets Memory Space Enable and Bus Master Enable. Tables, counters and memory
 * are left as they are: tph_device_reset() clears them.
 *
 * Return: 0; -ENODEV no accelerator found, or the function is not one; -EPROTO
 * unknown version or geometry; or as tph_device_open().
 */
int tph_accel_open(const char *bdf, const struct tph_open_options *options,
		   struct tph_accel **ret_accel);

/**
 * tph_accel_close() - free buffers, close the device
 * @accel:	accelerator or NULL
 */
void tph_accel_close(struct tph_accel *accel);

/**
 * tph_accel_device() - VFIO device of an accelerator
 * @accel:	accelerator
 *
 * Return: device, owned by @accel.
 */
struct tph_device *tph_accel_device(struct tph_accel *accel);

/**
 * struct tph_accel_info - properties of an accelerator
 * @version:	version of its register layout
 * @partitions:	number of partitions
 * @partition_size: bytes of each
 * @ops:	bit n: enum accel_op n is supported
 * @st16:	it has a table for 16-bit tags
 * @passes:	it can run passes
 * @clocks:	its counter of cycles counts clocks; false: it is a model
 * @build:	hash of the sources of its logic; 0: software
 */
struct tph_accel_info {
	uint32_t version;
	unsigned int partitions;
	uint64_t partition_size;
	uint32_t ops;
	bool st16;
	bool passes, clocks;
	uint32_t build;
};

/**
 * tph_accel_info() - get the properties of an accelerator
 * @accel:	accelerator
 *
 * Return: properties, valid until tph_accel_close().
 */
const struct tph_accel_info *tph_accel_info(const struct tph_accel *accel);

/**
 * tph_accel_op_name() - name of an operation
 * @op:		operation
 *
 * Return: "store", "add-u32", ...; NULL for another value.
 */
const char *tph_accel_op_name(enum accel_op op);

/**
 * tph_accel_op_parse() - look an operation up by its name
 * @name:	as tph_accel_op_name() gives it
 * @ret_op:	operation
 *
 * Return: 0; -EINVAL no operation of that name.
 */
int tph_accel_op_parse(const char *name, enum accel_op *ret_op);

/* ---- ingress tables ------------------------------------------------------ */

/**
 * struct tph_accel_entry - effect of a tag
 * @st16:	name space: 16-bit tags, else 8-bit tags
 * @st:		tag
 * @valid:	tph_accel_entry(): the tag has an entry; tph_accel_program()
 *		ignores it
 * @op:		operation on landing
 * @move:	the result lands in @partition instead of where it is addressed
 * @partition:	meaningful with @move
 */
struct tph_accel_entry {
	bool st16;
	uint16_t st;
	bool valid;
	enum accel_op op;
	bool move;
	unsigned int partition;
};

/**
 * tph_accel_program() - enter a tag
 * @accel:	accelerator
 * @entry:	entry; replaces the tag's previous one
 *
 * Return: 0; -ERANGE the tag is wider than its name space, or no such
 * partition; -EOPNOTSUPP no such operation, or no table for 16-bit tags;
 * -EINVAL the operation changes the width of an element and so needs @move.
 */
int tph_accel_program(struct tph_accel *accel,
		      const struct tph_accel_entry *entry);

/**
 * tph_accel_clear() - remove a tag's entry
 * @accel:	accelerator
 * @st16:	name space
 * @st:		tag
 *
 * Return: 0; -ERANGE, -EOPNOTSUPP as tph_accel_program().
 */
int tph_accel_clear(struct tph_accel *accel, bool st16, uint16_t st);

/**
 * tph_accel_entry() - read a tag's entry back
 * @accel:	accelerator
 * @st16:	name space
 * @st:		tag
 * @ret_entry:	entry
 *
 * Return: 0; -ERANGE, -EOPNOTSUPP as tph_accel_program().
 */
int tph_accel_entry(struct tph_accel *accel, bool st16, uint16_t st,
		    struct tph_accel_entry *ret_entry);

/**
 * tph_accel_enable() - apply the tables, or store every write
 * @accel:	accelerator
 * @on:		apply the tables
 *
 * Return: 0; -EOPNOTSUPP the accelerator is not a TPH completer.
 */
int tph_accel_enable(struct tph_accel *accel, bool on);

/* ---- counters ------------------------------------------------------------ */

/* Meanings as of the ACCEL_REG_* of the same name */
struct tph_accel_counters {
	uint64_t untagged, tagged, unknown, dropped, partial;
	uint64_t link_bytes, mem_read, mem_write, cycles;
};

struct tph_accel_tag_counters {
	uint64_t writes, bytes;
};

struct tph_accel_partition_counters {
	uint64_t writes, bytes, elements, errors;
};

/**
 * tph_accel_counters() - read the counters of the device
 * @accel:	accelerator
 * @ret_counters: counters
 *
 * Return: 0.
 */
int tph_accel_counters(struct tph_accel *accel,
		       struct tph_accel_counters *ret_counters);

/**
 * tph_accel_counters_clear() - clear all counters
 * @accel:	accelerator
 *
 * Clears the counters of tags and partitions too.
 *
 * Return: 0.
 */
int tph_accel_counters_clear(struct tph_accel *accel);

/**
 * tph_accel_tag_counters() - read the counters of a tag
 * @accel:	accelerator
 * @st16:	name space
 * @st:		tag
 * @ret_counters: counters
 *
 * Unknown tags and dropped writes count too.
 *
 * Return: 0; -ERANGE, -EOPNOTSUPP as tph_accel_program().
 */
int tph_accel_tag_counters(struct tph_accel *accel, bool st16, uint16_t st,
			   struct tph_accel_tag_counters *ret_counters);

/**
 * tph_accel_partition_counters() - read the counters of a partition
 * @accel:	accelerator
 * @partition:	0..partitions - 1
 * @ret_counters: counters
 *
 * Return: 0; -ERANGE no such partition.
 */
int tph_accel_partition_counters(
	struct tph_accel *accel, unsigned int partition,
	struct tph_accel_partition_counters *ret_counters);

/* ---- events -------------------------------------------------------------- */

/**
 * struct tph_accel_events - events since the last clear
 * @bits:	ACCEL_EVENT_*
 * @addr:	offset in device memory of the first write that raised an error
 * @th:		that write had hints: @st16 and @st are meaningful
 * @st16:	its tag has 16 bits
 * @st:		its tag
 */
struct tph_accel_events {
	uint32_t bits;
	uint64_t addr;
	bool th, st16;
	uint16_t st;
};

/**
 * tph_accel_events() - read the events without clearing them
 * @accel:	accelerator
 * @ret_events:	events
 *
 * Return: 0.
 */
int tph_accel_events(struct tph_accel *accel,
		     struct tph_accel_events *ret_events);

/**
 * tph_accel_events_clear() - clear events
 * @accel:	accelerator
 * @bits:	ACCEL_EVENT_*
 *
 * Return: 0.
 */
int tph_accel_events_clear(struct tph_accel *accel, uint32_t bits);

/**
 * tph_accel_events_mask() - choose the events that interrupt
 * @accel:	accelerator
 * @bits:	ACCEL_EVENT_*
 *
 * Return: 0; -EINVAL unknown bit.
 */
int tph_accel_events_mask(struct tph_accel *accel, uint32_t bits);

/**
 * tph_accel_events_wait() - wait for an event that interrupts
 * @accel:	accelerator
 * @timeout_ms:	milliseconds, -1: for ever
 * @ret_events:	events, not cleared; may be NULL
 *
 * Return: 0; -ETIMEDOUT; -EINVAL every event is masked; -EINTR a signal came;
 * or as tph_irq_enable() at the first call.
 */
int tph_accel_events_wait(struct tph_accel *accel, int timeout_ms,
			  struct tph_accel_events *ret_events);

/* ---- buffers in device memory -------------------------------------------- */

/**
 * tph_accel_alloc() - allocate a range of a partition
 * @accel:	accelerator
 * @partition:	0..partitions - 1
 * @size:	bytes, not 0; rounded up to the page size, so that it can be
 *		exported
 * @ret_buffer:	buffer, not cleared
 *
 * Return: 0; -ERANGE no such partition; -EINVAL @size is 0; -ENOSPC no room;
 * -ENOMEM.
 */
int tph_accel_alloc(struct tph_accel *accel, unsigned int partition,
		    uint64_t size, struct tph_accel_buffer **ret_buffer);

/**
 * tph_accel_free() - free a buffer
 * @buffer:	buffer or NULL
 *
 * Its dma-bufs stay valid.
 */
void tph_accel_free(struct tph_accel_buffer *buffer);

/**
 * tph_accel_buffer_offset() - place of a buffer in device memory
 * @buffer:	buffer
 *
 * Return: offset in ACCEL_BAR_MEM.
 */
uint64_t tph_accel_buffer_offset(const struct tph_accel_buffer *buffer);

/**
 * tph_accel_buffer_size() - size of a buffer
 * @buffer:	buffer
 *
 * Return: bytes, after rounding.
 */
uint64_t tph_accel_buffer_size(const struct tph_accel_buffer *buffer);

/**
 * tph_accel_write() - copy into a buffer with the CPU, without hints
 * @buffer:	buffer
 * @offset:	in the buffer
 * @data:	bytes
 * @len:	number of bytes
 *
 * Return: 0; -ERANGE beyond its end.
 */
int tph_accel_write(struct tph_accel_buffer *buffer, uint64_t offset,
		    const void *data, size_t len);

/**
 * tph_accel_read() - copy from a buffer with the CPU
 * @buffer:	buffer
 * @offset:	in the buffer
 * @data:	destination of the bytes
 * @len:	number of bytes
 *
 * Return: 0; -ERANGE beyond its end.
 */
int tph_accel_read(struct tph_accel_buffer *buffer, uint64_t offset, void *data,
		   size_t len);

/**
 * tph_accel_export() - export a whole buffer
 * @buffer:	buffer
 * @ret_fd:	dma-buf; tag it by tph_dmabuf_tag() before an importer gets it
 *
 * Return: as tph_dmabuf_export().
 */
int tph_accel_export(struct tph_accel_buffer *buffer, int *ret_fd);

/**
 * struct tph_accel_pass - operation of the device on its own memory
 * @op:		operation, as if the source had been written to the destination
 * @src:	source buffer
 * @dst:	destination buffer, may be @src
 * @src_offset:	in @src
 * @dst_offset:	in @dst
 * @len:	source bytes, a multiple of the source's element
 */
struct tph_accel_pass {
	enum accel_op op;
	struct tph_accel_buffer *src, *dst;
	uint64_t src_offset, dst_offset;
	uint32_t len;
};

/**
 * tph_accel_run() - run a pass and wait for its end
 * @accel:	accelerator
 * @pass:	pass to run
 * @timeout_ms:	milliseconds, -1: for ever
 *
 * Return: 0; -ERANGE source or result exceeds its buffer; -EOPNOTSUPP no such
 * operation, or the device does not run passes; -EINVAL alignment or another accelerator's buffer; -EBUSY a pass
 * is still running; -ETIMEDOUT; -EREMOTEIO the device refused it.
 */
int tph_accel_run(struct tph_accel *accel, const struct tph_accel_pass *pass,
		  int timeout_ms);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_ACCEL_H */
