#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The bench runs in process and writes the members in docs/bench.md. No times are judged.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
report=$build/bench/bench-report

expect "a few operations of each figure" 0 '^register read .* AF_UNIX ping-pong ' \
	"$top/bench/run" --no-guest -n 1000 -s 128 --out "$scratch/out"
cp "$scratch/output" "$scratch/table"
expect_true "the capture is gone" [ "$(ls "$scratch/out")" = results.json ]

# Expected members, independent of the code
python3 - "$scratch/out/results.json" >"$scratch/output" 2>&1 <<'END'
import json, shutil, sys
results = json.load(open(sys.argv[1]))
wanted = [('write store', 'TLP', 'memcpy'), ('write add-u32', 'TLP', 'memcpy'),
          ('write, captured to null', 'TLP', 'memcpy'),
          ('write, captured to file', 'TLP', 'memcpy'),
          ('write, captured to file, sustained', 'TLP', 'memcpy'),
          ('ring', 'message', 'memcpy'), ('ring, 64 KiB', 'block', 'memcpy'),
          ('store 64 KiB, payload 256', 'block', 'memcpy'),
          ('store 64 KiB, payload 128', 'block', 'memcpy'),
          ('add-u32 64 KiB, payload 256', 'block', 'add loop'),
          ('add-u32 64 KiB, payload 128', 'block', 'add loop'),
          ('add-f32 64 KiB, payload 256', 'block', 'add loop'),
          ('add-f32 64 KiB, payload 128', 'block', 'add loop'),
          ('copy 64 KiB', 'copy', 'memcpy'), ('message 4 KiB', 'message', 'memcpy'),
          ('read 64 bytes', 'read', 'memcpy'), ('write 64 bytes', 'write', 'memcpy'),
          ('RDMA WRITE 64 KiB, payload 4096', 'WRITE', 'memcpy'),
          ('RDMA WRITE 64 KiB, payload 128', 'WRITE', 'memcpy'),
          ('RDMA WRITE 4 KiB, payload 4096', 'WRITE', 'memcpy'),
          ('RDMA WRITE 4 KiB, payload 128', 'WRITE', 'memcpy'),
          ('start, 1024 functions', 'function', 'memset 32 KiB'),
          ('write, 1024 functions', 'TLP', 'write, 2 functions'),
          ('write, 512 pairs in turn', 'TLP', 'write, 2 functions'),
          ('write, two devices', 'TLP', 'write, 2 functions'),
          ('register read', 'read', 'AF_UNIX ping-pong'),
          ('decode', 'TLP', 'memcpy'), ('encode', 'TLP', 'memcpy'),
          ('decode, flit mode', 'TLP', 'memcpy'), ('encode, flit mode', 'TLP', 'memcpy'),
          ('path', 'path', 'memcpy'),
          ('tph stat', 'TLP', 'pcap_next_ex'), ('tph convert, perfetto', 'TLP', 'pcap_next_ex'),
          ('tph stat, small file', 'TLP', 'tshark'),
          ('capture to null', 'TLP', 'pcap_dump'), ('capture to file', 'TLP', 'pcap_dump'),
          ('tph stat, VCD', 'KiB', 'wc -l'), ('tph ls', 'function', 'lspci')]
if not shutil.which('tshark'):
    wanted.remove(('tph stat, small file', 'TLP', 'tshark'))
if not shutil.which('lspci'):
    wanted.remove(('tph ls', 'function', 'lspci'))
found = [(f['figure'], f['unit'], f['yardstick']['name']) for f in results['figures']]
assert found == wanted, found
assert 'accelerator' not in results
for f in results['figures']:
    y = f['yardstick']
    for side in f, y:
        # a start has whole hierarchies
        assert side['operations'] == (1024 if f['figure'].startswith('start') else 1000), side
        assert 1 <= side['samples'] <= 1000, side
        assert 0 < side['ns']['min'] <= side['ns']['median'] <= side['ns']['p99'], side
        assert side['cpu_ns'] > 0, side
        rate = side['per_second'] * side['ns']['median'] / 1e9
        assert abs(rate - 1) < 0.01, side
    assert ('memory_kib' in f) == f['figure'].startswith(('tph ', 'start')), f
    assert 0 < f.get('memory_kib', 1) <= 64 * 1024, f
    assert abs(f['ratio_cpu'] * y['cpu_ns'] / f['cpu_ns'] - 1) < 0.01, f
    assert abs(f['ratio'] * y['ns']['median'] / f['ns']['median'] - 1) < 0.01, f
    assert abs(f['ratio_min'] * y['ns']['min'] / f['ns']['min'] - 1) < 0.01, f
END
expect_true "results.json has the members in docs/bench.md" [ $? -eq 0 ]

figure='{"figure":"a","unit":"b","operations":1,"samples":1,"ns":{"min":1.0,"median":2.0,"p99":3.0},"cpu_ns":1.0,'
echo "$figure\"yardstick\":{\"name\":\"c\",\"ns\":{\"min\":1.0,\"median\":4.0,\"p99\":4.0},\"cpu_ns\":4.0}}" >"$scratch/good"
expect "a figure that takes half as long as its yardstick" 0 '^a .* 2.00 ns .* 4.00 ns +0.5 +1 +0.25$' \
	sh -c '"$1" "$2/results.json" <"$2/good"' sh "$report" "$scratch"
sed 's/,"cpu_ns":[0-9.]*//g' "$scratch/good" >"$scratch/no-cpu"
expect "a figure with unknown CPU time" 0 '^a .* 4.00 ns +0.5 +1 +-$' \
	sh -c '"$1" "$2/results.json" <"$2/no-cpu"' sh "$report" "$scratch"
expect_true "no CPU time is invented" sh -c '! grep -q cpu "$1"' sh "$scratch/results.json"
echo "$figure\"yardstick\":{\"name\":\"c\"}}" >"$scratch/bad"
expect "a line without times is not a figure" 1 'line 1 is not a figure' \
	sh -c '"$1" "$2/none.json" <"$2/bad"' sh "$report" "$scratch"
expect "no figures at all" 1 'no figures in the input' "$report" "$scratch/none.json"
expect_true "no file is written" [ ! -e "$scratch/none.json" ]
expect "a size that no TLP has" 2 '-s must be a power of two' \
	"$top/bench/run" --no-guest -n 64 -s 100 --out "$scratch/out"
expect "an unknown option" 1 'unknown argument --nonsense' "$top/bench/run" --nonsense
finish
