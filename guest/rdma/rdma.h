/* SPDX-License-Identifier: BSD-3-Clause */
/* tph-rdma: the request, and its outcome */
#ifndef GUEST_RDMA_RDMA_H
#define GUEST_RDMA_RDMA_H

#include <opentph/opentph.h>

#include "guest/target.h"
#include "guest/verbs/verbs.h"

/* Documented in man/tph-rdma.1 */
enum { EXIT_UNTAGGED = 1, EXIT_ERROR = 2, EXIT_DIFFERS = 3 };

/**
 * struct rdma_request - the command line
 * @target:	part of a BAR to write to
 * @nic:	RDMA device
 * @host:	write to memory of this process instead
 * @dmah_valid:	register the target with @dmah
 * @op:		what the accelerator shall do under the tag
 * @count:	writes
 * @revoke:	take the target away while writes run, and give it back
 * @retag_valid: set @retag before it comes back
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

/* Exits with a message if it is not usable. */
void rdma_parse(int argc, char **argv, struct rdma_request *ret_request);

/**
 * struct rdma_phase - writes, and what they did
 * @applied:	fdinfo's line of the RDMA device; @applied_valid: it has one
 * @writes:	that ended well
 * @counted:	the accelerator's counters of these writes are in @counters,
 *		the counters of the tag in @tag
 * @memory:	the target holds what it has to
 * @readback:	RDMA READ gives the same as the CPU
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
 * struct rdma_session - a run
 * @request:	command line
 * @accel:	the target if it is an OpenTPH accelerator, else NULL
 * @dev:	target; NULL with @request->host
 * @bdf:	its address
 * @fd:		its dma-buf
 * @verbs, @pair: RDMA device
 * @source:	region of @data
 * @target:	region of the dma-buf or of @memory
 * @data:	what is written
 * @back:	what is read back; @back_region is its region
 * @memory:	the target itself if it is memory of this process
 * @want:	what the target has to hold
 * @asked:	from fdinfo
 * @first:	writes at first
 * @second:	writes after the target came back
 * @revoked:	status of the write that found the target gone
 * @before_revoke: writes that had ended well until then
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
 * rdma_setup() - make everything that writes need
 * @s:		@s->request is set
 *
 * Return: 0; or an error, about which a line was printed; rdma_close() is
 * needed all the same.
 */
int rdma_setup(struct rdma_session *s);
/* Undo rdma_setup(), also after an error. */
void rdma_close(struct rdma_session *s);

/*
 * Put @s->want into the BAR. Such writes are posted; a read sees to it that
 * those of the RDMA device do not overtake them. Return: 0, or an error of
 * libtph.
 */
int rdma_fill(struct rdma_session *s);

/* Write, look at counters and memory. Return: 0; or an error, printed. */
int rdma_phase(struct rdma_session *s, struct rdma_phase *ret_phase);

/* Take the target away while writes run. Return: 0; or an error, printed. */
int rdma_revoke(struct rdma_session *s);

/* Print an error of libtph or of the RDMA side. Return: @ret. */
int rdma_fail_tph(int ret);
int rdma_fail_verbs(int ret);

/* Was a tag asked for, and does the target's region not have it? */
bool rdma_untagged(const struct rdma_session *s,
		   const struct rdma_phase *phase);

/* Return: the operation that @phase's writes must have met. */
enum accel_op rdma_op(const struct rdma_session *s,
		      const struct rdma_phase *phase);

void rdma_show_text(const struct rdma_session *s);
void rdma_show_json(const struct rdma_session *s);

#endif /* GUEST_RDMA_RDMA_H */
