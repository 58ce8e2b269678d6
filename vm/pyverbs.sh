# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154,SC2034
# rdma-core's own test suite for the guest, with the Python that it runs in, from the
# suite that vm/rdma.sh names. Needs vm/lib.sh, vm/apt.sh, vm/rdma.sh.
#
#   $cache/toolbox/pyverbs-RECIPE-VERSION/guest.cpio   what vm/run --pyverbs adds
#
# In the guest: python3, pyverbs, the suite in /opt/rdma-core.

# python3-pyverbs has the bindings and the suite, and depends on Python.
pyverbs_packages=python3-pyverbs
# Parts of Python's library that no test imports
pyverbs_without="ensurepip idlelib lib2to3 pydoc_data test tkinter turtledemo config-*"

# pyverbs_archive TREE TO: makes TO/guest.cpio
pyverbs_archive() {
	pa_to=$tmp/pyverbs-guest
	rdma_merge_usr "$1"
	mkdir -p "$pa_to/usr/lib" "$pa_to/usr/bin" "$pa_to/opt/rdma-core" "$2"
	cp -P "$1"/usr/bin/python3 "$1"/usr/bin/python3.[0-9]* "$pa_to/usr/bin" &&
		cp -r "$1"/usr/lib/python3 "$1"/usr/lib/python3.[0-9]* "$pa_to/usr/lib" &&
		cp -r "$1/usr/share/doc/rdma-core/tests" "$pa_to/opt/rdma-core" || return 1
	gunzip "$pa_to/opt/rdma-core/tests/"*.gz || return 1
	for pa_part in $pyverbs_without; do
		# shellcheck disable=SC2086 # a pattern
		rm -rf "$pa_to"/usr/lib/python3.[0-9]*/$pa_part
	done
	find "$pa_to" -name '*.so' >"$tmp/pyverbs-modules"
	# shellcheck disable=SC2046 # names of Debian's packages, without blanks
	rdma_add_libraries "$1" "$pa_to" "$pa_to"/usr/bin/python3.[0-9]* \
		$(cat "$tmp/pyverbs-modules") && rdma_add_providers "$1" "$pa_to" || return 1
	# The guest reads what is compiled here; its own processor is slow.
	"$1/lib64/ld-linux-x86-64.so.2" --library-path "$1/$rdma_libraries" \
		"$1/usr/bin/python3" -I -m compileall -q -s "$pa_to" -p / \
		"$pa_to"/usr/lib/python3* "$pa_to/opt" || return 1
	rdma_pack "$pa_to" "$2/guest.cpio"
}
