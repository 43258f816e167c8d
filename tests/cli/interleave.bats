#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The boots of several VMs in one run: random blocks, by the seed. fake_guest.c
# is the VM.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
	build_guest
}

# blocks SEED [LAST]: 6 boots of VMs a, b and c, in $dir; c is of mode LAST
blocks() {
	local guest=$BATS_FILE_TMPDIR/guest
	suite "vm	direct/null/map_single" "vm	running/kernel-iommu/map_single"
	call "$DMABENCH" run --suite "$suite" --target vm --boots 6 \
		--seed "$1" --output "$BATS_TEST_TMPDIR/runs" \
		--boot "a=$guest normal" --boot "b=$guest differ $PWD/b" \
		--boot "c=$guest ${2:-normal}"
	rm -f "$PWD/b"
	run_dir
	valid_run "$dir/run.json"
}

# The VMs in the order in which their boots came: by samples.csv.
order() {
	awk -F, 'NR > 1 && $1 "," $3 != last {
		last = $1 "," $3; print substr($1, 4) }' "$dir/samples.csv" |
		paste -sd' '
}

# The same by what their environments say.
noted() {
	jq -r '[.environment | to_entries[] | .key[3:] as $vm |
		.value."vm.order" | split(" ")[] | [tonumber, $vm]] |
		sort | map(.[1]) | join(" ")' "$dir/run.json"
}

@test "each block has one boot of each VM" {
	blocks 1
	[ "$status" -eq 0 ]
	[ "$(order | wc -w)" -eq 18 ]
	while read -r block; do
		[ "$(tr ' ' '\n' <<<"$block" | sort | paste -sd' ')" = "a b c" ]
	done < <(order | xargs -n3)
	# A VM's boots stay in their order.
	awk -F, 'NR > 1 { if ($3 < last[$1]) exit 1; last[$1] = $3 }' \
		"$dir/samples.csv"
}

@test "the order is noted, and is the seed's" {
	blocks 1
	first=$(order)
	[ "$(noted)" = "$first" ]
	[ "$(jq .seed "$dir/run.json")" = 1 ]
	blocks 1
	[ "$(order)" = "$first" ]
	blocks 2
	[ "$(noted)" = "$(order)" ]
	[ "$(order)" != "$first" ]
}

@test "blocks are shuffled, each for itself" {
	blocks 1
	[ "$(order | xargs -n3 | sort -u | wc -l)" -gt 1 ]
	[ "$(order | xargs -n3 | cut -d' ' -f1 | sort -u | wc -l)" -gt 1 ]
}

@test "rows and numbers are those of any other order" {
	local one
	blocks 1
	one=$(jq -c '.rows' "$dir/run.json")
	# As they were asked for, not as they came.
	[ "$(jq -r '[.rows[].env] | join(" ")' "$dir/run.json")" = \
		"vm/a vm/a vm/b vm/b vm/c vm/c" ]
	[ "$(jq -c '[.rows[] | [.boots, .identical]] | unique' "$dir/run.json")" = \
		'[[6,false],[6,true]]' ]
	blocks 2
	[ "$(jq -c '.rows' "$dir/run.json")" = "$one" ]
}

@test "report: a part that has no rows has no heading" {
	blocks 1
	dmabench report "$dir"
	has "$output" "*"$'\n'"2. *"
	[[ $output != *"over kernel-swiotlb"* ]]
	jq '.rows += [.rows[] | select(.backend == "kernel-iommu" and
			.env == "vm/a") | .backend = "kernel-swiotlb"]' \
		"$dir/run.json" >run.json
	mv run.json "$dir"
	dmabench report "$dir"
	[ "$(grep -c "over kernel-swiotlb, 6.99.0-fake" <<<"$output")" = 1 ]
}

@test "one VM: its boots in turn" {
	suite "vm	direct/null/map_single"
	call "$DMABENCH" run --suite "$suite" --target vm --boots 3 \
		--boot "a=$BATS_FILE_TMPDIR/guest normal" --output runs
	run_dir
	[ "$(jq -r '.environment[]."vm.order"' "$dir/run.json")" = "1 2 3" ]
}

@test "a VM that fails is booted no more; the others do all of theirs" {
	blocks 1 status
	[ "$status" -eq 3 ]
	[ "$(jq .complete "$dir/run.json")" = false ]
	[ "$(grep -c '^dmabench: vm/c: .*status 7' <<<"$stderr")" = 1 ]
	[ "$(jq -c '[.rows[] | [.env, .boots, .median != null]] | unique' \
		"$dir/run.json")" = \
		'[["vm/a",6,true],["vm/b",6,true]]' ]
	[ "$(order | tr ' ' '\n' | sort | uniq -c | tr -s ' ' | paste -sd';')" = \
		' 6 a; 6 b' ]
	call "$DMABENCH" report "$dir"
	[ "$status" -eq 0 ]
}

@test "Ctrl-C between boots keeps the rows that were done, marked" {
	local guest=$BATS_FILE_TMPDIR/guest
	suite "vm	direct/null/map_single" "vm	running/kernel-iommu/map_single"
	cat >second <<-EOF
		#!/bin/sh
		[ -e "$PWD/first" ] || { echo >"$PWD/first"; exec "$guest" normal; }
		exec "$guest" hang "$PWD/guest"
	EOF
	chmod +x second
	start "$DMABENCH" run --suite "$suite" --target vm --boots 3 --seed 5 \
		--boot "a=$PWD/second" --boot "b=$guest normal" --output runs
	wait_for 10 [ -s guest ]
	end_later "$(<guest)"
	stop INT
	[ "$status" -eq 3 ]
	gone "$(<guest)"
	dir=$(echo runs/*)
	valid_run "$dir/run.json"
	[ "$(jq .complete "$dir/run.json")" = false ]
	# The second boot of a got one of its two rows.
	[ "$(jq -c '[.rows[] | select(.env == "vm/a") | .boots]' "$dir/run.json")" = \
		'[2,1]' ]
	call "$DMABENCH" report "$dir"
	has "$output" "*INCOMPLETE*"
}
