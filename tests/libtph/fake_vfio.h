/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the fake kernel: its open files, its ioctls. */
#ifndef TESTS_LIBTPH_FAKE_VFIO_H
#define TESTS_LIBTPH_FAKE_VFIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tests/libtph/fake.h"

#define FAKE_FILES	64
#define FAKE_REGION_RW	3u
#define FAKE_REGION_RWM 7u

enum fake_kind {
	FAKE_FREE,
	FAKE_TEXT,
	FAKE_CONFIG,
	FAKE_PROBE,
	FAKE_OVERRIDE,
	FAKE_UNBIND,
	FAKE_EVENTFD,
	FAKE_FDINFO,
	FAKE_RESOURCE,
	FAKE_CDEV, /* from here on opening and closing are traced */
	FAKE_DEVICE,
	FAKE_IOMMUFD,
	FAKE_CONTAINER,
	FAKE_GROUP,
	FAKE_IMPORTER,
	FAKE_DMABUF,
};

struct fake_file {
	enum fake_kind kind;
	char path[128];
	size_t pos;
	uint64_t count;	  /* eventfd */
	bool usable;	  /* device: DMA is set up, accesses are allowed */
	bool bound;	  /* cdev: bound to an iommufd */
	bool has_group;	  /* container */
	bool has_iommu;	  /* container */
	bool has_ioas;	  /* iommufd */
	int container_fd; /* group */
};

extern struct fake_file files[FAKE_FILES];

void fake_trace(const char *format, ...) __attribute__((format(printf, 1, 2)));
int fake_new_fd(enum fake_kind kind, const char *path);
struct fake_file *fake_file(int fd);
int fake_ioctl(int fd, unsigned long request, void *arg);
int fake_readlink(const char *path, char *buf, size_t size);
int fake_list(const char *path, int (*each)(void *ctx, const char *name),
	      void *ctx);

/* Return: the error of this call, if it is the one that is to fail; else 0 */
int fake_injected(void);

static inline bool fake_owned_by_vfio(void)
{
	return !strcmp(fake.driver, "vfio-pci");
}

#endif /* TESTS_LIBTPH_FAKE_VFIO_H */
