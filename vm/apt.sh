# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154,SC2034,SC2015
# apt with a private configuration: downloads packages of a newer Debian suite
# without root rights and without changes to the machine's own package lists.
# Needs vm/lib.sh and an open cache ($tmp).

# The URIs of the machine's own apt configuration, one line each: "URI suite".
# Knows the one-line and the deb822 format; disabled entries are left out.
apt_sources() {
	for as_file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ -r "$as_file" ] || continue
		sed -n 's/#.*//; s/\[[^]]*\]//; s/^[[:space:]]*deb[[:space:]]\{1,\}//p' "$as_file" |
			awk '/ main( |$)/ { print $1, $2 }'
	done
	for as_file in /etc/apt/sources.list.d/*.sources; do
		[ -r "$as_file" ] || continue
		awk '
		function flush(  i, j, n, m, u, s) {
			if (!off && types ~ /(^| )deb( |$)/ && parts ~ /(^| )main( |$)/) {
				n = split(uris, u, " "); m = split(suites, s, " ")
				for (i = 1; i <= n; i++)
					for (j = 1; j <= m; j++)
						print u[i], s[j]
			}
			off = 0; types = uris = suites = parts = key = ""
		}
		/^#/ { next }
		/^[[:space:]]*$/ { flush(); next }
		/^[^[:space:]]/ {
			key = tolower($0); sub(/:.*/, "", key)
			sub(/^[^:]*:[[:space:]]*/, "")
		}
		{
			if (key == "types") types = types " " $0
			else if (key == "uris") uris = uris " " $0
			else if (key == "suites") suites = suites " " $0
			else if (key == "components") parts = parts " " $0
			else if (key == "enabled" && tolower($0) ~ /no|false/) off = 1
		}
		END { flush() }' "$as_file"
	done
}

# The mirror that serves Debian itself: neither the security archive nor a
# third party's repository.
apt_mirror() {
	if [ -n "$OPENTPH_MIRROR" ]; then
		echo "$OPENTPH_MIRROR"
		return
	fi
	apt_sources | awk '
	$2 ~ /security/ || $1 ~ /security/ { next }
	$1 !~ /^(https?|ftp|file|copy):/ { next }
	{ sub(/\/$/, "", $1); sub(/^file:/, "copy:", $1) }
	$1 ~ /\/debian$/ { print $1; found = 1; exit }
	$2 ~ /^(stable|oldstable|testing|unstable|sid|bookworm|trixie|forky)(-updates)?$/ && !first {
		first = $1
	}
	END { if (!found && first) print first }'
}

apt_keyring() {
	for ak_file in /usr/share/keyrings/debian-archive-keyring.gpg \
		/usr/share/keyrings/debian-archive-keyring.pgp; do
		if [ -r "$ak_file" ]; then
			echo "[signed-by=$ak_file]"
			return
		fi
	done
}

count_apt_kib() {
	du -sk "$apt/cache/archives" 2>/dev/null | awk '{ print int($1 / 1024) }'
}

# apt_open [--source] [SUITE]...: write the configuration and fetch the package lists of
# these suites (default: trixie and its backports), unless these are open already. With
# --source, the lists are those of the source packages.
apt_open() {
	ao_type=deb
	if [ "${1-}" = --source ]; then
		ao_type=deb-src
		shift
	fi
	ao_suites=${*:-trixie trixie-backports}
	[ "$apt_opened" != "$ao_type $ao_suites" ] || return 0
	apt_opened="$ao_type $ao_suites"
	suites=$ao_suites
	command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
		die "this is not Debian, so nothing can be downloaded. Provide:" \
			"QEMU=PATH (a qemu-system-x86_64 of 11.1 or newer with vfio-user-pci)," \
			"BUSYBOX=PATH (a static busybox), KERNEL_SRC=DIR (Linux 7.3 with the series;" \
			"see kernel/series), RDMA=DIR and PYVERBS=DIR (folders that vm/toolbox rdma and" \
			"vm/toolbox pyverbs made on a Debian), PCIUTILS_SRC=DIR (a source tree of pciutils)"
	ao_mirror=$(apt_mirror)
	[ -n "$ao_mirror" ] || die "found no Debian mirror in /etc/apt/sources.list" \
		"and /etc/apt/sources.list.d: set OPENTPH_MIRROR=http://HOST/debian"
	need_space "$cache" 500 "the download of packages"
	ao_dir=$tmp/apt
	mkdir -p "$ao_dir/parts" "$ao_dir/lists/partial" "$ao_dir/cache/archives/partial"
	: >"$ao_dir/status"
	for ao_suite in $suites; do
		echo "$ao_type $(apt_keyring) $ao_mirror $ao_suite main"
	done >"$ao_dir/sources.list"
	cat >"$ao_dir/apt.conf" <<-END
	Dir::Etc::sourcelist "$ao_dir/sources.list";
	Dir::Etc::sourceparts "$ao_dir/parts";
	Dir::Etc::preferencesparts "$ao_dir/parts";
	Dir::Etc::preferences "/dev/null";
	Dir::State::Lists "$ao_dir/lists";
	Dir::State::status "$ao_dir/status";
	Dir::Cache "$ao_dir/cache";
	APT::Default-Release "${suites##* }";
	APT::Install-Recommends "false";
	APT::Sandbox::User "";
	Acquire::Languages "none";
	Acquire::Retries "2";
	Acquire::http::Timeout "20";
	Acquire::https::Timeout "20";
	Debug::NoLocking "true";
	APT::Update::Error-Mode "any";
	END
	apt=$ao_dir
	run_job "package lists of $suites" 0 lines count_lines "$tmp/apt.log" \
		apt-get -c "$apt/apt.conf" -q update || apt_failed "$ao_mirror"
}

apt_failed() {
	sed -n 's/^[EW]: /  apt: /p' "$tmp/apt.log" | head -4 >&2
	blame_disk "$cache"
	die "could not download from $1: check the network (a proxy belongs in" \
		"/etc/apt/apt.conf.d) or set OPENTPH_MIRROR=http://HOST/debian. Nothing was kept."
}

# apt_version PACKAGE: print the available version, or nothing
apt_version() {
	apt-cache -c "$apt/apt.conf" policy "$1" 2>/dev/null |
		sed -n 's/^  Candidate: //p' | grep -v '(none)'
}

# apt_fetch LABEL PACKAGE...: download packages and dependencies to $apt/cache/archives
apt_fetch() {
	af_label=$1
	shift
	rm -f "$apt"/cache/archives/*.deb
	apt-get -c "$apt/apt.conf" -qq --print-uris install "$@" >"$tmp/uris" 2>"$tmp/apt.log" || {
		sed -n 's/^E: /  apt: /p' "$tmp/apt.log" >&2
		die "the mirror does not offer $* in $suites: run again later, or set" \
			"OPENTPH_MIRROR to another Debian mirror"
	}
	af_mb=$(awk '{ sum += $3 } END { print int(sum / 1048576) + 1 }' "$tmp/uris")
	need_space "$cache" $((af_mb * 6 + 50)) "$af_label"
	run_job "$af_label" "$af_mb" MiB count_apt_kib "$tmp/apt.log" \
		apt-get -c "$apt/apt.conf" -qq -y --download-only install "$@" ||
		apt_failed "$(apt_mirror)"
}

# apt_fetch_one LABEL PACKAGE: download a package without its dependencies
apt_fetch_one() {
	af_label=$1 af_package=$2
	rm -f "$apt"/cache/archives/*.deb
	af_mb=$(apt-cache -c "$apt/apt.conf" show --no-all-versions "$af_package" 2>/dev/null |
		awk '/^Size:/ { print int($2 / 1048576) + 1; exit }')
	[ -n "$af_mb" ] || die "the mirror does not offer $af_package in $suites: run again" \
		"later, or set OPENTPH_MIRROR to another Debian mirror"
	need_space "$cache" $((af_mb * 3 + 50)) "$af_label"
	# shellcheck disable=SC2016
	run_job "$af_label" "$af_mb" MiB count_apt_kib "$tmp/apt.log" \
		sh -c 'cd "$1" && apt-get -c "$2" -qq download "$3"' sh \
		"$apt/cache/archives" "$apt/apt.conf" "$af_package" ||
		apt_failed "$(apt_mirror)"
}

# apt_source_versions PACKAGE: the versions of a source package on offer, newest first
apt_source_versions() {
	apt-cache -c "$apt/apt.conf" showsrc "$1" 2>/dev/null | awk -v name="$1" '
	/^Package: / { mine = $2 == name }
	mine && /^Version: / { print $2 }' | sort -rVu
}

# apt_fetch_source LABEL PACKAGE VERSION: download the upstream archives of a source
# package to $tmp/archives. Returns 1 if the mirror has none.
apt_fetch_source() {
	rm -rf "$tmp/archives"
	mkdir "$tmp/archives"
	# shellcheck disable=SC2016
	run_job "$1" 0 KiB count_archives "$tmp/apt.log" \
		sh -c 'cd "$1" && apt-get -c "$2" -qq --tar-only --download-only source "$3"' sh \
		"$tmp/archives" "$apt/apt.conf" "$2=$3"
}

count_archives() {
	du -sk "$tmp/archives" 2>/dev/null | awk '{ print int($1) }'
}

# apt_unpack DIR: unpack the downloaded packages into DIR
apt_unpack() {
	mkdir -p "$1"
	for au_deb in "$apt"/cache/archives/*.deb; do
		dpkg-deb -x "$au_deb" "$1" 2>"$tmp/apt.log" || {
			blame_disk "$cache"
			sed 's/^/  /' "$tmp/apt.log" >&2
			die "cannot unpack ${au_deb##*/}: the download is damaged, run again"
		}
		rm -f "$au_deb"
	done
}
