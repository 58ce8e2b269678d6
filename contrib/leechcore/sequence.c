// SPDX-License-Identifier: BSD-3-Clause
#include "contrib/leechcore/sequence.h"

/* Numbers before the first one count as seen: none of them is lost */
static void begin(struct sequence *s, uint16_t number)
{
	s->begun = true;
	s->next = number + 1;
	s->seen = UINT64_MAX;
}

bool sequence_take(struct sequence *s, uint16_t number, uint32_t time,
		   struct statistics *counts)
{
	int ahead = (int16_t)(number - s->next), back = -1 - ahead;

	if (!number && !time) {
		counts->peer_uncounted++;
		return true;
	}
	/* A peer that was started again begins with 0 */
	if (!s->begun || (!number && back >= 0) || ahead > SEQUENCE_FAR ||
	    back > SEQUENCE_FAR) {
		begin(s, number);
		return true;
	}
	if (ahead >= 0) {
		counts->peer_lost += ahead;
		s->seen = ahead < 63 ? s->seen << (ahead + 1) | 1 : 1;
		s->next = number + 1;
		return true;
	}
	if (back >= 64 || s->seen & UINT64_C(1) << back) {
		counts->peer_repeated++;
		return false;
	}
	s->seen |= UINT64_C(1) << back;
	counts->peer_late++;
	return false;
}
