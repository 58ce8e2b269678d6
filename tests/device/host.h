/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A host in process: a root complex with memory, a switch, and below it a DMA
 * engine and an accelerator. The engine's TLPs are recorded.
 */
#ifndef TESTS_DEVICE_HOST_H
#define TESTS_DEVICE_HOST_H

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "tests/device/support.h"
#include "device/device.h"
#include "pcie/pcie.h"

#define HOST_BASE 0x10000000ull
#define HOST_SIZE (1u << 20)
#define RING_AT	  HOST_BASE
#define DATA_AT	  (HOST_BASE + 0x40000)
#define OUT_AT	  (HOST_BASE + 0x80000)

#define SEEN_MAX 4096

/* A MWr of the engine; @data: its first DW */
struct seen {
	uint64_t addr;
	uint16_t length, st;
	uint8_t first_be, last_be, ph;
	bool th, st_ext;
	uint32_t data;
};

/**
 * struct host - the hierarchy
 * @mem:	host memory, at bus address HOST_BASE
 * @seen:	every MWr that the engine sent
 * @irqs:	interrupts by their data
 * @dma_regs, @accel_regs, @accel_mem: bus addresses of BARs
 * @tail:	of the ring, as host_submit() counts it
 */
struct host {
	struct pcie_root *root;
	struct pcie_switch *sw;
	struct pcie_link links[3];
	struct pcie_tap tap;
	struct pcie_function *dma, *accel;
	uint8_t mem[HOST_SIZE];
	struct seen seen[SEEN_MAX];
	unsigned int nseen;
	unsigned int irqs[4];
	uint64_t dma_regs, accel_regs, accel_mem;
	uint32_t tail, order;
};

/**
 * struct host_accel - the accelerator of each hierarchy
 * @model:	name of the model
 * @rtl:	it is the RTL
 * @st16:	it takes 16-bit tags
 * @memory, @partitions: its parameters
 */
struct host_accel {
	const char *model;
	bool rtl, st16;
	uint64_t memory;
	unsigned int partitions;
};

extern const struct host_accel *host_accel;

/* For main(): choose the model that the command line names, by default the C model.
 * Return: 0; -1 after a message */
int host_choose(int argc, char **argv);

/* Interrupt data of the vectors */
#define IRQ_DMA	  0
#define IRQ_ACCEL 1 /* and the next vector */

/*
 * For cmocka; *state is a struct host. Max_Payload_Size is 256; 128; 256, and
 * the engine has no ST table.
 */
int host_setup(void **state);
int host_setup_128(void **state);
int host_setup_direct(void **state);
int host_teardown(void **state);

/* Return: @addr of host memory */
void *host_at(struct host *host, uint64_t addr);

uint32_t host_get(struct host *host, uint64_t addr);
uint64_t host_get64(struct host *host, uint64_t addr);
void host_set(struct host *host, uint64_t addr, uint32_t value);
uint32_t host_config_get(struct host *host, struct pcie_function *fn,
			 unsigned int offset, unsigned int size);
void host_config_set(struct host *host, struct pcie_function *fn,
		     unsigned int offset, unsigned int size, uint32_t value);

/* Program and unmask MSI-X vector 0.. @n-1 with data @first... */
void host_msix(struct host *host, struct pcie_function *fn, unsigned int bar,
	       unsigned int n, uint32_t first);

/* Requester Enable and mode of the engine; an entry of its table */
void host_tph(struct host *host, enum pcie_tph_enable enable,
	      enum pcie_tph_mode mode);
void host_tph_entry(struct host *host, unsigned int index, uint16_t st);

/* Set up an empty ring of 2^@order descriptors and enable the engine. */
void host_ring(struct host *host, uint32_t order);

/* Return: a descriptor with the usual fields */
struct dma_desc host_desc(uint64_t src, uint64_t dst, uint32_t len,
			  uint32_t flags);

/* Put @desc on the ring and ring the doorbell. Return: its address. */
struct dma_desc *host_submit(struct host *host, const struct dma_desc *desc);

/* Run all devices until they are idle; fails if they never are. */
void host_run(struct host *host);
/* Run @n pieces of work. Return: true if more is left. */
bool host_steps(struct host *host, unsigned int n);

#define host_test(f) \
	cmocka_unit_test_setup_teardown(f, host_setup, host_teardown)

#endif /* TESTS_DEVICE_HOST_H */
