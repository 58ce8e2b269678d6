// SPDX-License-Identifier: BSD-3-Clause
/* Write capture files of any format */
#include "capture/write/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

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
	writer->background = NULL;
	writer->dropped = 0;
	writer->lost = 0;
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
	if (writer->background)
		return -EBUSY;
	if (typed)
		writer->format->interface(writer, linktype, name, description);
	return writer->out.error ? writer->out.error : writer->interfaces++;
}

int capture_write_run(struct capture_writer *writer,
		      const struct capture_run *run)
{
	return writer_put(writer, run, 0);
}

int capture_write(struct capture_writer *writer, int interface,
		  enum capture_dir dir, uint64_t ns, const void *head,
		  size_t head_len, const void *tail, size_t tail_len)
{
	const struct capture_sighting seen = {interface, dir};

	return writer_put(writer,
			  &(struct capture_run){
				  .ns = ns,
				  .seen = &seen,
				  .nseen = 1,
				  .head = head,
				  .head_len = head_len,
				  .payload = tail,
				  .payload_len = tail_len,
				  .count = 1,
			  },
			  0);
}

int capture_write_packet(struct capture_writer *writer, int interface,
			 const struct capture_packet *packet,
			 const void *wrapping, size_t wrapping_len)
{
	const struct capture_sighting seen = {interface, packet->dir};

	return writer_put(writer,
			  &(struct capture_run){
				  .ns = packet->ns,
				  .seen = &seen,
				  .nseen = 1,
				  .head = wrapping,
				  .head_len = wrapping_len,
				  .payload = packet->data,
				  .payload_len = packet->len,
				  .count = 1,
				  .rebuilt = packet->rebuilt,
			  },
			  packet->orig_len - packet->len);
}

/* Pipes, sockets and terminals have no position */
static bool has_reader(int fd)
{
	return lseek(fd, 0, SEEK_CUR) < 0 && errno == ESPIPE;
}

int capture_go_live(struct capture_writer *writer, bool drop)
{
	return writer_start(writer, drop && has_reader(writer->out.fd));
}

uint64_t capture_lost(const struct capture_writer *writer)
{
	return writer->lost;
}

int capture_flush(struct capture_writer *writer)
{
	if (writer->background)
		return background_flush(writer->background);
	return output_flush(&writer->out);
}

int capture_drain(struct capture_writer *writer)
{
	if (writer->background)
		return background_drain(writer->background);
	return output_flush(&writer->out);
}

void capture_hurry(struct capture_writer *writer)
{
	if (writer->background)
		background_hurry(writer->background);
}

int capture_close(struct capture_writer *writer)
{
	int ret;

	if (!writer)
		return 0;
	if (writer->background) {
		ret = background_stop(writer->background);
		/* Memory and file are the thread's; the process ends soon */
		if (ret == -EINPROGRESS)
			return -ETIMEDOUT;
		/* The rest must not wait for a reader that is too slow */
		if (ret)
			writer->out.error = ret;
	}
	ret = output_close(&writer->out);
	free(writer);
	return ret;
}
