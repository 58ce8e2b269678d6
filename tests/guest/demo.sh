#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The demonstration's cases on every topology; what the captures show is judged.
top=$(cd "$(dirname "$0")/../.." && pwd)
exec "$top/vm/demo" --out "${OPENTPH_BUILD:-$top/build}/tests/demo" \
	switch noiommu eetlp-block root-ports root-told rciep completers
