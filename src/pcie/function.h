/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions: the base of endpoint models */
#ifndef PCIE_FUNCTION_H
#define PCIE_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "pcie/config.h"
#include "pcie/link.h"

#define PCIE_BARS 6

struct pcie_function;
struct pcie_multi;
struct pcie_sriov;
struct pcie_root;

/**
 * struct pcie_function_ops - callbacks of a device model
 * @write:	a memory write arrived in @bar at @offset: DW aligned, payload
 *		and byte enables as on the wire; never beyond the BAR's end. The
 *		payload's place in memory is DW aligned too.
 * @write_run:	a run of @count such writes, the first of which is @tlp, to a BAR
 *		that is @in_place: all of the same length, with all bytes enabled,
 *		contiguous in the BAR and in memory. *@taken is 0; set it to the
 *		number of writes that are handled, at least 1, before anything is
 *		sent. Return after that: the others follow in another call
 *		(optional: else they come one by one)
 * @read:	read @len bytes (DW multiple, at most 4096) at @offset, DW
 *		aligned, into @buf. Return: TLP_CPL_SC, TLP_CPL_UR or
 *		TLP_CPL_CA.
 * @take_read:	optional: a memory read arrived in @bar at @offset, and the model sends
 *		its completions later by pcie_function_send(), or never, so that the
 *		requester's time is over. Return: TLP_CPL_SC; TLP_CPL_UR or
 *		TLP_CPL_CA: it is completed so; -EAGAIN: call @read
 * @completed:	optional: a completion arrived that pcie_function_read() does not wait
 *		for. Return: false: it is unexpected
 * @descriptor:	optional: the model has input from outside of the hierarchy. Return: a
 *		descriptor that is readable when there is some
 * @input:	take that input without blocking, at most about as long as @run;
 *		called by pcie_function_input(). Return: true if more is left
 * @report:	optional: print lines, each after @prefix, about input and output outside
 *		of the hierarchy
 * @config_written: after software changed bytes of the configuration space
 *		(optional)
 * @reset:	conventional or function level reset: set all state to its reset
 *		values, drop running work. The core resets the configuration
 *		space.
 * @run:	do a bounded piece of pending work, at most about ten
 *		microseconds, as register accesses wait for its end; called
 *		after pcie_function_kick() and at the time of
 *		pcie_function_wake_at(). Return: true if more is left.
 *		(optional)
 * @watch:	the function sends or receives these bytes, mostly a TLP, and they have
 *		had no effect yet: after pcie_function_watch(). All calls together are
 *		in the order of its port. May come within another call, and must not
 *		send (optional)
 * @destroy:	free the model (optional)
 *
 * Guarantees: other calls of one function never overlap, even if two functions write
 * to each other: TLPs that arrive meanwhile wait for the end of the call.
 * @write and @read are called only while Memory Space Enable is set. Only @run
 * may send requests that wait for completions; the others may send posted TLPs
 * (MSI-X).
 */
struct pcie_function_ops {
	void (*write)(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, const struct tlp *tlp);
	void (*write_run)(struct pcie_function *fn, unsigned int bar,
			  uint64_t offset, const struct tlp *tlp,
			  unsigned int count, unsigned int *taken);
	int (*read)(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		    void *buf, size_t len);
	int (*take_read)(struct pcie_function *fn, unsigned int bar,
			 uint64_t offset, const struct tlp *tlp);
	bool (*completed)(struct pcie_function *fn, const struct tlp *tlp);
	int (*descriptor)(const struct pcie_function *fn);
	bool (*input)(struct pcie_function *fn);
	void (*report)(const struct pcie_function *fn, FILE *out,
		       const char *prefix);
	void (*config_written)(struct pcie_function *fn, unsigned int offset,
			       unsigned int len);
	void (*reset)(struct pcie_function *fn);
	bool (*run)(struct pcie_function *fn);
	void (*watch)(struct pcie_function *fn, bool sent, const void *tlp,
		      size_t len);
	void (*destroy)(struct pcie_function *fn);
};

/**
 * struct pcie_bar - a base address register
 * @size:	power of two, 0: BAR not implemented
 * @is64, @prefetchable: as software sees it
 * @in_place:	the model only stores the data of writes and reads each byte
 *		once, so they may lie in memory that changes meanwhile. Other
 *		models get a copy
 */
struct pcie_bar {
	uint64_t size;
	bool is64, prefetchable, in_place;
};

/* MSI-X table and Pending Bit Array (sec 7.7.2), and their place in a BAR */
struct pcie_msix {
	struct {
		unsigned int bar;
		uint32_t start, end;
	} table, pba;
	uint32_t entry[PCIE_MSIX_MAX][4];
	uint64_t pending[PCIE_MSIX_MAX / 64];
};

/*
 * Posted writes that wait for the end of the model's current call; few functions ever
 * need the memory of @data, which belongs to their hierarchy. @entry: the write that
 * the model gets now, or NULL
 */
#define PCIE_INBOX_SIZE (2 * TLP_MAX_SIZE)
struct pcie_inbox {
	uint8_t *data;
	size_t head, tail;
	unsigned int count;
	bool delivering;
	const uint8_t *entry;
};

/* A request and its header, of at most one prefix; @kind: all but the address */
struct pcie_request {
	uint64_t kind;
	struct tlp tlp;
	struct pcie_packet packet;
	uint8_t head[20];
};

/**
 * struct pcie_function - an endpoint function
 * @ops:	model
 * @name:	name in the topology file
 * @port:	its end of the link, or of the connection inside @multi
 * @receive:	handles the TLPs of @port once the model has observed them
 * @multi:	multi-function device that it belongs to, or NULL
 * @number:	its function number
 * @sriov:	of a PF: its VFs, or NULL (pcie_sriov_init())
 * @pf, @vf:	of a VF: its PF, and its number there from 0; else NULL
 * @root:	root complex of its hierarchy
 * @index:	place in the hierarchy, given by pcie_root_add_function()
 * @config:	configuration space
 * @reset_config: its registers at reset
 * @controls:	configuration space whose controls apply: of a VF that of its PF (sec
 *		7.5.3), else @config
 * @bars:	sizes and kinds
 * @bdf:	own ID, from each Type 0 configuration write (sec 2.2.6.2)
 * @pending:	@ops->run must be called
 * @deadline:	time at which it must be called, or PCIE_NEVER
 * @place:	in the order of deadlines, 0: it has none
 * @errors:	uncorrectable errors detected by this function since its reset
 * @tag, @completion: the outstanding read (one at a time)
 * @bar_addr:	address at which each BAR is decoded, or PCIE_BAR_OFF
 * @bar_last:	last address at which it was decoded, 0: never decoded
 * @bar_since:	number of the change that moved it to @bar_addr
 * @bar_hint:	BAR that claimed the last request, 0 if they overlap
 * @bars_overlap: two of them claim the same address
 * @busy:	a call of the model is under way
 * @inbox, @msix: see their types
 * @last:	the last write
 * @sending:	it is on its way
 *
 * Members after @errors are private to the core.
 */
struct pcie_function {
	const struct pcie_function_ops *ops;
	char name[PCIE_NAME_MAX];
	struct pcie_port port;
	void (*receive)(struct pcie_port *port,
			const struct pcie_packet *packet);
	struct pcie_multi *multi;
	uint8_t number;
	struct pcie_sriov *sriov;
	struct pcie_function *pf;
	unsigned int vf;
	struct pcie_root *root;
	unsigned int index;
	struct pcie_config config;
	struct pcie_registers reset_config;
	const struct pcie_config *controls;
	struct pcie_bar bars[PCIE_BARS];
	uint16_t bdf;
	bool pending;
	uint64_t deadline;
	unsigned int place;
	uint64_t errors;
	uint8_t tag;
	struct pcie_completion *completion;
	uint64_t bar_addr[PCIE_BARS], bar_last[PCIE_BARS], bar_since[PCIE_BARS];
	unsigned int bar_hint;
	bool bars_overlap, busy;
	struct pcie_inbox inbox;
	struct pcie_msix msix;
	struct pcie_request last;
	bool sending;
};

#define PCIE_BAR_OFF UINT64_MAX

/**
 * pcie_function_init() - initialize the common part of a function
 * @fn:		function, zeroed except @fn->config and @fn->bars; of a VF also
 *		except @fn->pf and @fn->vf
 * @ops:	model
 * @name:	name
 *
 * The current contents of the configuration space become its reset state.
 */
void pcie_function_init(struct pcie_function *fn,
			const struct pcie_function_ops *ops, const char *name);

/*
 * Function level reset: configuration space, then @ops->reset. The ID, which
 * belongs to the port, Max_Payload_Size and sticky bits are kept (sec 6.6.2). The
 * VFs of a PF disappear.
 */
void pcie_function_reset(struct pcie_function *fn);

/* Request a call of @ops->run. */
void pcie_function_kick(struct pcie_function *fn);

/**
 * pcie_function_watch() - let the model observe the TLPs of its function
 * @fn:		function
 * @on:		each TLP from now on, by @ops->watch; false: no longer, which is so
 *		initially and after a reset
 *
 * A device with several functions shows each its own TLPs, those between two functions
 * too. Meanwhile TLPs of this function do not travel as runs.
 */
void pcie_function_watch(struct pcie_function *fn, bool on);

/* A time that is never reached */
#define PCIE_NEVER UINT64_MAX

/*
 * Return: the host's clock in nanoseconds since some time in the past; it never
 * goes backwards. 0 while the function is not in a hierarchy.
 */
uint64_t pcie_function_now(const struct pcie_function *fn);

/* Return: false if pcie_function_now() is always 0: the host has no clock */
bool pcie_function_has_clock(const struct pcie_function *fn);

/**
 * pcie_function_wake_at() - request a call of @ops->run at a time
 * @fn:		function
 * @ns:		time of pcie_function_now(), may be past; PCIE_NEVER cancels the
 *		request
 *
 * A function has one such time: a new one replaces it, a reset and the call
 * itself clear it. The call is not made before that time, and may be made
 * later. Models that wait for several events request the earliest time.
 */
void pcie_function_wake_at(struct pcie_function *fn, uint64_t ns);

/* Return: address of a BAR as set by software; its size is in @fn->bars. */
uint64_t pcie_function_bar_addr(const struct pcie_function *fn,
				unsigned int bar);

/* Return: true if a BAR has an address, and memory is enabled: the function claims
 * requests for it */
bool pcie_function_bar_decoded(const struct pcie_function *fn,
			       unsigned int bar);

/* Hints for a write. If th is false, the other members are ignored. */
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
 * pcie_function_max_payload() - Max_Payload_Size in force
 * @fn:		function
 *
 * The value set by software, limited to the supported one (sec 7.5.3.3,
 * 7.5.3.4).
 *
 * Return: bytes, 128 to 4096
 */
size_t pcie_function_max_payload(const struct pcie_function *fn);

/**
 * pcie_function_write() - post a memory write of any size and alignment
 * @fn:		requester
 * @addr:	bus address
 * @buf:	data; may overlap the destination: each TLP carries the contents
 *		at the time it is sent
 * @len:	bytes; 0 sends nothing
 * @hint:	hints or NULL
 *
 * Split by Max_Payload_Size (DevCtl) and at 4 KiB boundaries; byte enables for
 * unaligned ends. TH is sent as requested: the model must obey the TPH
 * Requester Enable, see pcie_function_tph_enable().
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
 * @buf:	destination
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
 * pcie_function_fetch() - read memory that is passed on without interpretation
 * @fn:		requester
 * @addr:	bus address, any alignment
 * @buf:	@len bytes for the data, if they must be copied
 * @len:	bytes
 * @ret_data:	the data: @buf, or their place in memory of the root complex
 *
 * As pcie_function_read(), with the same TLPs, but contiguous data in memory
 * are not copied. They are valid until the call of the model ends, and may
 * change until then. Use pcie_function_read() for data that the model
 * interprets.
 *
 * Return: as pcie_function_read().
 */
int pcie_function_fetch(struct pcie_function *fn, uint64_t addr, void *buf,
			size_t len, const void **ret_data);

/**
 * pcie_function_send() - send a TLP that the model has made
 * @fn:		function
 * @bytes:	a memory request, or a completion; the payload is DW aligned
 * @len:	length of @bytes
 *
 * Return: 0; -EBADMSG not a TLP; -EACCES a request, and Bus Master Enable is off or the
 * function is not in D0.
 */
int pcie_function_send(struct pcie_function *fn, const void *bytes, size_t len);

/* Return: true if @cpl is the last completion of its read: Byte Count says so, or it fails */
bool pcie_completes(const struct tlp *cpl);

/*
 * For hosts, when the descriptor of @fn is readable: take its input. Return: true if more
 * is left, and the descriptor may not report it
 */
bool pcie_function_input(struct pcie_function *fn);

/**
 * pcie_function_config_write() - write the own configuration space as software would
 * @fn:		function
 * @reg:	offset of the register, DW aligned
 * @enables:	byte enables
 * @value:	4 bytes, little-endian
 *
 * With all effects of the write, by @ops->input only.
 */
void pcie_function_config_write(struct pcie_function *fn, unsigned int reg,
				uint8_t enables, uint32_t value);

/**
 * pcie_function_msix() - raise an MSI-X vector
 * @fn:		function with an MSI-X capability
 * @vector:	0..table size - 1
 *
 * Sends the table entry's MWr, or sets the pending bit while masked.
 *
 * Return: 0; -EINVAL invalid vector; -EAGAIN masked, not enabled, or Bus Master
 * Enable is off.
 */
int pcie_function_msix(struct pcie_function *fn, unsigned int vector);

/*
 * For hosts. Return: the four DWs of a vector's table entry (sec 7.7.2); NULL
 * for an invalid vector.
 */
const uint32_t *pcie_function_msix_entry(const struct pcie_function *fn,
					 unsigned int vector);

/*
 * MSI-X table and PBA are in a BAR of the function: the core handles accesses
 * to them, models do not see these. An in-process host programs them by MWr.
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
/* Return: 0; -EINVAL @index is not in the table, or the table is absent. */
int pcie_function_tph_entry(const struct pcie_function *fn, unsigned int index,
			    uint16_t *ret_st);

/**
 * struct pcie_tph_want - hints requested for a write
 * @width:	bits of the tag, 8 or 16; 0: as many as are enabled
 * @ph:		processing hint, 0..3
 * @st:		entry of the ST table; the tag itself if there is no table;
 *		ignored in no-ST mode, which sends 0
 */
struct pcie_tph_want {
	unsigned int width;
	uint8_t ph;
	uint16_t st;
};

/**
 * pcie_function_hint() - get the hints that the capability allows for a write
 * @fn:		requester
 * @want:	requested hints
 * @ret_hint:	allowed hints, for pcie_function_write()
 *
 * Software may change Requester Enable, mode and table at any time (sec
 * 7.9.13): call this for each TLP.
 *
 * Return: 0; -EACCES these hints are not enabled; -EINVAL the table lacks the
 * entry, whether hints are enabled or not.
 */
int pcie_function_hint(const struct pcie_function *fn,
		       const struct pcie_tph_want *want,
		       struct pcie_hint *ret_hint);

/**
 * pcie_function_error() - report an uncorrectable error (AER)
 * @fn:		function that detected it
 * @error:	error
 * @tlp:	faulty TLP, at least the bytes before its payload; or NULL
 * @len:	length of @tlp
 *
 * Sets status, header and prefix log as the masks allow, and sends ERR_NONFATAL
 * or ERR_FATAL towards the root complex if Device Control allows it.
 */
void pcie_function_error(struct pcie_function *fn, enum pcie_error error,
			 const void *tlp, size_t len);

#endif /* PCIE_FUNCTION_H */
