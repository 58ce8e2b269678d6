# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2154,SC2034,SC2015
# User space of RDMA for the guest, from a suite that has rdma-core 59 or newer
# (DMA handles: ibv_alloc_dmah, ibv_reg_mr_ex). Needs vm/lib.sh, vm/apt.sh.
#
#   $cache/toolbox/rdma-RECIPE-VERSION/   headers and libraries: --sysroot of a compiler
#                             guest.cpio  what vm/run --rdma adds to the guest
#
# RECIPE is this file's digest: a change of the lists below makes a new folder.

rdma_suites=forky
rdma_packages="ibverbs-utils ibverbs-providers perftest iproute2 libibverbs-dev libc6-dev"
rdma_programs="devlink rdma
ibv_asyncwatch ibv_devices ibv_devinfo
ibv_rc_pingpong ibv_srq_pingpong ibv_uc_pingpong ibv_ud_pingpong ibv_xsrq_pingpong
ib_atomic_bw ib_atomic_lat ib_read_bw ib_read_lat
ib_send_bw ib_send_lat ib_write_bw ib_write_lat"
rdma_providers="mlx5 rxe"
rdma_libraries=usr/lib/x86_64-linux-gnu

# rdma_prune TREE: folders that are neither sysroot nor guest
rdma_prune() {
	for rp_part in usr/share usr/lib/systemd $rdma_libraries/systemd $rdma_libraries/gconv \
		etc/systemd var; do
		rm -rf "${1:?}/$rp_part"
	done
	rdma_merge_usr "$1"
}

# rdma_merge_usr TREE: absolute names in ld's scripts are looked up below the sysroot.
rdma_merge_usr() {
	ln -sfn usr/lib "$1/lib"
	ln -sfn usr/lib64 "$1/lib64"
}

# rdma_closure TREE FILE...: the libraries these files need, "SONAME PATH"
rdma_closure() {
	rc_lib=$1/$rdma_libraries
	shift
	for rc_file; do
		"$rc_lib/ld-linux-x86-64.so.2" --library-path "$rc_lib" --list "$rc_file" ||
			echo "failed for $rc_file"
	done 2>&1 | sed -n 's/^[[:space:]]*\([^ ]*\) => \(.*\) (0x[0-9a-f]*)$/\1 \2/p
		/not found/p; /^failed/p' | sort -u
}

# rdma_add_libraries TREE TO FILE...: what these files need, into TO. Libraries lie where
# the loader looks first, so that they take the place of the host's older ones of that name.
rdma_add_libraries() {
	rl_tree=$1 rl_lib=$2/lib/x86_64-linux-gnu
	mkdir -p "$2/lib64" "$rl_lib"
	cp -L "$1/lib64/ld-linux-x86-64.so.2" "$2/lib64" || return 1
	shift 2
	rdma_closure "$rl_tree" "$@" >"$tmp/rdma-closure"
	while read -r rl_name rl_path; do
		case $rl_name in */ld-linux*) continue ;; esac
		# One file for each library: a provider is a link to the library that
		# programs link with, and must not be loaded twice.
		rl_real=$(readlink -e "$rl_path") || {
			say "missing: $rl_name $rl_path"
			return 1
		}
		[ -e "$rl_lib/${rl_real##*/}" ] || cp "$rl_real" "$rl_lib" || return 1
		[ "$rl_name" = "${rl_real##*/}" ] || ln -sf "${rl_real##*/}" "$rl_lib/$rl_name"
	done <"$tmp/rdma-closure"
}

# rdma_add_providers TREE TO
rdma_add_providers() {
	rp_plug=$2/$rdma_libraries/libibverbs
	mkdir -p "$rp_plug" "$2/etc/libibverbs.d"
	for rp_name in $rdma_providers; do
		cp "$1/etc/libibverbs.d/$rp_name.driver" "$2/etc/libibverbs.d" &&
			cp -P "$1/$rdma_libraries/libibverbs/lib$rp_name-rdmav"*.so "$rp_plug" &&
			rdma_add_libraries "$1" "$2" "$1/$rdma_libraries/libibverbs/lib$rp_name"*.so ||
			return 1
	done
	for rp_name in "$rp_plug"/*.so; do
		[ ! -L "$rp_name" ] || ln -sf "/lib/x86_64-linux-gnu/$(basename \
			"$(readlink "$rp_name")")" "$rp_name"
	done
}

# rdma_pack FROM ARCHIVE
rdma_pack() {
	chmod -R a+rX "$1"
	(cd "$1" && find . ! -name . | LC_ALL=C sort | cpio -o -H newc --quiet -R 0:0) >"$2"
}

# rdma_archive TREE: makes TREE/guest.cpio
rdma_archive() {
	ra_to=$tmp/rdma-guest
	mkdir -p "$ra_to/bin"
	for ra_name in $rdma_programs; do
		cp "$1/usr/bin/$ra_name" "$ra_to/bin" 2>/dev/null ||
			cp "$1/usr/sbin/$ra_name" "$ra_to/bin" || return 1
	done
	rdma_add_libraries "$1" "$ra_to" "$ra_to"/bin/* && rdma_add_providers "$1" "$ra_to" &&
		rdma_pack "$ra_to" "$1/guest.cpio"
}
