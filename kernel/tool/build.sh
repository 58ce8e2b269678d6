# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154,SC2034
# kernel/series check --build, --sample and --full: compiles what the series touches in a
# tree of its own, which shares its files with the cache's by hard links, with W=1 and
# sparse. A warning counts if the base does not have it. Needs kernel/tool/check.sh.
#
#   $tmp/tree     the source; each patch is applied to it in turn
#   $tmp/NAME     objects in the configuration NAME
#   $tmp/table    a line for each result: patch, configuration, verdict

# What belongs to each patch; to the end of each posting
each_build='x86-64'
each_full='x86-64
arm64'
each_end='no-tph
no-p2pdma
no-pci
modular'

need_builders() {
	for tool in gcc make flex bison bc python3 "$@"; do
		command -v "$tool" >/dev/null || die "missing $tool: run vm/toolbox host"
	done
	case $(readlink -f "$cache") in
	*[[:space:]:]*) die "cannot build a kernel in $cache: make accepts no blank and no colon in a path;" \
		"set OPENTPH_CACHE to another folder" ;;
	esac
	sparse=$("$top/vm/toolbox" sparse) || exit 1
	ccache=
	! command -v ccache >/dev/null || ccache='ccache '
}

# own_tree: the packaged source as $tmp/tree. The cache is free for others afterwards, and
# $tmp is a folder that only a run of this command uses.
own_tree() {
	work=$cache/series-check
	exec 8>"$cache/series-check.lock"
	flock -n 8 || die "another kernel/series check builds already"
	need_space "$cache" 1500 "the check of the series"
	rm -rf "$work"
	mkdir -p "$work"
	say "copying the source"
	cp -al "$cache/linux/$source/tree" "$work/tree" || die "cannot write to $work"
	# What any patch has touched is a file of its own, and as packaged.
	(cd "$cache/linux/$source/orig" 2>/dev/null && find . -type f) | while read -r ot_file; do
		cp -p --remove-destination "$cache/linux/$source/orig/$ot_file" "$work/tree/$ot_file"
	done
	while read -r ot_file; do
		rm -f "$work/tree/$ot_file"
	done <"$cache/linux/$source/new"
	rm -rf "$tmp"
	tmp=$work
	[ "$OPENTPH_LOCKED" != $$ ] || unset OPENTPH_LOCKED
	exec 9>&-
}

# keep_packaged: the files that any patch touches, as packaged, for kernel_doc
keep_packaged() {
	# shellcheck disable=SC2086
	touched_files $list | while read -r kp_file; do
		[ ! -e "$tmp/tree/$kp_file" ] || echo "$kp_file"
	done >"$tmp/old"
	mkdir -p "$tmp/packaged"
	(cd "$tmp/tree" && xargs -d '\n' cp -p --parents -t "$tmp/packaged") <"$tmp/old"
}

# The .c files of the kernel that any patch touches, as far as they exist by now
series_sources() {
	# shellcheck disable=SC2086
	touched_files $list | grep '\.c$' | grep -vE '^(tools|samples|scripts|Documentation)/' |
		while read -r ss_file; do
			[ ! -e "$tmp/tree/$ss_file" ] || echo "$ss_file"
		done
}

# set_make NAME: sets $objects and $make, the words of a call of make for configuration NAME
set_make() {
	objects=$tmp/$1
	mkdir -p "$objects"
	sm_arch=x86_64 sm_cross=
	[ "$1" != arm64 ] || sm_arch=arm64 sm_cross=aarch64-linux-gnu-
	make="make
-C
$tmp/tree
O=$objects
ARCH=$sm_arch
CROSS_COMPILE=$sm_cross
CC=$ccache${sm_cross}gcc
CHECK=$sparse
-j$(nproc)
-k"
}

# unmet FILE: lines of the fragment that .config does not fulfil
unmet() {
	while read -r un_line; do
		case $un_line in
		CONFIG_*=*) grep -qxF "$un_line" "$objects/.config" || echo "$un_line" ;;
		'# CONFIG_'*' is not set')
			un_name=${un_line#\# }
			! grep -q "^${un_name%% *}=" "$objects/.config" || echo "$un_line"
			;;
		esac
	done <"$1"
}

# configure NAME: base.config and what NAME changes, by the Kconfig files of the tree
configure() {
	set_make "$1"
	cf_fragments="$top/kernel/config/base.config
$top/kernel/config/series.config"
	cf_own=$top/kernel/config/$1.config
	[ ! -e "$cf_own" ] || cf_fragments="$cf_fragments
$cf_own"
	# shellcheck disable=SC2086
	{
		$make tinyconfig && (cd "$objects" && KCONFIG_CONFIG=.config \
			"$tmp/tree/scripts/kconfig/merge_config.sh" -m .config $cf_fragments) &&
			$make olddefconfig
	} >"$tmp/config.log" 2>&1 || {
		tail -n 5 "$tmp/config.log" | sed 's/^/  /' >&2
		die "cannot configure the kernel ($1)"
	}
	[ ! -e "$cf_own" ] || [ -z "$(unmet "$cf_own")" ] ||
		die "kernel/config/$1.config: not fulfilled: $(unmet "$cf_own" | paste -sd ' ')"
}

# makes DIR: the objects and folders that its Makefile builds in the configuration
makes() {
	make -s --no-print-directory -rR -C "$objects" -f - <<-END
	include .config
	srctree := $tmp/tree
	src := $tmp/tree/$1
	obj := $1
	include $tmp/tree/$1/Makefile
	all := \$(obj-y) \$(obj-m)
	print: ; @printf '%s\\n' \$(foreach o,\$(all),\$(o) \$(\$(o:.o=)-y) \$(\$(o:.o=)-m) \$(\$(o:.o=)-objs))
	.DEFAULT_GOAL := print
	END
}

# is_built PATH: does the configuration build this object (or folder, with a slash behind)?
is_built() {
	ib_dir=$(dirname "$1")
	while [ ! -e "$tmp/tree/$ib_dir/Makefile" ]; do
		ib_dir=$(dirname "$ib_dir")
	done
	[ "$ib_dir" != . ] || return 0
	makes "$ib_dir" 2>/dev/null | grep -qxF "${1#"$ib_dir"/}" && is_built "$ib_dir/"
}

# plain LOG: its warnings and errors without the numbers of lines
plain() {
	grep -aE '(warning|error|Warning|Error): |WARNING: |ERROR: ' "$1" |
		sed "s,$tmp/tree/,,g; s/:[0-9][0-9:]*:/:/" | LC_ALL=C sort
}

# result PATCH CONFIGURATION VERDICT
result() {
	printf '%s %s %s\n' "$1" "$2" "$3" | tee -a "$build/series-check/table" >>"$tmp/table"
	case $3 in ok | -) ;; *) bad=1 ;; esac
}

# keep_log NAME: for a look after the run
keep_log() {
	cp "$tmp/build.log" "$build/series-check/$(echo "$1" | tr '/ ' '--').log"
}

# build PATCH CONFIGURATION: in the tree as it is now
build() {
	bu_label="$1 $2"
	[ -e "$tmp/$2/.config" ] || configure "$2"
	set_make "$2"
	bu_objects=
	bu_left=
	for bu_source in $(series_sources); do
		if is_built "${bu_source%.c}.o"; then
			bu_objects="$bu_objects${bu_source%.c}.o$IFS"
		else
			bu_left="$bu_left $bu_source"
		fi
	done
	bu_verdict=ok
	# shellcheck disable=SC2086
	run_job "$bu_label" 0 lines count_lines "$tmp/build.log" $make W=1 C=1 $bu_objects || {
		grep -aE 'error|Error|No rule' "$tmp/build.log" | head | sed 's/^/  /' >&2
		say "$bu_label: does not build"
		bu_verdict=fails
	}
	plain "$tmp/build.log" >"$tmp/now"
	bu_base=$tmp/warnings-$2
	[ -e "$bu_base" ] || bu_base=$tmp/warnings-x86-64
	if [ "$1" = base ]; then
		cp "$tmp/now" "$tmp/warnings-$2"
	elif LC_ALL=C comm -13 "$bu_base" "$tmp/now" >"$tmp/more" && [ -s "$tmp/more" ]; then
		sed 's/^/  /' "$tmp/more" >&2
		say "$bu_label: new warnings"
		[ $bu_verdict != ok ] || bu_verdict=warns
	fi
	case $2 in
	x86-64 | arm64 | modular)
		[ -z "$bu_left" ] || {
			say "$bu_label: not built:$bu_left"
			bu_verdict=partly
		}
		;;
	esac
	[ $bu_verdict = ok ] || keep_log "$bu_label"
	[ "$1" = base ] || result "$1" "$2" $bu_verdict
}

# kernel_doc PATCH FILE...: warnings that the packaged file does not have
kernel_doc() {
	kd_label=$1 kd_verdict=ok
	shift
	for kd_file; do
		for kd_which in "$tmp/packaged/$kd_file" "$tmp/tree/$kd_file"; do
			[ ! -e "$kd_which" ] || python3 -B "$tmp/tree/tools/docs/kernel-doc" -none -Wall "$kd_which" 2>&1
			echo ---
		done | sed "s,$tmp/tree/,,; s,$tmp/packaged/,,; s/:[0-9][0-9]*//" |
			awk '$0 == "---" { after = 1; next } !after { had[$0]++; next } had[$0]-- <= 0 && !shown[$0]++' >"$tmp/doc"
		[ ! -s "$tmp/doc" ] || {
			sed 's/^/  /' "$tmp/doc" >&2
			say "$kd_label: kernel-doc warns"
			kd_verdict=warns
		}
	done
	result "$kd_label" kernel-doc $kd_verdict
}

# The kernel and its modules, so that modpost sees every symbol that a module imports
link_modular() {
	set_make modular
	lm_verdict=ok
	# shellcheck disable=SC2086
	run_job "the series, modular: vmlinux and modules" 0 lines count_lines "$tmp/build.log" \
		$make vmlinux modules || lm_verdict=fails
	grep -aE '^(WARNING|ERROR): modpost' "$tmp/build.log" >"$tmp/modpost" && lm_verdict=fails
	[ $lm_verdict = ok ] || {
		{ head "$tmp/modpost"; grep -aE ' error: |Error ' "$tmp/build.log" | head; } | sed 's/^/  /' >&2
		say "the modules do not link"
		keep_log modular-link
	}
	result "$1" linked $lm_verdict
}

# The selftests that the series touches, against its uAPI headers
build_selftests() {
	# shellcheck disable=SC2086
	bt_folders=$(touched_files $list | grep '^tools/testing/selftests/.*\.[ch]$' |
		while read -r bt_file; do
			bt_dir=$(dirname "$bt_file")
			while [ ! -e "$tmp/tree/$bt_dir/Makefile" ]; do
				bt_dir=$(dirname "$bt_dir")
			done
			echo "$bt_dir"
		done | sort -u)
	[ -n "$bt_folders" ] || return 0
	set_make x86-64
	# shellcheck disable=SC2086
	run_job "headers for selftests" 0 lines count_lines "$tmp/build.log" $make headers ||
		die "cannot make the headers: $(tail -n 1 "$tmp/build.log")"
	for bt_folder in $bt_folders; do
		bt_verdict=ok
		mkdir -p "$tmp/selftests/$bt_folder"
		run_job "${bt_folder#tools/testing/}" 0 lines count_lines "$tmp/build.log" \
			make -C "$tmp/tree/$bt_folder" OUTPUT="$tmp/selftests/$bt_folder" \
			KHDR_INCLUDES="-isystem $objects/usr/include" -j"$(nproc)" -k || bt_verdict=fails
		# shellcheck disable=SC2086
		touched_files $list | sed -n "s,^$bt_folder/,,p" >"$tmp/mine"
		! grep -aFf "$tmp/mine" "$tmp/build.log" | grep -a 'warning: ' >"$tmp/more" || bt_verdict=warns
		[ $bt_verdict = ok ] || {
			{ cat "$tmp/more"; grep -aE ' error: |Error ' "$tmp/build.log"; } | head | sed 's/^/  /' >&2
			say "$bt_folder: $bt_verdict"
			keep_log "$bt_folder"
		}
		result "$1" "${bt_folder#tools/testing/}" $bt_verdict
	done
}

show_table() {
	awk '
	{ if (!($1 in seen)) { seen[$1] = 1; order[++n] = $1 } cell[$1] = cell[$1] " " $2 ":" $3; count[$3]++ }
	END {
		for (i = 1; i <= n; i++)
			printf "%-66s%s\n", order[i], cell[order[i]]
		for (verdict in count)
			total = total " " count[verdict] " " verdict
		print "results:" total
	}' "$tmp/table"
}

# step PATCH CONFIGURATION...: with OPENTPH_SERIES_SECONDS no build starts that would, taking
# as long as the longest before, end later than that; what is left out is named at the end
step() {
	st_patch=$1
	shift
	for st_name; do
		st_start=$(date +%s)
		if [ -n "$OPENTPH_SERIES_SECONDS" ] &&
			[ $((st_start - started + longest)) -gt "$OPENTPH_SERIES_SECONDS" ]; then
			untried="$untried $st_name"
			continue
		fi
		build "$st_patch" "$st_name"
		st_took=$(($(date +%s) - st_start))
		[ $st_took -le "$longest" ] || longest=$st_took
	done
}

# build_series: what $how says
build_series() {
	each=$each_full
	[ "$how" != build ] || each=$each_build
	if [ "$how" = build ]; then
		need_builders
	else
		need_builders aarch64-linux-gnu-gcc
	fi
	own_tree
	keep_packaged
	: >"$tmp/table"
	mkdir -p "$build/series-check"
	: >"$build/series-check/table"
	started=$(date +%s) longest=0 untried=
	# shellcheck disable=SC2086
	step base $each
	keep_map_path
	bs_number=0
	for patch in $list; do
		bs_number=$((bs_number + 1))
		bs_name=$(in_series "$patch")
		bs_name=${bs_name%.patch}
		(cd "$tmp/tree" && GIT_CEILING_DIRECTORIES=$tmp command git apply --whitespace=nowarn "$patch") ||
			die "$bs_name does not apply"
		touched_files "$patch" >"$tmp/touched-now"
		! grep -q 'Kconfig' "$tmp/touched-now" || rm -f "$tmp"/*/.config
		[ -z "$wanted" ] || echo "$wanted" | grep -qxF "$(posting "${patch%/*}")" || continue
		[ "$how" != sample ] || [ "$patch" = "${list##*"$IFS"}" ] || continue
		say "$bs_name ($bs_number of $(echo "$list" | wc -l))"
		bs_docs=$(grep '\.[ch]$' "$tmp/touched-now")
		# shellcheck disable=SC2086
		[ "$how" != sample ] || bs_docs=$(touched_files $list | grep '\.[ch]$')
		# shellcheck disable=SC2086
		if [ "$how" = sample ]; then
			step "$bs_name" x86-64 $each_end arm64
			kernel_doc "$bs_name" $bs_docs
		else
			! grep -qvE '^(Documentation|tools)/' "$tmp/touched-now" || step "$bs_name" $each
			[ -z "$bs_docs" ] || kernel_doc "$bs_name" $bs_docs
		fi
		# Is it the last of its posting?
		[ "$how" = full ] || continue
		bs_folder=${patch%/*}
		set -- "$bs_folder"/*.patch
		eval "bs_last=\${$#}"
		# shellcheck disable=SC2086
		[ "$patch" != "$bs_last" ] || step "${bs_folder##*/}" $each_end
	done
	if [ -z "$wanted" ] || echo "$wanted" | grep -qxF "$(posting "${patch%/*}")"; then
		compare_map_path series
		[ "$how" = build ] || build_selftests series
		[ "$how" != full ] || link_modular series
	fi
	show_table
	[ "$how" != sample ] || say "a sample: each patch by itself is for --build and --full"
	[ -z "$untried" ] || say "shortened: not built:$untried"
}
