#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The mirror that is found in an apt configuration.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
# shellcheck disable=SC2034
prog=mirror
etc=$scratch/etc
mkdir -p "$etc/sources.list.d"
# The functions read /etc/apt; here they read the scratch folder.
sed "s,/etc/apt,$etc,g" "$top/vm/apt.sh" >"$scratch/apt.sh"
unset OPENTPH_MIRROR
# shellcheck source-path=SCRIPTDIR source=../../vm/lib.sh
. "$top/vm/lib.sh"
# shellcheck disable=SC1091
. "$scratch/apt.sh"

# mirror_is NAME URI: then remove the configuration for the next case
mirror_is() {
	found=$(apt_mirror)
	if [ "$found" = "$2" ]; then
		pass "$1"
	else
		fail "$1: '$found', not '$2'"
	fi
	rm -f "$etc/sources.list" "$etc"/sources.list.d/*
}

mirror_is "nothing configured" ''

cat >"$etc/sources.list" <<END
# deb http://comment.example/debian bookworm main
deb-src http://source.example/debian bookworm main
deb http://security.example/debian-security bookworm-security main
deb [arch=amd64 signed-by=/a/b] http://mirror.example/debian/ bookworm main contrib # text
END
mirror_is "one-line format" http://mirror.example/debian

cat >"$etc/sources.list.d/debian.sources" <<END
Types: deb deb-src
URIs: http://deb822.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
mirror_is "deb822 format" http://deb822.example/debian

cat >"$etc/sources.list.d/a.sources" <<END
Enabled: no
Types: deb
URIs: http://disabled.example/debian
Suites: bookworm
Components: main

Types: deb
# a comment within
URIs:
 http://folded.example/debian
Suites: trixie
Components: main
END
mirror_is "disabled stanza, folded field" http://folded.example/debian

cat >"$etc/sources.list.d/a.list" <<END
deb https://vendor.example/apt bookworm main
deb https://other.example/debian-mirror bookworm main
END
cat >"$etc/sources.list.d/z.list" <<END
deb https://real.example/debian bookworm main
END
cat >"$etc/sources.list.d/off.list.disabled" <<END
deb https://off.example/debian bookworm main
END
mirror_is "third party's repository first" https://real.example/debian

cat >"$etc/sources.list.d/a.list" <<END
deb file:/srv/mirror/debian bookworm main
END
mirror_is "mirror on disk" copy:/srv/mirror/debian

export OPENTPH_MIRROR=http://override.example/debian
mirror_is "override" http://override.example/debian
finish
