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
	return flight->packet->count > 1;
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
		part_of(flight->packet, first, stop - first, &part);
		flight->tap->record(flight->tap, seen, n, &part.packet);
	}
}

/* Report the TLPs before @end to the tap. */
static void record(struct flight *flight, unsigned int end)
{
	if (flight->whole && !flight->recorded &&
	    end == flight->packet->count) {
		flight->recorded = end;
		flight->tap->record(flight->tap, flight->seen, flight->n,
				    flight->packet);
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

/* Report the TLPs before @end, and forget links that only these crossed. */
static void forget(struct flight *flight, unsigned int end)
{
	unsigned int kept = 0;

	record(flight, end);
	for (unsigned int i = 0; is_run(flight) && i < flight->n; i++)
		if (flight->legs[i].end > flight->recorded) {
			flight->seen[kept] = flight->seen[i];
			flight->legs[kept++] = flight->legs[i];
		}
	flight->n = kept;
}

void flight_part(const struct pcie_packet *packet, unsigned int n)
{
	if (packet->flight)
		forget(packet->flight, packet->at + n);
}

/* Another link of a packet in flight, which has room for it */
static inline void go_on(struct flight *flight, struct pcie_port *port,
			 const struct pcie_packet *packet)
{
	const unsigned int n = flight->n;

	if (is_run(flight)) {
		flight->whole &= packet->count == flight->packet->count;
		flight->legs[n].first = packet->at;
		flight->legs[n].end = packet->at + packet->count;
	}
	flight->seen[n].link = port->link;
	flight->seen[n].up = port == port->link->down;
	flight->n = n + 1;
	port->far->receive(port->far, packet);
}

static inline void fly(struct flight *flight, struct pcie_port *port,
		       const struct pcie_packet *packet)
{
	struct pcie_tap *tap = port->link->tap;

	flight->tap = tap;
	flight->outer = tap->open;
	flight->packet = packet;
	flight->recorded = 0;
	flight->arrived = packet->count == 1;
	flight->taken = NULL;
	flight->whole = true;
	flight->n = 0;
	catch_up(tap);
	tap->open = flight;
	go_on(flight, port, packet);
	record(flight, packet->count);
	tap->open = flight->outer;
}

/*
 * The payload is copied to @room, so that the receivers and the tap see the same
 * bytes, even if memory changes meanwhile.
 */
static void take_off(struct pcie_port *port, const struct pcie_packet *packet,
		     uint8_t *room)
{
	struct flight flight;

	flight.tlp = *packet->tlp;
	flight.tlp.payload = memcpy(room, packet->tlp->payload,
				    packet->count * packet->data_len);
	flight.copy = *packet;
	flight.copy.tlp = &flight.tlp;
	flight.copy.flight = &flight;
	flight.copy.at = 0;
	flight.copy.lasting = false;
	fly(&flight, port, &flight.copy);
}

static __attribute__((noinline)) void
take_off_inner(struct pcie_port *port, const struct pcie_packet *packet)
{
	_Alignas(8) uint8_t room[TLP_MAX_PAYLOAD];

	take_off(port, packet, room);
}

/* In the tap's room, which is free */
static void take_off_run(struct pcie_port *port, const struct pcie_packet *run)
{
	struct pcie_tap *tap = port->link->tap;

	tap->used = run->count * run->data_len;
	take_off(port, run, tap->room);
	tap->used = 0;
}

/* The same; a single TLP need not be copied but for its payload */
static void take_off_one(struct pcie_port *port,
			 const struct pcie_packet *packet)
{
	const uint8_t *payload = packet->tlp->payload;
	struct pcie_tap *tap = port->link->tap;
	struct flight flight;

	tap->used = packet->data_len;
	packet->tlp->payload = memcpy(tap->room, payload, packet->data_len);
	fly(&flight, port, packet);
	packet->tlp->payload = payload;
	tap->used = 0;
}

static __attribute__((noinline)) void
take_off_bare(struct pcie_port *port, const struct pcie_packet *packet)
{
	struct flight flight;

	fly(&flight, port, packet);
}

/* In pieces that fit into the tap's room */
static void take_off_pieces(struct pcie_port *port,
			    const struct pcie_packet *run)
{
	const unsigned int most = PCIE_TAP_ROOM / run->data_len;
	struct part part;
	unsigned int n;

	for (unsigned int at = 0; at < run->count; at += n) {
		n = min(run->count - at, most);
		part_of(run, at, n, &part);
		take_off_run(port, &part.packet);
	}
}

/* The tap's room is in use */
static void take_off_singly(struct pcie_port *port,
			    const struct pcie_packet *run)
{
	struct part part;

	for (unsigned int at = 0; at < run->count; at++) {
		part_of(run, at, 1, &part);
		take_off_inner(port, &part.packet);
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

/* A function of its own, so that a packet in flight needs no frame */
static __attribute__((noinline)) void begin(struct pcie_port *port,
					    const struct pcie_packet *packet)
{
	if (!flies(packet))
		record_alone(port, packet);
	else if (!packet->data_len)
		take_off_bare(port, packet);
	else if (port->link->tap->used)
		take_off_singly(port, packet);
	else if (packet->count == 1 && !packet->lasting)
		take_off_one(port, packet);
	else
		take_off_pieces(port, packet);
}

static __attribute__((noinline)) void go_far(struct flight *flight,
					     struct pcie_port *port,
					     const struct pcie_packet *packet)
{
	forget(flight, packet->at + packet->count);
	go_on(flight, port, packet);
}

static inline struct flight *flight_of(const struct pcie_tap *tap,
				       const struct pcie_packet *packet)
{
	struct flight *open = tap->open;

	if (packet->flight)
		return packet->flight;
	return open && open->packet->tlp == packet->tlp ? open : NULL;
}

void flight_cross(struct pcie_port *port, const struct pcie_packet *packet)
{
	struct flight *flight = flight_of(port->link->tap, packet);

	if (!flight)
		begin(port, packet);
	else if (flight->n == FLIGHT_LINKS)
		go_far(flight, port, packet);
	else
		go_on(flight, port, packet);
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
