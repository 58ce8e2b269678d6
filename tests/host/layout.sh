#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Each field of src/device/connectx/layout*.h lies where the kernel's headers
# (include/linux/mlx5) have it: a program that includes both checks this, and the
# mutations check the program.
# shellcheck disable=SC2016,SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
here=$top/tests/host/layout
layouts=$top/src/device/connectx
headers='device.h qp.h mlx5_ifc.h mlx5_ifc_fpga.h'
core=drivers/net/ethernet/mellanox/mlx5/core/cmd.c
CC=${CC:-cc}

# The headers as the source package has them; from the tarball where no kernel was built
kernel=$scratch/kernel/linux/mlx5
mkdir -p "$kernel" "$scratch/kernel/rdma"
if [ -n "$KERNEL_SRC" ]; then
	tree=$KERNEL_SRC
else
	source=$("$top/vm/toolbox" source 2>"$scratch/output") || {
		fail "the kernel source"
		finish
	}
	tree=$(dirname "$(dirname "$source")")/linux/${source##*/}/tree
fi
files=$core
for header in $headers; do
	files="$files include/linux/mlx5/$header"
done
if [ ! -d "$tree" ]; then
	tree=$scratch/tree
	mkdir "$tree"
	# shellcheck disable=SC2046,SC2086 # names without blanks
	tar -xJf "$source/linux.tar.xz" -C "$tree" --strip-components=1 --wildcards \
		--no-wildcards-match-slash $(printf '*/%s ' $files) 2>"$scratch/output"
fi
for header in $headers; do
	expect_true "the kernel has $header" [ -s "$tree/include/linux/mlx5/$header" ]
	# Functions need more headers than structures.
	awk '/^static inline/ { skip = 1 } !skip; /^}/ { skip = 0 }' \
		"$tree/include/linux/mlx5/$header" >"$kernel/$header"
done
# The common header of commands is private to a file.
awk '/^struct mlx5_ifc_mbox_/, /^};/' "$tree/$core" >"$kernel/mbox.h"
expect_true "the kernel has the commands' header" [ -s "$kernel/mbox.h" ]
: >"$scratch/kernel/rdma/ib_verbs.h"
: >"$scratch/kernel/linux/bitfield.h"
: >"$kernel/driver.h"

# rows SRC: each row of the lists as the program's macros
rows() {
	printf '#include "device/connectx/layout.h"\n#define ROW(...) @row __VA_ARGS__ @end\nCX_LAYOUT(ROW)\n' |
		"$CC" -E -P -I"$1" -I"$top/src" - | tr '\n' ' ' | sed 's/@row/\n@row/g' |
		sed -n 's/^@row *\(.*\) @end.*/\1/p' | awk -F ' *, *' '{
			macro = $2 ~ /^mlx5_/ ? "ROW_MEMBER" : "ROW_BITS"
			printf "%s(\"%s\", %s, %s, %s, %s, %s)\n", macro, $1, $2, $3, $4, $5, $6
		}'
}

# compare SRC: builds the program and runs it
compare() {
	rows "$1" >"$scratch/rows.inc"
	"$CC" -std=gnu17 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-pedantic \
		-I"$scratch" -I"$scratch/kernel" -I"$here" -I"$top" \
		"$here/check.c" -o "$scratch/check" && "$scratch/check"
}

count=$(rows "$top/src" | wc -l)
expect "the $count fields are where the kernel has them" 0 "^$count rows, 0 wrong\$" \
	compare "$top/src"

# mutation NAME PATTERN SED: compare with a changed row
mutation() {
	mkdir -p "$scratch/src/device/connectx"
	for header in "$layouts"/layout*.h; do
		sed "$3" "$header" >"$scratch/src/device/connectx/${header##*/}"
	done
	cat "$scratch"/src/device/connectx/layout*.h >"$scratch/mutated"
	if cat "$layouts"/layout*.h | cmp -s - "$scratch/mutated"; then
		fail "$1: the row no longer exists"
	else
		expect "$1 is noticed" fail "$2" compare "$scratch/src"
	fi
}
mutation "a wrong bit" '^CX_MKC_UMR_EN: ' \
	'/CX_MKC_UMR_EN/s/15, 15/16, 16/'
mutation "a field that is too wide" '^CX_MKC_PD: ' '/CX_MKC_PD/s/23, 0/24, 0/'
mutation "a wrong offset" '^CX_MKC_LEN: ' '/CX_MKC_LEN,/s/0x18/0x10/'
mutation "a wrong member" '^CX_CQE_BYTES: .*outside' '/CX_CQE_BYTES/s/0x2c/0x28/'
mutation "a wrong part of a member" '^CX_CTRL_DS: is mask 0x7f' '/CX_CTRL_DS/s/5, 0/6, 0/'
mutation "a field that the kernel does not have" 'no member named' \
	'/CX_MKC_LEN,/s/ len,/ length,/'
finish
