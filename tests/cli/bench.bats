#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench.bats - scripts/bench.sh, without a network: what it is told, what it
# refuses, and its VMs. Tests that need a kernel take debian:6.1 from the cache, or
# are skipped.

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

@test "bench.sh --help: names the suites, and the program's own defaults" {
	bench --help
	while read -r suite what; do
		grep -Eq "^  $suite +$what\$" <<<"$output"
	done < <("$DMABENCH" list --suites)
	run ! grep @ <<<"$output"
	# "1 to 1000 (2)", where the program says it
	for option in boots passes; do
		says "$option" "$("$DMABENCH" run --help)" >program
		says "$option" "$("$SCRIPTS/bench.sh" --help)" >script
		[ -s program ]
		diff program script
	done
	rm program script
}

# says OPTION HELP: the numbers in its help
says() {
	tr -s ' \n' ' ' <<<"$2" |
		grep -oE -- "--$1[ =]N [^-]*1 to [0-9]+ \([0-9]+\)" |
		grep -oE '1 to .*'
}

@test "bench.sh: an unknown option, a word" {
	for option in --frob -x frob --Target --Target=user -- --=x ""; do
		bench "$option"
		usage_error bench.sh "unknown option '$option'"
	done
}

@test "bench.sh: an option without its value, one that has none" {
	for option in --target --suite --kernel --iommu --mode --accel --boots \
		--output --device; do
		bench "$option"
		usage_error bench.sh "$option" value
		bench "$option" ""
		usage_error bench.sh "$option" value
		bench "$option="
		usage_error bench.sh "$option" value
	done
	bench --gate=1
	usage_error bench.sh --gate value
}

@test "bench.sh: a value that is none of the choices" {
	for option in --target --iommu --mode --accel; do
		bench "$option" frob
		usage_error bench.sh "$option" "'frob'"
		bench "$option=lazy tcg intel"
		usage_error bench.sh "$option" "'lazy tcg intel'"
		bench "$option=lazy|strict"
		usage_error bench.sh "$option" "'lazy|strict'"
	done
	for value in 0 65 x 08; do
		bench --smp "$value"
		usage_error bench.sh --smp 64 "'$value'"
	done
}

# program_refused WORD..: before a kernel is asked for, by the program
program_refused() {
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	has "${stderr_lines[-1]}" "bench.sh: *"
	holds "${stderr_lines[-1]}" "$@"
	[[ $stderr != *kernels.sh* ]]
	nothing_written
}

@test "bench.sh: what dmabench takes it checks itself, before a kernel is got" {
	need_packages
	no_install
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	bench() {
		call "$SCRIPTS/bench.sh" --no-install --target vm \
			--kernel /no/such "$@"
	}
	for option in boots passes; do
		for value in 0 1001 abc -1 1.5; do
			bench "--$option=$value"
			program_refused "--$option" 1000 "'$value'"
		done
	done
	bench --seed x
	program_refused --seed "'x'"
	call "$SCRIPTS/bench.sh" --no-install --target user --split
	program_refused --split vm
	bench --suite frob
	program_refused suite "'frob'" designs full
	bench --suite ./frob
	program_refused suite "'./frob'"
	bench --device 0000:00:00.0
	program_refused --device host
	bench --unbind
	program_refused --unbind --device
	bench --aa --boots 1
	program_refused --aa boots VM
	bench --kernel ./other --vary weather
	program_refused --vary kernel "'weather'"
	bench --kernel ./other --gate --max-regress x
	program_refused --max-regress number
	bench --max-regress 2
	program_refused --max-regress --gate --bisect
	suite "user	direct/null/map_single"
	bench --suite "$suite"
	program_refused row target vm
	# What is right goes on, to the kernel.
	bench --suite quick --boots=3 --seed 7 --split
	[ "$status" -eq 2 ]
	has "${stderr_lines[-1]}" "kernels.sh: *'/no/such'*"
}

@test "bench.sh: a suite says what its rows want, unless it is given" {
	need_packages
	no_install
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	suite "# bench.sh: --target vm --kernel /no/one" \
		"# bench.sh: --kernel /no/two --iommu none" \
		"vm	direct/null/map_single"
	bench --no-install --suite "$suite"
	[ "$status" -eq 2 ]
	has "${stderr_lines[-1]}" "kernels.sh: *'/no/one'*"
	bench --no-install --suite "$suite" --kernel /no/other
	has "${stderr_lines[-1]}" "kernels.sh: *'/no/other'*"
	bench --no-install --suite "$suite" --target user
	has "${stderr_lines[-1]}" "*no row for target user"
	# Two kernels are there to be compared.
	bench --no-install --suite "$suite" --gate
	has "${stderr_lines[-1]}" "kernels.sh: *'/no/one'*"
	suite "# bench.sh: --output /tmp" "vm	direct/null/map_single"
	bench --no-install --suite "$suite"
	usage_error bench.sh "'$suite'" --output
	suite "# bench.sh: --iommu frob" "vm	direct/null/map_single"
	bench --no-install --suite "$suite"
	usage_error bench.sh --iommu "'frob'"
}

@test "bench.sh: its command line goes to dmabench, without a directory" {
	need_packages
	no_install
	mkdir -p "$BATS_TEST_TMPDIR/build" secret
	suite "user	direct/null/map_single"
	mv "$suite" secret
	cat >"$BATS_TEST_TMPDIR/build/dmabench" <<-'EOF'
		#!/bin/sh
		[ "$1 $2" = "run --dry-run" ] || [ "$1" != run ] ||
			printf '%s\n' "$@" >said
	EOF
	chmod +x "$BATS_TEST_TMPDIR/build/dmabench"
	fake_cmd make <<<$'#!/bin/sh\nexit 0'
	mkdir secret/old
	DMABENCH_BUILD=$BATS_TEST_TMPDIR/build bench --no-install --target user \
		--suite="$PWD/secret/s.suite" --output "$PWD/secret/out/" \
		--passes 2 --baseline "$PWD/secret/old,secret/old/:user/x" --aa
	[ "$status" -eq 0 ]
	[ "$(sed -n 's/^--argv=//p' said | paste -sd' ')" = \
		"scripts/bench.sh --no-install --target user --suite=s.suite --output out --passes 2 --baseline old,old:user/x --aa" ]
	for word in "--suite=$PWD/secret/s.suite" --passes=2 --aa --target=user; do
		grep -Fqxe "$word" said
	done
	# What was not given is the program's to say.
	run ! grep -e '^--boots' -e '^--seed' said
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
	void_is_fine=1 bench --target user --suite "$suite" --output out
	# 3: no number, on a busy machine
	[[ $status == [03] ]]
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

@test "bench.sh: --target auto is user and vm" {
	# What it would do is seen from what is refused.
	need_packages
	suite "user,vm	direct/null/map_single"
	no_install
	export DMABENCH_CACHE=$BATS_TEST_TMPDIR/cache
	for args in "" "--target auto" "--target user --target vm"; do
		# shellcheck disable=SC2086 # several arguments
		bench --no-install --suite "$suite" $args --kernel /no/such
		[ "$status" -eq 2 ]
		has "${stderr_lines[-1]}" "kernels.sh: *'/no/such'*"
	done
	suite "nope"
	bench --no-install --suite "$suite" --target user --kernel /no/such
	[ "$status" -eq 2 ]
	has "${stderr_lines[-1]}" "bench.sh: suite '$suite', line 1:*"
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
	wait_for 300 [ -s qemu ]	# a module is built before
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
