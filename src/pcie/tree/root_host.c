// SPDX-License-Identifier: BSD-3-Clause
/* Requests of the host, sent by the root complex */
#include "pcie/tree/root_host.h"

#include <errno.h>
#include <string.h>

#include "pcie/completion.h"
#include "pcie/function/request.h"
#include "pcie/packet.h"
#include "pcie/tree/lookup.h"
#include "pcie/tree/map.h"
#include "pcie/tree/tree.h"
#include "ground.h"

#define HOST_MAX_READ 512

/* The next request has a tag that none under way has */
static void advance_tag(struct pcie_root *root)
{
	const struct pcie_completion *c;

	for (unsigned int i = 0; i <= UINT8_MAX; i++) {
		root->tag++;
		for (c = root->completions; c && c->tag != root->tag;)
			c = c->next;
		if (!c)
			break;
	}
}

/* Send a non-posted request. Return: TLP_CPL_*, -ETIMEDOUT */
static int request(struct pcie_root *root, struct bridge *out,
		   struct pcie_completion *completion,
		   const struct pcie_packet *packet)
{
	struct pcie_completion **at = &root->completions;

	completion->next = root->completions;
	root->completions = completion;
	advance_tag(root);
	port_send(&out->port, packet);
	pcie_root_wait(root, &completion->done);
	/* Others may have come and gone meanwhile */
	while (*at != completion)
		at = &(*at)->next;
	*at = completion->next;
	if (!completion->done)
		return -ETIMEDOUT;
	/* Poisoned data must not be used */
	return completion->poisoned ? TLP_CPL_CA : completion->status;
}

static int config_request(struct pcie_root *root, struct tlp *tlp, uint8_t *buf)
{
	const bool write = tlp->type == TLP_CFGWR1;
	struct root_port *port = root_port_to(root, tlp->target);
	struct sink sink = {.buf = buf};
	struct pcie_completion completion = {
		.requester = ROOT_BDF,
		.tag = root->tag,
		.sink = &sink,
		.left = write ? 0 : 4,
	};
	uint8_t head[PCIE_MAX_BARE];
	struct pcie_packet packet = {
		.tlp = tlp,
		.head = head,
		.data_len = write ? 4 : 0,
		.count = 1,
	};
	bool type0;
	ssize_t size;

	if (!port)
		return TLP_CPL_UR;
	type0 = port->integrated ||
		TLP_BDF_BUS(tlp->target) == port->bridge.secondary;
	if (!port->integrated && !bridge_has_device(&port->bridge, tlp->target))
		return TLP_CPL_UR;
	if (type0)
		tlp->type = write ? TLP_CFGWR0 : TLP_CFGRD0;
	tlp->length = 1;
	tlp->requester = ROOT_BDF;
	tlp->tag = root->tag;
	size = tlp_encode_header(tlp, head, sizeof(head));
	if (size < 0)
		return size;
	packet.head_len = size;
	return request(root, &port->bridge, &completion, &packet);
}

static bool config_access_valid(unsigned int offset, unsigned int size)
{
	return (size == 1 || size == 2 || size == 4) &&
	       offset <= PCIE_CONFIG_SIZE - size && offset % 4 + size <= 4;
}

static uint8_t config_enables(unsigned int offset, unsigned int size)
{
	return ((1u << size) - 1) << offset % 4;
}

int pcie_root_config_read(struct pcie_root *root, uint16_t bdf,
			  unsigned int offset, unsigned int size,
			  uint32_t *ret_value)
{
	struct tlp tlp = {
		.type = TLP_CFGRD1,
		.target = bdf,
		.reg = offset & ~3u,
	};
	uint8_t data[4];
	int status;

	if (!config_access_valid(offset, size))
		return -EINVAL;
	tlp.first_be = config_enables(offset, size);
	status = config_request(root, &tlp, data);
	if (status != TLP_CPL_SC)
		memset(data, 0xff, sizeof(data));
	*ret_value = load_le32(data) >> offset % 4 * 8 &
		     (size == 4 ? ~0u : (1u << size * 8) - 1);
	return status;
}

int pcie_root_config_write(struct pcie_root *root, uint16_t bdf,
			   unsigned int offset, unsigned int size,
			   uint32_t value)
{
	uint8_t data[4] = {0};
	struct tlp tlp = {
		.type = TLP_CFGWR1,
		.target = bdf,
		.reg = offset & ~3u,
		.payload = data,
	};

	if (!config_access_valid(offset, size))
		return -EINVAL;
	tlp.first_be = config_enables(offset, size);
	for (unsigned int i = 0; i < size; i++)
		data[offset % 4 + i] = value >> 8 * i;
	return config_request(root, &tlp, NULL);
}

void root_set_id(struct pcie_root *root, uint16_t bdf)
{
	static const uint8_t nothing[4];
	struct tlp tlp = {
		.type = TLP_CFGWR1,
		.target = bdf,
		.payload = nothing,
	};

	config_request(root, &tlp, NULL);
}

/* Return: the port that leads to @addr, or NULL; the same up to *@ret_last */
static struct bridge *port_to(struct pcie_root *root, uint64_t addr,
			      uint64_t *ret_last)
{
	return bridge_towards(root,
			      map_find(root, addr, &root->hint, ret_last));
}

static int read_one(struct pcie_root *root, uint64_t addr, uint8_t *buf,
		    size_t len)
{
	uint64_t last;
	struct bridge *out = port_to(root, addr, &last);
	struct sink sink = {.buf = buf};
	struct pcie_completion completion = {
		.requester = ROOT_BDF,
		.tag = root->tag,
		.addr = addr,
		.sink = &sink,
		.left = len,
	};
	struct pcie_request req;
	int ret;

	if (!out)
		return TLP_CPL_UR;
	ret = request_read(&req, ROOT_BDF, root->tag, addr, len);
	return ret ? ret : request(root, out, &completion, &req.packet);
}

int pcie_root_mem_read(struct pcie_root *root, uint64_t addr, void *buf,
		       size_t len)
{
	uint8_t *data = buf;
	int ret = TLP_CPL_SC;

	for (size_t pos = 0, n; pos < len; pos += n) {
		int status;

		n = request_chunk(addr + pos, len - pos, HOST_MAX_READ);
		status = read_one(root, addr + pos, data + pos, n);
		if (status == TLP_CPL_SC)
			continue;
		memset(data + pos, 0xff, n);
		ret = status;
	}
	return ret;
}

int pcie_root_mem_write(struct pcie_root *root, uint64_t addr, const void *buf,
			size_t len)
{
	const uint8_t *data = buf;
	int ret = TLP_CPL_SC, err;
	struct pcie_request req = {0};

	for (size_t pos = 0, n; pos < len; pos += n) {
		uint64_t last;
		struct bridge *out = port_to(root, addr + pos, &last);

		n = request_chunk(addr + pos, len - pos, root->max_payload);
		if (!out) {
			ret = TLP_CPL_UR;
			continue;
		}
		err = request_write(&req, ROOT_BDF, addr + pos, data + pos, n,
				    NULL, 0, root->send);
		if (err)
			return err;
		if (root->runs)
			req.packet.count =
				min_t(uint64_t,
				      request_run(addr + pos, data + pos,
						  len - pos, root->max_payload),
				      (last - (addr + pos)) / n + 1);
		port_send(&out->port, &req.packet);
		n *= req.packet.count;
	}
	return ret;
}
