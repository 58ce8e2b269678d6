#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph export without a device: its usage, and files that pass through its sockets. A
# file of memory stands in for the dma-buf; tests/guest/export.sh has real ones.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
hold_memfd=$4
tph=$(cd "$(dirname "$tph")" && pwd)/$(basename "$tph")
server='' holder=''
trap 'kill $server $holder 2>/dev/null; rm -rf "$dir"' EXIT

# fails TEXT ARGUMENT...: status 2 and a message with TEXT
fails() {
	text=$1
	shift
	run 2 "$tph" export "$@"
	says "$text" "$dir/err"
}

# Usage
fails 'PROGRAM comes after --' ls
fails 'PROGRAM comes after --' -B ls
fails '--bar 6: expected a number in 0..5' --bar 6
fails '--ph 4: expected a number in 0..3' -p 4
fails '--st8 256: expected a number in 0..255' -8 256
fails '--st16 0x10000: expected a number in 0..65535' -6 0x10000
fails '--importer needs --write' -i /dev/null
fails '--json with PROGRAM needs --watch' -j -- true
fails 'unknown backend' -b vhost
fails 'not a PCI address' -d 0g:00.0
for option in -B '-b auto' '-d 1:00.0' '-r 0' '-o 4096' '-l 8192' '-8 0' '-6 0' '-p 1' -R; do
	# shellcheck disable=SC2086
	fails '--from cannot be combined' --from "$dir/s" $option
done
run 0 "$tph" export --help
says 'TPH_DMABUF_FD' "$dir/out"

# Sockets that have no file for us
fails "$dir/none: No such file or directory" --from "$dir/none"
: >"$dir/plain"
fails 'no program offers a dma-buf there' --from "$dir/plain"
fails 'File name too long' --from "$dir/$(printf %0108d 0)"
run 125 "$tph" export --from "$dir/none" -- true
says 'No such file' "$dir/err"

# ready NAME COMMAND...: starts it with output in $dir/NAME, waits for its first line.
# Its process is in $started
ready() {
	r_name=$1
	shift
	rm -f "$dir/fifo"
	mkfifo "$dir/fifo"
	# The starter of the test may ignore the signal
	env --default-signal=HUP "$@" >"$dir/fifo" 2>"$dir/$r_name.err" </dev/null &
	started=$!
	exec 3<"$dir/fifo"
	read -r first <&3 || { echo "no line from $*"; cat "$dir/$r_name.err"; failed=1; }
	echo "$first" >"$dir/$r_name"
}

# is NAME FILE FORMAT [ARGUMENT]...: the expected content of FILE, for printf
is() {
	i_name=$1 i_file=$2
	shift 2
	# shellcheck disable=SC2059
	printf "$@" >"$dir/text"
	same "$i_name" "$i_file" <"$dir/text"
}

ready server "$hold_memfd" "$dir/s" 'some memory'
server=$started
run 0 "$tph" export --from "$dir/s"
is "--from" "$dir/out" '%s, size 11\n\tRequested: unknown, this file reports no hints\n' "$dir/s"
run 0 "$tph" export --from "$dir/s" --json
tr -d ' \n' <"$dir/out" >"$dir/json"
is "--json" "$dir/json" '{"from":"%s","size":11,"known":false}' "$dir/s"

# from STATUS WORD...: a program that has the file
from() {
	f_status=$1
	shift
	run "$f_status" "$tph" export --from "$dir/s" -- "$@"
}

# shellcheck disable=SC2016
from 0 sh -c 'cat /proc/self/fd/$TPH_DMABUF_FD'
is "the file by its variable" "$dir/out" 'some memory'
from 0 cat '/proc/self/fd/{fd}'
is "the file by its number" "$dir/out" 'some memory'
# shellcheck disable=SC2016
from 0 sh -c 'test "$0/$1/$2/$3" = "$TPH_DMABUF_FD/-$TPH_DMABUF_FD-$TPH_DMABUF_FD/{}/{fd"' \
	'{fd}' '-{fd}-{fd}' '{}' '{fd'
from 0 printf '%s|' '' 'a b' -- "it's"
is "arguments" "$dir/out" "|a b|--|it's|"

# Nothing else is inherited or changed
# shellcheck disable=SC2012
ls /proc/self/fd | wc -l >"$dir/plain"
# shellcheck disable=SC2016
from 0 sh -c 'ls /proc/self/fd | grep -cvx "$TPH_DMABUF_FD"'
same "number of other files" "$dir/out" <"$dir/plain"
from 0 grep '^SigBlk' /proc/self/status
grep '^SigBlk' /proc/self/status >"$dir/plain"
same "blocked signals of the program" "$dir/out" <"$dir/plain"
# shellcheck disable=SC2016
from 141 sh -c 'kill -PIPE $$'

# A server that does not answer can be left
ready stopped "$hold_memfd" "$dir/slow" x
holder=$started
kill -STOP $holder
"$tph" export --from "$dir/slow" --watch >"$dir/out" 2>&1 &
client=$!
until find /proc/$client/fd -lname 'socket:*' 2>/dev/null | grep -q .; do
	sleep 0.05
done
kill -TERM $client
left=100
while [ "$(cut -d ' ' -f 3 /proc/$client/stat)" = S ] && [ $left -gt 0 ]; do
	sleep 0.05
	left=$((left - 1))
done
[ $left -gt 0 ] || { echo "a slow server keeps its client"; failed=1; kill -KILL $client; }
wait $client
kill -KILL $holder

# Exit statuses
from 0 true
from 7 sh -c 'exit 7'
# shellcheck disable=SC2016
from 137 sh -c 'kill -KILL $$'
from 127 "$dir/none"
says "$dir/none: No such file" "$dir/err"
from 126 "$dir"
says 'Permission denied' "$dir/err"
run 125 "$tph" export --from "$dir/s" --hold "$dir/plain" -- true
says "$dir/plain: it exists" "$dir/err"

# Signals go to the program, and it ends the command
for signal in INT TERM HUP; do
	ready signal env --default-signal "$tph" export --from "$dir/s" -- \
		sh -c "trap 'exit 9' $signal; echo; while :; do sleep 0.05; done"
	kill -$signal $started
	wait $started
	[ $? -eq 9 ] || { echo "SIG$signal did not reach the program"; failed=1; }
done

# The command holds the file for others
ready held "$tph" export --from "$dir/s" --hold "$dir/h"
holder=$started
[ "$(stat -c %a "$dir/h")" = 600 ] || { ls -l "$dir/h"; failed=1; }
for client in 1 2 3; do
	run 0 "$tph" export --from "$dir/h" -- cat '/proc/self/fd/{fd}'
	is "client $client" "$dir/out" 'some memory'
done
fails "$dir/h: it exists" --from "$dir/s" --hold "$dir/h"
fails "$dir/s: it exists" --from "$dir/h" --hold "$dir/s"
run 0 "$tph" export --from "$dir/h"
kill -TERM "$holder"
wait "$holder" || { echo "the holder failed"; failed=1; }
[ ! -e "$dir/h" ] || { echo "its socket is left"; failed=1; }
# It had the file for itself too
run 0 "$tph" export --from "$dir/s"

for signal in INT HUP; do
	ready held "$tph" export --from "$dir/s" --hold "$dir/h" --watch --json
	kill -$signal $started
	wait $started || { echo "SIG$signal: status $?"; failed=1; }
	[ ! -e "$dir/h" ] || { echo "SIG$signal leaves the socket"; failed=1; }
	sed 's/"time":[0-9.]*,//' "$dir/held" >"$dir/json"
	is "--watch --json" "$dir/json" '{"from":"%s","size":11,"held":"%s","known":false}\n' \
		"$dir/s" "$dir/h"
done
ready held nohup "$tph" export --from "$dir/s" --hold "$dir/h"
kill -HUP $started
run 0 "$tph" export --from "$dir/h"
kill -TERM $started
wait $started || { echo "nohup: status $?"; failed=1; }

# The program's end ends the socket too, and its output is its own
# shellcheck disable=SC2016
run 3 "$tph" export --from "$dir/s" --hold "$dir/h" -- \
	sh -c '[ -S "$0" ] && "$1" export --from "$0" -- cat "/proc/self/fd/{fd}"; exit 3' \
	"$dir/h" "$tph"
[ ! -e "$dir/h" ] || { echo "the program leaves the socket"; failed=1; }
run 0 "$tph" export --from "$dir/s" --watch -- echo only
is "output of the program" "$dir/out" 'only\n'
says 'Requested: unknown' "$dir/err"

# Another file of the same name is not ours
ready held "$tph" export --from "$dir/s" --hold "$dir/h"
rm "$dir/h"
echo other >"$dir/h"
kill -TERM $started
wait $started
is "a file that replaced the socket" "$dir/h" 'other\n'
exit "$failed"
