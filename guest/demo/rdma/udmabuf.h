/* SPDX-License-Identifier: BSD-3-Clause */
/* A page of host memory as a dma-buf, and the CPU that its data are for */
#ifndef GUEST_DEMO_RDMA_UDMABUF_H
#define GUEST_DEMO_RDMA_UDMABUF_H

#include <stdint.h>

/**
 * struct udmabuf_page - one page
 * @fd:		dma-buf, -1 for none
 * @data:	its contents
 * @addr:	physical address, which is the bus address where the IOMMU does not
 *		translate
 */
struct udmabuf_page {
	int fd;
	uint8_t *data;
	uint64_t addr;
};

/**
 * udmabuf_page() - make a udmabuf of one page
 * @ret_page:	for udmabuf_page_end(), also after a failure
 *
 * Return: 0; -errno of a step.
 */
int udmabuf_page(struct udmabuf_page *ret_page);

/* The memory stays with the process, so that no other page gets its address */
void udmabuf_page_end(struct udmabuf_page *page);

/* struct udmabuf_pci_tph of linux/udmabuf.h, less the fd */
#define UDMABUF_CPU	   1
#define UDMABUF_PERSISTENT 2
struct udmabuf_tph {
	uint32_t flags, cpu, ph;
};

/**
 * udmabuf_set() - UDMABUF_SET_PCI_TPH
 * @fd:		dma-buf
 * @tph:	NULL: an address that cannot be read
 *
 * Return: 0; -errno.
 */
int udmabuf_set(int fd, const struct udmabuf_tph *tph);

#endif /* GUEST_DEMO_RDMA_UDMABUF_H */
