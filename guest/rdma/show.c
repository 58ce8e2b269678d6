// SPDX-License-Identifier: BSD-3-Clause
/* The result as text in the style of lspci */
#include <inttypes.h>
#include <stdio.h>

#include "cli/export/tag.h"
#include "guest/rdma/rdma.h"

static char sign(bool value)
{
	return value ? '+' : '-';
}

static void show_asked(const struct tph_asked *asked)
{
	if (!asked->set)
		return;
	printf("\tAsked: ");
	tag_print_asked(stdout, asked);
	putchar('\n');
}

static void show_target(const struct rdma_session *s)
{
	const struct rdma_request *request = s->request;

	if (request->host) {
		printf("Memory of this process, size %" PRIu64 "\n",
		       request->target.length);
		return;
	}
	printf("%s%s BAR %u, offset 0x%" PRIx64 ", size %" PRIu64 ", by %s\n",
	       s->bdf, s->accel ? " OpenTPH accelerator," : "",
	       request->target.bar, request->target.offset,
	       request->target.length,
	       tph_backend_name(tph_device_backend(s->dev)));
	show_asked(&s->asked);
}

static void show_rdma(const struct rdma_session *s)
{
	const struct ibv_port_attr *port = verbs_port_attr(s->verbs);
	bool ethernet = port->link_layer == IBV_LINK_LAYER_ETHERNET;

	printf("%s %s port %u, %s", verbs_bdf(s->verbs), verbs_name(s->verbs),
	       verbs_port(s->verbs), ethernet ? "Ethernet" : "InfiniBand");
	if (!ethernet)
		printf(" LID %u", port->lid);
	printf(", MTU %u\n", 128u << port->active_mtu);
}

static void show_region(const struct rdma_session *s,
			const struct rdma_phase *phase)
{
	const struct verbs_dmah *dmah = &s->request->dmah;

	printf("\tRegion:");
	if (s->request->dmah_valid)
		printf(" DMAH PH %u", dmah->ph);
	if (s->request->dmah_valid && dmah->cpu_valid)
		printf(" CPU %u", dmah->cpu);
	if (phase->applied_valid) {
		putchar(' ');
		tag_print_applied(stdout, &phase->applied);
	} else if (!s->request->dmah_valid) {
		printf(" no hint");
	}
	putchar('\n');
}

static void show_verbose(const struct rdma_session *s,
			 const struct rdma_phase *phase)
{
	const struct tph_accel_counters *n = &phase->counters;

	printf("\tKeys: source lkey 0x%x, target rkey 0x%x at 0x%" PRIx64 "\n",
	       s->source.mr->lkey, s->target.mr->rkey, s->target.base);
	if (!phase->counted)
		return;
	printf("\tCounters: Dropped %" PRIu64 " Partial %" PRIu64
	       " Link %" PRIu64 " bytes, Memory read %" PRIu64
	       " bytes, written %" PRIu64 " bytes, %" PRIu64 " cycles\n",
	       n->dropped, n->partial, n->link_bytes, n->mem_read, n->mem_write,
	       n->cycles);
}

static void show_phase(const struct rdma_session *s,
		       const struct rdma_phase *phase)
{
	const struct tph_accel_counters *n = &phase->counters;

	show_region(s, phase);
	printf("\tWrites: %u of %" PRIu64 " bytes\n", phase->writes,
	       s->request->target.length);
	if (phase->counted) {
		printf("\tIngress: Tagged %" PRIu64 " Untagged %" PRIu64
		       " Unknown %" PRIu64,
		       n->tagged, n->untagged, n->unknown);
		if (phase->applied.applied)
			printf(", %s %" PRIu64 " writes %" PRIu64 " bytes",
			       tph_accel_op_name(s->request->op),
			       phase->tag.writes, phase->tag.bytes);
		putchar('\n');
	}
	if (s->request->verbose)
		show_verbose(s, phase);
	printf("\tMemory: Expected%c ReadBack%c\n", sign(phase->memory),
	       sign(phase->readback));
}

void rdma_show_text(const struct rdma_session *s)
{
	show_target(s);
	show_rdma(s);
	show_phase(s, &s->first);
	if (!s->request->revoke)
		return;
	printf("\tRevoked: after %u more writes, %s\n", s->before_revoke,
	       ibv_wc_status_str(s->revoked));
	show_phase(s, &s->second);
}
