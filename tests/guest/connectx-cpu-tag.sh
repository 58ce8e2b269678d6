#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A DMA handle that names a CPU: the virtual ConnectX writes to memory of the host with
# that CPU's tag, where root port and firmware have tags; elsewhere it is refused.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

# cpu_tag NAME STATUS PATTERN TYPE ARGUMENT...: 64 writes of 128 bytes; host-tags has TYPE
cpu_tag() {
	c_name=$1 c_status=$2 c_pattern=$3 c_type=$4
	shift 4
	expect "$c_name" "$c_status" "$c_pattern" "$top/vm/run" \
		--topology "$top/vm/topology/connectx.conf" --rdma --acpi "$top/vm/cpu-tags.asl" \
		--capture "$scratch/capture" --log "$scratch/log" --add "$top/vm/host-tags" \
		--add "$build/guest/rdma/tph-rdma" -- host-tags "$c_type" tph-rdma "$@" -l 8192
}

# wire NAME LINK CONDITION...: the writes of the ConnectX that have TH, on LINK
wire() {
	w_name=$1 w_link=$2
	shift 2
	echo "link=$w_link type=MWr requester=04:00.0 th=1 : $*" >"$scratch/rules"
	expect "$w_name" 0 '' "$build/src/cli/tph" check "$scratch/capture" "$scratch/rules"
}

no='Operation not supported'
cpu_tag "no tags: a CPU" 2 "DMAH with PH 1 for CPU 0: $no" - -H -D 1 -c 0
cpu_tag "no tags: a hint alone" 2 "register memory: $no" - -H -D 1
wire "it sends no tags" dn1 count=0

cpu_tag "16 bits: CPU 1" 0 '^	Memory: Expected\+ ReadBack\+' 3 -H -D 2 -c 1
wire "its tag leaves the ConnectX" dn1 count=64 st=0xc081 ph=2 width=16
wire "its tag reaches the root port" rp0 count=64 st=0xc081 ph=2 width=16

cpu_tag "16 bits: CPU 0" 0 '^	Memory: Expected\+ ReadBack\+' 3 -H -D 1 -c 0
wire "its tag is another" rp0 count=64 st=0xc080 ph=1 width=16

cpu_tag "8 bits: CPU 1" 0 '^	Memory: Expected\+ ReadBack\+' 1 -H -D 3 -c 1
wire "its tag has 8 bits" rp0 count=64 st=0x41 ph=3 width=8

cpu_tag "a hint alone" 0 '^	Region: DMAH PH 2$' 3 -H -D 2
wire "it has no tag" rp0 count=64 st=0 ph=2 width=8

# The accelerator has no entry for the CPU's tag, so it stores
cpu_tag "a CPU's tag overrides the dma-buf's" 1 \
	'^	Ingress: Tagged 0 Untagged 0 Unknown 64$' 3 -B -6 0x5a -p 1 -D 2 -c 1
wire "the accelerator gets the CPU's tag" dn0 count=64 st=0xc081 ph=2 width=16

cpu_tag "a CPU that does not exist" 2 'for CPU 99: Invalid argument' 3 -H -D 1 -c 99
finish
