# SPDX-License-Identifier: BSD-3-Clause
# A dump whose rows of zeroes were left out becomes whole: 256 bytes of a function, or
# 4096 if it has a row from 100 on.
function end(    offset, last) {
	if (header == "")
		return
	print header
	last = 240
	for (offset in row)
		if (offset + 0 >= 256)
			last = 4080
	for (offset = 0; offset <= last; offset += 16)
		printf "%02x:%s\n", offset, offset in row ? row[offset] : zeroes
	print ""
	delete row
	header = ""
}

function hex(text,    n, i) {
	for (i = 1; i <= length(text); i++)
		n = n * 16 + index("123456789abcdef", substr(text, i, 1))
	return n
}

BEGIN {
	for (i = 0; i < 16; i++)
		zeroes = zeroes " 00"
}

/^#/ { next }

/^[0-9a-f]+: / {
	colon = index($0, ":")
	row[hex(substr($0, 1, colon - 1))] = substr($0, colon + 1)
	next
}

NF {
	end()
	header = $0
}

END { end() }
