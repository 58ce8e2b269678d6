#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The bench's parts in the guest, as short as the programs allow. It checks the programs
# that ran, their iterations, and the report, but no times.
# shellcheck disable=SC2016,SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

"$top/bench/rdma" -n 5 --rounds 2 </dev/null >"$scratch/lines" 2>"$scratch/output"
expect_true "perftest over the ConnectX and over soft-RoCE" [ $? -eq 0 ]
for line in 'the ConnectX has MaxPayload 128 bytes, MaxReadReq 512 bytes' \
	'write64k over mlx5_0, run 1 of 12' 'latency over rxe0, run 12 of 12'; do
	expect_true "output has: $line" grep -q " $line\$" "$scratch/output"
done
python3 - "$scratch/lines" >"$scratch/output" 2>&1 <<'END_OF_PYTHON'
import json, sys
figures = [json.loads(line) for line in open(sys.argv[1])]
assert [f['figure'] for f in figures] == \
    ['ib_write_bw 64 KiB', 'ib_write_bw 4 KiB', 'ib_write_lat'], figures
for f in figures:
    y = f['yardstick']
    assert f['unit'] == 'WRITE' and y['name'] == 'rxe', f
    for side in f, y:
        assert side['operations'] == 10 and side['samples'] == 2, side
        assert 0 < side['ns']['min'] <= side['ns']['median'] <= side['ns']['p99'], side
        assert 'cpu_ns' not in side, side
    assert ('fabric_cpu_ns' in f) == f['figure'].startswith('ib_write_bw'), f
    # In ticks: so few operations may take none
    assert f.get('fabric_cpu_ns', 0) >= 0, f
END_OF_PYTHON
expect_true "three figures beside rxe" [ $? -eq 0 ]
expect "the report accepts them" 0 '^ib_write_lat .* rxe .* -$' \
	sh -c '"$1" "$2/results.json" <"$2/lines"' sh "$build/bench/bench-report" "$scratch"

# registration ARGUMENT...: the time of registrations, in the guest
registration() {
	"$top/vm/run" --topology "$top/vm/topology/connectx.conf" --rdma \
		--add "$build/guest/bench/tph-mr-bench" "$@" -- tph-mr-bench -n 20 </dev/null
}
expect "registrations with a tag and without" 0 '"figure":"MR, tag in use"' registration
grep '^{' "$scratch/output" >"$scratch/lines"
python3 - "$scratch/lines" >"$scratch/output" 2>&1 <<'END_OF_PYTHON'
import json, sys
figures = [json.loads(line) for line in open(sys.argv[1])]
assert [f['figure'] for f in figures] == ['MR, new tag', 'MR, tag in use'], figures
for f in figures:
    y = f['yardstick']
    assert f['unit'] == 'registration' and y['name'] == 'MR, no tag', f
    for side in f, y:
        assert side['operations'] == side['samples'] == 20, side
END_OF_PYTHON
expect_true "two figures beside registrations without a tag" [ $? -eq 0 ]
expect "a region whose tag is not applied is not a figure" 1 'tph-mr-bench: a region lacks its tag' \
	registration --append pci=notph

expect "fewer iterations than perftest accepts" 1 'error: the guest.s part failed' \
	"$top/bench/rdma" -n 4
expect_true "the message names the failure" \
	grep -q 'perftest: ib_write_bw over mlx5_0 failed' "$scratch/output"
expect "an unknown option" 1 'unknown argument --nonsense' "$top/bench/rdma" --nonsense
expect "not a number" 1 '--rounds needs a number' "$top/bench/rdma" --rounds few
finish
