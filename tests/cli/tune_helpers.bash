# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What tune.bats and bench_tune.bats share: a box.

# shellcheck disable=SC2034 # used by the tests

cpus=/sys/devices/system/cpu
sysctl=/proc/sys/kernel

# fake FILE VALUE: a file of the tree
fake() {
	mkdir -p "$DMABENCH_TUNE_ROOT${1%/*}"
	echo "$2" >"$DMABENCH_TUNE_ROOT$1"
}

# fake_box: each kind of knob
fake_box() {
	local cpu

	export DMABENCH_TUNE_ROOT=$BATS_TEST_TMPDIR/root
	export DMABENCH_TUNE_STATE=$BATS_TEST_TMPDIR/state
	state=$DMABENCH_TUNE_STATE/state
	fake "$sysctl/random/boot_id" "$(</proc/sys/kernel/random/boot_id)"
	fake "$cpus/online" 0-3
	for cpu in 0 1 2 3; do
		fake "$cpus/cpufreq/policy$cpu/scaling_governor" powersave
		fake "$cpus/cpufreq/policy$cpu/scaling_available_governors" \
			"performance powersave"
		fake "$cpus/cpufreq/policy$cpu/boost" 1
		for state_nr in 0 1 2 3; do
			fake "$cpus/cpu$cpu/cpuidle/state$state_nr/disable" 0
		done
	done
	fake "$cpus/cpu3/cpuidle/state3/disable" 1
	fake "$cpus/cpufreq/boost" 1
	fake "$cpus/intel_pstate/no_turbo" 0
	fake /proc/irq/0/smp_affinity_list 0-3
	fake /proc/irq/9/smp_affinity_list 0-1
	fake /proc/irq/24/smp_affinity_list 3
	fake /proc/irq/25/smp_affinity_list 1,3
	fake "$sysctl/nmi_watchdog" 1
	fake "$sysctl/perf_cpu_time_max_percent" 25
	fake "$sysctl/perf_event_max_sample_rate" 63000
	before=$(knobs)
}

# knobs: every file of the tree and its value
knobs() {
	(cd "$DMABENCH_TUNE_ROOT" && find . -type f | sort | xargs grep -H .)
}

# as_before: the tree, and no state
as_before() {
	diff <(echo "$before") <(knobs)
	[ ! -e "$state" ]
}

# quietly CMD ARG..: for who asks again and again
quietly() {
	"$@" >/dev/null
}

is() {
	[ "$(<"$DMABENCH_TUNE_ROOT$1")" = "$2" ] ||
		{ echo "$1 is $(<"$DMABENCH_TUNE_ROOT$1"), not $2"; return 1; }
}

tuned() {
	is "$cpus/cpufreq/policy0/scaling_governor" performance
	is "$sysctl/perf_event_max_sample_rate" 1
}

tune() {
	call "$SCRIPTS/tune.sh" "$@"
}
