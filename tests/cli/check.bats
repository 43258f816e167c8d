#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench check: what made a run noisy. The rules themselves are test_noise.c.
#
# Alone: rows of this machine are measured.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
}

# reference FILTER NAME: that reference run, changed, in the directory ref; before
# that it is one that nothing has disturbed, whatever machine it was made on
reference() {
	mkdir -p ref
	jq ".rows |= map(select(.status != \"void\") | .rejected = 0) | $1" \
		"$TOP/results/reference/$2/run.json" >ref/run.json
}

# check STATUS: of ref, 72 columns of ASCII in the file said
check() {
	dmabench check ref
	[ "$status" -eq "$1" ]
	[ -z "$stderr" ]
	echo "$output" >said
	narrow said
}

# has_line PATTERN: a line of it, whole
has_line() {
	grep -qxE -- "$1" said || { echo "no line '$1'"; return 1; }
}

@test "check: of a quiet exact run there is nothing to say, 0" {
	reference . iommu
	check 0
	[ "$(grep -c '^         nothing ' said)" -eq 17 ]
	! grep -q '^ .*[%-] [a-z]' said || false
	[ "$(tail -n1 said)" = usable ]
}

@test "check: the largest effect first, then what has no number" {
	reference '(.rows[] | select(.target == "user")) |= (.n = 1000 | .rejected = 250 |
		.place_max = .median * 1.5 | .place_min = .median | .mean = .median)
		| .environment["user/plain"] = {"cpu.turbo": "on",
			"cpu.governor": "powersave", "topology.cpu": "1",
			"cpu.cstates": "POLL haltpoll idle",
			"cpu.hypervisor": "KVMKVMKVM"}' quick
	check 0
	has_line 'user'
	has_line ' +[0-9]+ pairs .*, [0-9]+ lost \(20.0 %\)'
	[ "$(grep -E '^ +([0-9.]+ %|-) ' said | grep -oE \
		'^ +[0-9.-]+|placements|lost|KVMKVMKVM|turbo|governor .*:|CPU 1' |
		tr -s ' \n' ' ')" = " 50.0 placements 20.0 lost - KVMKVMKVM - turbo\
 - governor powersave: - CPU 1 " ]
	[ "$(grep -c '^         -> ' said)" -eq 6 ]
	has_line '         no number .*'
	has_line '         -> .*isolcpus=1 nohz_full=1.*'
}

@test "check: windows by cause, from samples.csv" {
	reference . quick
	{
		echo env,row,boot,placement,warm,n,ticks,causes,thread
		for _ in {1..6}; do echo user/plain,x,0,1,0,8,9,0,0; done
		for _ in {1..3}; do echo user/retpoline,x,0,1,0,8,9,32,0; done
		echo user/retpoline,x,0,1,0,8,9,1,0
	} >ref/samples.csv
	check 0
	has_line '  30.0 % of windows: .*switched.*'
	has_line '  10.0 % of windows: .*interrupt.*'
	! grep -q 'pairs of windows are lost' said || false
}

@test "check: a run that was just made, and by the name of its file" {
	known_run
	dmabench check "$dir"
	[ "$status" -eq 0 ]
	first=$output
	dmabench check "$dir/run.json"
	[ "$output" = "$first" ]
}

@test "check: void or not complete, 3, with the reason" {
	reference '.complete = false' quick
	check 3
	has "$(tail -n1 said)" "void: *interrupted*"
	reference '.rows = []' quick
	check 3
	has "$(tail -n1 said)" "void: *no row*number*"
	reference '(.rows[] | select(.design == "known" and .target == "vm")).max += 1' quick
	check 3
	has "$(tail -n1 said)" "void: *instrument*"
}

@test "check: report points to it where rows lost much" {
	reference '.rows[0].rejected = 1000' quick
	dmabench report ref
	has "$(tail -n1 <<<"$output")" "noisy: 1 row *dmabench check*"
	reference '.rows[].rejected = 0' quick
	dmabench report ref
	[ "$status" -eq 0 ]
	[[ "$output" != *"noisy: "* ]]
}

@test "check: names that are no ASCII, and long ones" {
	reference '.environment["user/plain"] += {"cpu.governor": ("\u00e4" * 90),
		"topology.cpu": ("9" * 200), "cpu.cstates": ("C9 " * 100)}' quick
	check 0
	mkdir "$(printf 'd\303\266%.0s' {1..60})"
	cp ref/run.json d*/
	dmabench check d*
	echo "$output" >said
	narrow said
}

@test "check: what is no run, 2" {
	for run in /no/such/run "" . /dev/null; do
		dmabench check "$run"
		usage_error "'$run'"
	done
	dmabench check
	usage_error run directory
	dmabench check a b
	usage_error run
	mkdir "$BATS_TEST_TMPDIR/bad"
	for text in "" garbage '{"schema":1,' '{"schema":2,"rows":[]}' '[]' \
		'{"schema":1,"rows":[5]}'; do
		echo "$text" >"$BATS_TEST_TMPDIR/bad/run.json"
		dmabench check "$BATS_TEST_TMPDIR/bad"
		usage_error "run.json"
	done
}

@test "check: samples.csv that is none, 2" {
	reference . quick
	for text in "" garbage $'env,warm,causes\nuser/plain,0' \
		$'env,warm,causes\nuser/plain,0,x' $'env,warm,causes\nhost/x,0,0'
	do
		echo "$text" >ref/samples.csv
		dmabench check ref
		refused 2 "dmabench check" "'ref'" "samples.csv, line [12]: "
	done
	rm ref/samples.csv
	mkdir ref/samples.csv
	dmabench check ref
	[ "$status" -ne 0 ]
	one_error "dmabench check" "samples.csv"
}
