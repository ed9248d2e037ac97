# SPDX-License-Identifier: GPL-2.0-only
# tap.sh: what a test written in sh needs to speak TAP. Source it, then
#   plan 3; ok "$?" "name"; check "name" command...; skip "name" "reason"; finish
tap_at=0
tap_failed=0

plan() { echo "TAP version 13"; echo "1..$1"; tap_plan=$1; }

# ok STATUS NAME
ok()
{
	tap_at=$((tap_at + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_at $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_at $2"
	fi
}

# check NAME COMMAND...: the command's output is shown when it fails
check()
{
	tap_name=$1
	shift
	if tap_out=$("$@" 2>&1); then
		ok 0 "$tap_name"
	else
		printf '%s\n' "$tap_out" | sed 's/^/# /'
		ok 1 "$tap_name"
	fi
}

skip() { tap_at=$((tap_at + 1)); echo "ok $tap_at $1 # SKIP $2"; }
skip_all() { echo "TAP version 13"; echo "1..0 # SKIP $1"; exit 4; }

finish()
{
	while [ "$tap_at" -lt "$tap_plan" ]; do ok 1 "never reached"; done
	[ "$tap_failed" -eq 0 ]
	exit
}
