// SPDX-License-Identifier: BSD-3-Clause
/* Write capture files of any format */
#include "capture/write/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/write/background.h"

#define NAME_MAX_LEN 255

static int create(const struct writer_format *format, const char *path,
		  int linktype, struct capture_writer **ret_writer)
{
	struct capture_writer *writer = malloc(sizeof(*writer));
	int ret;

	if (!writer)
		return -ENOMEM;
	ret = output_open(&writer->out, path);
	if (ret) {
		free(writer);
		return ret;
	}
	writer->format = format;
	writer->linktype = linktype;
	writer->interfaces = 0;
	format->begin(writer);
	*ret_writer = writer;
	return 0;
}

int capture_create(const char *path, int linktype,
		   struct capture_writer **ret_writer)
{
	if (linktype < CAPTURE_LINKTYPE_MIN || linktype > CAPTURE_LINKTYPE_MAX)
		return -EINVAL;
	return create(&pcapng_writer_format, path, linktype, ret_writer);
}

int capture_create_pcap(const char *path, int linktype,
			struct capture_writer **ret_writer)
{
	if (!capture_has_tlps(linktype))
		return -EINVAL;
	return create(&pcap_writer_format, path, linktype, ret_writer);
}

int capture_add_interface(struct capture_writer *writer, const char *name,
			  const char *description)
{
	return capture_add_typed_interface(writer, writer->linktype, name,
					   description);
}

int capture_add_typed_interface(struct capture_writer *writer, int linktype,
				const char *name, const char *description)
{
	bool typed = writer->format->interface;

	if (strlen(name) > NAME_MAX_LEN ||
	    (description && strlen(description) > NAME_MAX_LEN) ||
	    !capture_has_tlps(linktype) ||
	    (!typed && linktype != writer->linktype))
		return -EINVAL;
	if (typed)
		writer->format->interface(writer, linktype, name, description);
	return writer->out.error ? writer->out.error : writer->interfaces++;
}

static int write_record(struct capture_writer *writer,
			const struct record *record)
{
	if (record->interface < 0 || record->interface >= writer->interfaces)
		return -EINVAL;
	if (record->head_len > CAPTURE_MAX_LEN ||
	    record->tail_len > CAPTURE_MAX_LEN ||
	    record->head_len + record->tail_len > CAPTURE_MAX_LEN)
		return -EMSGSIZE;
	writer->format->packet(writer, record);
	return writer->out.error;
}

int capture_write(struct capture_writer *writer, int interface,
		  enum capture_dir dir, uint64_t ns, const void *head,
		  size_t head_len, const void *tail, size_t tail_len)
{
	return write_record(writer, &(struct record){
					    .interface = interface,
					    .dir = dir,
					    .ns = ns,
					    .head = head,
					    .head_len = head_len,
					    .tail = tail,
					    .tail_len = tail_len,
					    .orig_len = head_len + tail_len,
				    });
}

int capture_write_packet(struct capture_writer *writer, int interface,
			 const struct capture_packet *packet,
			 const void *wrapping, size_t wrapping_len)
{
	return write_record(writer,
			    &(struct record){
				    .interface = interface,
				    .dir = packet->dir,
				    .ns = packet->ns,
				    .head = wrapping,
				    .head_len = wrapping_len,
				    .tail = packet->data,
				    .tail_len = packet->len,
				    .orig_len = wrapping_len + packet->orig_len,
			    });
}

/* Pipes, sockets and terminals have no position */
static bool has_reader(int fd)
{
	return lseek(fd, 0, SEEK_CUR) < 0 && errno == ESPIPE;
}

int capture_go_live(struct capture_writer *writer)
{
	if (!has_reader(writer->out.fd))
		return 0;
	return background_start(writer->out.fd, &writer->out.background);
}

uint64_t capture_lost(const struct capture_writer *writer)
{
	return writer->out.lost;
}

int capture_flush(struct capture_writer *writer)
{
	return output_flush(&writer->out);
}

int capture_close(struct capture_writer *writer)
{
	int ret;

	if (!writer)
		return 0;
	ret = output_close(&writer->out);
	free(writer);
	return ret;
}
