#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tune.sh - make a box quiet for a measurement, and make it again what it was.
#
# usage: tune.sh show [--cpu N]
#        tune.sh apply [--cpu N] [--for PID]
#        tune.sh restore [--for PID]
#
# show prints a line a knob: what it is, what apply would make it, or why it
# can't be changed here.  apply changes
#   governor      to performance, of every CPU
#   turbo         to off
#   cstates       those deeper than C1 to disabled, of the CPU to be measured
#   irqs          to other CPUs than that one
#   nmi_watchdog  to off
#   perf_percent  perf may take 1 % of the time of a CPU,
#   perf_rate     and one sample a second
# and restore puts back what apply changed.
#
#   --cpu N       the CPU to be measured (the last one that is online, which
#                 dmabench takes by itself)
#   --for PID     apply: as long as that process lives; when it ends, in
#                 whatever way, all is put back.  restore: only what was
#                 applied for it
#
# What apply found is on disk before anything is changed.  Ended by a signal it
# puts all back; killed, the next apply or restore does.  A box is tuned once at
# a time: two measurements at once would disturb each other, and may want
# different CPUs.  A knob that can't be written is named, and left.
#
# The state is in /run/dmabench-tune; DMABENCH_TUNE_STATE names another
# directory, DMABENCH_TUNE_ROOT one to find /sys and /proc in; both are for
# tests.  A state of another boot is dropped: the knobs went with that boot.
#
# Exit status: 0 done, also where a box has no knob; 2 usage, 3 ended by a
# signal, all is put back; 4 not root, or the box is tuned already; 5 a knob
# could not be put back (it stays in the state, restore tries again), or the
# state is damaged.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/knobs.sh
. "$(dirname "$0")/knobs.sh"
self=$(cd "$(dirname "$0")" && pwd)/${0##*/}
dir=${DMABENCH_TUNE_STATE:-/run/dmabench-tune}
state=$dir/state

# What the state says: phase is applying, applied, or left (what could not be
# put back); the process it was applied for, 0 for none, and when that began;
# the knobs as they were.
phase='' holder=0 began=0 s_cpu='' s_file=() s_value=()

usage() {
	sed -n '/^# usage:/,/^# state is damaged/{ s/^# \{0,1\}//; p }' "$0"
}

# start_of PID: when it began, in ticks; fails for one that has ended.  With
# it a PID that was given to another process is told apart.
start_of() {
	local stat
	stat=$(cat "/proc/$1/stat" 2>/dev/null) || return
	# proc(5): behind the name, which may have blanks and brackets of its
	# own, are field 3, the state, and so on; the start is field 22.
	read -ra stat <<<"${stat##*) }"
	[[ ${stat[0]} != [ZX] ]] && echo "${stat[19]}"
}

alive() {
	[ "$(start_of "$1")" = "$2" ]
}

boot_id() {
	local value
	read_knob /proc/sys/kernel/random/boot_id ||
		die 5 "no boot_id: states of different boots can't be told apart"
	echo "$value"
}

# One tune.sh at a time; whoever has the lock may write the state.
lock() {
	[ -n "$root" ] || [ "$(id -u)" = 0 ] ||
		die 4 "needs root, to write below /sys and /proc"
	mkdir -p "$dir"
	{ [ -O "$dir" ] && [ ! -L "$dir" ]; } || die 5 "$dir is somebody else's"
	exec 9>"$dir/lock"
	flock -w "$1" 9 || die 4 "another tune.sh is at work"
}

# save: the state, on disk, whole or not at all.
save() {
	local i

	{
		printf '%s\n' 'dmabench-tune 1' "boot $(boot_id)" \
			"cpu $s_cpu" "phase $phase" "holder $holder $began"
		for i in "${!s_file[@]}"; do
			echo "knob ${s_file[i]} ${s_value[i]}"
		done
		echo "end ${#s_file[@]}"
	} >"$state.new"
	sync "$state.new"
	mv -T "$state.new" "$state"
	sync "$dir"
}

damaged() {
	die 5 "$state is damaged in line $1; nothing was changed.  Put the knobs in it back by hand, then remove it"
}

# load: the state; fails where there is none of this boot.  Every line is
# looked at before any knob is written, and nothing in it is executed.
load() {
	local line word a b nr=0 boot='' ended=

	[ -e "$state" ] || return
	s_file=() s_value=() phase=''
	while read -r line || [ -n "$line" ]; do
		((++nr))
		[ -z "$ended" ] || damaged "$nr"
		read -r word a b <<<"$line"
		case $nr:$word in
		1:dmabench-tune) [ "$a:$b" = 1: ] ;;
		2:boot) [[ $a =~ ^[0-9a-f-]{36}$ && -z $b ]] && boot=$a ;;
		3:cpu) [[ $a =~ ^[0-9]+$ && -z $b ]] && s_cpu=$a ;;
		4:phase) [[ $a =~ ^(applying|applied|left)$ && -z $b ]] &&
			phase=$a ;;
		5:holder) [[ $a =~ ^[0-9]+$ && $b =~ ^[0-9]+$ ]] &&
			holder=$a began=$b ;;
		*:knob) [[ $nr -gt 5 && $a =~ $knob_files &&
			$b =~ $knob_values ]] &&
			s_file+=("$a") s_value+=("$b") ;;
		*:end) [ "$nr:$a:$b" = "$((${#s_file[@]} + 6)):${#s_file[@]}:" ] &&
			ended=1 ;;
		*) false ;;
		esac || damaged "$nr"
	done <"$state"
	[ -n "$ended" ] || damaged "$((nr + 1))"
	[ "$boot" != "$(boot_id)" ] || return 0
	note "tune.sh: $state is of another boot, and the knobs in it went with that"
	return 1
}

# put_back: all that the state has, the last first.  What then reads as
# something else stays in it, and this fails.
put_back() {
	local i file was value left_file=() left_value=()

	trap '' INT TERM HUP
	s_file=("${s_file[@]}") s_value=("${s_value[@]}")
	for ((i = ${#s_file[@]} - 1; i >= 0; i--)); do
		file=${s_file[i]} was=${s_value[i]}
		if [ ! -e "$root$file" ]; then
			note "$file is gone: nothing to put back"
			continue
		fi
		write_knob "$file" "$was" || true
		read_knob "$file" && [ "$value" = "$was" ] && continue
		note "$file could not be put back to $was"
		left_file=("$file" "${left_file[@]}")
		left_value=("$was" "${left_value[@]}")
	done
	s_file=("${left_file[@]}") s_value=("${left_value[@]}")
	if [ ${#s_file[@]} = 0 ]; then
		rm -f "$state"
		return 0
	fi
	phase=left holder=0 began=0
	save
	return 1
}

not_all() {
	die 5 "${#s_file[@]} of the knobs could not be put back; they are in $state, and 'tune.sh restore' tries again"
}

# What an apply before this one left.
recover() {
	load || { rm -f "$state"; return 0; }
	case $phase:$holder in
	applied:0)
		die 4 "the box is tuned already, by hand; tune.sh restore ends that" ;;
	applied:*)
		! alive "$holder" "$began" ||
			die 4 "the box is tuned already, for process $holder; two measurements at once would disturb each other"
		note "process $holder has ended: putting back what was tuned for it" ;;
	*)
		note "putting back what an earlier tune.sh left" ;;
	esac
	put_back || not_all
	trap - INT TERM HUP
}

# what CLASS: the class in words, from the arrays of find_knobs.
what() {
	local i nr=0 change=0 first='' stay=0 nows text root_only=''

	for i in "${!k_class[@]}"; do
		[ "${k_class[i]}" = "$1" ] || continue
		first=${first:-$i}
		((++nr))
		[ "${k_now[i]}" != "${k_want[i]}" ] || continue
		((++change))
		[ -z "${fixed[i]:-}" ] || ((++stay))
	done
	if [ "$nr" = 0 ]; then
		echo "${why[$1]}"
		return
	fi
	nows=$(for i in "${!k_class[@]}"; do
		[ "${k_class[i]}" != "$1" ] || echo "${k_now[i]}"
	done | sort -u | paste -sd/)
	case $1:$change in
	cstates:0 | turbo:0) text="off, as it should be" ;;
	*:0) text="${k_want[first]}, as it should be" ;;
	cstates:*) text="$change of $nr deeper than C1 on -> off" ;;
	turbo:*) text="on -> off" ;;
	irqs:*) text="$change may run on CPU $cpu -> on other CPUs" ;;
	*) text="$nows -> ${k_want[first]}" ;;
	esac
	if [ "$stay" != 0 ]; then
		[ "$(id -u)" = 0 ] || root_only=' without root'
		text+=", but $stay can't be written here$root_only"
	fi
	echo "$text"
}

balanced() {
	! grep -qsx irqbalance "$root"/proc/[0-9]*/comm ||
		note "irqbalance runs and will move IRQs back; stop it while you measure"
}

print_knobs() {
	local class

	for class in "${classes[@]}"; do
		printf '%-13s %s\n' "$class" "$(what "$class")"
	done
	balanced
}

show() {
	find_knobs "$cpu"
	print_knobs
	[ -r "$state" ] && load || return 0
	if [ "$phase" = applied ] &&
		{ [ "$holder" = 0 ] || alive "$holder" "$began"; }; then
		echo "tuned for CPU $s_cpu, ${#s_file[@]} knobs; restore puts them back"
	else
		echo "left behind by a tune.sh that ended: ${#s_file[@]} knobs; restore puts them back"
	fi
}

# Detached from whatever may be killed together with who called us.
start_watcher() {
	setsid -f "$self" watch "$holder" "$began" </dev/null >/dev/null 2>&1 \
		8>&- 9>&-
}

# watch PID START: wait for its end, then put back what is tuned for it.
watch() {
	local others

	# Not on the CPU that is measured.
	others=$(load >/dev/null 2>&1 && without "$(online)" "$s_cpu") || others=
	[ -z "$others" ] || taskset -pc "$others" $$ || true
	while alive "$1" "$2"; do
		sleep 1
	done
	lock 600
	load && [ "$holder:$began" = "$1:$2" ] || return 0
	put_back
}

# shellcheck disable=SC2317  # called by trap
undo() {
	local status=$?
	trap '' INT TERM HUP
	# A signal may have come where a knob's complaints are sent away.
	exec 2>&8
	note "tune.sh: ended early, putting back what was changed"
	put_back || not_all
	exit "$status"
}

apply() {
	local i todo=() failed=() start=0

	[ -z "$pid" ] || start=$(start_of "$pid") ||
		die 2 "--for: there is no process $pid"
	lock 10
	recover
	find_knobs "$cpu"
	print_knobs >&2
	phase=applying s_cpu=$cpu holder=${pid:-0} began=$start
	s_file=() s_value=()
	for i in "${!k_file[@]}"; do
		if [ "${k_now[i]}" != "${k_want[i]}" ] &&
			[ -z "${fixed[i]:-}" ] &&
			[[ ${k_now[i]} =~ $knob_values ]]
		then
			todo+=("$i")
			s_file+=("${k_file[i]}") s_value+=("${k_now[i]}")
		fi
	done
	if [ ${#todo[@]} = 0 ]; then
		note "nothing to change here"
		return
	fi
	exec 8>&2
	trap 'exit 3' INT TERM HUP
	trap undo EXIT
	save
	[ -z "$pid" ] || start_watcher
	for i in "${!todo[@]}"; do
		write_knob "${s_file[i]}" "${k_want[todo[i]]}" && continue
		failed+=("${s_file[i]}")
		unset "s_file[$i]" "s_value[$i]"
	done
	[ ${#failed[@]} = 0 ] ||
		note "left as they are, the kernel takes nothing else: ${failed[*]}"
	phase=applied
	save
	trap - EXIT INT TERM HUP
	note "tuned for CPU $cpu: ${#s_file[@]} knobs changed"
}

restore() {
	lock 10
	load || { rm -f "$state"; [ -n "$pid" ] || note "nothing to put back"; return 0; }
	[ -z "$pid" ] || [ "$holder" = "$pid" ] || return 0
	put_back || not_all
}

cpu='' pid=''
command=${1:-}
case $command in
--help | -h) usage; exit 0 ;;
show | apply | restore) shift ;;
watch)
	[ $# = 3 ] || die 2 "watch is what apply --for starts"
	watch "$2" "$3"
	exit
	;;
*) die 2 "usage: tune.sh show|apply|restore [--cpu N] [--for PID]" ;;
esac
while [ $# -gt 0 ]; do
	case $command:$1 in
	show:--cpu | apply:--cpu | apply:--for | restore:--for) ;;
	*) die 2 "unknown option '$1' of $command; see tune.sh --help" ;;
	esac
	[[ ${2:-} =~ ^(0|[1-9][0-9]{0,8})$ ]] ||
		die 2 "$1 wants a number, not '${2:-}'"
	case $1 in
	--cpu) cpu=$2 ;;
	--for) pid=$2 ;;
	esac
	shift 2
done
cpu=${cpu:-$(last_cpu)}
has_cpu "$(online)" "$cpu" || die 2 "--cpu: there is no CPU $cpu online"
"$command"
