/* SPDX-License-Identifier: BSD-3-Clause */
/* tph-rdma: the request, and its outcome */
#ifndef GUEST_RDMA_RDMA_H
#define GUEST_RDMA_RDMA_H

#include <opentph/opentph.h>

#include "cli/export/target.h"
#include "guest/verbs/verbs.h"

/* Documented in man/tph-rdma.1 */
enum { EXIT_UNTAGGED = 1, EXIT_ERROR = 2, EXIT_DIFFERS = 3 };

/**
 * struct rdma_request - the command line
 * @target:	part of the BAR to write to
 * @nic:	RDMA device
 * @host:	write to memory of this process instead
 * @dmah_valid:	register the target with @dmah
 * @op:		operation of the accelerator for the tag
 * @count:	writes
 * @revoke:	revoke the target while writes run, then restore it
 * @retag_valid: set @retag before the target is restored
 * @verbose:	print addresses, keys and each counter
 * @json:	print JSON
 */
struct rdma_request {
	struct target target;
	struct verbs_options nic;
	bool host;
	bool dmah_valid;
	struct verbs_dmah dmah;
	enum accel_op op;
	unsigned int count;
	bool revoke, retag_valid;
	struct tph_tag retag;
	bool verbose, json;
};

/* Exits with a message if the command line is invalid. */
void rdma_parse(int argc, char **argv, struct rdma_request *ret_request);

/**
 * struct rdma_phase - writes and their effect
 * @applied:	fdinfo's line of the RDMA device; @applied_valid: there is a line
 * @writes:	successful writes
 * @counted:	the accelerator's counters of these writes are in @counters,
 *		the counters of the tag in @tag
 * @memory:	the target holds the expected data
 * @readback:	RDMA READ returns the same data as the CPU
 */
struct rdma_phase {
	bool applied_valid;
	struct tph_attachment applied;
	unsigned int writes;
	bool counted;
	struct tph_accel_counters counters;
	struct tph_accel_tag_counters tag;
	bool memory, readback;
};

/**
 * struct rdma_session - one run
 * @request:	command line
 * @accel:	the target if it is an OpenTPH accelerator, else NULL
 * @dev:	target; NULL with @request->host
 * @bdf:	address of @dev
 * @fd:		dma-buf of @dev
 * @verbs, @pair: RDMA device
 * @source:	region of @data
 * @target:	region of the dma-buf or of @memory
 * @data:	data to write
 * @back:	data read back; @back_region is its region
 * @memory:	the target itself if it is memory of this process
 * @want:	expected contents of the target
 * @asked:	requested tag, from fdinfo
 * @first:	first writes
 * @second:	writes after the target was restored
 * @revoked:	status of the write that failed because of the revocation
 * @before_revoke: successful writes until then
 */
struct rdma_session {
	const struct rdma_request *request;
	struct tph_accel *accel;
	struct tph_device *dev;
	char bdf[TPH_BDF_SIZE];
	int fd;
	struct verbs *verbs;
	struct verbs_pair *pair;
	struct verbs_region source, target, back_region;
	uint8_t *data, *back, *memory, *want;
	struct tph_asked asked;
	struct rdma_phase first, second;
	enum ibv_wc_status revoked;
	unsigned int before_revoke;
};

/**
 * rdma_setup() - set up everything that the writes need
 * @s:		@s->request is set
 *
 * Return: 0; or an error, which has been printed. Call rdma_close() in both
 * cases.
 */
int rdma_setup(struct rdma_session *s);
/* Undo rdma_setup(), also after an error. */
void rdma_close(struct rdma_session *s);

/*
 * Put @s->want into the BAR. These writes are posted; a read ensures that the
 * RDMA device's writes do not overtake them. Return: 0, or an error of libtph.
 */
int rdma_fill(struct rdma_session *s);

/* Write, then check counters and memory. Return: 0; or a printed error. */
int rdma_phase(struct rdma_session *s, struct rdma_phase *ret_phase);

/* Revoke the target while writes run. Return: 0; or a printed error. */
int rdma_revoke(struct rdma_session *s);

/* Print an error of libtph or of the RDMA side. Return: @ret. */
int rdma_fail_tph(int ret);
int rdma_fail_verbs(int ret);

/* True if a tag was requested but is not applied to the target's region */
bool rdma_untagged(const struct rdma_session *s,
		   const struct rdma_phase *phase);

/* Return: the operation that applies to @phase's writes. */
enum accel_op rdma_op(const struct rdma_session *s,
		      const struct rdma_phase *phase);

void rdma_show_text(const struct rdma_session *s);
void rdma_show_json(const struct rdma_session *s);

#endif /* GUEST_RDMA_RDMA_H */
