/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions: what an endpoint model is built on */
#ifndef PCIE_FUNCTION_H
#define PCIE_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pcie/config.h"
#include "pcie/link.h"

#define PCIE_BARS	   6
#define PCIE_FUNCTIONS_MAX 64 /* of one hierarchy */

struct pcie_function;
struct pcie_root;

/**
 * struct pcie_function_ops - what a device model does
 * @write:	a memory write arrived in @bar at @offset: DW aligned, payload and
 *		byte enables as on the wire; never beyond the BAR's end. The
 *		payload's place in memory is DW aligned too.
 * @read:	@len bytes (DW multiple, at most 4096) at @offset, DW aligned, into
 *		@buf. Return: TLP_CPL_SC, TLP_CPL_UR or TLP_CPL_CA.
 * @config_written: after software changed bytes of the configuration space
 *		(optional)
 * @reset:	conventional or function level reset: all state to its reset
 *		values, running work given up. The core resets the configuration
 *		space.
 * @run:	do a bounded piece of pending work, some ten microseconds at
 *		most: register accesses wait for its end; called after
 *		pcie_function_kick() and at the time of pcie_function_wake_at().
 *		Return: true if more is left. (optional)
 * @destroy:	free the model (optional)
 *
 * Guarantees: calls of one function never overlap, also where two functions
 * write to each other: what arrives meanwhile waits for the end of the call.
 * @write and @read come only while Memory Space Enable is set. All but @run may
 * send posted TLPs only (MSI-X), requests that wait for completions are sent by
 * @run.
 */
struct pcie_function_ops {
	void (*write)(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, const struct tlp *tlp);
	int (*read)(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		    void *buf, size_t len);
	void (*config_written)(struct pcie_function *fn, unsigned int offset,
			       unsigned int len);
	void (*reset)(struct pcie_function *fn);
	bool (*run)(struct pcie_function *fn);
	void (*destroy)(struct pcie_function *fn);
};

/**
 * struct pcie_bar - a base address register
 * @size:	power of two, 0: no such BAR
 * @is64, @prefetchable: as software sees it
 * @in_place:	the model takes the data of writes as data only, and each byte
 *		once: they may lie in memory that somebody changes meanwhile.
 *		Others get a copy
 */
struct pcie_bar {
	uint64_t size;
	bool is64, prefetchable, in_place;
};

/* MSI-X table and Pending Bit Array (sec 7.7.2), and where they lie */
struct pcie_msix {
	struct {
		unsigned int bar;
		uint32_t start, end;
	} table, pba;
	uint32_t entry[PCIE_MSIX_MAX][4];
	uint64_t pending[PCIE_MSIX_MAX / 64];
};

/* Posted writes that wait until the model is done with what it does */
#define PCIE_INBOX_SIZE (2 * TLP_MAX_SIZE)
struct pcie_inbox {
	_Alignas(8) uint8_t data[PCIE_INBOX_SIZE];
	size_t head, tail;
	unsigned int count;
	bool delivering;
};

/**
 * struct pcie_function - an endpoint function
 * @ops:	its model
 * @name:	as in the topology file
 * @port:	its end of the link
 * @root:	root complex of its hierarchy
 * @index:	0..PCIE_FUNCTIONS_MAX-1, given by pcie_root_add_function()
 * @config:	configuration space
 * @bars:	sizes and kinds
 * @bdf:	own ID, from each Type 0 configuration write (sec 2.2.6.2)
 * @pending:	@ops->run wants to be called
 * @deadline:	when it wants to be called, PCIE_NEVER: at no time
 * @errors:	uncorrectable errors seen by this function since its reset
 * @tag, @completion: the outstanding read (one at a time)
 * @bar_addr:	where each BAR is decoded, PCIE_BAR_OFF if it is not
 * @bar_last:	where it was decoded last, 0: nowhere so far
 * @bar_since:	number of the change that brought it to @bar_addr
 * @busy:	a call of the model is under way
 * @inbox, @msix: see their types
 * @send, @reply: TLPs with data are built here
 *
 * What follows @errors is private to the core.
 */
struct pcie_function {
	const struct pcie_function_ops *ops;
	char name[PCIE_NAME_MAX];
	struct pcie_port port;
	struct pcie_root *root;
	unsigned int index;
	struct pcie_config config, reset_config;
	struct pcie_bar bars[PCIE_BARS];
	uint16_t bdf;
	bool pending;
	uint64_t deadline;
	uint64_t errors;
	uint8_t tag;
	struct pcie_completion *completion;
	uint64_t bar_addr[PCIE_BARS], bar_last[PCIE_BARS], bar_since[PCIE_BARS];
	bool busy;
	struct pcie_inbox inbox;
	struct pcie_msix msix;
	_Alignas(8) uint8_t send[TLP_MAX_SIZE];
	_Alignas(8) uint8_t reply[TLP_MAX_SIZE];
};

#define PCIE_BAR_OFF UINT64_MAX

/**
 * pcie_function_init() - bring up the common part of a function
 * @fn:		function, zeroed; @fn->config and @fn->bars filled by the model
 * @ops:	model
 * @name:	name
 *
 * The configuration space as it is now becomes the reset state.
 */
void pcie_function_init(struct pcie_function *fn,
			const struct pcie_function_ops *ops, const char *name);

/*
 * Function level reset: configuration space, then @ops->reset. The ID, which is
 * the port's, Max_Payload_Size and sticky bits stay (sec 6.6.2).
 */
void pcie_function_reset(struct pcie_function *fn);

/* Ask for a call of @ops->run. */
void pcie_function_kick(struct pcie_function *fn);

/* A time that does not come */
#define PCIE_NEVER UINT64_MAX

/*
 * Return: the host's clock in nanoseconds since some time in the past; it never
 * goes backwards. 0 as long as the function is in no hierarchy.
 */
uint64_t pcie_function_now(const struct pcie_function *fn);

/**
 * pcie_function_wake_at() - ask for a call of @ops->run at a time
 * @fn:		function
 * @ns:		time of pcie_function_now(), also one that is over; PCIE_NEVER
 *		takes the question back
 *
 * A function has one such time: a new one replaces the former, a reset and the
 * call itself end it. The call does not come before that time, and may come
 * later. Models that wait for several things ask for the earliest.
 */
void pcie_function_wake_at(struct pcie_function *fn, uint64_t ns);

/* Return: the address software gave a BAR; its size is @fn->bars[bar].size. */
uint64_t pcie_function_bar_addr(const struct pcie_function *fn,
				unsigned int bar);

/* Hints for a write. th false: none of the rest is looked at. */
struct pcie_hint {
	bool th, st_ext;
	uint8_t ph;
	uint16_t st;
};

/* Uncorrectable errors by their bit in AER (sec 7.8.4.2) */
enum pcie_error {
	PCIE_ERR_POISONED = 12,
	PCIE_ERR_COMPLETION_TIMEOUT = 14,
	PCIE_ERR_COMPLETER_ABORT = 15,
	PCIE_ERR_UNEXPECTED_COMPLETION = 16,
	PCIE_ERR_RECEIVER_OVERFLOW = 17,
	PCIE_ERR_MALFORMED = 18,
	PCIE_ERR_UNSUPPORTED = 20,
	PCIE_ERR_PREFIX_BLOCKED = 25,
};

/**
 * pcie_function_write() - post a memory write of any size and alignment
 * @fn:		requester
 * @addr:	bus address
 * @buf:	data; may be where @addr leads to, in part too: each TLP carries
 *		what is there when it is sent
 * @len:	bytes; 0 sends nothing
 * @hint:	hints or NULL
 *
 * Split by Max_Payload_Size (DevCtl) and at 4 KiB boundaries; byte enables for
 * unaligned ends. TH is sent as told: obeying the TPH Requester Enable is up to
 * the model, see pcie_function_tph_enable().
 *
 * Return: number of TLPs sent; -EACCES Bus Master Enable is off or the function
 * is not in D0; -EINVAL a hint is out of its range (16-bit ST without @st_ext).
 */
int pcie_function_write(struct pcie_function *fn, uint64_t addr,
			const void *buf, size_t len,
			const struct pcie_hint *hint);

/**
 * pcie_function_read() - read memory and wait for the data
 * @fn:		requester
 * @addr:	bus address, any alignment
 * @buf:	where the data goes
 * @len:	bytes
 *
 * Split by Max_Read_Request_Size and at 4 KiB boundaries.
 *
 * Return: 0; -EACCES Bus Master Enable is off or the function is not in D0;
 * -EIO completed with UR or CA, or poisoned; -ETIMEDOUT no completion; -EBUSY
 * called within a read; on failure @buf may be partly filled.
 */
int pcie_function_read(struct pcie_function *fn, uint64_t addr, void *buf,
		       size_t len);

/**
 * pcie_function_fetch() - read memory that is passed on, not looked at
 * @fn:		requester
 * @addr:	bus address, any alignment
 * @buf:	@len bytes for the data, if they need a place
 * @len:	bytes
 * @ret_data:	the data: @buf, or where they lie behind the root complex
 *
 * As pcie_function_read(), with the same TLPs, but data that lie in memory in
 * one piece are not copied. They are valid until the call of the model ends,
 * and are what is there then: somebody may change them meanwhile. What is
 * interpreted needs pcie_function_read().
 *
 * Return: as pcie_function_read().
 */
int pcie_function_fetch(struct pcie_function *fn, uint64_t addr, void *buf,
			size_t len, const void **ret_data);

/**
 * pcie_function_msix() - raise an MSI-X vector
 * @fn:		function with an MSI-X capability
 * @vector:	0..table size - 1
 *
 * Sends the table entry's MWr, or sets the pending bit while masked.
 *
 * Return: 0; -EINVAL no such vector; -EAGAIN masked, not enabled, or Bus Master
 * Enable is off.
 */
int pcie_function_msix(struct pcie_function *fn, unsigned int vector);

/*
 * For hosts. Return: the four DWs of a vector's table entry (sec 7.7.2); NULL no
 * such vector.
 */
const uint32_t *pcie_function_msix_entry(const struct pcie_function *fn,
					 unsigned int vector);

/*
 * MSI-X table and PBA live in a BAR of the function: the core answers accesses
 * to them, models never see those. An in-process host programs them by MWr.
 */

/* TPH control register: enum of Requester Enable and of mode, as in the spec */
enum pcie_tph_enable {
	PCIE_TPH_OFF = 0,
	PCIE_TPH_ON = 1,
	PCIE_TPH_ON_EXT = 3,
};
enum pcie_tph_mode {
	PCIE_TPH_NO_ST = 0,
	PCIE_TPH_INTERRUPT_VECTOR = 1,
	PCIE_TPH_DEVICE_SPECIFIC = 2,
};

/* Live values of the TPH requester capability; off, no-ST and 0 without one. */
enum pcie_tph_enable pcie_function_tph_enable(const struct pcie_function *fn);
enum pcie_tph_mode pcie_function_tph_mode(const struct pcie_function *fn);
/* Return: 0; -EINVAL @index is not in the table, or there is none. */
int pcie_function_tph_entry(const struct pcie_function *fn, unsigned int index,
			    uint16_t *ret_st);

/**
 * struct pcie_tph_want - hints that a requester wants on a write
 * @width:	bits of the tag, 8 or 16; 0: as many as are enabled
 * @ph:		processing hint, 0..3
 * @st:		entry of the ST table; the tag itself if there is no table; not
 *		looked at in no-ST mode, which sends 0
 */
struct pcie_tph_want {
	unsigned int width;
	uint8_t ph;
	uint16_t st;
};

/**
 * pcie_function_hint() - hints of the next write, as the capability stands now
 * @fn:		requester
 * @want:	what it wants
 * @ret_hint:	what it may send, for pcie_function_write()
 *
 * Software changes Requester Enable, mode and table at any time (sec 7.9.13):
 * ask for each TLP.
 *
 * Return: 0; -EACCES these hints are not enabled; -EINVAL the table has no such
 * entry, whether they are enabled or not.
 */
int pcie_function_hint(const struct pcie_function *fn,
		       const struct pcie_tph_want *want,
		       struct pcie_hint *ret_hint);

/**
 * pcie_function_error() - report an uncorrectable error (AER)
 * @fn:		function that detected it
 * @error:	what
 * @tlp:	TLP at fault, at least what comes before its payload; or NULL
 * @len:	its bytes
 *
 * Sets status, header and prefix log as the masks allow, and sends ERR_NONFATAL
 * or ERR_FATAL towards the root complex if Device Control allows it.
 */
void pcie_function_error(struct pcie_function *fn, enum pcie_error error,
			 const void *tlp, size_t len);

#endif /* PCIE_FUNCTION_H */
