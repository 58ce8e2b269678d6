/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver in process: bring-up, registers, memory and commands */
#ifndef HARNESS_DRIVER_DEVICE_H
#define HARNESS_DRIVER_DEVICE_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "fabric/fabric.h"

/* Bits @msb:@lsb of the big-endian DW at byte @dw of @p, as in mlx5_ifc.h */
static inline uint32_t driver_get(const void *p, size_t dw, unsigned int msb,
				  unsigned int lsb)
{
	uint32_t v;

	memcpy(&v, (const uint8_t *)p + dw, sizeof(v));
	return (uint32_t)((be32toh(v) & ((2ull << msb) - 1)) >> lsb);
}

static inline void driver_set(void *p, size_t dw, unsigned int msb,
			      unsigned int lsb, uint32_t value)
{
	const uint32_t mask = (uint32_t)((2ull << msb) - (1ull << lsb));
	uint32_t v;

	memcpy(&v, (uint8_t *)p + dw, sizeof(v));
	v = htobe32((be32toh(v) & ~mask) | ((value << lsb) & mask));
	memcpy((uint8_t *)p + dw, &v, sizeof(v));
}

static inline uint64_t driver_get64(const void *p, size_t at)
{
	uint64_t v;

	memcpy(&v, (const uint8_t *)p + at, sizeof(v));
	return be64toh(v);
}

static inline void driver_set64(void *p, size_t at, uint64_t value)
{
	value = htobe64(value);
	memcpy((uint8_t *)p + at, &value, sizeof(value));
}

#define DRIVER_PAGE    4096u
#define DRIVER_SLOTS   32u  /* of the command queue, 64 bytes each */
#define DRIVER_SLOT    64u  /* bytes of an entry */
#define DRIVER_BLOCK   512u /* bytes of data in a mailbox */
#define DRIVER_MAILBOX 1024u
#define DRIVER_BOXES   32u /* mailboxes each way */
#define DRIVER_OUT_MAX (16 + DRIVER_BLOCK * DRIVER_BOXES)
#define DRIVER_PIECES  10000000ull /* of work, before driver_run() gives up */
#define DRIVER_KEPT    3u
#define DRIVER_RUN_NS  2000000000ull

/**
 * struct driver_eq - event queue
 * @number:	number that the device assigned
 * @ring, @at:	entries of 64 bytes
 * @log_size:	log2 of their number
 * @ci:		consumed entries
 */
struct driver_eq {
	uint32_t number;
	uint8_t *ring;
	uint64_t at;
	unsigned int log_size;
	uint32_t ci;
};

/**
 * struct driver_options - the machine; zeros are defaults
 * @memory:	bytes of host memory, default 64 MiB
 * @accel_mib:	MiB of the accelerator's memory, default 1
 * @max_payload: largest payload of all functions in bytes, default 256; reads
 *		are as large, at least 512
 * @st_entries:	entries of the ConnectX's ST table; @st_direct: no table
 * @tph_ext:	the ConnectX can send 16-bit tags
 */
struct driver_options {
	size_t memory;
	unsigned int accel_mib, max_payload;
	unsigned int st_entries;
	bool st_direct, tph_ext;
};

/**
 * struct driver - a ConnectX, an accelerator and the switch above both
 * @host:	machine
 * @fn, @accel:	the two functions
 * @link, @accel_link: links of these functions
 * @mem, @base, @size, @used: memory of the host for driver_alloc()
 * @queue, @queue_at: command queue
 * @in_box, @out_box: mailboxes and their addresses
 * @token:	token of the last command
 * @delivery, @status, @syndrome: result of the last command: 0 is success
 * @lid:	LID of the port
 * @uar, @pd:	used for all objects of the helpers below
 * @eq:		default for completion queues; vector 0
 * @up:		driver_start() succeeded
 * @kept, @control: configuration after driver_open()
 * @execute:	NULL; else driver_command() calls it instead of using the queue
 */
struct driver {
	struct host *host;
	struct pcie_function *fn, *accel;
	struct pcie_link *link, *accel_link;
	uint8_t *mem;
	uint64_t base;
	size_t size, used;
	uint8_t *queue, *in_box, *out_box;
	uint64_t queue_at, in_box_at, out_box_at;
	uint8_t token;
	uint8_t delivery, status;
	uint32_t syndrome;
	uint16_t lid;
	uint32_t uar, pd;
	struct driver_eq eq;
	bool up;
	uint32_t kept[DRIVER_KEPT], control;
	void (*execute)(struct driver *d, const void *in, size_t in_len,
			void *out, size_t out_len);
};

/**
 * driver_open() - build the machine; the device is not started
 * @options:	options or NULL
 * @ret:	driver
 *
 * Return: 0; -errno of host_create(), after a message; -ENOENT unknown model.
 */
int driver_open(const struct driver_options *options, struct driver **ret);
void driver_close(struct driver *d);

/*
 * Forget all memory and bring the device up: command queue, ENABLE_HCA ..
 * INIT_HCA, MSI-X, a UAR, a PD and an EQ. A started device needs driver_flr()
 * first.
 */
int driver_start(struct driver *d);

/* The same in steps: up to the command queue; up to INIT_HCA */
int driver_start_queue(struct driver *d);
int driver_start_hca(struct driver *d);

/*
 * Function level reset, then configuration as after driver_open(): BARs, Memory
 * Space and Bus Master Enable, Device Control.
 */
void driver_flr(struct driver *d);

/*
 * Run all functions for DRIVER_RUN_NS of their time, so that retries and
 * timeouts end. (Queue pairs in error are never quite idle.) Commands take no
 * time. Return: 0; -ETIMEDOUT.
 */
int driver_run(struct driver *d);

/*
 * Allocate zeroed memory of the host, which lives until driver_start().
 * Return: the memory; NULL if the host's memory is exhausted.
 */
void *driver_alloc(struct driver *d, size_t len, size_t align,
		   uint64_t *ret_addr);
/* Return: the memory at a bus address. */
void *driver_at(const struct driver *d, uint64_t addr);

/* Big-endian registers of BAR 0 */
uint32_t driver_read(struct driver *d, uint64_t offset);
void driver_write(struct driver *d, uint64_t offset, uint32_t value);
void driver_write64(struct driver *d, uint64_t offset, uint64_t value);

/**
 * driver_command() - issue a command in slot 0 and wait for its end
 * @d:		driver
 * @in:		input with its header
 * @in_len:	bytes of it, up to DRIVER_OUT_MAX
 * @out:	output with its header
 * @out_len:	bytes of it, up to DRIVER_OUT_MAX
 *
 * Return: 0 the status is OK; otherwise as above.
 */
int driver_command(struct driver *d, const void *in, size_t in_len, void *out,
		   size_t out_len);

/* The same with only opcode, op_mod and DWs 2 and 3 (16 bytes) */
int driver_simple(struct driver *d, unsigned int opcode, unsigned int op_mod,
		  uint32_t dw2, uint32_t dw3, uint32_t *ret_dw2);

/*
 * For invalid commands: access entry @slot; put @len bytes of @data into the
 * chain of mailboxes at @box; ring the doorbells of @vector. Bit 0 of the last
 * byte is clear in a finished entry.
 */
uint8_t *driver_slot(struct driver *d, unsigned int slot);
void driver_chain(uint8_t *box, uint64_t box_at, uint8_t token,
		  const void *data, size_t len);
void driver_ring(struct driver *d, uint32_t vector);

#endif /* HARNESS_DRIVER_DEVICE_H */
