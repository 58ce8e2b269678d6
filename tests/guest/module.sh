#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# vm/kernel --module: a module is built for the cached kernel, and the guest loads it.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
mkdir "$scratch/probe"
echo 'obj-m := probe.o' >"$scratch/probe/Kbuild"
# A symbol of the kernel, and text unique to this run
cat >"$scratch/probe/probe.c" <<END
#include <linux/module.h>
#include <linux/pci.h>
static int __init probe_init(void)
{
	pr_info("probe $$ %d\n", pci_find_bus(0, 0) != NULL);
	return 0;
}
static void __exit probe_exit(void)
{
}
module_init(probe_init);
module_exit(probe_exit);
MODULE_DESCRIPTION("Made by a test");
MODULE_LICENSE("GPL");
END

expect "a module is built" 0 '/probe\.ko$' "$top/vm/kernel" --print --module "$scratch/probe"
module=$(grep '/probe\.ko$' "$scratch/output")
expect "once" 0 'up to date' "$top/vm/kernel" --module "$scratch/probe"
expect "the guest loads it" 0 "probe $$ 1" \
	"$top/vm/run" --topology none --add "$module:/opt/probe.ko" -- \
	sh -c 'insmod /opt/probe.ko && rmmod probe && dmesg | grep "probe [0-9]"'
rm -rf "${module%/*}"

echo 'syntax error' >>"$scratch/probe/probe.c"
expect "a module that does not compile" fail 'probe\.c:.*error' \
	"$top/vm/kernel" --print --module "$scratch/probe"
expect "a folder without Kbuild" fail 'no Kbuild file in this folder' "$top/vm/kernel" --module "$scratch"
finish
