#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The first row of the uAPI's table of errors: a kernel that was built without TPH.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
kernel=$("$top/vm/kernel" --print --extra-config "$top/kernel/config/no-tph.config" base) || exit
demo=${OPENTPH_BUILD:-$top/build}/guest/demo/tph-demo

# on KERNEL: output of tph-demo on this kernel
on() {
	"$top/vm/run" --kernel "$1" --topology "$top/vm/topology/completers.conf" \
		--add "$demo" -- tph-demo --unsupported
}
expect "without TPH: ENOTTY for PROBE and SET on any device" 0 \
	'"error.*/1-not-built-in".*"faults":\[\]' on "$kernel"
with=$("$top/vm/kernel" --print base) || exit
expect "with TPH the result differs" 1 'PROBE: no error, expected ENOTTY' on "$with"
finish
