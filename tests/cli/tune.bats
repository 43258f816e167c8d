#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/tune.sh, on a tree that stands for /sys and /proc: a box of four CPUs.
# Whatever ends it, every knob is what it was.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables
# shellcheck disable=SC2016 # what must not be expanded

bats_require_minimum_version 1.5.0
load helpers
load tune_helpers

# untouched STATUS WORD..: refused, and no knob was written
untouched() {
	refused "$1" tune.sh "${@:2}"
	diff <(echo "$before") <(knobs)
}

# lives CMD ARG..: a process that does nothing else but be there, in $pid
lives() {
	"${@:-sleep}" 1000 3>&- &
	pid=$!
	disown
	end_later "$pid"
}

@test "tune.sh --help: the commands, the knobs, the exit status" {
	for help in --help -h; do
		tune "$help"
		[ "$status" -eq 0 ]
		holds "$output" "usage: tune.sh show" apply restore governor \
			turbo cstates irqs nmi_watchdog perf_rate --cpu --for \
			DMABENCH_TUNE_ROOT "exit status*0 "
	done
}

@test "tune.sh: what is not understood, 2" {
	fake_box
	for args in "" frob "frob --cpu 1"; do
		# shellcheck disable=SC2086 # several words
		tune $args
		untouched 2 "usage: tune.sh show|apply|restore"
	done
	for args in "show --for 1" "restore --cpu 1" "apply now" "apply --frob 1"; do
		# shellcheck disable=SC2086
		tune $args
		untouched 2 option "tune.sh --help"
	done
	for value in "" x -1 1.5 01 "1 " 'a[$(touch x)]'; do
		tune apply --cpu "$value"
		untouched 2 --cpu number "'"
	done
	tune apply --cpu 4
	untouched 2 --cpu "CPU 4" online
	tune apply --for 999999999
	untouched 2 --for "process 999999999"
	[ ! -e "$state" ]
	nothing_written
}

@test "tune.sh show: a line a knob, and nothing is changed" {
	fake_box
	tune show
	[ "$status" -eq 0 ]
	[ "$output" = "governor      powersave -> performance
turbo         on -> off
cstates       1 of 2 deeper than C1 on -> off
irqs          3 may run on CPU 3 -> on other CPUs
nmi_watchdog  1 -> 0
perf_percent  25 -> 1
perf_rate     63000 -> 1" ]
	as_before
	[ ! -e "$DMABENCH_TUNE_STATE" ]
	tune show --cpu 2
	has "$output" "*cstates       2 of 2 deeper*irqs          1 may run on CPU 2 *"
}

@test "tune.sh: each knob is saved, changed and put back" {
	fake_box
	tune apply
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	holds "$stderr" "CPU 3" "17 knobs"
	for cpu in 0 1 2 3; do
		is "$cpus/cpufreq/policy$cpu/scaling_governor" performance
		is "$cpus/cpufreq/policy$cpu/boost" 0
	done
	is "$cpus/cpufreq/boost" 0
	is "$cpus/intel_pstate/no_turbo" 1
	# C1 stays, and other CPUs keep theirs.
	[ "$(cat "$DMABENCH_TUNE_ROOT$cpus"/cpu3/cpuidle/state*/disable)" = \
		$'0\n0\n1\n1' ]
	[ "$(cat "$DMABENCH_TUNE_ROOT$cpus"/cpu2/cpuidle/state*/disable)" = \
		$'0\n0\n0\n0' ]
	is /proc/irq/0/smp_affinity_list 0-2
	is /proc/irq/9/smp_affinity_list 0-1
	is /proc/irq/24/smp_affinity_list 0-2
	is /proc/irq/25/smp_affinity_list 1
	is "$sysctl/nmi_watchdog" 0
	is "$sysctl/perf_cpu_time_max_percent" 1
	is "$sysctl/perf_event_max_sample_rate" 1
	[ "$(grep -c ^knob "$state")" -eq 17 ]
	# What was so before is not in the state.
	! grep -q cpu3/cpuidle/state3 "$state" || false
	tune show
	has "$output" "*perf_rate     1, *
*CPU 3, 17 knobs*restore*"
	tune restore
	[ "$status" -eq 0 ]
	[ -z "$stderr$output" ]
	as_before
	tune restore
	[ "$status" -eq 0 ]
	holds "$stderr" nothing
	as_before
	nothing_written
}

@test "tune.sh: the middle of a list of CPUs" {
	fake_box
	fake "$cpus/online" 0-7,16-23
	fake /proc/irq/0/smp_affinity_list 0-7,16-23
	fake /proc/irq/9/smp_affinity_list 4-5
	fake /proc/irq/24/smp_affinity_list 5
	before=$(knobs)
	tune apply --cpu 5
	is /proc/irq/0/smp_affinity_list 0-4,6-7,16-23
	is /proc/irq/9/smp_affinity_list 4
	is /proc/irq/24/smp_affinity_list 0-4,6-7,16-23
	is /proc/irq/25/smp_affinity_list 1,3
	tune restore
	as_before
}

@test "tune.sh: a box without a knob says what there is not, changes nothing, 0" {
	fake_box
	rm -r "$DMABENCH_TUNE_ROOT$cpus"/cpu* "$DMABENCH_TUNE_ROOT$cpus/intel_pstate" \
		"$DMABENCH_TUNE_ROOT/proc/irq" "$DMABENCH_TUNE_ROOT$sysctl"/{nmi,perf}*
	fake /proc/cpuinfo "flags : fpu hypervisor"
	before=$(knobs)
	tune apply
	[ "$status" -eq 0 ]
	has "$stderr" "governor      no cpufreq*VM
turbo         no *VM
cstates       no cpuidle*VM
irqs          no *CPU 3
nmi_watchdog  *
perf_percent  no perf*
perf_rate     no perf*
nothing *"
	[ "${#stderr_lines[@]}" -eq 8 ]
	as_before
}

@test "tune.sh: one CPU alone keeps its IRQs" {
	fake_box
	fake "$cpus/online" 0
	fake /proc/irq/24/smp_affinity_list 0
	tune show
	has "$output" "*irqs *CPU 0*only*"
}

@test "tune.sh: a knob that can't be written is named and left" {
	fake_box
	chmod a-w "$DMABENCH_TUNE_ROOT$sysctl/nmi_watchdog"
	# A file of the kernel's that refuses what a list of CPUs looks like.
	lives
	ln -sf "/proc/$pid/oom_score_adj" "$DMABENCH_TUNE_ROOT/proc/irq/9/smp_affinity_list"
	[ "$(<"/proc/$pid/oom_score_adj")" = 0 ]
	before=$(knobs)
	tune show --cpu 0
	has "$output" "*nmi_watchdog  1 -> 0, *1 can't be written*"
	tune apply --cpu 0
	[ "$status" -eq 0 ]
	holds "$stderr" "left as *: /proc/irq/9/smp_affinity_list"
	tuned
	is "$sysctl/nmi_watchdog" 1
	! grep -qE 'irq/9/|nmi_watchdog' "$state" || false
	tune restore
	[ "$status" -eq 0 ]
	as_before
}

@test "tune.sh restore: what can't be put back is said, kept, and tried again" {
	fake_box
	tune apply
	# One that nobody can write, and that reads as something else.
	rm "$DMABENCH_TUNE_ROOT$sysctl/nmi_watchdog"
	ln -s /proc/version "$DMABENCH_TUNE_ROOT$sysctl/nmi_watchdog"
	for _ in 1 2; do
		tune restore
		[ "$status" -eq 5 ]
		has "${stderr_lines[0]}" "$sysctl/nmi_watchdog * 1"
		has "${stderr_lines[1]}" "tune.sh: 1 *knob*"
		[ "$(grep ^knob "$state")" = "knob $sysctl/nmi_watchdog 1" ]
		is "$cpus/cpufreq/policy0/scaling_governor" powersave
	done
	# Nor is the box tuned again on top of it.
	tune apply
	[ "$status" -eq 5 ]
	is "$cpus/cpufreq/policy0/scaling_governor" powersave
	rm "$DMABENCH_TUNE_ROOT$sysctl/nmi_watchdog"
	fake "$sysctl/nmi_watchdog" 0
	tune restore
	[ "$status" -eq 0 ]
	as_before
}

@test "tune.sh restore: an IRQ that is gone" {
	fake_box
	tune apply
	rm -r "$DMABENCH_TUNE_ROOT/proc/irq/24"
	tune restore
	[ "$status" -eq 0 ]
	has "$stderr" "/proc/irq/24/smp_affinity_list *gone*"
	[ "${#stderr_lines[@]}" -eq 1 ]
	[ ! -e "$state" ]
}

# --- who holds it

@test "tune.sh apply: a second one is refused, and the first saved values stay" {
	fake_box
	tune apply
	saved=$(<"$state")
	now=$(knobs)
	tune apply --cpu 1
	[ "$status" -eq 4 ]
	one_error tune.sh "tuned already" "tune.sh restore"
	[ "$saved" = "$(<"$state")" ]
	[ "$now" = "$(knobs)" ]
	tune restore
	lives
	tune apply --for "$pid"
	first=$pid
	lives
	tune apply --for "$pid"
	[ "$status" -eq 4 ]
	one_error tune.sh "tuned already" "process $first"
	# Nor does the one that was refused end it.
	tune restore --for "$pid"
	[ "$status" -eq 0 ]
	tuned
	tune restore --for "$first"
	as_before
}

@test "tune.sh --for: all is put back when the process is killed" {
	fake_box
	lives
	tune apply --for "$pid"
	tuned
	kill -KILL "$pid"
	wait_for 20 quietly as_before
}

@test "tune.sh --for: the watcher outlives the killed session it came from" {
	fake_box
	# A session of its own, all of which is killed, as sshd's end does.
	setsid bash -c '"$0" apply --for $$; echo $$ >pid; sleep 1000' \
		"$SCRIPTS/tune.sh" 3>&- &
	wait_for 20 [ -s pid ]
	tuned
	kill -KILL -- "-$(<pid)"
	wait_for 20 quietly as_before
}

@test "tune.sh --for: a zombie has ended" {
	fake_box
	bash -c 'sleep 1000 & echo $! >pid; exec sleep 1000' 3>&- &
	end_later $!
	wait_for 20 [ -s pid ]
	tune apply --for "$(<pid)"
	tuned
	kill -KILL "$(<pid)"
	wait_for 20 quietly as_before
	grep -q '^State:.Z' "/proc/$(<pid)/status"
}

@test "tune.sh --for: a name that looks like a state is read right" {
	fake_box
	cp "$(command -v sleep)" "$BATS_TEST_TMPDIR/a) Z 1 ("
	lives "$BATS_TEST_TMPDIR/a) Z 1 ("
	tune apply --for "$pid"
	[ "$status" -eq 0 ]
	sleep 1.5
	tuned
	kill -KILL "$pid"
	wait_for 20 quietly as_before
}

@test "tune.sh: a PID that was given to another process does not hold it" {
	fake_box
	lives
	tune apply
	# As if a process that has ended had had this PID: it began earlier.
	sed -i "s/^holder .*/holder $pid 1/" "$state"
	tune show
	holds "$output" "left behind" "17 knobs"
	tune apply
	[ "$status" -eq 0 ]
	holds "$stderr" "process $pid*ended"
	tune restore
	as_before
}

# --- what may end it

# stuck ARG..: tune.sh apply, stuck in writing the last but one knob, in $pid
stuck() {
	fake_box
	knob=$DMABENCH_TUNE_ROOT$sysctl/perf_cpu_time_max_percent
	rm "$knob"
	mkfifo "$knob"
	echo 25 >"$knob" 3>&- &
	start "$SCRIPTS/tune.sh" apply "$@"
	wait_for 30 grep -qx 0 "$DMABENCH_TUNE_ROOT$sysctl/nmi_watchdog"
	sleep 0.2
	is "$cpus/cpufreq/policy0/scaling_governor" performance
	is "$sysctl/perf_event_max_sample_rate" 63000
	rm "$knob"
	echo 25 >"$knob"
}

@test "tune.sh apply: a signal in the middle, and all is put back, 3" {
	for signal in INT TERM HUP; do
		stuck
		stop "$signal"
		[ "$status" -eq 3 ]
		grep -qx 'tune.sh: ended early, .*' "$BATS_TEST_TMPDIR/err"
		as_before
	done
}

@test "tune.sh apply: killed in the middle, the next one puts back first" {
	stuck
	stop KILL
	is "$sysctl/nmi_watchdog" 0
	has "$(<"$state")" "*phase applying*"
	tune apply
	[ "$status" -eq 0 ]
	holds "$stderr" "earlier tune.sh"
	tuned
	grep -qx "knob $sysctl/nmi_watchdog 1" "$state"
	tune restore
	as_before
}

@test "tune.sh apply --for: killed in the middle, and who it is for, too" {
	lives
	for_pid=$pid
	stuck --for "$for_pid"
	stop KILL
	is "$sysctl/nmi_watchdog" 0
	kill -KILL "$for_pid"
	wait_for 20 quietly as_before
}

# --- what the state may be

@test "tune.sh: a state that is damaged is refused, and nothing is written" {
	fake_box
	tune apply
	cp "$state" good
	now=$(knobs)
	local edit edits=(
		'1s/1/2/' '1d' '2d' '2s/boot.*/boot x/' '3s/3/a[0]/' '4s/applied/done/'
		'5s/0/-1/' '$d' '$s/17/16/' '7d' '7p' '$p' '$s/$/ 1/'
		's,/proc/irq/24/,/proc/irq/../24/,' 's,/proc/irq/24/,/etc/,'
		's,^knob .*no_turbo 0,& ; touch x,' 's/no_turbo 0/no_turbo $(touch x)/'
		's/no_turbo 0/no_turbo/' '7s/^knob/eval/' '1,$d'
	)
	for edit in "${edits[@]}"; do
		sed "$edit" good >"$state"
		! cmp -s good "$state" || { echo "no change: $edit"; return 1; }
		tune restore
		[ "$status" -eq 5 ]
		one_error tune.sh "$state" "damaged*line "
		[ "$now" = "$(knobs)" ]
	done
	# Cut off anywhere.
	for size in 1 20 100 $(($(wc -c <good) - 2)) $(($(wc -c <good) - 8)); do
		head -c "$size" good >"$state"
		for command in apply restore; do
			tune "$command"
			[ "$status" -eq 5 ]
			[ "$now" = "$(knobs)" ]
		done
	done
	[ ! -e x ]
	cp good "$state"
	tune restore
	[ "$status" -eq 0 ]
	as_before
}

@test "tune.sh: a state of another boot is dropped, its values are not written" {
	for command in restore apply; do
		fake_box
		tune apply
		fake "$sysctl/random/boot_id" 01234567-89ab-cdef-0123-456789abcdef
		# What the new boot has.
		fake "$sysctl/nmi_watchdog" 0
		fake "$cpus/cpufreq/policy0/scaling_governor" performance
		tune "$command"
		[ "$status" -eq 0 ]
		holds "$stderr" "$state*another boot"
		is "$sysctl/nmi_watchdog" 0
		is "$cpus/cpufreq/policy0/scaling_governor" performance
		tune restore
		[ ! -e "$state" ]
	done
}

@test "tune.sh: a directory of somebody else's is not used" {
	fake_box
	mkdir elsewhere
	ln -s "$PWD/elsewhere" "$DMABENCH_TUNE_STATE"
	tune apply
	untouched 5 "somebody else"
	[ -z "$(ls elsewhere)" ]
	rmdir elsewhere
}

@test "tune.sh: not root: show works, apply says what it needs, 4" {
	need_root "being somebody else"
	for command in apply restore; do
		call setpriv --reuid 65534 --clear-groups \
			bash "$SCRIPTS/tune.sh" "$command"
		[ "$status" -eq 4 ]
		one_error tune.sh root
	done
	call setpriv --reuid 65534 --clear-groups bash "$SCRIPTS/tune.sh" show
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -ge 7 ]
}
