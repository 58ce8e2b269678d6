/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Capture files: pcapng with one interface per tapped link direction pair.
 *
 * docs/capture-format.md describes the format. A writer owns one file and
 * buffers it, so a TLP does not cost a system call. Only the functions that
 * say so are thread safe: the fabric's lock protects a writer.
 */
#ifndef CAPTURE_CAPTURE_H
#define CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "capture/samples.h"

/*
 * Link types of captures of TLPs, see docs/capture-format.md: USER0, USER2, ...
 * have non-flit framing, USER1, USER3, ... flit-mode framing
 */
#define CAPTURE_LINKTYPE_USER0 147
#define CAPTURE_LINKTYPE_USER1 148
#define CAPTURE_LINKTYPE_MIN   147
#define CAPTURE_LINKTYPE_MAX   162

/* Most bytes of a packet */
#define CAPTURE_MAX_LEN (256 * 1024)

/* Direction of a TLP on its link, as the root complex sees it */
enum capture_dir {
	CAPTURE_DOWN,	     /* away from the root complex: pcapng "outbound" */
	CAPTURE_UP,	     /* towards the root complex: pcapng "inbound" */
	CAPTURE_DIR_UNKNOWN, /* read only: unknown */
};

struct capture_packet;
struct capture_writer;
struct capture_reader;

/**
 * capture_create() - start a capture file
 * @path:	file to create or truncate; "-" is standard output
 * @linktype:	CAPTURE_LINKTYPE_*
 * @ret_writer:	the writer; untouched on failure
 *
 * Return: 0; -EINVAL @linktype is out of range; -errno of open(2); -ENOMEM.
 */
int capture_create(const char *path, int linktype,
		   struct capture_writer **ret_writer);

/**
 * capture_add_interface() - name a link
 * @writer:	writer
 * @name:	name of the link, as in the topology file
 * @description: free text or NULL
 *
 * Return: number of the interface (0, 1, ...); -EINVAL @name or @description is
 * longer than 255 bytes; -EBUSY after capture_go_live(); -errno of write(2).
 */
int capture_add_interface(struct capture_writer *writer, const char *name,
			  const char *description);

/**
 * capture_create_pcap() - start a capture file in pcap, with nanoseconds
 * @path:	as for capture_create()
 * @linktype:	link type that capture_has_tlps() accepts
 * @ret_writer:	writer
 *
 * It has one link type for all packets, no links and no directions. Interfaces
 * are counted, not written.
 *
 * Return: as capture_create().
 */
int capture_create_pcap(const char *path, int linktype,
			struct capture_writer **ret_writer);

/**
 * capture_add_typed_interface() - name a link that has its own link type
 * @writer:	writer
 * @linktype:	link type that capture_has_tlps() accepts; in pcap that of the
 *		file
 * @name:	as for capture_add_interface()
 * @description: as for capture_add_interface()
 *
 * Return: as capture_add_interface(); -EINVAL also for a wrong @linktype.
 */
int capture_add_typed_interface(struct capture_writer *writer, int linktype,
				const char *name, const char *description);

/**
 * capture_write() - append one TLP
 * @writer:	writer
 * @interface:	number from capture_add_interface()
 * @dir:	direction
 * @ns:		time in ns since the epoch
 * @head:	first part of the TLP
 * @head_len:	bytes of @head
 * @tail:	second part (payload) or NULL
 * @tail_len:	bytes of @tail
 *
 * Return: 0; -EINVAL no such interface; -EMSGSIZE more than CAPTURE_MAX_LEN
 * bytes; -errno of this or an earlier flush, after which nothing is written.
 */
int capture_write(struct capture_writer *writer, int interface,
		  enum capture_dir dir, uint64_t ns, const void *head,
		  size_t head_len, const void *tail, size_t tail_len);

/**
 * capture_write_packet() - append a packet that was read
 * @writer:	writer
 * @interface:	number from capture_add_interface()
 * @packet:	packet: its direction, time, data, both lengths and @rebuilt are used; in
 *		pcapng a comment keeps @rebuilt
 * @wrapping:	header in front of the data, or NULL
 * @wrapping_len: bytes of @wrapping
 *
 * Return: as capture_write().
 */
int capture_write_packet(struct capture_writer *writer, int interface,
			 const struct capture_packet *packet,
			 const void *wrapping, size_t wrapping_len);

/**
 * capture_note_loss() - packets were lost just before the next one
 * @writer:	writer
 * @count:	number of packets
 *
 * The next packet that is written says so in pcapng, as its epb_dropcount; in pcap
 * there is no place for it.
 *
 * Return: 0; -EAGAIN a live capture that drops packets has no room now; -errno of an
 * earlier flush.
 */
int capture_note_loss(struct capture_writer *writer, uint64_t count);

/**
 * struct capture_statistics - counters of an interface
 * @start_ns:	beginning of the capture, in ns since the epoch
 * @end_ns:	time of the counters
 * @received:	packets that passed the filters
 * @lost:	of these, those that are not in the capture
 */
struct capture_statistics {
	uint64_t start_ns, end_ns;
	uint64_t received, lost;
};

/**
 * capture_write_statistics() - append counters, in pcapng only
 * @writer:	writer
 * @interface:	number from capture_add_interface()
 * @statistics:	counters
 *
 * Return: as capture_note_loss(); -EINVAL no such interface.
 */
int capture_write_statistics(struct capture_writer *writer, int interface,
			     const struct capture_statistics *statistics);

/* LINKTYPE_ETHERNET, and the size of the headers in front of a NetTLP TLP */
#define CAPTURE_LINKTYPE_ETHERNET 1
#define CAPTURE_NETTLP_HEADER	  48

/**
 * capture_nettlp_header() - Ethernet, IPv4, UDP and NetTLP in front of a TLP
 * @packet:	packet: its length is used, and its direction selects the
 *		addresses
 * @tag:	tag of the TLP, whose low 8 bits select the port
 * @sequence:	number of the frame
 * @ret_header:	the wrapping
 */
void capture_nettlp_header(const struct capture_packet *packet,
			   unsigned int tag, uint16_t sequence,
			   uint8_t ret_header[CAPTURE_NETTLP_HEADER]);

/* Most links of a run */
#define CAPTURE_SIGHTINGS_MAX 256

/**
 * struct capture_sighting - a link that TLPs passed
 * @interface:	number from capture_add_interface()
 * @dir:	direction
 */
struct capture_sighting {
	int interface;
	enum capture_dir dir;
};

/**
 * struct capture_run - TLPs of one kind that passed the same links
 * @ns:		time in ns since the epoch, of all of them
 * @seen:	links in the order of passing, each named once
 * @nseen:	entries of @seen, at most CAPTURE_SIGHTINGS_MAX
 * @head:	bytes of the first TLP before its payload. If there are more, they
 *		are the argument of tlp_advance_header()
 * @head_len:	bytes of @head
 * @payload:	payloads of all TLPs, one after the other, or NULL
 * @payload_len: bytes of the payload of one TLP; all have the same
 * @count:	TLPs, at least 1
 * @rebuilt:	as in struct capture_packet
 */
struct capture_run {
	uint64_t ns;
	const struct capture_sighting *seen;
	unsigned int nseen;
	const void *head;
	size_t head_len;
	const void *payload;
	size_t payload_len;
	unsigned int count;
	bool rebuilt;
};

/**
 * capture_write_run() - append TLPs of one kind, each at all links it passed
 * @writer:	writer
 * @run:	TLPs
 *
 * The same as capture_write() for each TLP in turn, and for each of its links.
 *
 * Return: as capture_write(); -EINVAL also if a number of @run is out of range,
 * or more than one TLP has a header of more than TLP_MAX_HEADER bytes.
 */
int capture_write_run(struct capture_writer *writer,
		      const struct capture_run *run);

/**
 * struct capture_entry - a run in the queue of a live capture
 * @size:	bytes of all parts (private)
 * @at:		place of the payload, in bytes from here (private)
 * @count:	TLPs
 * @cut:	bytes on the wire that each packet lacks, and a bit (private)
 * @ns, @head_len, @payload_len, @nseen: as in struct capture_run
 * @seen:	of each link capture_seen()
 *
 * After @seen comes the header, and at @at the payload.
 */
struct capture_entry {
	uint64_t ns;
	uint32_t size, at, count, head_len, payload_len, cut, nseen;
	uint32_t seen[];
};

static inline uint32_t capture_seen(int interface, enum capture_dir dir)
{
	return 4u * interface + dir;
}

/* Return: bytes of an entry before its payload */
static inline size_t capture_front(unsigned int nseen, size_t head_len)
{
	return offsetof(struct capture_entry, seen) + nseen * sizeof(uint32_t) +
	       head_len;
}

/* Write the header after @entry->seen, of which there are @entry->nseen. */
static inline void capture_set_head(struct capture_entry *entry,
				    const void *head, size_t len)
{
	uint32_t *to = entry->seen + entry->nseen;

	entry->head_len = len;
	/* Most headers have 4 DWs, and a call would cost more than the copy */
	if (len == 16)
		memcpy(to, head, 16);
	else if (len)
		memcpy(to, head, len);
}

/**
 * capture_entry() - write a run in place
 * @writer:	writer
 * @len:	most bytes of the payload
 *
 * Valid until the next run is written. The payload goes to capture_payload(), all
 * else may follow later: capture_write_run() does not copy the payload again, and if
 * capture_front() is at most @at, the caller can fill the entry and commit it.
 *
 * Return: the entry; NULL it is not a live capture, or has no room.
 */
struct capture_entry *capture_entry(struct capture_writer *writer, size_t len);

static inline uint8_t *capture_payload(struct capture_entry *entry)
{
	return (uint8_t *)entry + entry->at;
}

/* Append capture_entry(), whose members are valid as those of a run. */
void capture_commit(struct capture_writer *writer, struct capture_entry *entry);

/*
 * Keep @len bytes at capture_payload() as they are, although other runs are written,
 * until capture_release_payload(). Their run can be written meanwhile, and is copied.
 */
void capture_keep_payload(struct capture_writer *writer, size_t len);
void capture_release_payload(struct capture_writer *writer);

/**
 * capture_go_live() - have a thread format and write the packets
 * @writer:	writer, which has all its interfaces
 * @drop:	do not wait for the reader of a pipe, socket or terminal: packets
 *		that do not fit into 16 MiB of memory are dropped
 *
 * The thread begins to write when a MiB waits, or at capture_flush(). If
 * 16 MiB wait, the caller does so too unless it drops. Its errors are returned
 * by later calls. A child process of fork(2) has no thread, and leaves the writer
 * alone.
 *
 * Return: 0; -ENOMEM; -errno of pthread_create(3).
 */
int capture_go_live(struct capture_writer *writer, bool drop);

/* Return: packets that were dropped. Any thread may call it. */
uint64_t capture_lost(const struct capture_writer *writer);

/*
 * Write all buffered packets to the file, or have the thread of a live capture
 * do so, without a wait; any thread may call it then. Return: 0 or -errno
 */
int capture_flush(struct capture_writer *writer);

/* The same, but also wait for the thread of a live capture. */
int capture_drain(struct capture_writer *writer);

/*
 * The capture is about to end: if the file or the reader of a live capture makes
 * no progress for 2 s, all waits for it end, and packets are dropped. Any thread
 * may call it.
 */
void capture_hurry(struct capture_writer *writer);

/*
 * Flush and free. @writer may be NULL. Return: 0; -errno of the flush;
 * -ETIMEDOUT a live capture that drops packets, or was in a hurry, did not end
 * within 2 s.
 */
int capture_close(struct capture_writer *writer);

/**
 * struct capture_packet - one TLP of a capture
 * @number:	1 for the first packet of the file; skipped packets count
 * @offset:	byte of the file where the packet begins: its block, its record
 *		header, or its first line of text
 * @line:	line of a text file, from 1; else 0
 * @interface:	index over all sections of the file
 * @link:	name of the interface, or ""; valid until the reader is closed
 * @linktype:	link type of the interface, CAPTURE_LINKTYPE_* in our own files
 * @dir:	direction
 * @side:	if @dir is unknown: end of the link that sent the TLP, 1 or 2,
 *		or 0 if unknown
 * @flit:	flit-mode framing
 * @header_only: the data is a header log, without payload: 4 DW even if the
 *		header has only 3
 * @timed:	@ns is known, else it is 0
 * @rebuilt:	the header was rebuilt from a descriptor of hardware, which lacks TD
 *		and EP: both are 0, whatever they were on the wire
 * @lost:	packets that the capture lost just before this one
 * @ns:		time in ns since the epoch
 * @data:	bytes of the TLP without its wrapping; valid until the next
 *		call of capture_next()
 * @len:	bytes present
 * @orig_len:	bytes on the wire, more than @len if truncated
 */
struct capture_packet {
	uint64_t number, offset, line;
	unsigned int interface;
	const char *link;
	int linktype;
	enum capture_dir dir;
	uint8_t side;
	bool flit, header_only, timed, rebuilt;
	uint64_t lost, ns;
	const uint8_t *data;
	size_t len, orig_len;
};

/**
 * struct capture_damage - a damaged place of a file
 * @offset:	byte of the file
 * @line:	line of a text file, from 1; else 0
 * @what:	the fault, a constant; NULL before the first damage
 */
struct capture_damage {
	uint64_t offset, line;
	const char *what;
};

/**
 * capture_open() - read a capture file
 * @path:	pcapng or pcap file, or text; "-" is standard input
 * @ret_reader:	the reader; untouched on failure
 *
 * Text holds TLPs in hex with any spacing, on one or more lines, and header
 * logs of Linux and lspci, among other text.
 *
 * Packets of Ethernet, raw IP, ... are searched for NetTLP TLPs in UDP; all
 * others are skipped, see capture_skipped().
 *
 * Return: 0; -EPROTO another format; -errno of open(2), read(2); -ENOMEM.
 */
int capture_open(const char *path, struct capture_reader **ret_reader);

/**
 * capture_open_memory() - read a capture that is in memory
 * @data:	all bytes of the file; must be valid as long as the reader
 * @len:	number of bytes
 * @ret_reader:	the reader; untouched on failure
 *
 * Return: 0; -EPROTO as for capture_open(); -ENOMEM.
 */
int capture_open_memory(const void *data, size_t len,
			struct capture_reader **ret_reader);

/**
 * capture_assume_flit() - treat all packets as flit-mode TLPs
 * @reader:	reader, before its first packet
 *
 * For files that do not define the framing: text, foreign link types.
 */
void capture_assume_flit(struct capture_reader *reader);

/**
 * capture_before_wait() - call a function before the reader waits for more
 * @reader:	reader
 * @wait:	called when a read would block, as in a pipe
 * @arg:	for @wait
 *
 * For programs that pass packets on: their readers get all packets so far.
 */
void capture_before_wait(struct capture_reader *reader, void (*wait)(void *arg),
			 void *arg);

/**
 * capture_next() - next packet
 * @reader:	reader
 * @ret_packet:	the packet; undefined unless there is one
 *
 * Blocks of other kinds are skipped. After -EPROTO call again: the reader
 * continues at the next valid place. All other errors are final.
 *
 * Return: 1 a packet; 0 end of the file; -EPROTO malformed or cut short, see
 * capture_damage(); -errno of read(2).
 */
int capture_next(struct capture_reader *reader,
		 struct capture_packet *ret_packet);

/* Return: the last damage. It lives as long as the reader. */
const struct capture_damage *
capture_damage(const struct capture_reader *reader);

/* Return: packets without a TLP, which were skipped */
uint64_t capture_skipped(const struct capture_reader *reader);

/* Return: true if packets of a link type are TLPs, or hold some */
bool capture_has_tlps(int linktype);

/* @reader may be NULL. */
void capture_free(struct capture_reader *reader);

#endif /* CAPTURE_CAPTURE_H */
