#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Messages and leftovers of vm/toolbox when it fails.
# shellcheck disable=SC2317
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
command -v apt-get >/dev/null || skip_all "this is not Debian"
unset QEMU BUSYBOX RDMA PYVERBS PCIUTILS_SRC KERNEL_SRC OPENTPH_LOCKED
export OPENTPH_CACHE="$scratch/cache"

# Nothing but the empty folders and the lock
clean() {
	[ -z "$(find "$OPENTPH_CACHE" -type f ! -name lock 2>/dev/null)" ] &&
		[ -z "$(find "$OPENTPH_CACHE" -name 'tmp.*' 2>/dev/null)" ]
}

# A port on which nothing listens
OPENTPH_MIRROR=http://127.0.0.1:9/debian
export OPENTPH_MIRROR
for part in qemu busybox rdma pyverbs pciutils source; do
	# A system QEMU needs no download.
	[ $part = qemu ] && command -v qemu-system-x86_64 >/dev/null && continue
	expect "no network: $part" fail 'error: could not download from http://127.0.0.1:9.*check the network' \
		"$top/vm/toolbox" $part
	expect_true "no network: $part: the cache is clean" clean
done

# A mirror without a signature is refused
mkdir -p "$scratch/mirror/dists/trixie" "$scratch/mirror/dists/trixie-backports"
echo 'Suite: trixie' >"$scratch/mirror/dists/trixie/Release"
echo 'Suite: trixie-backports' >"$scratch/mirror/dists/trixie-backports/Release"
OPENTPH_MIRROR=copy:$scratch/mirror
expect "a mirror without a signature" fail 'error: could not download' "$top/vm/toolbox" busybox
expect_true "a mirror without a signature: the cache is clean" clean
unset OPENTPH_MIRROR

expect "QEMU without vfio-user-pci" fail 'error: QEMU=/bin/true does not run or has no vfio-user-pci' \
	env QEMU=/bin/true "$top/vm/toolbox" qemu
expect "BUSYBOX that does not run" fail 'error: BUSYBOX=/bin/false does not run' \
	env BUSYBOX=/bin/false "$top/vm/toolbox" busybox
: >"$scratch/file"
for part in RDMA PYVERBS; do
	word=$(echo $part | tr '[:upper:]' '[:lower:]')
	rm -f "$scratch/guest.cpio"
	expect "an empty $part folder" fail "error: $part=.*holds no guest.cpio" \
		env $part="$scratch" "$top/vm/toolbox" "$word"
	: >"$scratch/guest.cpio"
	expect "the user's own $part folder" 0 "^$scratch\$" env $part="$scratch" "$top/vm/toolbox" "$word"
done
expect "a PCIUTILS_SRC without source" fail 'error: PCIUTILS_SRC=.*holds no ls-ecaps.c' \
	env PCIUTILS_SRC="$scratch" "$top/vm/toolbox" pciutils
expect "an invalid cache folder" fail 'cannot write to the cache .*set OPENTPH_CACHE' \
	env OPENTPH_CACHE="$scratch/file/cache" "$top/vm/toolbox" source
expect "unknown word" 2 'Usage: vm/toolbox' "$top/vm/toolbox" frobnicate

# Machines that are not Debian, or whose user may not install, simulated by a PATH
# with only the named tools
mkdir "$scratch/bin"
for tool in sh sed grep tr dirname mkdir mktemp rm flock cat stat find; do
	ln -s "$(command -v $tool)" "$scratch/bin/$tool"
done
expect "not Debian: packages" fail 'not Debian. Install the equivalents .* build-essential .*QEMU=, BUSYBOX= and KERNEL_SRC=' \
	env PATH="$scratch/bin" "$top/vm/toolbox" host
expect "not Debian: QEMU" fail 'not Debian.*QEMU=PATH.*BUSYBOX=PATH.*KERNEL_SRC=DIR' \
	env PATH="$scratch/bin" "$top/vm/toolbox" busybox
printf '#!/bin/sh\necho 1000\n' >"$scratch/bin/id"
printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/dpkg-query"
cp "$scratch/bin/dpkg-query" "$scratch/bin/apt-get"
chmod +x "$scratch/bin/id" "$scratch/bin/dpkg-query" "$scratch/bin/apt-get"
expect "neither root nor sudo" fail 'there is no sudo; as root run: apt-get install build-essential' \
	env PATH="$scratch/bin" "$top/vm/toolbox" host

# A small disk: reported before anything is downloaded
if [ "$(id -u)" -eq 0 ] && mkdir "$scratch/small" &&
	mount -t tmpfs -o size=8m tph-test "$scratch/small" 2>/dev/null; then
	trap 'umount "$scratch/small"; rm -rf "$scratch"' EXIT
	OPENTPH_CACHE=$scratch/small/cache
	expect "full disk" fail 'error: .* needs [0-9]+ MiB, .* has [0-9]+ MiB free: make room' \
		"$top/vm/toolbox" source
	expect_true "full disk: the cache is clean" clean
fi
finish
