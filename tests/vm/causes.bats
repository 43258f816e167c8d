#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# causes.bats - what disturbs a window, provoked in a VM: NMIs, which come with
# interrupts off.  (A tick in windows that have them on: api.bats.)  And what
# there is not in a VM that is emulated: a PMU, and a host that takes time.

bats_require_minimum_version 1.5.0

load helpers

# At most, of 128 pairs: a row that loses a fifth is void.
NMIS=12

setup_file() {
	vm_setup debian:6.1
	gcc -O2 -static -I"$TOP" -o "$TMP/causes" "$TOP/tests/vm/causes.c"
	initrd "$KMOD" "$TMP/initrd" --test "$TMP/causes"
	# The first row says that the kernel is there, the second one is all
	# windows, a thousand times as long as an NMI: each falls into one.
	printf 'vm known/none/%s\n' empty loop:250000 >"$TMP/suite"
	boot "$TMP/nmi" "$TMP/initrd" "$TMP/suite" --boots 1 -- \
		--qmp "$TMP/qmp" &
	local boot=$!
	for _ in $(seq 600); do
		! grep -q empty "$TMP"/nmi/*/samples.csv 2>/dev/null || break
		sleep 0.1
	done
	"$TOP/tests/vm/inject_nmi.py" "$TMP/qmp" 0.02 $NMIS >"$TMP/injected"
	wait "$boot"
	RUN=$(run_in "$TMP/nmi")
	export RUN
}

# Of the row that is long.
number() {
	jq -er ".rows[] | select(.name == \"known/none/loop:250000\") | $1" "$RUN/run.json"
}

@test "an NMI in a window is seen, and only it leaves a pair out" {
	[ "$(cat "$TMP/injected")" -gt 0 ]
	run -0 number '.rejected_by | keys | join(" ")'
	[ "$output" = nmi ]
	[ "$(number .rejected_by.nmi)" = "$(number .rejected)" ]
	# One with the bit took longer than any of its length without.
	awk -F, '$2 ~ /loop/ {
			if ($8 == 2) { hit[$6]++; if (!least[$6] || $7 < least[$6]) least[$6] = $7 }
			else if ($8) other++
			else if ($7 > most[$6]) most[$6] = $7
		} END {
			for (n in hit) if (least[n] <= most[n]) other++
			exit !(length(hit) && !other)
		}' "$RUN/samples.csv"
	# What is left is the number of the source.
	[ "$(number '[.median, .min, .max] | unique | join(" ")')" = 500003 ]
}

@test "NMIs that nobody has asked for are no alarm" {
	grep -q 'NMI received for unknown reason' "$RUN/dmesg.txt"
	run -1 grep -E "$ALARMS" "$RUN/dmesg.txt"
}

@test "no PMU and no host: nothing is counted, and it is said (causes.c)" {
	grep -E '^(ok|not ok|causes:)' "$RUN/dmesg.txt"
	run -1 grep '^not ok' "$RUN/dmesg.txt"
	grep -q '^causes: 9 passed, 0 failed' "$RUN/dmesg.txt"
	run -0 jq -r '.environment[] | ."cause.nmi", ."cause.steal",
		."cause.counter"' "$RUN/run.json"
	[ "$output" = "the CPU's count of NMIs
unknown
unknown" ]
}
