#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/bench.sh --tune, on a tree that stands for /sys and /proc.
#
# Alone: rows of this machine are measured.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load tune_helpers

setup_file() {
	build_program
}

# The run in out has windows.
began() {
	[ "$(cat out/*/samples.csv | wc -l)" -gt 1 ]
}

# bench_box: a tree with the CPUs of this machine, for a bench.sh of user rows
bench_box() {
	[ -z "$("$SCRIPTS/setup.sh" missing run)" ] || skip "packages are missing"
	need_root "tuning"
	fake_box
	cpu=$("$DMABENCH" env | sed -n 's/^topology\.cpu=//p')
	cp "$cpus/online" "$DMABENCH_TUNE_ROOT$cpus/online"
	fake /proc/irq/24/smp_affinity_list "$cpu"
	# shellcheck disable=SC2034 # as_before has it
	before=$(knobs)
	echo "user	direct/null/map_single" >"$BATS_TEST_TMPDIR/s.suite"
	bench_args=(--target user --no-install --suite "$BATS_TEST_TMPDIR/s.suite"
		--output "$PWD/out")
}

@test "bench.sh --tune: for user and host only" {
	call "$SCRIPTS/bench.sh" --target vm --tune
	[ "$status" -eq 2 ]
	one_error bench.sh --tune user host
	need_root "being somebody else"
	call setpriv --reuid 65534 --clear-groups \
		bash "$SCRIPTS/bench.sh" --target user --tune
	[ "$status" -eq 4 ]
	one_error bench.sh --tune root
	nothing_written
}

@test "bench.sh --tune: tuned while it runs, which run.json says, then as before" {
	bench_box
	call "$SCRIPTS/bench.sh" "${bench_args[@]}" --passes 1 --tune
	[ "$status" -eq 0 ]
	as_before
	run_dir
	valid_run "$dir/run.json"
	[ "$(jq -r '.environment["user/plain"]["tune.cpu"]' "$dir/run.json")" = "$cpu" ]
	[ "$(jq -r '.environment["user/plain"]["topology.cpu"]' "$dir/run.json")" = "$cpu" ]
	call "$SCRIPTS/bench.sh" "${bench_args[@]}" --passes 1
	run_dir
	[ "$(jq '.environment["user/plain"]["tune.cpu"]' "$dir/run.json")" = null ]
}

@test "bench.sh --tune: a box that is tuned already stays so, 4" {
	bench_box
	tune apply --cpu "$cpu"
	now=$(knobs)
	call "$SCRIPTS/bench.sh" "${bench_args[@]}" --passes 1 --tune
	[ "$status" -eq 4 ]
	holds "${stderr_lines[-1]}" tune.sh: tuned hand
	[ "$now" = "$(knobs)" ]
	[ ! -e out ]
	tune restore
	as_before
}

@test "bench.sh --tune: a signal, SIGKILL too, and all is put back" {
	bench_box
	for signal in INT TERM KILL; do
		start "$SCRIPTS/bench.sh" "${bench_args[@]}" --passes 1000 --tune
		wait_for 30 began
		tuned
		child=$(pgrep -P "$pid" -f 'dmabench run')
		end_later "$child"
		kill -s "$signal" "$pid"
		wait_for 20 gone "$pid"
		status=0
		wait "$pid" || status=$?
		if [ "$signal" = KILL ]; then
			wait_for 20 quietly as_before
			kill "$child" 2>/dev/null || true
			wait_for 20 gone "$child"
		else
			[ "$status" -eq 3 ]
			as_before
		fi
		rm -r out
	done
}
