#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The unit tests reach enough of the codec and of the capture readers.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
if "$top/tests/coverage" >"$scratch/output" 2>&1; then
	pass "$(grep -E '^src/(tlp|capture) ' "$scratch/output" | tr -s ' ' | paste -sd ';')"
else
	fail "the coverage is below its limit"
fi
finish
