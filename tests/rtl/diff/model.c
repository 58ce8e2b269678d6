// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/diff/model.h"

#include "ground.h"

int model_init(struct model *model)
{
	*model = (struct model){0};
	return accel_init(&model->accel, DIFF_MEM, DIFF_PARTS, true, false);
}

void model_free(struct model *model)
{
	accel_free(&model->accel);
}

void model_reset(struct model *model, bool tph)
{
	accel_reset(&model->accel);
	model->accel.tph = tph;
	memset(model->mem, 0, sizeof(model->mem));
	memset(model->raised, 0, sizeof(model->raised));
	model->pass = false;
}

void model_preset(struct model *model, uint64_t count)
{
	struct accel *accel = &model->accel;

	for (unsigned int i = 0; i < ACCEL_COUNTERS; i++)
		accel->count[i] = count;
	for (unsigned int p = 0; p < DIFF_PARTS; p++)
		for (unsigned int i = 0; i < ACCEL_PART_COUNTERS; i++)
			accel->part[p][i] = count;
	for (unsigned int i = 0; i < ACCEL_TAGS_8; i++)
		accel->tags[i] = (struct accel_tag_count){count, count};
}

/* The range of memory that has changed, in pieces */
static void find_change(struct model *model, struct expect *ret)
{
	const uint8_t *now = model->accel.mem;
	uint32_t first = 0, end = DIFF_MEM;

	while (first < end &&
	       !memcmp(now + first, model->mem + first, MODEL_PIECE))
		first += MODEL_PIECE;
	while (end > first &&
	       !memcmp(now + end - MODEL_PIECE, model->mem + end - MODEL_PIECE,
		       MODEL_PIECE))
		end -= MODEL_PIECE;
	ret->offset = first;
	ret->len = end - first;
	memcpy(ret->data, now + first, ret->len);
	memcpy(model->mem + first, now + first, ret->len);
}

static void count_interrupts(struct model *model)
{
	for (unsigned int v = 0; v < MODEL_VECTORS; v++)
		model->raised[v] += model->accel.vectors >> v & 1;
	model->accel.vectors = 0;
}

static void write_memory(struct model *model, const struct step *step,
			 struct expect *ret)
{
	struct accel *accel = &model->accel;

	accel_ingress(accel, step->offset, &step->tlp);
	find_change(model, ret);
	ret->tagged = step->tlp.th && (accel->ctrl & ACCEL_CTRL_INGRESS);
	ret->tag = step->tlp.st & 0xff;
	ret->tags = accel->tags[ret->tag];
}

/* As accel.c does */
static void write_registers(struct model *model, const struct step *step)
{
	struct accel *accel = &model->accel;

	if (step->tlp.ep)
		accel_event(accel, ACCEL_EVENT_POISON);
	else
		regs_write(&accel_regs, accel, step->offset, &step->tlp);
	if (step->offset <= ACCEL_REG_PASS_OP &&
	    step->offset + step->tlp.length * 4u > ACCEL_REG_PASS_OP)
		model->pass = true;
}

static void read_any(struct model *model, const struct step *step,
		     struct expect *ret)
{
	struct accel *accel = &model->accel;

	ret->offset = step->offset;
	ret->len = step->tlp.length * 4u;
	ret->ok = true;
	if (step->regs) {
		regs_read(&accel_regs, accel, step->offset, ret->data,
			  ret->len);
		return;
	}
	ret->ok =
		step->offset <= DIFF_MEM && ret->len <= DIFF_MEM - step->offset;
	if (ret->ok)
		memcpy(ret->data, accel->mem + step->offset, ret->len);
}

void model_step(struct model *model, const struct step *step,
		struct expect *ret)
{
	const struct accel *accel = &model->accel;

	ret->number = step->number;
	ret->regs = step->regs;
	ret->tagged = false;
	ret->len = 0;
	if (step->tlp.type == TLP_MRD)
		read_any(model, step, ret);
	else if (step->regs)
		write_registers(model, step);
	else
		write_memory(model, step, ret);
	count_interrupts(model);
	ret->pass = model->pass;
	ret->event = accel->event;
	ret->event_addr = accel->event_addr;
	ret->event_st = accel->event_st;
	memcpy(ret->count, accel->count, sizeof(ret->count));
	memcpy(ret->part, accel->part, sizeof(ret->part));
	memcpy(ret->raised, model->raised, sizeof(ret->raised));
}

void model_calm(struct model *model)
{
	while (accel_pass_run(&model->accel))
		;
	if (model->pass)
		memcpy(model->mem, model->accel.mem, DIFF_MEM);
	model->pass = false;
	count_interrupts(model);
}

/* Registers that the C model does not have, or has of its own, or that change while a
 * pass runs */
static const struct {
	uint32_t offset, end, bits;
	bool pass;
} differ[] = {
	{ACCEL_REG_CAPS, ACCEL_REG_CAPS + 4, 0xfff60000, false},
	{ACCEL_REG_CYCLES, ACCEL_REG_CYCLES + 8, UINT32_MAX, false},
	{ACCEL_REG_BUILD, ACCEL_REG_BUILD + 4, UINT32_MAX, false},
	{ACCEL_REG_TAP_TIME, ACCEL_REG_TAP_TIME + 4, UINT32_MAX, false},
	{ACCEL_TAP_WINDOW, ACCEL_TAP_WINDOW + ACCEL_TAP_WINDOW_SIZE, UINT32_MAX,
	 false},
	{ACCEL_REG_EVENT, ACCEL_REG_EVENT + 4, ACCEL_EVENT_PASS, true},
	{ACCEL_REG_MEM_READ, ACCEL_REG_CYCLES, UINT32_MAX, true},
	{ACCEL_REG_PASS_STATUS, ACCEL_REG_PASS_STATUS + 4, UINT32_MAX, true},
};

uint32_t model_cares(const struct expect *expect, uint64_t offset)
{
	uint32_t cares = UINT32_MAX;

	for (unsigned int i = 0; i < ARRAY_SIZE(differ); i++)
		if (offset >= differ[i].offset && offset < differ[i].end &&
		    (expect->pass || !differ[i].pass))
			cares &= ~differ[i].bits;
	return cares;
}
