// SPDX-License-Identifier: BSD-3-Clause
/* Write pcapng, little-endian on every machine */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture.h"
#include "pcapng.h"

#define BUFFER_SIZE  (1024 * 1024)
#define NAME_MAX_LEN 255

struct capture_writer {
	int fd;
	int error;
	int linktype;
	int interfaces;
	size_t fill;
	uint8_t buf[BUFFER_SIZE];
};

static uint8_t *put16(uint8_t *p, uint16_t v)
{
	v = htole16(v);
	memcpy(p, &v, sizeof(v));
	return p + sizeof(v);
}

static uint8_t *put32(uint8_t *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
	return p + sizeof(v);
}

/* @len bytes and zeroes up to the next 32-bit boundary of @total bytes */
static uint8_t *put_bytes(uint8_t *p, const void *data, size_t len,
			  size_t total)
{
	if (len)
		memcpy(p, data, len);
	p += len;
	memset(p, 0, pcapng_pad(total) - total);
	return p + pcapng_pad(total) - total;
}

static uint8_t *put_option(uint8_t *p, uint16_t code, const void *value,
			   size_t len)
{
	p = put16(p, code);
	p = put16(p, len);
	return put_bytes(p, value, len, len);
}

static size_t option_size(size_t len)
{
	return 4 + pcapng_pad(len);
}

/* Return: room for a block of @size bytes, or NULL after a failed flush */
static uint8_t *begin_block(struct capture_writer *writer, uint32_t type,
			    size_t size)
{
	uint8_t *p;

	if (writer->error ||
	    (BUFFER_SIZE - writer->fill < size && capture_flush(writer)))
		return NULL;
	p = writer->buf + writer->fill;
	writer->fill += size;
	p = put32(p, type);
	return put32(p, size);
}

static int write_section(struct capture_writer *writer)
{
	static const char app[] = "OpenTPH";
	const size_t app_len = sizeof(app) - 1;
	size_t size = PCAPNG_OVERHEAD + PCAPNG_SECTION_BODY +
		      option_size(app_len) + option_size(0);
	uint8_t *p = begin_block(writer, PCAPNG_SECTION, size);

	if (!p)
		return writer->error;
	p = put32(p, PCAPNG_MAGIC);
	p = put16(p, PCAPNG_MAJOR);
	p = put16(p, 0);
	/* Length of the section: not known, as it is not in any live capture */
	p = put32(p, 0xffffffff);
	p = put32(p, 0xffffffff);
	p = put_option(p, PCAPNG_SHB_USERAPPL, app, app_len);
	p = put_option(p, PCAPNG_OPT_END, NULL, 0);
	put32(p, size);
	return 0;
}

int capture_create(const char *path, int linktype,
		   struct capture_writer **ret_writer)
{
	struct capture_writer *writer;
	int ret;

	if (linktype < CAPTURE_LINKTYPE_MIN || linktype > CAPTURE_LINKTYPE_MAX)
		return -EINVAL;
	writer = malloc(sizeof(*writer));
	if (!writer)
		return -ENOMEM;
	writer->error = writer->interfaces = 0;
	writer->fill = 0;
	writer->linktype = linktype;
	if (!strcmp(path, "-"))
		writer->fd = STDOUT_FILENO;
	else
		writer->fd = open(
			path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (writer->fd < 0) {
		ret = -errno;
		free(writer);
		return ret;
	}
	write_section(writer);
	*ret_writer = writer;
	return 0;
}

int capture_add_interface(struct capture_writer *writer, const char *name,
			  const char *description)
{
	static const uint8_t nanoseconds = 9;
	size_t name_len = strlen(name);
	size_t desc_len = description ? strlen(description) : 0;
	size_t size = PCAPNG_OVERHEAD + PCAPNG_INTERFACE_BODY +
		      option_size(name_len) +
		      (description ? option_size(desc_len) : 0) +
		      option_size(1) + option_size(0);
	uint8_t *p;

	if (name_len > NAME_MAX_LEN || desc_len > NAME_MAX_LEN)
		return -EINVAL;
	p = begin_block(writer, PCAPNG_INTERFACE, size);
	if (!p)
		return writer->error;
	p = put16(p, writer->linktype);
	p = put16(p, 0);
	p = put32(p, 0); /* no snap length */
	p = put_option(p, PCAPNG_IF_NAME, name, name_len);
	if (description)
		p = put_option(p, PCAPNG_IF_DESCRIPTION, description, desc_len);
	p = put_option(p, PCAPNG_IF_TSRESOL, &nanoseconds, 1);
	p = put_option(p, PCAPNG_OPT_END, NULL, 0);
	put32(p, size);
	return writer->interfaces++;
}

int capture_write(struct capture_writer *writer, int interface,
		  enum capture_dir dir, uint64_t ns, const void *head,
		  size_t head_len, const void *tail, size_t tail_len)
{
	size_t len = head_len + tail_len, size;
	uint8_t *p;

	if (interface < 0 || interface >= writer->interfaces)
		return -EINVAL;
	if (head_len > CAPTURE_MAX_LEN || tail_len > CAPTURE_MAX_LEN ||
	    len > CAPTURE_MAX_LEN)
		return -EMSGSIZE;
	size = PCAPNG_OVERHEAD + PCAPNG_ENHANCED_BODY + pcapng_pad(len) +
	       option_size(4) + option_size(0);
	p = begin_block(writer, PCAPNG_ENHANCED_PACKET, size);
	if (!p)
		return writer->error;
	p = put32(p, interface);
	p = put32(p, ns >> 32);
	p = put32(p, ns);
	p = put32(p, len);
	p = put32(p, len);
	if (head_len)
		memcpy(p, head, head_len);
	p = put_bytes(p + head_len, tail, tail_len, len);
	p = put16(p, PCAPNG_EPB_FLAGS);
	p = put16(p, 4);
	p = put32(p,
		  dir == CAPTURE_UP ? PCAPNG_DIR_INBOUND : PCAPNG_DIR_OUTBOUND);
	p = put_option(p, PCAPNG_OPT_END, NULL, 0);
	put32(p, size);
	return 0;
}

int capture_flush(struct capture_writer *writer)
{
	size_t done = 0;

	while (!writer->error && done < writer->fill) {
		ssize_t n = write(writer->fd, writer->buf + done,
				  writer->fill - done);

		if (n >= 0)
			done += n;
		else if (errno != EINTR)
			writer->error = -errno;
	}
	writer->fill = 0;
	return writer->error;
}

int capture_close(struct capture_writer *writer)
{
	int ret;

	if (!writer)
		return 0;
	ret = capture_flush(writer);
	if (writer->fd != STDOUT_FILENO && close(writer->fd) && !ret)
		ret = -errno;
	free(writer);
	return ret;
}
