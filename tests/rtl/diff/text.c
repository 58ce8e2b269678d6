// SPDX-License-Identifier: BSD-3-Clause
#include <inttypes.h>
#include <stdio.h>

#include "ground.h"
#include "tests/rtl/diff/step.h"

#define SHOWN 4u /* DWs of the payload at each end */

static int text_header(const struct step *step, char *text, size_t size)
{
	const struct tlp *tlp = &step->tlp;
	char hint[24] = "";

	if (tlp->th)
		snprintf(hint, sizeof(hint), " st=%0*x%s", tlp->st_ext ? 4 : 2,
			 tlp->st, tlp->st_ext ? " (16 bits)" : "");
	return snprintf(
		text, size, "%s BAR%u %#" PRIx64 " len=%u be=%x/%x%s%s%s%s",
		tlp->type == TLP_MWR ? "MWr" : "MRd", step->regs ? 0u : 2u,
		step->offset, tlp->length, tlp->first_be, tlp->last_be, hint,
		tlp->ep ? " poisoned" : "", step->calm ? " (when calm)" : "",
		step->again ? " (again)" : "");
}

int step_text(const struct step *step, char *text, size_t size)
{
	const unsigned int dws = step->tlp.length;
	char header[128], data[(2 * SHOWN + 1) * 9 + 8] = "";
	int at = 0;

	text_header(step, header, sizeof(header));
	for (unsigned int i = 0; step->tlp.type == TLP_MWR && i < dws; i++) {
		if (i == SHOWN && dws > 2 * SHOWN) {
			at += snprintf(data + at, sizeof(data) - at, " ..");
			i = dws - SHOWN;
		}
		at += snprintf(data + at, sizeof(data) - at, " %08x",
			       load_le32(step->data + i * 4));
	}
	if (step->reset)
		return snprintf(text, size, "#%u reset after %u beats of %s",
				step->number, step->cut, header);
	return snprintf(text, size, "#%u +%u clocks %s%s%s", step->number,
			step->gap, header, *data ? ":" : "", data);
}
