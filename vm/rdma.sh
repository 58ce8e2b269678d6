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
	# Absolute names in ld's scripts are looked up below the sysroot.
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

# rdma_archive TREE: makes TREE/guest.cpio. Libraries lie where the loader looks
# first, so that they take the place of the host's older ones of that name.
rdma_archive() {
	ra_to=$tmp/rdma-guest
	ra_lib=$ra_to/lib/x86_64-linux-gnu
	ra_plug=$ra_to/$rdma_libraries/libibverbs
	mkdir -p "$ra_to/bin" "$ra_to/lib64" "$ra_lib" "$ra_plug" "$ra_to/etc/libibverbs.d"
	for ra_name in $rdma_programs; do
		cp "$1/usr/bin/$ra_name" "$ra_to/bin" 2>/dev/null ||
			cp "$1/usr/sbin/$ra_name" "$ra_to/bin" || return 1
	done
	for ra_name in $rdma_providers; do
		cp "$1/etc/libibverbs.d/$ra_name.driver" "$ra_to/etc/libibverbs.d" &&
			cp -P "$1/$rdma_libraries/libibverbs/lib$ra_name-rdmav"*.so "$ra_plug" ||
			return 1
	done
	cp -L "$1/lib64/ld-linux-x86-64.so.2" "$ra_to/lib64" || return 1
	rdma_closure "$1" "$ra_to"/bin/* "$1/$rdma_libraries/libibverbs/libmlx5"*.so \
		"$1/$rdma_libraries/libibverbs/librxe"*.so >"$tmp/rdma-closure"
	while read -r ra_name ra_path; do
		case $ra_name in */ld-linux*) continue ;; esac
		# One file for each library: a provider is a link to the library that
		# programs link with, and must not be loaded twice.
		ra_real=$(readlink -e "$ra_path") || {
			say "missing: $ra_name $ra_path"
			return 1
		}
		[ -e "$ra_lib/${ra_real##*/}" ] || cp "$ra_real" "$ra_lib" || return 1
		[ "$ra_name" = "${ra_real##*/}" ] || ln -sf "${ra_real##*/}" "$ra_lib/$ra_name"
	done <"$tmp/rdma-closure"
	for ra_name in "$ra_plug"/*.so; do
		[ ! -L "$ra_name" ] || ln -sf "/lib/x86_64-linux-gnu/$(basename \
			"$(readlink "$ra_name")")" "$ra_name"
	done
	chmod -R a+rX "$ra_to"
	(cd "$ra_to" && find . ! -name . | LC_ALL=C sort | cpio -o -H newc --quiet -R 0:0) \
		>"$1/guest.cpio"
}
