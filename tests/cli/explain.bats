#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench explain: of a run that fake_guest.c made, and of what is none.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # jq; tests are subshells

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
	build_guest
	printf 'vm	%s\n' known/none/empty running/null/map_single \
		running/null/unmap_single >"$BATS_FILE_TMPDIR/suite"
	"$DMABENCH" run --suite "$BATS_FILE_TMPDIR/suite" --target vm \
		--boots 1 --split --output "$BATS_FILE_TMPDIR/runs" \
		--boot "6.98.0-a=$BATS_FILE_TMPDIR/guest normal" \
		--boot "6.99.0-b=$BATS_FILE_TMPDIR/guest normal" 2>/dev/null
	mv "$BATS_FILE_TMPDIR/runs"/* "$BATS_FILE_TMPDIR/run"
	valid_run "$BATS_FILE_TMPDIR/run/run.json"
}

setup() {
	cp -r "$BATS_FILE_TMPDIR/run" "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return
}

# change VM FILTER: in run.json, of its row running/null/map_single
change() {
	jq "(.rows[] | select(.env == \"vm/$1\" and
		.name == \"running/null/map_single\")) |= ($2)" \
		run/run.json >changed
	mv changed run/run.json
}

explain() {
	call "$DMABENCH" explain "$@"
}

@test "explain: a row as it was executed, and the whole" {
	explain run running/null/map_single --vm 6.98
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$output" = "running/null/map_single
  vm/6.98.0-a, 6.99-1

  insn/op    calls  part        function, as first executed
        8           loop        x_loop
        3           design        x_backend
       11           the whole: 2 functions sum to it" ]
}

@test "explain: without a row every row of the VM" {
	explain --vm 6.99 run
	[ "$status" -eq 0 ]
	[ "$(grep -c '^running/null/' <<<"$output")" -eq 2 ]
	[ "$(grep -c ' the whole: 2 ' <<<"$output")" -eq 3 ]
}

@test "explain: two VMs of a run are compared, and equal" {
	explain run running/null/map_single
	[ "$status" -eq 0 ]
	[ "$output" = "running/null/map_single
  A  vm/6.98.0-a, 6.99-1
  B  vm/6.99.0-b, 6.99-1

       A        B     B - A  part        function, as first executed
      11       11            2 functions the same
      11       11         0  the whole: no function differs" ]
}

@test "explain: what is renamed, new, gone, and more" {
	# Of twice as many operations, and one instruction more each.
	change 6.99.0-b '.split |= (.ops as $n | .insn += $n | .functions |=
		[.[] | select(.name == "x_loop"), (select(.name == "x_backend") |
		(.insn += $n - 15 | .name = "x_backend.isra.0"),
		(.insn = 15 | .name = "y_helper" | .at += 1))])'
	explain run running/null/map_single
	[ "$status" -eq 0 ]
	has "$output" "*
       A        B     B - A  part        function, as first executed
       3     3.96     +0.96  design      x_backend
     new     0.04     +0.04  design      y_helper
       8        8            1 function the same
      11       12        +1  the whole: 2 functions sum to it, exactly*"
	# And the other way round.
	explain run running/null/map_single --vm 6.99 --vm 6.98
	has "$output" "*
    3.96        3     -0.96  design      x_backend
    0.04     gone     -0.04  design      y_helper
*
      12       11        -1  the whole: 2 functions sum to it, exactly*"
}

@test "explain: two runs" {
	cp -r run other
	explain run other running/null/map_single --vm 6.98
	[ "$status" -eq 0 ]
	has "$output" "*  A  vm/6.98.0-a, *
  B  vm/6.98.0-a, *
* 0  the whole: *"
	explain run other/run.json running/null/map_single --vm a --vm b
	[ "$status" -eq 0 ]
	has "$output" "*  B  vm/6.99.0-b, *"
}

@test "explain: a run of an early version has no order and no calls" {
	jq 'del(.rows[].split.functions[]?["calls", "at", "depth"])' \
		run/run.json >early
	mv early run/run.json
	explain run running/null/map_single --vm 6.98
	[ "$status" -eq 0 ]
	has "$output" "*  part        function
*       3           design      x_backend
*"
}

@test "explain: at most 72 columns, whatever the names" {
	change 6.99.0-b '.split.functions[1].name = ([range(63)] | map("n") | add) |
		.split.functions[1].depth = 60'
	for vm in "--vm 6.99" ""; do
		# shellcheck disable=SC2086 # two words
		explain run running/null/map_single $vm
		[ "$status" -eq 0 ]
		has "$output" "*nnnnnnnnnnnn*"
		run ! grep -E '.{73}' <<<"$output"
	done
}

@test "explain: no run, too many, a row too few" {
	mkdir cwd
	explain
	usage_error run directory
	explain a b c d
	usage_error RUN ROW
	explain run --vm a --vm b
	usage_error row two
	explain run row --vm a --vm b --vm c
	usage_error "two VMs"
	explain --frob run
	usage_error "'--frob'"
	explain /nowhere
	refused 2 "dmabench explain" "'/nowhere'" run.json
	explain run /nowhere running/null/map_single --vm 6.98
	refused 2 "dmabench explain" "'/nowhere'" run.json
	echo '{' >run/run.json
	explain run
	refused 2 "dmabench explain" "'run'" "run.json, line 2: "
}

@test "explain: no such row, no such VM, or not which" {
	explain run running/null/frob
	refused 2 "dmabench explain" "'run'" "no row 'running/null/frob'"
	explain run running/null/map_single --vm 5.10
	refused 2 "dmabench explain" "'run'" "no VM '5.10'"
	explain run
	refused 2 "dmabench explain" "'run'" --vm "vm/6.98.0-a vm/6.99.0-b"
	explain run run running/null/map_single
	refused 2 "dmabench explain" "'run'" --vm "vm/6.98.0-a vm/6.99.0-b"
	change 6.99.0-b 'del(.split)'
	explain run running/null/map_single --vm 6.99
	refused 2 "dmabench explain" "'run'" "'running/null/map_single'" "no number"
	jq 'del(.rows[].split)' run/run.json >without
	mv without run/run.json
	explain run
	refused 4 "dmabench explain" "'run'" --split
}

@test "explain: functions that do not sum are refused" {
	jq '.rows[1].split.functions[0].insn += 1' run/run.json >spoilt
	mv spoilt run/run.json
	explain run running/null/map_single --vm 6.98
	refused 2 "dmabench explain" function
}

@test "explain: so many operations that a difference would be rounded" {
	local one='.insn = 1 | .functions = [.functions[0] | .insn = 1]'
	change 6.98.0-a ".split |= (.ops = 999999999961 | $one)"
	change 6.99.0-b ".split |= (.ops = 999999999989 | $one)"
	explain run running/null/map_single
	refused 3 "dmabench explain" running/null/map_single "too many operations"
}
