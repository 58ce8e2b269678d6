# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154
# Runs tph-leechcore between the stand-in and a peer. Needs cases.sh. Addresses depend on
# the process, so that runs do not meet. OPENTPH_SOURCE: tree with the program to test
net=127.$(($$ / 250 % 250 + 1)).$(($$ % 250 + 1))
program=$scratch/bin/tph-leechcore
CC=${CC:-cc}
ASAN_OPTIONS=abort_on_error=0:exitcode=99:detect_leaks=1
UBSAN_OPTIONS=halt_on_error=1:exitcode=99
export ASAN_OPTIONS UBSAN_OPTIONS

# build_leechcore: the program and the stand-in, with sanitizers
build_leechcore() {
	mkdir "$scratch/bin"
	sanitizers='-fsanitize=address,undefined -fno-sanitize-recover=all'
	expect_true "tph-leechcore is built without LeechCore" \
		make -s -C "${OPENTPH_SOURCE:-$top}/contrib/leechcore" O="$scratch/bin" CC="$CC" EXTRA="$sanitizers"
	# shellcheck disable=SC2086 # flags
	expect_true "the stand-in is built" "$CC" -std=gnu17 -g -Wall -Wextra -Werror $sanitizers \
		-shared -fPIC -fvisibility=hidden -pthread -I "$top" -o "$scratch/bin/leechcore.so" \
		"$top/tests/host/leechcore/standin.c" "$top/tests/host/leechcore/standin_board.c"
	[ -x "$program" ] || finish
	nm -D "$program" | grep -E ' (tlp|tph|pcie|capture)_' >"$scratch/output"
	expect_true "no function of OpenTPH's libraries is in it" [ ! -s "$scratch/output" ]
}

feed() {
	cat >"$scratch/feed"
}

script() {
	cat >"$scratch/script"
}

# until_line NAME PATTERN FILE: wait for a line, or report it as missing
until_line() {
	u_left=${LEECH_LIMIT:-600}
	while ! grep -qE "$2" "$3" 2>/dev/null; do
		u_left=$((u_left - 1))
		if [ $u_left -eq 0 ]; then
			cp "$scratch/messages" "$scratch/output"
			fail "$1: no line like '$2' in a minute"
			# shellcheck disable=SC2086 # none yet
			kill $b_program $b_peer 2>/dev/null
			finish
		fi
		sleep 0.1
	done
}

# Another peer has another function, and prints "ready" and $peer_end too
peer_end='done'
start_peer() {
	python3 "$top/tests/host/leechcore/peer.py" "$net.1" "$net.2" "$scratch/script" \
		>"$scratch/got" 2>&1 &
}

# bridge [-m MODE] OPTION...: feed and script until both are done, then SIGTERM
bridge() {
	b_mode=
	if [ "$1" = -m ]; then
		b_mode=$2
		shift 2
	fi
	b_program=
	rm -f "$scratch/standin" "$scratch/got"
	: >"$scratch/messages"
	start_peer
	b_peer=$!
	until_line "the peer" '^ready$' "$scratch/got"
	STANDIN_MODE=$b_mode STANDIN_FEED=$scratch/feed STANDIN_LOG=$scratch/standin \
		"$program" -l "$scratch/bin/leechcore.so" --local "$net.2" --peer "$net.1" "$@" \
		>"$scratch/counts" 2>"$scratch/messages" &
	b_program=$!
	until_line "the script of the peer" "^$peer_end\$" "$scratch/got"
	until_line "the feed of the board" '^fed$' "$scratch/standin"
	settle
	kill -TERM $b_program
	wait $b_program
	b_status=$?
	kill -TERM $b_peer
	wait $b_peer 2>/dev/null
	cat "$scratch/messages" "$scratch/standin" >"$scratch/output"
	expect_true "it ends by SIGTERM with 0 ($*)" [ $b_status -eq 0 ]
	grep '^fault' "$scratch/standin" >"$scratch/output"
	expect_true "it calls the library as it may" [ ! -s "$scratch/output" ]
	sed -n 's/^written *//p' "$scratch/standin" >"$scratch/written"
}

# settle: until nothing more is logged for 0.3 s
settle() {
	s_before=
	while s_now=$(cat "$scratch/got" "$scratch/standin" | wc -l) && [ "$s_now" != "$s_before" ]; do
		s_before=$s_now
		sleep 0.3
	done
}

# sent_to_peer NAME: the peer got these, in this order, numbered from 0
sent_to_peer() {
	sed -n 's/^got \([0-9a-f]*\) [0-9]* \(.*\)/\1 \2/p' "$scratch/got" >"$scratch/sent"
	diff - "$scratch/sent" >"$scratch/output"
	expect_true "$1" [ ! -s "$scratch/output" ]
	awk '$1 == "got" && $3 != n++' "$scratch/got" >"$scratch/output"
	expect_true "$1: the sequence has no gap" [ ! -s "$scratch/output" ]
}

# sent_to_board NAME: the stand-in got these
sent_to_board() {
	diff - "$scratch/written" >"$scratch/output"
	expect_true "$1" [ ! -s "$scratch/output" ]
}

# counted NAME MEMBER=N...: these counts, and all others 0
counted() {
	c_name=$1
	shift
	printf '%s\n' "$@" | sort >"$scratch/wanted"
	python3 -c 'import json, sys
for name, value in json.load(sys.stdin).items():
    if value:
        print("%s=%d" % (name, value))' <"$scratch/counts" | sort |
		diff "$scratch/wanted" - >"$scratch/output"
	expect_true "counts: $c_name" [ ! -s "$scratch/output" ]
}

# count MEMBER
count() {
	sed -n 's/.*"'"$1"'": \([0-9]*\).*/\1/p' "$scratch/counts"
}

# refused NAME STATUS [--] PATTERN [-m MODE] ARGUMENT...
refused() {
	r_name=$1 r_status=$2
	shift 2
	[ "$1" != -- ] || shift
	r_pattern=$1 r_mode=
	shift
	if [ "${1-}" = -m ]; then
		r_mode=$2
		shift 2
	fi
	: >"$scratch/feed"
	rm -f "$scratch/standin"
	case " $* " in
	*' -l '* | *' --local '* | *' --peer '*) ;;
	*) set -- --local "$net.2" --peer "$net.1" "$@" ;;
	esac
	case " $* " in *' -l '*) ;; *) set -- -l "$scratch/bin/leechcore.so" "$@" ;; esac
	expect "refused: $r_name" "$r_status" "$r_pattern" \
		env STANDIN_MODE="$r_mode" STANDIN_FEED="$scratch/feed" \
		STANDIN_LOG="$scratch/standin" "$program" "$@"
	! grep -q '^fault' "$scratch/standin" 2>/dev/null || {
		cp "$scratch/standin" "$scratch/output"
		fail "refused: $r_name: a call that is not allowed"
	}
}
