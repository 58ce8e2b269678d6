/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * State of the DMA engine, shared by its files.
 */
#ifndef DEVICE_DMA_ENGINE_H
#define DEVICE_DMA_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/hw/dma.h>

#include "device/device.h"
#include "device/event.h"
#include "device/regs.h"
#include "pcie/pcie.h"

/* In the order of their registers, from DMA_REG_TLPS on */
enum dma_counter {
	DMA_COUNT_TLPS,
	DMA_COUNT_BYTES,
	DMA_COUNT_HINTED,
	DMA_COUNT_UNHINTED,
	DMA_COUNTERS,
};

enum dma_job_state {
	DMA_JOB_NONE,
	DMA_JOB_RUNNING,
	DMA_JOB_ENDED, /* its status must be written to the ring */
};

/**
 * struct dma_job - the descriptor in progress
 * @state:	progress
 * @stop:	the engine was disabled since the descriptor was taken
 * @at:		bus address of the descriptor
 * @src, @dst, @len, @flags, @st_index, @ph: fields of the descriptor
 * @done:	bytes sent
 * @code:	completion code
 */
struct dma_job {
	enum dma_job_state state;
	bool stop;
	uint64_t at;
	uint64_t src, dst;
	uint32_t len, flags, done;
	uint16_t st_index;
	uint8_t ph;
	enum dma_desc_code code;
};

/**
 * struct dma - the engine
 * @fn:		PCIe function
 * @params:	for its VFs, each of which is an engine of its own
 * @ring, @order, @head, @tail: the ring
 * @ctrl, @status: registers, without DMA_STATUS_BUSY
 * @event:	interrupt status and mask
 */
struct dma {
	struct pcie_function fn;
	struct device_params params;
	uint32_t ctrl, status;
	uint64_t ring;
	uint32_t order, head, tail;
	struct event event;
	uint64_t count[DMA_COUNTERS];
	struct regs_latch latch;
	struct dma_job job;
};

/* ---- state.c ---- */

/* Reset the registers and drop the running descriptor. */
void dma_reset(struct dma *dma);

/* Return: true if there is work, also if it waits for Bus Master Enable */
bool dma_busy(const struct dma *dma);

/* Set DMA_INT_* bits, and interrupt if due. */
void dma_interrupt(struct dma *dma, uint32_t bits);

/* ---- desc.c ---- */

/* Unpack @desc into @job. Return: DMA_CODE_OK or DMA_CODE_INVALID. */
enum dma_desc_code dma_desc_parse(const struct dma_desc *desc,
				  struct dma_job *job);

/* ---- ring.c ---- */

/*
 * Take the next descriptor of the ring as the job. Return: 0, also if it is
 * invalid and the job ended at once; -EAGAIN the ring is empty; -EACCES Bus
 * Master Enable is off; -EIO the ring is unreadable or invalid:
 * DMA_STATUS_ERROR is set.
 */
int dma_ring_take(struct dma *dma);

/* Write the ended job's status and move on. Return: 0; -EACCES as above. */
int dma_ring_give(struct dma *dma);

/* ---- hint.c ---- */

/**
 * dma_hint() - get the hints that the capability allows for the job's next TLP
 * @dma:	engine
 * @ret_hint:	hints; th is false if they are not requested or not allowed
 *
 * Return: DMA_CODE_OK; DMA_CODE_INVALID the ST table lacks the entry;
 * DMA_CODE_HINT required, but not allowed.
 */
enum dma_desc_code dma_hint(const struct dma *dma, struct pcie_hint *ret_hint);

/* ---- engine.c ---- */

/* Take a descriptor, move at most 4 KiB, write its status. Return: as run. */
bool dma_step(struct dma *dma);

/* ---- regs.c ---- */

/* Registers of BAR0 */
extern const struct regs dma_regs;

#endif /* DEVICE_DMA_ENGINE_H */
