# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154,SC2034,SC2015
# Shared by the scripts of vm/, kernel/ and tests/: messages, the cache, free
# space, progress of long jobs. The caller sets $prog (its name in messages)
# and $top (the repository) and sources this file.

cache=${OPENTPH_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/opentph}
build=${OPENTPH_BUILD:-$top/build}
tmp=

# In a subshell: callers split words at other characters than blanks.
say() (
	IFS=' '
	printf '%s: %s\n' "$prog" "$*" >&2
)

# die MESSAGE...: end with ${die_status:-1}
die() {
	say error: "$@"
	exit "${die_status:-1}"
}

[ -n "${OPENTPH_CACHE:-${XDG_CACHE_HOME:-${HOME:-}}}" ] ||
	die "HOME is not set: set it, or set OPENTPH_CACHE to a folder for the cache"
# Programs of the cache are run, so other users must not be able to write there.
if [ -d "$cache" ]; then
	case $(stat -L -c %u "$cache") in
	0 | "$(id -u)") ;;
	*) die "the cache $cache belongs to another user: set OPENTPH_CACHE to a folder of your own" ;;
	esac
	[ -z "$(find -L "$cache" -prune -perm /022)" ] ||
		die "other users may write to the cache $cache: run chmod go-w, or set OPENTPH_CACHE"
fi

# Sizes are in MiB.
free_mb() {
	df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }'
}

need_space() {
	ns_free=$(free_mb "$1")
	[ "$ns_free" -ge "$2" ] && return 0
	die "$3 needs $2 MiB, $1 has $ns_free MiB free:" \
		"make room or set OPENTPH_CACHE to a folder on a larger disk"
}

# After a failure: end with a message if the disk is full
blame_disk() {
	[ "$(free_mb "$1")" -ge 8 ] && return 0
	die "no space left in $1: make room or set OPENTPH_CACHE to a" \
		"folder on a larger disk; no incomplete result was kept"
}

lib_cleanup() {
	lc_status=$?
	trap - EXIT INT TERM HUP
	if [ -n "$job_pid" ]; then
		kill -TERM "-$job_pid" 2>/dev/null
		wait "$job_pid" 2>/dev/null
	fi
	[ -z "$tmp" ] || rm -rf "$tmp"
	exit "$lc_status"
}

# One writer at a time. $tmp is a folder of the cache, so that a finished result
# is renamed into its place. Leftovers of a killed run are removed first.
cache_open() {
	(umask 022 && mkdir -p "$cache") 2>/dev/null && [ -w "$cache" ] ||
		die "cannot write to the cache $cache: set OPENTPH_CACHE to a folder of your own"
	job_pid=
	trap lib_cleanup EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	if [ -z "$OPENTPH_LOCKED" ]; then
		exec 9>"$cache/lock"
		if ! flock -n 9; then
			say "waiting for another run that fills $cache"
			flock 9
		fi
		OPENTPH_LOCKED=$$
		export OPENTPH_LOCKED
		rm -rf "$cache"/tmp.*
	fi
	tmp=$(mktemp -d "$cache/tmp.XXXXXX") || {
		tmp=
		blame_disk "$cache"
		die "cannot create a folder in $cache"
	}
}

clock() {
	printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

# A bar on a terminal, else a line every 15 seconds. A total of 0 is unknown.
show_progress() {
	sp_time=$(clock $(($(date +%s) - job_start)))
	if [ "$job_total" -gt 0 ]; then
		sp_pct=$(($1 * 100 / job_total))
		[ $sp_pct -lt 100 ] || sp_pct=99
		sp_text="$1 of $job_total $job_unit, $sp_time"
		# Extrapolate from the steps so far, once there are enough of them.
		if [ $sp_pct -ge 5 ] && [ "$1" -lt "$job_total" ]; then
			sp_left=$((($(date +%s) - job_start) * (job_total - $1) / $1))
			sp_text="$sp_text, about $(clock $sp_left) left"
		fi
	else
		sp_pct=
		sp_text="$1 $job_unit, $sp_time"
	fi
	if [ -t 2 ]; then
		sp_bar=
		if [ -n "$sp_pct" ]; then
			sp_bar=$(printf '%*s' $((sp_pct / 4)) '' | tr ' ' '#')
			sp_bar=$(printf '[%-25s] %2d%% ' "$sp_bar" "$sp_pct")
		fi
		printf '\r%s: %s %s%s\033[K' "$prog" "$job_label" "$sp_bar" "$sp_text" >&2
	elif [ $(($(date +%s) - job_shown)) -ge 15 ]; then
		job_shown=$(date +%s)
		say "$job_label:${sp_pct:+ $sp_pct%,} $sp_text"
	fi
}

# The usual COUNTER of run_job: lines in its log
count_lines() {
	if [ -e "$job_log" ]; then
		wc -l <"$job_log"
	else
		echo 0
	fi
}

# run_job LABEL TOTAL UNIT COUNTER LOG COMMAND...
# Runs COMMAND with its output in LOG and shows progress. COUNTER is a function that
# prints the number of finished UNITs out of TOTAL. Returns the status of COMMAND.
run_job() {
	job_label=$1 job_total=$2 job_unit=$3 job_counter=$4 job_log=$5
	shift 5
	job_start=$(date +%s) job_shown=$job_start
	rm -f "$tmp/ended"
	# A session of its own, so that all its processes can be ended. It keeps the lock
	# (fd 9): if this script is killed, no other run uses the same objects meanwhile.
	# shellcheck disable=SC2016
	setsid sh -c '"$@"; status=$?; : >"$0"; exit $status' "$tmp/ended" "$@" \
		</dev/null >"$job_log" 2>&1 &
	job_pid=$!
	while [ ! -e "$tmp/ended" ] && kill -0 $job_pid 2>/dev/null; do
		sleep 0.5
		rj_waited=$(($(date +%s) - job_start))
		[ $rj_waited -lt 2 ] || show_progress "$($job_counter)"
	done
	wait $job_pid
	rj_status=$?
	job_pid=
	rj_time=$(clock $(($(date +%s) - job_start)))
	[ ! -t 2 ] || printf '\r\033[K' >&2
	[ "$rj_status" -ne 0 ] || say "$job_label: done in $rj_time"
	return "$rj_status"
}
