#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench run --split, the host's side: fake_guest.c is the VM and its plugin.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
	build_guest
}

# split_run BOOTS MODE: three rows of a fake guest, in $dir
split_run() {
	suite "vm	known/none/empty" "vm	running/null/map_single" \
		"vm	running/null/unmap_single"
	call "$DMABENCH" run --suite "$suite" --target vm --boots "$1" --split \
		--boot "6.99.0-fake=$BATS_FILE_TMPDIR/guest $2" \
		--output "$BATS_TEST_TMPDIR/runs"
	run_dir
	valid_run "$dir/run.json"
}

@test "run --split: functions that sum, of every boot" {
	split_run 2 normal
	[ "$status" -eq 0 ]
	run ! grep '^dmabench: ' <<<"$stderr"
	# 11 an op, 3 of them in the backend; 16 pairs of 8 and 16, two boots.
	[ "$(jq -c '.rows[1].split | [.ops, .insn, .data_lines, .code_lines]' \
		"$dir/run.json")" = "[768,8448,768,1536]" ]
	[ "$(jq -c '.rows[1].split.functions[] |
		[.name, .part, .insn, .indirect, .loads, .stores]' "$dir/run.json" |
		paste -sd' ')" = \
		'["x_loop","loop",6144,0,0,0] ["x_backend","design",2304,2304,768,0]' ]
	jq -e '.rows[] | .split |
		([.functions[].insn] | add) == .insn' "$dir/run.json"
	jq -e '.rows[] | .split.insn / .split.ops == .mean' "$dir/run.json"
}

@test "run --split: no address of the guest is in the run" {
	split_run 1 normal
	[ "$status" -eq 0 ]
	run ! grep -rqi -e ffffffff -e 18446744 "$dir"
}

@test "run --split: the report has a bar, and parts that sum" {
	split_run 1 normal
	call "$DMABENCH" report "$dir"
	[ "$status" -eq 0 ]
	has "$output" "*
4. *, insn/op, exact*"
	has "$output" "*
running/null/map_single                  11  ....................ddddddd
  loop 8  design 3
  indirect 3, loads 1, stores 0; lines 1 + 2
*"
	# The known loops are not split.
	[[ ${output#*$'\n'4. } != *known/none/empty* ]]
	run ! grep -qE '.{73}' <<<"$output"
}

@test "run --split: several VMs are a bar each, and not pages" {
	suite "vm	running/{kernel-direct,null}/{map_single,unmap_single}"
	call "$DMABENCH" run --suite "$suite" --target vm --boots 1 --split \
		--boot "a=$BATS_FILE_TMPDIR/guest normal" \
		--boot "b=$BATS_FILE_TMPDIR/guest normal" \
		--output "$BATS_TEST_TMPDIR/runs"
	[ "$status" -eq 0 ]
	run_dir
	call "$DMABENCH" report "$dir"
	local section=${output#*$'\n'4. }
	has "$section" "*
map_single                       mean
6.99.0-fake
  none           -                 *....ddd*
  none           -                 *....ddd*

unmap_single                     mean
*"
	[ "$(grep -c '\.ddd' <<<"$section")" -eq 4 ]
	[[ $section != *indirect* ]]
	run ! grep -qE '.{73}' <<<"$output"
}

@test "report: a run whose functions are not its whole is refused" {
	split_run 1 normal
	jq '.rows[1].split.functions[0].insn += 1' "$dir/run.json" >spoilt
	mv spoilt "$dir/run.json"
	call "$DMABENCH" report "$dir"
	[ "$status" -eq 2 ]
	one_error "dmabench report" "rows\[1\]: *function"
	jq '.rows[1].split.functions[0] |= (.insn -= 1 | .part = "frob")' \
		"$dir/run.json" >spoilt
	mv spoilt "$dir/run.json"
	call "$DMABENCH" report "$dir"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
}

@test "run without --split: no functions, and no section of the report" {
	suite "vm	running/null/map_single"
	call "$DMABENCH" run --suite "$suite" --target vm --boots 1 \
		--boot "6.99.0-fake=$BATS_FILE_TMPDIR/guest normal" \
		--output "$BATS_TEST_TMPDIR/runs"
	[ "$status" -eq 0 ]
	run_dir
	jq -e '.rows[0] | has("split") | not' "$dir/run.json"
	call "$DMABENCH" report "$dir"
	[[ $output != *$'\n'"4. "* ]]
}

# void MODE WORD..: one line says why, and the run is void
void() {
	split_run 1 "$1"
	[ "$status" -eq 3 ]
	[ "$(jq .complete "$dir/run.json")" = false ]
	[ "$(grep -c '^dmabench: ' <<<"$stderr")" -eq 1 ]
	holds "$(grep '^dmabench: ' <<<"$stderr")" "dmabench: vm/6.99.0-fake: " "${@:2}"
}

@test "run --split: a stream that does not fit the guest's clock is void" {
	void miscount void "known/none/empty: window 33: *73*72"
	void cut void known/none/empty stream
	void uncounted void known/none/empty stream ends window
	void symbols void symbols
	void nameless guest rows
}

@test "run --split: what it does not go with is a usage error" {
	suite "vm	running/null/map_single"
	dmabench run --suite "$suite" --split
	usage_error --split vm
	call "$SCRIPTS/bench.sh" --split --target vm --accel kvm
	[ "$status" -eq 2 ]
	one_error bench.sh --split "--accel kvm"
	call "$SCRIPTS/bench.sh" --split --target vm --smp 2
	[ "$status" -eq 2 ]
	one_error bench.sh --split "one CPU"
}

@test "vm.sh boot --plugin: without a plugin, without --split, TCG, one CPU" {
	local kernel=$BATS_TEST_TMPDIR/k

	mkdir "$kernel"
	touch "$kernel/vmlinuz" initrd plugin.so
	export DMABENCH_CHANNEL=/dev/null DMABENCH_CONSOLE=/dev/null
	boot() {
		call "$SCRIPTS/vm.sh" boot --kernel "$kernel" --initrd initrd "$@"
		[ "$status" -eq 2 ]
	}
	boot --plugin none.so
	one_error vm.sh plugin "'none.so'"
	boot --plugin plugin.so
	one_error vm.sh --plugin --split
	DMABENCH_SPLIT=/dev/null boot --plugin plugin.so --accel kvm
	one_error vm.sh --plugin "--accel tcg"
	DMABENCH_SPLIT=/dev/null boot --plugin plugin.so --smp 2
	one_error vm.sh --plugin "one CPU"
}
