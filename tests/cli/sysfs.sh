# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
# Sourced by tests of commands that read sysfs

# make_sysfs DUMP DIR BYTES: the machine as a kernel shows it, BYTES of each configuration
# space
make_sysfs() {
	mkdir -p "$2/bus/pci/devices"
	awk -v devices="$2/bus/pci/devices" -v most="$3" '
		function digit(text) {
			return index("123456789abcdef", text)
		}
		/^[0-9a-f]+:[0-9a-f]+:/ {
			folder = devices "/" $1
			system("mkdir " folder)
			n = 0
			print "0x" substr($3, 1, 4) "00" >(folder "/class")
			print "0x" substr($5, 1, 4) >(folder "/vendor")
			print "0x" substr($5, 6) >(folder "/device")
			next
		}
		/^[0-9a-f]+: / {
			for (i = 2; i <= NF && n++ < most; i++)
				printf "\\%03o", digit(substr($i, 1, 1)) * 16 + digit(substr($i, 2)) >(folder "/octal")
		}' "$1"
	for folder in "$2"/bus/pci/devices/*; do
		# shellcheck disable=SC2059 # escapes
		printf "$(cat "$folder/octal")" >"$folder/config"
		rm "$folder/octal"
	done
}
