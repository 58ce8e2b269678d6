/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Members of struct cx_hca for the command queue (command/cmdq.h) and the
 * scheduler (transport/scheduler.h), so that objects need not include these.
 */
#ifndef DEVICE_CONNECTX_ENGINES_H
#define DEVICE_CONNECTX_ENGINES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct cx_qp;

#define CX_CMD_ENTRY_SIZE 64u

/* Progress of the current command */
enum cx_job_phase {
	CX_JOB_NONE,
	CX_JOB_FETCH,	/* input from its chain */
	CX_JOB_RESERVE, /* addresses of the output's chain */
	CX_JOB_EXECUTE,
	CX_JOB_STORE, /* output to its chain */
};

/**
 * struct cx_chain - a walk along mailbox blocks
 * @next:	bus address of the next block
 * @n:		number of blocks
 * @at:		finished blocks
 */
struct cx_chain {
	uint64_t next;
	uint32_t n, at;
};

/**
 * struct cx_job - the current command
 * @phase:	progress
 * @slot:	index of its entry
 * @entry:	copy of the entry when it was taken
 * @in, @out:	input and output, @in_len and @out_len bytes
 * @blocks:	bus addresses of the output's blocks
 * @chain:	chain of the phase
 * @event:	its end raises an event: a queue wanted these events when it was
 *		taken. The driver polls for the command that creates this queue.
 */
struct cx_job {
	enum cx_job_phase phase;
	unsigned int slot;
	uint8_t entry[CX_CMD_ENTRY_SIZE];
	uint8_t *in, *out;
	uint32_t in_len, out_len;
	uint64_t *blocks;
	struct cx_chain chain;
	bool event;
};

/**
 * struct cx_cmdq - the queue
 * @addr:	bus address of the queue
 * @addr_set:	software wrote @addr
 * @interface:	NIC interface bits of the register, as written
 * @rung:	entries whose doorbell was rung
 * @last:	entry that was taken last
 * @job:	current command
 */
struct cx_cmdq {
	uint64_t addr;
	bool addr_set;
	uint8_t interface;
	uint32_t rung;
	unsigned int last;
	struct cx_job job;
};

/* Values of the ACK timeout and of the RNR timer (5 bits each) */
#define CX_TIMERS 32
/* Checks of queue pairs in error, at doubling intervals, one second in all */
#define CX_FLUSH_STEPS 8

TAILQ_HEAD(cx_qp_list, cx_qp);

/**
 * struct cx_scheduler - pending work and times
 * @ready:	QPs with work
 * @ack:	QPs without an answer, by the exponent of their timeout
 * @rnr:	QPs whose peer had no receive WQE, by the value of its timer
 * @flush:	QPs in error: only the doorbell record of their receive queue
 *		announces new WQEs, so it is checked from time to time
 * @waiting:	number of QPs in the latter three
 *
 * All QPs of a waiting list wait for the same time, so that the first entry is
 * always due first.
 */
struct cx_scheduler {
	struct cx_qp_list ready;
	struct cx_qp_list ack[CX_TIMERS], rnr[CX_TIMERS], flush[CX_FLUSH_STEPS];
	unsigned int waiting;
};

#endif /* DEVICE_CONNECTX_ENGINES_H */
