# SPDX-License-Identifier: BSD-3-Clause
# A dump of functions that have every capability the inventory reads, each port type and
# both versions, with registers of pseudo-random bits: the same at each run.
function random() {
	state = state * 16807 % 2147483647
	return int(state / 65536) % 256
}

function hex(text,    n, i) {
	for (i = 1; i <= length(text); i++)
		n = n * 16 + index("123456789abcdef", substr(text, i, 1))
	return n
}

# Digits of @text are those of a number of the same size, little-endian in the dump
function put(at, text,    i) {
	for (i = length(text) - 1; i > 0; i -= 2)
		byte[at++] = hex(substr(text, i, 2))
}

function fill(from, to) {
	for (; from < to; from++)
		byte[from] = random()
}

function make(type, version, bridge,    i, n, chain) {
	delete byte
	put(0, "74111234")
	put(hex("06"), "0010") # capability list
	put(hex("09"), bridge ? "060400" : "120000")
	put(hex("0e"), bridge ? "01" : "00")
	if (bridge)
		fill(hex("18"), hex("1b"))
	put(hex("34"), "40")
	fill(hex("40"), hex("7c"))
	put(hex("40"), "0010")
	byte[hex("42")] = version + type * 16
	fill(hex("100"), hex("300"))
	# Place, and header with the next place
	n = split("100 14000017 140 1500000d 150 1600000f 160 1a000010 1a0 1b00001b 1b0 0000002f",
		chain, " ")
	for (i = 1; i < n; i += 2)
		put(hex(chain[i]), chain[i + 1])
}

function show(bdf,    row, i) {
	print bdf " x"
	for (row = 0; row < 4096; row += 16) {
		printf "%02x:", row
		for (i = 0; i < 16; i++)
			printf " %02x", byte[row + i]
		print ""
	}
	print ""
}

BEGIN {
	state = 20261128
	for (n = 0; n < 64; n++) {
		type = n % 16
		# Ports and bridges; other types are of endpoints
		make(type, 1 + int(n / 16) % 2, type >= 4 && type <= 8)
		show(sprintf("10:%02x.%d", int(n / 8), n % 8))
	}
}
