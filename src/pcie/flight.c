// SPDX-License-Identifier: BSD-3-Clause
/*
 * Packets on their way over links with a tap. A run crosses each link whole; the tap
 * sees its TLPs in the order that they would have one by one.
 */
#include "pcie/flight.h"

#include <string.h>

#include "pcie/packet.h"
#include "pcie/part.h"
#include "ground.h"

static bool is_run(const struct flight *flight)
{
	return flight->packet.count > 1;
}

/* Collect the links that TLP *@first crossed. Return: their number; the same up to
 * *@end */
static unsigned int collect(const struct flight *flight, unsigned int first,
			    unsigned int *end, struct pcie_sighting *seen)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < flight->n; i++) {
		if (flight->legs[i].end <= first)
			continue;
		if (flight->legs[i].first > first) {
			*end = min(*end, flight->legs[i].first);
			continue;
		}
		*end = min(*end, flight->legs[i].end);
		seen[n++] = flight->seen[i];
	}
	return n;
}

static __attribute__((noinline)) void record_parts(struct flight *flight,
						   unsigned int end)
{
	struct pcie_sighting seen[FLIGHT_LINKS];
	struct part part;

	while (flight->recorded < end) {
		const unsigned int first = flight->recorded;
		unsigned int stop = end;
		const unsigned int n = collect(flight, first, &stop, seen);

		flight->recorded = stop;
		part_of(&flight->packet, first, stop - first, &part);
		flight->tap->record(flight->tap, seen, n, &part.packet);
	}
}

/* Report the TLPs before @end to the tap. */
static void record(struct flight *flight, unsigned int end)
{
	if (flight->whole && !flight->recorded && end == flight->packet.count) {
		flight->recorded = end;
		flight->tap->record(flight->tap, flight->seen, flight->n,
				    &flight->packet);
	} else {
		record_parts(flight, end);
	}
}

/* Before another packet is recorded */
static void catch_up(struct pcie_tap *tap)
{
	struct flight *flight = tap->open;

	if (flight)
		record(flight,
		       flight->arrived + (flight->taken ? *flight->taken : 0));
}

void flight_part(const struct pcie_packet *packet, unsigned int n)
{
	struct flight *flight = packet->flight;
	unsigned int kept = 0;

	if (!flight)
		return;
	record(flight, packet->at + n);
	for (unsigned int i = 0; is_run(flight) && i < flight->n; i++)
		if (flight->legs[i].end > flight->recorded) {
			flight->seen[kept] = flight->seen[i];
			flight->legs[kept++] = flight->legs[i];
		}
	flight->n = kept;
}

/* Another link of a packet in flight */
static inline void go_on(struct pcie_port *port,
			 const struct pcie_packet *packet)
{
	struct flight *flight = packet->flight;
	struct pcie_link *link = port->link;

	if (flight->n == FLIGHT_LINKS)
		flight_part(packet, packet->count);
	if (is_run(flight)) {
		flight->whole &= packet->count == flight->packet.count;
		flight->legs[flight->n].first = packet->at;
		flight->legs[flight->n].end = packet->at + packet->count;
	}
	flight->seen[flight->n].link = link;
	flight->seen[flight->n++].up = port == link->down;
	port->far->receive(port->far, packet);
}

/*
 * With @room the payload is copied, so that the receivers and the tap see the same
 * bytes, even if memory changes meanwhile.
 */
static void take_off(struct pcie_port *port, const struct pcie_packet *packet,
		     uint8_t *room)
{
	struct pcie_tap *tap = port->link->tap;
	struct flight flight;

	flight.tap = tap;
	flight.outer = tap->open;
	flight.packet = *packet;
	flight.packet.flight = &flight;
	flight.packet.at = 0;
	flight.recorded = 0;
	flight.arrived = packet->count == 1;
	flight.taken = NULL;
	flight.whole = true;
	flight.n = 0;
	if (room) {
		flight.tlp = *packet->tlp;
		memcpy(room, flight.tlp.payload,
		       packet->count * packet->data_len);
		flight.tlp.payload = room;
		flight.packet.tlp = &flight.tlp;
		flight.packet.lasting = false;
	}
	catch_up(tap);
	tap->open = &flight;
	go_on(port, &flight.packet);
	record(&flight, packet->count);
	tap->open = flight.outer;
}

/* In the tap's room, which is free */
static void take_off_in_room(struct pcie_port *port,
			     const struct pcie_packet *packet)
{
	struct pcie_tap *tap = port->link->tap;

	tap->used = packet->count * packet->data_len;
	take_off(port, packet, tap->room);
	tap->used = 0;
}

static __attribute__((noinline)) void
take_off_inner(struct pcie_port *port, const struct pcie_packet *packet)
{
	_Alignas(8) uint8_t room[TLP_MAX_PAYLOAD];

	take_off(port, packet, room);
}

static void take_off_one(struct pcie_port *port,
			 const struct pcie_packet *packet)
{
	if (port->link->tap->used)
		take_off_inner(port, packet);
	else
		take_off_in_room(port, packet);
}

/* In pieces that fit into the tap's room */
static void take_off_run(struct pcie_port *port, const struct pcie_packet *run)
{
	const unsigned int most =
		port->link->tap->used ? 1 : PCIE_TAP_ROOM / run->data_len;
	struct part part;
	unsigned int n;

	if (run->count <= most) {
		take_off_in_room(port, run);
		return;
	}
	for (unsigned int at = 0; at < run->count; at += n) {
		n = min(run->count - at, most);
		part_of(run, at, n, &part);
		take_off_one(port, &part.packet);
	}
}

/* Other requests have completions, which cross the same links before they return */
static bool flies(const struct pcie_packet *packet)
{
	return packet->tlp &&
	       (packet->tlp->type == TLP_MWR || packet->tlp->type == TLP_CPLD);
}

static void record_alone(struct pcie_port *port,
			 const struct pcie_packet *packet)
{
	struct pcie_link *link = port->link;
	const struct pcie_sighting seen = {link, port == link->down};

	catch_up(link->tap);
	link->tap->record(link->tap, &seen, 1, packet);
	port->far->receive(port->far, packet);
}

void flight_cross(struct pcie_port *port, const struct pcie_packet *packet)
{
	if (packet->flight)
		go_on(port, packet);
	else if (!flies(packet))
		record_alone(port, packet);
	else if (packet->count > 1)
		take_off_run(port, packet);
	else if (packet->data_len)
		take_off_one(port, packet);
	else
		take_off(port, packet, NULL);
}

static void see_one(struct pcie_tap *tap, const struct pcie_sighting *seen,
		    unsigned int n, const struct pcie_packet *packet)
{
	uint8_t bytes[TLP_MAX_SIZE];
	const uint8_t *whole = packet->head;

	if (packet->data_len) {
		copy_packet(packet, bytes);
		whole = bytes;
	}
	for (unsigned int i = 0; i < n; i++)
		tap->see(tap->ctx, seen[i].link, seen[i].up, whole,
			 packet_size(packet));
}

static void each(struct pcie_tap *tap, const struct pcie_sighting *seen,
		 unsigned int n, const struct pcie_packet *packet)
{
	struct part part;

	if (packet->count == 1) {
		see_one(tap, seen, n, packet);
		return;
	}
	for (unsigned int i = 0; i < packet->count; i++) {
		part_of(packet, i, 1, &part);
		see_one(tap, seen, n, &part.packet);
	}
}

void pcie_tap_init(struct pcie_tap *tap,
		   void (*see)(void *ctx, struct pcie_link *link, bool up,
			       const void *tlp, size_t len),
		   void *ctx)
{
	tap->record = each;
	tap->see = see;
	tap->ctx = ctx;
	tap->open = NULL;
	tap->room = tap->own;
	tap->used = 0;
}
