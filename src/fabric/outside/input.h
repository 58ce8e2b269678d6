/* SPDX-License-Identifier: BSD-3-Clause */
/* Input of functions from outside of the process, for a host in process */
#ifndef FABRIC_OUTSIDE_INPUT_H
#define FABRIC_OUTSIDE_INPUT_H

#include "fabric/hierarchy.h"

struct outside_input;

/* Return: 0; -ENOMEM */
int input_create(const struct hierarchy *h, struct outside_input **ret_input);
/* @outside may be NULL. */
void input_free(struct outside_input *outside);

void input_set_timeout(struct outside_input *outside, unsigned int ms);
uint64_t input_timeouts(const struct outside_input *outside);

/* Let functions take input until *@done, or until the time is over. */
void input_wait(struct outside_input *outside, const bool *done);

/*
 * Look for input, and wait for it if @block. Return: 0 there may be some; 1 @until is
 * readable; -errno
 */
int input_await(struct outside_input *outside, int until, bool block);

/* Let functions take input that they have. */
void input_take(struct outside_input *outside);

/* Return: true if no function has input */
bool input_is_none(const struct outside_input *outside);

/* As input_await(), and let functions take the input */
int input_poll(struct outside_input *outside, int until, bool block);

#endif /* FABRIC_OUTSIDE_INPUT_H */
