#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/bench.sh, without a network. Tests that need a kernel take debian:6.1
# from the cache, or are skipped.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load bench_helpers

setup_file() {
	setup_scripts
}

@test "bench.sh --help: every option, and the exit status" {
	for help in --help -h; do
		bench "$help"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		for word in "usage: bench.sh" --target --suite --kernel --iommu \
			--mode --accel --boots --output --no-install --device \
			--unbind --tune \
			"Exit status: 0 done"; do
			has "$output" "*$word*"
		done
	done
	nothing_written
}

@test "bench.sh: an unknown option, a word" {
	for option in --frob -x frob --Target --target=user ""; do
		bench "$option"
		usage_error bench.sh "unknown option '$option'"
	done
}

@test "bench.sh: an option without its value" {
	for option in --target --suite --kernel --iommu --mode --accel --boots \
		--output --device; do
		bench "$option"
		usage_error bench.sh "$option wants a value"
		bench "$option" ""
		usage_error bench.sh "$option wants a value"
	done
}

@test "bench.sh: a value that is none of the choices" {
	for option in --iommu --mode --accel; do
		bench "$option" frob
		usage_error bench.sh "$option is one of *, not 'frob'"
		bench "$option" "lazy tcg intel"
		usage_error bench.sh "$option is one of *, not 'lazy tcg intel'"
	done
	bench --target frob
	usage_error bench.sh "no target 'frob'; there are auto, host, user and vm"
}

@test "bench.sh: --boots is from 1 to 1000" {
	for value in 0 1001 abc -1 1.5 "1 " 01 10000; do
		bench --boots "$value"
		usage_error bench.sh "--boots is a number from 1 to 1000, not '$value'"
	done
}

@test "bench.sh: an unknown suite" {
	bench --suite frob
	usage_error bench.sh "no suite 'frob'; there are *full*quick*"
	bench --suite ./frob
	usage_error bench.sh "no suite './frob': no such file"
}

@test "bench.sh: --device is for host, --unbind for a device" {
	bench --target user --device 0000:00:00.0
	usage_error bench.sh "--device is for --target host"
	bench --target host --unbind
	usage_error bench.sh "--unbind wants a --device"
	bench --target host --device ffff:ff:1f.7
	usage_error bench.sh "no PCI device 'ffff:ff:1f.7'; dmabench env lists"
}

@test "bench.sh: a suite with a bad row is refused as dmabench does, 2" {
	need_packages
	suite "user	direct/null/map_single" "user	nope/null/map_single"
	bench --target user --no-install --suite "$suite"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	has "$stderr" "*suite '$suite', line 2: no design 'nope'*"
	nothing_written
}

# --- bench.sh: what is missing

@test "bench.sh --no-install: lists what is missing, installs nothing, 4" {
	no_install
	lacks libgsl-dev
	bench --target user --no-install --output out
	[ "$status" -eq 4 ]
	[ -z "$output" ]
	one_error bench.sh "missing: libgsl-dev;"
	[ ! -e "$calls" ]
	nothing_written
}

@test "bench.sh: what is missing is installed; when it can't be, 4" {
	no_install
	lacks libgsl-dev
	bench --target user --output out
	[ "$status" -eq 4 ]
	[ -z "$output" ]
	has "$stderr" "*installing: libgsl-dev*setup.sh: apt-get update failed*"
	grep -q 'apt-get -qq update$' "$calls"
	nothing_written
}

@test "bench.sh: nothing is installed when nothing is missing" {
	need_packages
	no_install
	lacks nothing
	suite "user	direct/null/map_single"
	bench --target user --suite "$suite" --output out
	[ "$status" -eq 0 ]
	[ ! -e "$calls" ]
}

@test "bench.sh --kernel: no such directory, 2" {
	need_packages
	no_install
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	for kernel in /no/such/kernel debian:4.19; do
		bench --target vm --no-install --kernel "$kernel"
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		has "${stderr_lines[-1]}" "kernels.sh: *'$kernel'*"
		nothing_written
	done
}

@test "bench.sh --kernel: a tree without an image, 4" {
	need_packages
	no_install
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	mkdir -p "$BATS_TEST_TMPDIR/linux/include/config"
	touch "$BATS_TEST_TMPDIR/linux/.config"
	echo 6.99.0 >"$BATS_TEST_TMPDIR/linux/include/config/kernel.release"
	bench --target vm --no-install --kernel "$BATS_TEST_TMPDIR/linux"
	[ "$status" -eq 4 ]
	[ -z "$output" ]
	has "${stderr_lines[-1]}" "kernels.sh: *bzImage*"
	nothing_written
}

# --- bench.sh: runs

@test "bench.sh: user, from end to end" {
	need_packages
	no_install
	suite "user	{direct,per-device}/null/map_single"
	bench --target user --no-install --suite "$suite" --output out
	[ "$status" -eq 0 ]
	[ ! -e "$calls" ]
	run_dir
	[[ $dir == out/*-user-* ]]
	[ "$(grep -c '^run: ' <<<"$output")" -eq 1 ]
	valid_run "$dir/run.json"
	[ "$(jq -c '[.complete, .suite]' "$dir/run.json")" = '[true,"s.suite"]' ]
	# The report, then the directory, and nothing else
	[ "$output" = "$(cat "$dir/report.txt")
run: $dir" ]
	narrow "$dir/report.txt"
	# A busy machine may leave a row without a clean window.
	[ -s "$dir/plots/designs-cycles.png" ] ||
		[ "$(jq '[.rows[].n] | min' "$dir/run.json")" -eq 0 ]
	[ -z "$(find "$TOP" -maxdepth 2 -newer "$suite" -path '*/results/*')" ]
}

@test "bench.sh: --target auto is user and vm" {
	# What it would do is seen from what dmabench refuses.
	need_packages
	suite "nope"
	no_install
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	for args in "" "--target auto" "--target user --target vm"; do
		# shellcheck disable=SC2086 # several arguments
		bench --no-install --suite "$suite" $args --kernel /no/such
		[ "$status" -eq 2 ]
		has "${stderr_lines[-1]}" "kernels.sh: *'/no/such'*"
	done
	bench --no-install --suite "$suite" --target user --kernel /no/such
	has "${stderr_lines[-1]}" "dmabench run: suite '$suite', line 1:*"
}

# The run below out has windows.
began() {
	[ "$(cat out/*/samples.csv | wc -l)" -gt 1 ]
}

@test "bench.sh: a signal to it alone ends all, keeps rows, 3" {
	need_packages
	for signal in INT TERM; do
		start "$SCRIPTS/bench.sh" --target user --no-install --suite full \
			--output "$PWD/out"
		wait_for 30 began
		[ "$(processes_with "$PWD/out")" -eq 2 ]	# it and dmabench
		stop "$signal"
		[ "$status" -eq 3 ]
		[ "$(processes_with "$PWD/out")" -eq 0 ]
		dir=$(echo "$PWD"/out/*)
		[ "$(tail -n1 "$BATS_TEST_TMPDIR/out")" = "run: $dir" ]
		valid_run "$dir/run.json"
		[ "$(jq '.rows | length > 0' "$dir/run.json")" = true ]
		[ "$(jq .complete "$dir/run.json")" = false ]
		grep -q INCOMPLETE "$BATS_TEST_TMPDIR/out"
		rm -r out
	done
}

@test "bench.sh: vm, from end to end, exact" {
	need_packages
	need_kernel
	no_install
	suite "vm	known/none/empty" "vm	direct/null/map_single"
	bench --target vm --no-install --suite "$suite" --boots 1 --output out
	[ "$status" -eq 0 ]
	run_dir
	valid_run "$dir/run.json"
	[ "$(jq -c '[.rows[].unit]' "$dir/run.json")" = '["insn/op","insn/op"]' ]
	[ "$(jq '.rows[0] | .min == 2 and .max == 2' "$dir/run.json")" = true ]
	[ "$output" = "$(cat "$dir/report.txt")
run: $dir" ]
	narrow "$dir/report.txt"
	[ -s "$dir/dmesg.txt" ]
}

@test "bench.sh: a signal during a boot ends QEMU, 3" {
	need_packages
	need_kernel
	no_install
	suite "vm	direct/null/map_single"
	real=$(command -v qemu-system-x86_64)
	fake_cmd qemu-system-x86_64 <<-EOF
		#!/bin/sh
		[ "\$1" = --version ] || echo \$\$ >"$PWD/qemu"
		exec "$real" "\$@"
	EOF
	start "$SCRIPTS/bench.sh" --target vm --no-install --suite "$suite" --output out
	wait_for 60 [ -s qemu ]
	qemu=$(<qemu)
	end_later "$qemu"
	sleep 0.5	# into the boot
	[ -d "/proc/$qemu" ]
	stop INT
	[ "$status" -eq 3 ]
	gone "$qemu"
	[ "$(jq .complete out/*/run.json)" = false ]
}

@test "bench.sh: without QEMU, 4, and one line that says so" {
	need_packages
	need_kernel
	no_install
	path_without qemu-system-x86_64
	fake=$BATS_TEST_TMPDIR/bin
	suite "vm	direct/null/map_single"
	PATH=$fake:$path bench --target vm --no-install --suite "$suite" --output out
	[ "$(grep -c 'no qemu-system-x86_64; ' <<<"$stderr")" -eq 1 ]
	[ "$status" -eq 4 ]
}

# --- setup.sh
