#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Programs of the cache are run, so it must belong to the user; and the sum of the unit
# tests counts only this run.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"

expect "without HOME there is no cache" 1 'HOME is not set' \
	env -u HOME -u XDG_CACHE_HOME -u OPENTPH_CACHE "$top/vm/kernel" --cached
mkdir "$scratch/cache"
chmod 755 "$scratch/cache"
expect "the user's own cache is accepted" 0 "Usage" \
	env OPENTPH_CACHE="$scratch/cache" "$top/vm/kernel" --help
for mode in 757 775; do
	chmod $mode "$scratch/cache"
	expect "mode $mode: other users may write" 1 'other users may write to the cache' \
		env OPENTPH_CACHE="$scratch/cache" "$top/vm/kernel" --help
done
chmod 755 "$scratch/cache"
if [ "$(id -u)" -eq 0 ]; then
	chown 65534 "$scratch/cache"
	expect "another user's" 1 'belongs to another user' \
		env OPENTPH_CACHE="$scratch/cache" "$top/vm/kernel" --help
	chown 0 "$scratch/cache"
fi
for name in 'a cache' 'a:cache'; do
	mkdir "$scratch/$name"
	expect "no kernel is built in '$name'" 1 'does not support blanks and colons in a path' \
		env OPENTPH_CACHE="$scratch/$name" "$top/vm/kernel"
	expect_true "'$name' stays empty" [ -z "$(ls "$scratch/$name")" ]
done

# meson and ninja in their place
mkdir -p "$scratch/bin" "$scratch/build/san/meson-logs"
: >"$scratch/build/san/build.ninja"
printf '#!/bin/sh\n' >"$scratch/bin/ninja"
cat >"$scratch/bin/meson" <<END
#!/bin/sh
[ ! -e "$scratch/new.json" ] || cp "$scratch/new.json" "$scratch/build/san/meson-logs/testlog.json"
exit 1
END
chmod +x "$scratch/bin/ninja" "$scratch/bin/meson"
# shellcheck disable=SC2317 # by expect
unit() {
	OPENTPH_CACHE=$scratch/cache OPENTPH_BUILD=$scratch/build PATH=$scratch/bin:$PATH \
		"$top/tests/run" unit
}
echo '{"result": "OK"}' >"$scratch/build/san/meson-logs/testlog.json"
expect "an old log is not read" 1 '^0 passed, 1 failed' unit
echo '{"result": "OK"}' >"$scratch/new.json"
expect "a failure without a failed test counts" 1 '^0 passed, 1 failed' unit
finish
