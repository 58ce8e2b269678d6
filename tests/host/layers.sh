#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Includes point one way, and a folder is entered by its interface only. The table is
# the one of the design: what a folder may include, besides itself and the system. Only
# the commands use the terminal.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"

# FOLDER INTERFACE(its one header; - none, * all) FOLDERS(that it may include)
table='
include/opentph/hw  *           -
include/opentph     *           include/opentph/hw
src                 ground.h    -
src/line            line.h      -
src/error           error.h     include/opentph
src/tlp             -           include/opentph
src/tlp/rules       -           include/opentph src/tlp
src/tlp/text        -           include/opentph src/line src/tlp
src/nettlp          *           include/opentph
src/capture         capture.h   include/opentph src/nettlp
src/capture/write   -           include/opentph src/capture src/nettlp
src/capture/wave    -           include/opentph src/capture
src/analyze         -           include/opentph src/capture src/analyze/packet src/analyze/match
src/analyze/packet  *           include/opentph src/line src/capture
src/analyze/match   *           include/opentph src/analyze/packet
src/analyze/join    *           include/opentph src/analyze/packet
src/analyze/count   *           include/opentph src/analyze/packet src/analyze/join
src/analyze/perfetto perfetto.h include/opentph src/analyze/packet src/analyze/match src/analyze/join src/analyze/count
src/pcie            pcie.h      include/opentph
src/pcie/config     -           src/pcie
src/pcie/function   *           src/pcie
src/pcie/tree       -           src/pcie src/pcie/function
src/device          device.h    include/opentph include/opentph/hw src/pcie src/device/accel src/device/accel_rtl src/device/dma src/device/nettlp src/device/connectx
src/device/accel    accel.h     include/opentph include/opentph/hw src/pcie src/device
src/device/accel_rtl accel_rtl.h include/opentph include/opentph/hw src/pcie src/device src/device/accel
src/device/dma      dma.h       include/opentph include/opentph/hw src/pcie src/device
src/device/nettlp   adapter.h   include/opentph src/nettlp src/pcie src/device
src/device/connectx connectx.h  include/opentph include/opentph/hw src/pcie src/device src/device/connectx/object src/device/connectx/transport src/device/connectx/command
src/device/connectx/object * include/opentph src/pcie src/device/connectx
src/device/connectx/transport * src/pcie src/device/connectx src/device/connectx/object
src/device/connectx/command * src/pcie src/device/connectx src/device/connectx/object src/device/connectx/transport
src/vfio_user       vfio_user.h -
src/fabric          fabric.h    include/opentph include/opentph/hw src/capture src/pcie src/device src/vfio_user src/fabric/outside
src/fabric/outside  *           include/opentph src/nettlp src/pcie src/fabric
src/fabric/topology -           src/fabric src/device
src/libtph          uapi.h      include/opentph include/opentph/hw src/error
src/libtph/tap      -           include/opentph include/opentph/hw src/libtph
src/host            *           include/opentph src/error
src/host/input      input.h     include/opentph src/error src/host
src/host/output     output.h    include/opentph src/error src/host
src/host/path       path.h      include/opentph src/host
src/host/doctor     doctor.h    include/opentph src/error src/host
src/cli             options.h   include/opentph include/opentph/hw src/line src/nettlp src/capture src/analyze/packet src/analyze/match src/fabric
src/cli/capture     -           include/opentph include/opentph/hw src/capture src/analyze/match src/cli
src/cli/check       -           src/analyze/packet src/analyze/match src/cli
src/cli/convert     -           src/line src/capture src/analyze/packet src/analyze/match src/analyze/join src/analyze/perfetto src/cli
src/cli/doctor      -           include/opentph src/host/doctor src/cli
src/cli/dump        dump.h      include/opentph src/line src/capture src/analyze/packet src/analyze/match src/cli
src/cli/export      *           include/opentph include/opentph/hw src/cli
src/cli/follow      -           include/opentph src/analyze/packet src/analyze/match src/analyze/join src/analyze/count src/cli src/cli/dump
src/cli/ls          -           include/opentph src/cli
src/cli/path        -           include/opentph src/cli
src/cli/report      -           src/analyze/packet src/analyze/match src/analyze/count src/cli
src/cli/sim         -           include/opentph include/opentph/hw src/nettlp src/fabric src/cli
src/cli/stat        -           src/analyze/packet src/analyze/match src/analyze/count src/cli
examples            -           include/opentph
tests/device        twin.h      include/opentph include/opentph/hw src/device
tests/golden        golden.h    include/opentph
tests/runs          pair.h      include/opentph include/opentph/hw src/pcie src/device
harness             *           src/fabric
bench               measure.h   include/opentph include/opentph/hw src/capture src/fabric src/host harness
bench/wave          -           include/opentph bench src/capture
fuzz                -           include/opentph include/opentph/hw src/nettlp src/capture src/analyze/packet src/analyze/match src/analyze/count src/analyze/perfetto src/device src/device/connectx src/fabric src/fabric/outside src/host src/host/input src/libtph/tap tests/device tests/golden tests/runs harness
guest               -           include/opentph include/opentph/hw
guest/bench         -           include/opentph include/opentph/hw bench guest/verbs
guest/oracle        oracle.h    include/opentph
guest/verbs         verbs.h     -
guest/rdma          -           include/opentph include/opentph/hw src/cli src/cli/export guest/oracle guest/verbs
guest/stress        -           src/cli guest/verbs
guest/uapi          -           include/opentph src/cli guest/verbs src/libtph
guest/revoke        -           include/opentph include/opentph/hw src/cli
guest/demo          demo.h      include/opentph include/opentph/hw guest/oracle
guest/demo/rdma     rdma.h      include/opentph include/opentph/hw guest/oracle guest/demo guest/verbs
'

# judge TREE: prints each include that the table does not allow, and how many files
# were read
judge() {
	(cd "$1" && find include src examples guest harness bench fuzz \( -name '*.[ch]' -o -name '*.cpp' \) | LC_ALL=C sort |
		xargs awk -v table="$table" '
	function folder_of(path) {
		sub(/\/[^\/]*$/, "", path)
		return path
	}

	# "a/b/../c" never occurs here
	function exists(path,    line, status) {
		if (!(path in known)) {
			status = getline line <path
			close(path)
			known[path] = status >= 0
		}
		return known[path]
	}

	# Path of the include; "" is a header of the system
	function resolve(name, quoted) {
		if (quoted && exists(folder_of(FILENAME) "/" name))
			return folder_of(FILENAME) "/" name
		if (exists("include/" name))
			return "include/" name
		if (exists("src/" name))
			return "src/" name
		if (name ~ /^(bench|fuzz|guest|harness|tests)\// && exists(name))
			return name
		return ""
	}

	function wrong(why) {
		printf "%s:%d: %s: %s\n", FILENAME, FNR, $0, why
	}

	BEGIN {
		n = split(table, lines, "\n")
		for (i = 1; i <= n; i++) {
			m = split(lines[i], word, " ")
			if (!m)
				continue
			interface[word[1]] = word[2]
			for (j = 3; j <= m; j++)
				may[word[1], word[j]] = 1
		}
	}

	FNR == 1 {
		files++
		here = folder_of(FILENAME)
		if (!(here in interface)) {
			printf "%s: its folder is not in the table of tests/host/layers.sh\n", FILENAME
			nextfile
		}
	}

	/^[ \t]*#[ \t]*include/ {
		quoted = $0 ~ /include[ \t]*"/
		if (!match($0, /[<"][^>"]*[>"]/)) {
			wrong("not a plain name")
			next
		}
		name = substr($0, RSTART + 1, RLENGTH - 2)
		target = resolve(name, quoted)
		if (target == "") {
			# Layouts go into kernels too
			if (here == "include/opentph/hw" && name != "linux/types.h")
				wrong("hw headers need nothing but linux/types.h")
			else if (quoted)
				wrong("the file does not exist")
			next
		}
		there = folder_of(target)
		header = substr(target, length(there) + 2)
		# The ground is below all of src
		if (there == here || (target == "src/ground.h" && here ~ /^src\//))
			next
		if (!((here, there) in may))
			wrong(here " may not include " there)
		# Deeper files belong to the folder; fuzz targets include the code they fuzz
		else if (here != "fuzz" && interface[there] != "*" && interface[there] != header &&
			 index(here "/", there "/") != 1)
			wrong("private to " there)
	}

	END { print files + 0, "files" }
	')
}

# loud TREE: prints each use of the terminal or of a standard stream below src/cli. A
# library prints to a FILE of its caller only. The daemon's messages are the exception.
loud() {
	(cd "$1" && find src \( -name '*.[ch]' -o -name '*.cpp' \) | LC_ALL=C sort |
		grep -vE '^src/(cli/|fabric/(daemon|outside/bridge|vfio_ops|worker)\.c$)' | xargs awk '
	FNR == 1 { comment = 0 }

	{
		code = $0
		gsub(/"([^"\\]|\\.)*"/, "", code)
		if (comment && !sub(/^.*\*\//, "", code))
			next
		gsub(/\/\*[^*]*\*+([^\/*][^*]*\*+)*\/|\/\/.*/, "", code)
		comment = sub(/\/\*.*/, "", code)
		if ((" " code) ~ /[^A-Za-z0-9_](stdout|stderr|STDERR_FILENO)([^A-Za-z0-9_]|$)/ ||
		    (" " code) ~ /[^A-Za-z0-9_.>](perror|isatty|printf|vprintf|puts|putchar)[ \t]*\(/)
			printf "%s:%d: %s\n", FILENAME, FNR, $0
	}')
}

# The rules detect violations
mkdir -p "$scratch/include/opentph/hw" "$scratch/src/pcie" "$scratch/src/tlp" \
	"$scratch/src/fabric" "$scratch/src/odd" "$scratch/examples" "$scratch/guest" "$scratch/harness" "$scratch/bench" "$scratch/fuzz"
echo '#include <linux/types.h>' >"$scratch/include/opentph/hw/accel.h"
echo '#include <stdint.h>' >"$scratch/include/opentph/hw/dma.h"
echo '#include <opentph/hw/dma.h>' >"$scratch/include/opentph/tlp.h"
: >"$scratch/src/pcie/pcie.h"
: >"$scratch/src/pcie/tree.h"
: >"$scratch/src/ground.h"
printf '%s\n' '#include "tree.h"' '#include "ground.h"' >"$scratch/src/pcie/good.c"
echo '#include "none.h"' >"$scratch/src/pcie/lost.c"
echo '#include "pcie/pcie.h"' >"$scratch/src/tlp/up.c"
echo '#include "pcie/pcie.h"' >"$scratch/src/fabric/good.c"
echo '#include "pcie/tree.h"' >"$scratch/src/fabric/deep.cpp"
echo '#include "pcie/tree.h"' >"$scratch/src/fabric/deep.c"
echo "/* of no layer */" >"$scratch/src/odd/new.c"
: >"$scratch/examples/none.c"
: >"$scratch/guest/none.c"
: >"$scratch/harness/none.c"
: >"$scratch/bench/none.c"
: >"$scratch/fuzz/none.c"
judge "$scratch" >"$scratch/output"
# found NAME FILE WHY
found() {
	expect_true "$1" grep -q "^$2:.*$3" "$scratch/output"
}
found "an include upwards is found" src/tlp/up.c:1 'src/tlp may not include src/pcie'
found "a private header is found" src/fabric/deep.c:1 'private to src/pcie'
found "the same in C++" src/fabric/deep.cpp:1 'private to src/pcie'
found "a header of the system in hw/ is found" include/opentph/hw/dma.h:1 'hw headers need'
found "a header that does not exist is found" src/pcie/lost.c:1 'the file does not exist'
found "a folder without a row is found" src/odd/new.c "its folder is not in the table"
expect_true "nothing else is found" [ "$(wc -l <"$scratch/output")" -eq 7 ]

# A line of each form; the next lines are allowed
cat >"$scratch/src/tlp/loud.c" <<'EOF'
	fprintf(stderr, "x");
	printf("x");
	perror("x");
	tall = isatty(1);
	fputs("x", stdout);
	write(STDERR_FILENO, "x", 1);
	x = y ? putchar('x') : puts("x");
	fprintf(out, "stdout"); /* not stderr **/
	snprintf(text, size, "printf(%u)", n); // perror()
	/* in the middle of a comment:
	 * printf("x"), stdout
	 */ list->puts(list);
	my_printf(out);
EOF
echo 'fprintf(stderr, "x");' >"$scratch/src/fabric/daemon.c"
mkdir "$scratch/src/cli"
echo 'printf("x");' >"$scratch/src/cli/main.c"
loud "$scratch" >"$scratch/output"
for line in 1 2 3 4 5 6 7; do
	expect_true "a use of the terminal is found, form $line" \
		grep -q "^src/tlp/loud.c:$line:" "$scratch/output"
done
expect_true "no other use is found" [ "$(wc -l <"$scratch/output")" -eq 7 ]

loud "$top" >"$scratch/output"
expect_true "libraries below src/cli leave the terminal alone" [ ! -s "$scratch/output" ]

# A verilated model is C++, behind a C header; nothing else is
(cd "$top" && find include src examples guest harness bench fuzz -name '*.cpp' -o -name '*.cc' \
	-o -name '*.hpp') | sort >"$scratch/output"
expect_true "one file is C++" [ "$(cat "$scratch/output")" = src/device/accel_rtl/verilated.cpp ]

judge "$top" >"$scratch/output"
files=$(sed -n '$s/ files$//p' "$scratch/output")
sed -i '$d' "$scratch/output"
expect_true "includes of ${files:-0} files point one way" [ ! -s "$scratch/output" ]
expect_true "there are files" [ "${files:-0}" -gt 100 ]
finish
