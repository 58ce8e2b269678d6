#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The series compiles without a new warning: a sample, for x86-64 and arm64, built in and
# as modules, without TPH, P2PDMA and PCI; importers map by the base's object code. And
# the check finds what it is there for.
# kernel/series check --full builds each patch; OPENTPH_SERIES_SECONDS (300) limits this.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
series=$top/kernel/series
OPENTPH_SERIES_SECONDS=${OPENTPH_SERIES_SECONDS:-300}
export OPENTPH_SERIES_SECONDS
"$series" check --sample >"$scratch/output" 2>&1
status=$?
sed -n 's,^kernel/series: \(a sample:\),\1,p; s,^kernel/series: shortened:,shortened: check/series-build.sh:,p' \
	"$scratch/output"
grep '^results:' "$scratch/output"
expect_true "the series builds without new warnings" [ $status -eq 0 ]
expect_true "there are results, and all are good" grep -qE '^results: [0-9]+ ok$' "$scratch/output"
unset OPENTPH_SERIES_SECONDS

# One patch with a fault for each thing that looks at it, in a file that all build
mkdir -p "$scratch/patches/1-faulty" "$scratch/linux/drivers/dma-buf"
tarball=$("$top/vm/toolbox" source)/linux.tar.xz
file=drivers/dma-buf/dma-buf-mapping.c core=drivers/dma-buf/dma-buf.c
tar -xJf "$tarball" -C "$scratch/linux" --strip-components=1 --wildcards "linux-*/$file" "linux-*/$core"
echo '*.[ch] diff=cpp' >"$scratch/linux/.gitattributes"
git() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=OpenTPH \
		GIT_AUTHOR_EMAIL=opentph@localhost GIT_COMMITTER_NAME=OpenTPH \
		GIT_COMMITTER_EMAIL=opentph@localhost command git -C "$scratch/linux" "$@"
}
git init -q
git add -A
git commit -q -m base
cat >>"$scratch/linux/$file" <<'END'

/**
 * dma_buf_faulty - lack a description
 * @attach: exists
 */
static int dma_buf_faulty(struct dma_buf_attachment *attach, int more)
{
	return more + *(int __user *)attach->priv;
}
END
sed -i '/^struct sg_table \*dma_buf_map_attachment(/,/^}/s/^\tmight_sleep();/&\n\tattach->priv = NULL;/' \
	"$scratch/linux/$core"
git commit -q -a -m 'dma-buf: Add faults' -m 'Each of them is to be found.'
git format-patch -q -o "$scratch/patches/1-faulty" -N --zero-commit --no-signature --full-index \
	--stat=72 -1
OPENTPH_PATCHES="$scratch/patches" "$series" check --build >"$scratch/found" 2>&1
status=$?
expect_true "faults make it fail" [ $status -eq 1 ]
expect "the compiler" 0 "$file: .*dma_buf_faulty.* defined but not used" cat "$scratch/found"
expect "sparse" 0 "$file: .*dereference of noderef expression" cat "$scratch/found"
expect "kernel-doc: an argument" 0 "$file.*'more' not described" cat "$scratch/found"
expect "kernel-doc: what it returns" 0 "$file.*return value of 'dma_buf_faulty'" cat "$scratch/found"
expect "the table" 0 '^1-faulty/0001-dma-buf-Add-faults +x86-64:warns kernel-doc:warns$' cat "$scratch/found"
expect "an instruction more when an importer maps" 0 '^series +map-path:differs$' cat "$scratch/found"
finish
