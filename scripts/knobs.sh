# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# knobs.sh - which settings of a box make its cycles noisy, what they are, and
# what they should be for a measurement on one CPU; sourced by tune.sh:
#	. "$(dirname "$0")/knobs.sh"
#
# shellcheck disable=SC2034  # what is found is for who sources this
#
# Nothing here writes but write_knob().  A knob is a file below $root, which is
# empty but in tests.

root=${DMABENCH_TUNE_ROOT:-}

# In the order in which they are changed; they are put back in reverse.
classes=(governor turbo cstates irqs nmi_watchdog perf_percent perf_rate)

# The knobs that were found, an index each: their class, file, value, and the
# value that is wanted; fixed[INDEX] is set for one that can't be written.
# why[CLASS]: why there is none of a class.
k_class=() k_file=() k_now=() k_want=() fixed=()
declare -A why

sys_cpu=/sys/devices/system/cpu

# The only files that are ever written, whatever a state file says.
knob_files="^($sys_cpu/("
knob_files+="cpufreq/(policy[0-9]+/(scaling_governor|boost)|boost)"
knob_files+="|intel_pstate/no_turbo"
knob_files+="|cpu[0-9]+/cpuidle/state[0-9]+/disable)"
knob_files+="|/proc/irq/[0-9]+/smp_affinity_list"
knob_files+="|/proc/sys/kernel/(nmi_watchdog|perf_cpu_time_max_percent"
knob_files+="|perf_event_max_sample_rate))\$"
knob_values='^[A-Za-z0-9_,-]+$'
cpu_list='^(0|[1-9][0-9]*)(-[1-9][0-9]*)?(,[1-9][0-9]*(-[1-9][0-9]*)?)*$'

# read_knob FILE: its value, in $value; fails for one that has none.
read_knob() {
	value=
	{ read -r value <"$root$1" || [ -n "$value" ]; } 2>/dev/null
}

# write_knob FILE VALUE: fails where the kernel does not take it.
write_knob() {
	{ printf '%s\n' "$2" >"$root$1"; } 2>/dev/null
}

# knob CLASS FILE WANTED: one that is there.
knob() {
	local value
	read_knob "$2" || return 0
	k_class+=("$1") k_file+=("$2") k_now+=("$value") k_want+=("$3")
}

# range FROM TO: as the kernel writes it, nothing if it is empty
range() {
	case $(($2 - $1)) in
	-*) ;;
	0) echo "$1" ;;
	*) echo "$1-$2" ;;
	esac
}

# without LIST CPU: a kernel's list of CPUs but for one: "0-3,8" 2 is "0-1,3,8".
# The list was held against $cpu_list: arithmetic would execute what it is given.
without() {
	local part from to

	for part in ${1//,/ }; do
		from=${part%-*} to=${part#*-}
		if (($2 < from || $2 > to)); then
			echo "$part"
		else
			range "$from" $(($2 - 1))
			range $(($2 + 1)) "$to"
		fi
	done | paste -sd,
}

# has_cpu LIST CPU
has_cpu() {
	[ "$(without "$1" "$2")" != "$1" ]
}

online() {
	local value
	read_knob $sys_cpu/online && [[ $value =~ $cpu_list ]] || value=0
	echo "$value"
}

last_cpu() {
	local list
	list=$(online)
	echo "${list##*[,-]}"
}

# Why something of the hardware's is not there.
nothing() {
	if grep -qsw hypervisor "$root/proc/cpuinfo"; then
		echo "no $1 here: a VM"
	else
		echo "no $1 here"
	fi
}

find_governor() {
	local policy file names

	why[governor]=$(nothing cpufreq)
	for policy in "$root$sys_cpu"/cpufreq/policy*; do
		file=${policy#"$root"}
		[ -e "$policy/scaling_governor" ] || continue
		why[governor]="this kernel has no governor 'performance'"
		names=$(cat "$policy/scaling_available_governors" 2>/dev/null) ||
			true
		[[ " $names " != *" performance "* ]] ||
			knob governor "$file/scaling_governor" performance
	done
}

find_turbo() {
	local policy

	why[turbo]=$(nothing "control of turbo")
	knob turbo $sys_cpu/intel_pstate/no_turbo 1
	# What is written to the boost of all is written to each: put back
	# first, so that what each had comes after it.
	for policy in "$root$sys_cpu"/cpufreq/policy*; do
		knob turbo "${policy#"$root"}/boost" 0
	done
	knob turbo $sys_cpu/cpufreq/boost 0
}

# State 0 polls, 1 is C1 (in a guest: halt); deeper ones take long to leave.
find_cstates() {
	local dir state

	dir=$sys_cpu/cpu$1/cpuidle
	why[cstates]=$(nothing cpuidle)
	[ ! -d "$root$dir" ] || why[cstates]="none deeper than C1 here"
	for state in "$root$dir"/state*; do
		[[ ${state##*/} =~ ^state([2-9]|[1-9][0-9])$ ]] || continue
		knob cstates "${state#"$root"}/disable" 1
	done
}

find_irqs() {
	local file value others left

	others=$(without "$(online)" "$1")
	why[irqs]="no IRQ may run on CPU $1"
	[ -n "$others" ] || why[irqs]="CPU $1 is the only one"
	for file in "$root"/proc/irq/*/smp_affinity_list; do
		file=${file#"$root"}
		if [ -n "$others" ] && read_knob "$file" &&
			[[ $value =~ $cpu_list ]] && has_cpu "$value" "$1"
		then
			left=$(without "$value" "$1")
			knob irqs "$file" "${left:-$others}"
		fi
	done
}

find_nmi_watchdog() {
	why[nmi_watchdog]="this kernel has none"
	knob nmi_watchdog /proc/sys/kernel/nmi_watchdog 0
}

# The rate can't be written while the share is 0 or 100 (kernel/events/core.c,
# perf_event_max_sample_rate_handler): first the share, and put back last.
find_perf_percent() {
	why[perf_percent]="no perf here"
	knob perf_percent /proc/sys/kernel/perf_cpu_time_max_percent 1
}

find_perf_rate() {
	why[perf_rate]="no perf here"
	knob perf_rate /proc/sys/kernel/perf_event_max_sample_rate 1
}

# Root may open a file whatever its mode: what that forbids the kernel refuses.
find_fixed() {
	local i modes

	[ ${#k_file[@]} -gt 0 ] || return 0
	mapfile -t modes < <(stat -L -c %a "${k_file[@]/#/"$root"}")
	for i in "${!k_file[@]}"; do
		if [ ! -w "$root${k_file[i]}" ] || ((!(0${modes[i]} & 0222)))
		then
			fixed[i]=1
		fi
	done
}

# find_knobs CPU: all of them, for a measurement on that CPU.
find_knobs() {
	local class

	k_class=() k_file=() k_now=() k_want=() fixed=()
	for class in "${classes[@]}"; do
		"find_$class" "$1"
	done
	find_fixed
}
