#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench.sh --suite history: four kernels of Debian, from 5.10 to the newest, by
# one command.  AMD-Vi and virtio-iommu are in kernels.bats and iommu.bats, and
# in the reference run.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup
	export OUT=$TMP/out
	local spec status=0
	for spec in 5.10 6.1 6.12 7; do
		if ! "$TOP/scripts/kernels.sh" get "debian:$spec" >/dev/null \
				2>"$TMP/why"; then
			export NOT_HERE=1
			return
		fi
		vm_kernel "debian:$spec"
	done
	"$TOP/scripts/bench.sh" --suite history --iommu none --iommu intel \
		--boots 1 --seed 1 --output "$OUT" >"$BATS_FILE_TMPDIR/said" \
		2>"$BATS_FILE_TMPDIR/why" || status=$?
	if [ "$status" = 4 ]; then
		export NOT_HERE=1
		return
	fi
	[ "$status" = 0 ] || { tail -n 20 "$BATS_FILE_TMPDIR/why" >&2; return 1; }
}

setup() {
	[ -z "$NOT_HERE" ] || skip "$(tail -n1 "$BATS_FILE_TMPDIR/why")"
}

run_json() {
	echo "$OUT"/*/run.json
}

@test "four kernels, each with and without an IOMMU, from one command" {
	[[ "$(jq -r '.environment[]."kernel.release"' "$(run_json)" |
		sed 's/^\([0-9]*\.[0-9]*\).*/\1/' | sort -uV | paste -sd' ')" =~ \
		^5\.10\ 6\.1\ 6\.12\ 7\.[0-9]+$ ]]
	[ "$(jq '.environment | length' "$(run_json)")" -eq 8 ]
	jq -e '.complete' "$(run_json)"
}

@test "each row has a number, or there is no IOMMU" {
	run -0 jq -r '.rows[] | select(.median == null) |
		select((.env | endswith("none") | not) or
			.backend != "kernel-iommu") | .env, .name' "$(run_json)"
	[ -z "$output" ]
}

@test "known loops read what they have, in each kernel" {
	run -0 jq -r '.rows[] | select(.design == "known") |
		select(.min != .max) | .name' "$(run_json)"
	[ -z "$output" ]
}

@test "the history is what it prints, saved, and drawn" {
	local dir
	dir=$(dirname "$(run_json)")
	grep -qx 'vm, IOMMU none' "$dir/history.txt"
	grep -qx 'vm, IOMMU intel, lazy' "$dir/history.txt"
	! grep -E '.{73}' "$dir/history.txt" || false
	# At the end, before the name of the run.
	diff <(tail -n "$(wc -l <"$dir/history.txt")" \
		<(head -n -1 "$BATS_FILE_TMPDIR/said")) "$dir/history.txt"
	[ "$(tail -n1 "$BATS_FILE_TMPDIR/said")" = "run: $dir" ]
	[ -s "$dir/plots/history-vm-iommu-none.png" ]
	[ -s "$dir/plots/history-vm-iommu-intel-lazy.txt" ]
}

# numbers RUN PACKAGES: rows of these packages whose count is always the same
numbers() {
	jq -r --arg packages "$2" '.environment as $e | .rows[] |
		select(.identical or .boots == 1) |
		select($e[.env]."vm.iommu" | IN("none", "intel")) |
		select($e[.env]."vm.package" | inside($packages)) |
		select(.min == .max) | "\(.env) \(.name) \(.median)"' "$1" | sort
}

@test "the reference run of the history comes out again" {
	local ref=$TOP/results/reference/history/run.json packages
	[ "$(jq -r '[.environment[]."vm.qemu"] | unique[]' "$ref")" = \
		"$(jq -r '[.environment[]."vm.qemu"] | unique[]' "$(run_json)")" ] ||
		skip "the reference has another QEMU"
	packages=$(comm -12 \
		<(jq -r '.environment[]."vm.package"' "$ref" | sort -u) \
		<(jq -r '.environment[]."vm.package"' "$(run_json)" | sort -u))
	[ -n "$packages" ] || skip "the reference has other kernels"
	# What is without a state in the reference, in both.
	numbers "$ref" "$packages" >"$BATS_TEST_TMPDIR/ref"
	numbers "$(run_json)" "$packages" >"$BATS_TEST_TMPDIR/now"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/ref")" -ge 20 ]
	diff "$BATS_TEST_TMPDIR/ref" \
		<(grep -F -f <(cut -d' ' -f1,2 "$BATS_TEST_TMPDIR/ref" |
			sed 's/$/ /') "$BATS_TEST_TMPDIR/now")
}
