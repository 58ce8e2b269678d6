#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tph doctor: exit statuses, text and JSON alike, inputs, an ordinary user. The machine
# is that of vm/topology/switch.conf: 0000:03:00.0 completes both widths, 0000:04:00.0
# sends them, below one switch.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=sysfs.sh
. "$(dirname "$0")/sysfs.sh"
hostlib=$golden
awk -f "$hostlib/expand.awk" "$hostlib/switch.hex" >"$dir/switch.hex"

root=$dir/root
make_sysfs "$dir/switch.hex" "$root/sys" 4096
mkdir -p "$root/proc/sys/kernel" "$root/boot"
echo 7.3.4-test >"$root/proc/sys/kernel/osrelease"
echo 'quiet secret=hunter2' >"$root/proc/cmdline"
printf '%s\n' CONFIG_PCIE_TPH=y CONFIG_PCI_P2PDMA=y CONFIG_VFIO_PCI_DMABUF=y CONFIG_IOMMUFD=m \
	>"$root/boot/config-7.3.4-test"
printf '0000000000000000 T %s\n' dma_buf_get_pci_tph pcie_tph_prefix_type \
	vfio_pci_core_feature_dma_buf_tph >"$root/proc/kallsyms"
for folder in "$root/sys/bus/pci/devices"/*; do
	mkdir -p "$root/sys/kernel/iommu_groups/1"
	ln -s ../../../../kernel/iommu_groups/1 "$folder/iommu_group"
done
echo identity >"$root/sys/kernel/iommu_groups/1/type"
mkdir -p "$root/sys/firmware/acpi/tables"
echo 'DSDT without such a method' >"$root/sys/firmware/acpi/tables/DSDT"
fixture="--sysfs $root/sys --root $root"

# doctor STATUS ARGUMENT...: of the fixture
doctor() {
	status=$1
	shift
	# shellcheck disable=SC2086 # two options
	run "$status" "$tph" doctor $fixture "$@"
}

# states: "ID STATE" of each line of text
states() {
	sed -n 's/^\(ok\|fail\|unknown\)  *\([a-z0-9-]*\)  .*/\2 \1/p' "$dir/out"
}

doctor 1
states >"$dir/states"
same "states" "$dir/states" <<'END'
kernel-series ok
kernel-series ok
kernel-series ok
kernel-tph ok
kernel-notph ok
kernel-p2pdma ok
kernel-vfio-dmabuf ok
kernel-move-notify ok
kernel-iommufd ok
iommu ok
requester ok
completer ok
acs ok
prefix ok
prefix ok
prefix ok
prefix ok
root-port fail
dsm fail
mlx5 ok
dmabuf ok
END
says '19 ok, 2 fail, 0 unknown' "$dir/out"
says '0000:04:00.0 sends 16-bit tags' "$dir/out"
says 'TPHCtl: Requester: TPH+Ext, Mode: DevSpec, Table: cap, 64 entries' "$dir/out"
same "no remarks" "$dir/err" </dev/null
# Arguments of the kernel may be private
cp "$dir/out" "$dir/text"
! grep -F hunter2 "$dir/text" || failed=1
! grep -q "$(printf '\033')" "$dir/text" || { echo "colour in a file"; failed=1; }

# JSON has the same answers, and each record the same keys
doctor 1 --json
sed 's/^{"id":"\([^"]*\)","state":"\([^"]*\)".*/\1 \2/' "$dir/out" >"$dir/json-states"
same "states in JSON" "$dir/json-states" <"$dir/states"
sed 's/:\("\([^"\\]\|\\.\)*"\|null\|true\|false\)\([,}]\)/\3/g' "$dir/out" | sort -u >"$dir/keys"
same "keys" "$dir/keys" <<'END'
{"id","state","function","finding","register","value","file","remedy","command","needs_root"}
END
sed -n 's/.*"finding":"\([^"]*\)".*/\1/p' "$dir/out" | while read -r finding; do
	grep -qF -e "$finding" "$dir/text" || echo "only in JSON: $finding"
done >"$dir/only"
same "findings" "$dir/only" </dev/null

# The status is that of the checks that were asked for
doctor 0 --id kernel-tph --id requester
states >"$dir/states"
same "two checks" "$dir/states" <<'END'
kernel-tph ok
requester ok
END
doctor 1 --id kernel-tph --id dsm
doctor 2 --id nonsense
says 'there is no such check; see tph doctor --list' "$dir/err"
run 2 "$tph" doctor --sysfs "$root/sys" --id kernel-tph
says 'unknown  kernel-tph' "$dir/out"
run 2 "$tph" doctor --sysfs "$root/sys" --id kernel-tph --id requester
run 2 "$tph" doctor word
run 2 "$tph" doctor --sysfs "$dir/none"

run 0 "$tph" doctor --list
cut -d ' ' -f 1 "$dir/out" >"$dir/ids"
cut -d ' ' -f 1 "$dir/json-states" | uniq >"$dir/answered"
same "the list" "$dir/ids" <"$dir/answered"
while read -r id; do
	says ".It Cm $id" "$hostlib/../../man/tph-doctor.1"
done <"$dir/ids"
grep -o -e '--id [a-z0-9-]*' "$hostlib/../../docs/host.md" | cut -d ' ' -f 2 | sort -u |
	grep -vxF -f "$dir/ids" >"$dir/unknown"
same "ids in docs/host.md that there are not" "$dir/unknown" </dev/null

# Faults, each found by its check, and none changes another
echo 'pci=noacs,notph secret=hunter2' >"$root/proc/cmdline"
doctor 1 --id kernel-notph
says 'pci=notph: pci=noacs,notph, in' "$dir/out"
doctor 1
says '18 ok, 3 fail, 0 unknown' "$dir/out"
mkdir -p "$root/proc/77/fdinfo"
printf 'ino:\t5\npci-tph:\tst8=0x5a ph=2\npci-tph-attach:\t0000:04:00.0 none errno=34\n' \
	>"$root/proc/77/fdinfo/4"
doctor 1 --id dmabuf
says 'fail     dmabuf  0000:04:00.0 writes into a dma-buf without its tag: width' "$dir/out"
says "none errno=34 (ERANGE), in $root/proc/77/fdinfo/4" "$dir/out"

# An ordinary user reads 64 bytes: the rest is unknown, root is named once
make_sysfs "$dir/switch.hex" "$dir/user/sys" 64
chmod -R a+rX "$dir"
as=
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups [ -x "$tph" ]; then
	# A build with coverage writes its figures where that user may
	mkdir -m 777 "$dir/figures"
	as="env GCOV_PREFIX=$dir/figures setpriv --reuid=65534 --regid=65534 --clear-groups"
fi
# shellcheck disable=SC2086 # words
run 2 $as "$tph" doctor --sysfs "$dir/user/sys" --id requester --id completer --id acs --id prefix \
	--id root-port
states >"$dir/states"
same "states of an ordinary user" "$dir/states" <<'END'
requester unknown
completer unknown
acs unknown
prefix unknown
root-port unknown
END
says 'Root would know more about: requester completer acs prefix root-port' "$dir/out"
[ "$(grep -c 'Root would\|run it as root' "$dir/out")" -eq 1 ] || { echo "root is a remedy twice"; failed=1; }
says 'ACSCtl: 0000:01:00.0 0000:02:00.0 0000:02:01.0 0000:03:00.0 and 1 more' "$dir/out"
same "no remark about root before that" "$dir/err" </dev/null
run 0 "$tph" doctor --sysfs "$dir/user/sys" --dump "$dir/user.json"
says 'most registers need root' "$dir/err"

# A dump has no kernel; the answers about registers are those of the machine
run 2 "$tph" doctor -F "$dir/switch.hex" --id requester --id prefix --id kernel-tph --id iommu
states >"$dir/states"
same "states of a dump" "$dir/states" <<'END'
kernel-tph unknown
iommu unknown
requester ok
prefix ok
prefix ok
prefix ok
prefix ok
END
run 0 "$tph" doctor -F "$dir/switch.hex" --id completer

# A dump has the same answers as the machine, as far as it has their facts
doctor 0 --dump "$dir/dump.json"
! grep -F hunter2 "$dir/dump.json" || failed=1
ids='--id kernel-tph --id kernel-notph --id iommu --id requester --id completer --id acs --id prefix --id root-port'
# shellcheck disable=SC2086 # words
doctor 1 $ids --json
grep -v '"id":"kernel\|"id":"iommu' "$dir/out" >"$dir/registers"
states_json() {
	sed 's/^{"id":"\([^"]*\)","state":"\([^"]*\)".*/\1 \2/'
}
states_json <"$dir/out" >"$dir/states"
# shellcheck disable=SC2086 # words
run 1 "$tph" doctor -F "$dir/dump.json" $ids --json
states_json <"$dir/out" >"$dir/json-states"
same "states of the dump" "$dir/json-states" <"$dir/states"
grep -v '"id":"kernel\|"id":"iommu' "$dir/out" >"$dir/json-registers"
same "answers of the dump about registers" "$dir/json-registers" <"$dir/registers"
doctor 0 --dump -
same "a dump to standard output" "$dir/out" <"$dir/dump.json"
doctor 0 --dump - --with-identity
says hunter2 "$dir/out"
doctor 2 --dump "$dir/none/dump.json"
says "$dir/none/dump.json: No such file or directory" "$dir/err"
doctor 2 --dump - --id acs
doctor 2 --with-identity
printf '00:01.0 Ethernet controller: none\n' >"$dir/text"
run 2 "$tph" doctor -F "$dir/text" --dump "$dir/text.json"
[ ! -e "$dir/text.json" ] || { echo "a dump of text"; failed=1; }
exit "$failed"
