// SPDX-License-Identifier: BSD-3-Clause
#include "host/doctor/ports.h"

#include "ground.h"

enum peers_answer ports_pass(struct peers_crossing crossing)
{
	return max(crossing.up, crossing.down);
}

enum peers_answer ports_meet(struct peers_crossing crossing)
{
	return max(ports_pass(crossing), crossing.turn);
}

void ports_check_all(struct check *check, bool wide, ports_check *port,
		     const char *reg, const char *subject, const char *none)
{
	const struct tph_host *host = check->source->host;
	struct unknowns unknowns = {0};
	struct peers_crossing crossing;
	struct peers *peers;
	size_t found = 0;

	if (peers_create(host, wide, &peers)) {
		check_found(check, DOCTOR_UNKNOWN, NULL, "out of memory");
		return;
	}
	for (size_t i = 0; i < tph_host_count(host); i++) {
		crossing = peers_cross(peers, i);
		if (ports_meet(crossing) != PEERS_NO)
			found += port(check, tph_host_at(host, i), crossing,
				      &unknowns);
	}
	peers_free(peers);
	unknowns_report(&unknowns, check, reg, subject);
	if (!found && !unknowns_any(&unknowns))
		check_none(check, DOCTOR_OK, "%s", none);
}
