/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Definitions that the kernel's mlx5 headers need from other headers, so that a
 * program can ask the compiler where their fields lie. Other headers that they
 * include are empty files made by tests/host/layout.sh, which also leaves their
 * functions out.
 */
#ifndef TESTS_HOST_LAYOUT_KERNEL_H
#define TESTS_HOST_LAYOUT_KERNEL_H

#include <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define __packed	   __attribute__((packed))
#define BIT(n)		   (1ul << (n))
#define BIT_ULL(n)	   (1ull << (n))
#define GENMASK(high, low) ((2ul << (high)) - (1ul << (low)))
#define struct_group(name, members...) \
	union {                        \
		struct {               \
			members        \
		};                     \
		struct {               \
			members        \
		} name;                \
	}
#define DECLARE_FLEX_ARRAY(type, name) \
	struct {                       \
		struct {               \
		} empty_##name;        \
		type name[];           \
	}

#define PAGE_SIZE 4096

/* Members that are not compared */
struct completion {
	int unused;
};
struct mlx5_core_dev;
struct mlx5_core_rsc_common {
	int unused;
};
struct ib_ah {
	int unused;
};
struct ib_grh {
	u8 bytes[40];
};
struct list_head {
	void *next, *prev;
};

#include <linux/mlx5/qp.h>
#include <linux/mlx5/mbox.h>

#endif /* TESTS_HOST_LAYOUT_KERNEL_H */
