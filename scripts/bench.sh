#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench.sh - from a clone to a report: set up what is missing, build, run,
# print the report, name the run directory.
#
# What it takes is in the table below, which --help prints.  What 'dmabench run'
# and 'dmabench compare' take (marks run, compare) goes to them as it is: they
# check it, before anything that lasts, and have its default.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/options.sh
. "$(dirname "$0")/options.sh"
here=$(cd "$(dirname "$0")" && pwd)
top=${here%/*}
build=$(realpath -m "${DMABENCH_BUILD:-$top/build}")
# shellcheck source=scripts/bench-compare.sh
. "$here/bench-compare.sh"

# The mark suite: a suite may say it, see ask_suite.
options <<'TABLE'
--target TARGET.. auto|host|user|vm =auto suite
	user: the designs in this process, in cycles
	vm: the module in a kernel booted in QEMU, in exact
	instructions
	host: the module in the running kernel, in cycles; root
	auto: host for root on bare metal with an IOMMU, else user
	and vm; may be given more than once
--suite NAME path run
	what rows are run: one of those below, or a file of rows
	(@SUITE@)
--device BDF run
	for host: the PCI device (0000:01:00.0) whose mappings are
	measured; 'dmabench env' lists them
--unbind run
	claim it from the driver that has it, which gets it back
--tune
	for user and host: make the box quiet while they run
	(tune.sh --help), whatever ends it; root
--kernel SPEC.. path =debian:6.1 suite
	for vm: debian:6.1 and so on, or the directory of a built
	kernel tree; see kernels.sh --help; may be given more than
	once
--iommu WHICH.. @vm suite
	for vm: @WORDS@; may be given more than
	once
--mode MODE.. @vm suite
	for vm: @WORDS@; may be given more than
	once
--smp N @vm suite
	for vm: CPUs of it, @WORDS@; with more than one nothing is
	measured, rows only run
--accel ACCEL @vm suite
	for vm: tcg, or kvm, where the unit is virtualised
	cycles
--split run
	for vm: count per function too, where the instructions of
	each row go; takes about twice as long; two kernels are
	compared so by default
--boots N run
	boots of each vm, 1 to @MOST@ (@BOOTS@); of several in random
	blocks of one boot each
--passes N run
	passes over the rows of user and host, 1 to @MOST@ (@PASSES@)
--seed N run
	of every random order (that of the --baseline, else from
	the clock)
--aa run
	measure each row against itself, which is the floor under
	which no difference is believed; user and host take twice
	as long
--identify run
	say in the result which box this is: host name, product and
	firmware
--baseline RUN runs
	compare what comes out with an old run
--vary WHAT.. compare
	for a comparison: besides kernel this differs by intent, as
	in 'dmabench compare'; may be given more than once
--history suite
	of several kernels print how the rows went from one to the
	next, where there is nothing to judge, instead of comparing
	each with the first
--tree DIR path
	for vm: build a kernel from this git tree, which is only
	read (tree.sh --help) ..
--head REV
	.. this revision of it (HEAD)
--base REV
	.. and this one before it, to compare with
--series PATH path
	.. or --base (HEAD) and, as the head, that with a directory
	of patches or an mbox on it
--gate compare
	exit with 1 if a row is slower than it was or takes more
	instructions, with 3 if that cannot be said; in cycles as
	many runs are made as that takes
--max-regress X compare
	.. by more than X, as in 'dmabench compare'
--bisect compare
	exit as 'git bisect run' wants it, see below
--output DIR path
	make the run directory in DIR (results)
--no-install
	list what is missing and stop, instead of installing
--help
	print this
TABLE

# What the program has as defaults of its own, as a script for sed.
program_defaults() {
	sed -nE 's/^#define RUN_([A-Z]+)\s+"?([a-z0-9]+).*/s|@\1@|\2|/p' \
		"$top/bench/run/defaults.h"
}

usage() {
	echo 'usage: bench.sh [OPTION..]'
	options_help | sed "$(program_defaults)"
	printf '\nThe suites, each a file of bench/suites:\n'
	sed -snE '1s/^# ([a-z]+) - /  \1\t/p' "$top"/bench/suites/*.suite |
		expand -t12
	cat <<'END'

The report goes to standard output; its last line is 'run: DIR'.  With several
kernels, the first of which is the base, or a baseline, the comparison comes
before that and is in compare.txt too.  What is being done goes to standard
error.  Ctrl-C ends everything that was started, keeps the rows that were done
and exits with 3.  For host the module is loaded and, whatever happens,
unloaded; the device is released to its driver.

Exit status: 0 done, 1 --gate found a row slower or of more instructions, 2
usage, 3 the run is void, was interrupted or, with --gate, no verdict can be
given, 4 skipped: something is missing, 5 internal error.  With --bisect: 0 no row is slower, 1 one is, 125
cannot say, whatever was wrong.
END
}

# What the options are, and what only this script can say of them together.
parse() {
	local target named given

	parse_options "$@"
	# As against those of the suite.
	named=${opt[kernel]} given=${opt[kernel]}${opt[tree]}
	suite=${opt[suite]:-$(sed "$(program_defaults)" <<<@SUITE@)}
	ask_suite
	[ ${#operands[@]} = 0 ] ||
		die 2 "unknown option '${operands[0]}'; see bench.sh --help"
	[ -z "${opt[tree]}" ] || opt[target]=${opt[target]:-vm}
	default_options
	# A tree's kernels, and those that are named beside it.
	[ -z "${opt[tree]}" ] || opt[kernel]=$named
	opt[output]=${opt[output]:-$top/results}
	for target in ${opt[target]}; do
		add_target "$target"
	done
	values kernel kernels
	values iommu iommus
	values mode modes
	check_compare_options
	[ -z "${opt[tune]}" ] || wants user || wants host ||
		die 2 "--tune is for --target user and host; what a VM counts nothing disturbs"
	[ -z "${opt[tune]}" ] || [ "$(id -u)" = 0 ] ||
		die 4 "--tune needs root; run bench.sh as root, or without it"
	[ -z "${opt[split]}" ] || [ "${opt[accel]}" = tcg ] ||
		die 2 "--split counts inside QEMU, which --accel kvm does not ask"
	[ -z "${opt[split]}" ] || [ "${opt[smp]}" = 1 ] ||
		die 2 "--split counts on one CPU"
	check_sides
	# A count hides what is dear and shows what is not: the plugin tells.
	! judges_kernels || [ "${opt[accel]}" != tcg ] ||
		[ "${opt[smp]}" != 1 ] || opt[split]=1
	[ -z "$(sort <<<"${opt[kernel]}" | uniq -d)" ] ||
		die 2 "--kernel: one kernel is there twice"
}

# What the rows of a suite are for it says itself: behind "# bench.sh:" stand
# options that it wants where they are not given.
ask_suite() {
	local file=$suite name text words typed=("${said[@]}")
	local -A given=()

	[ -e "$file" ] || file=$top/bench/suites/$suite.suite
	[ -f "$file" ] && [ -r "$file" ] || return 0
	for name in "${opt_names[@]}"; do
		given[$name]=${opt[$name]} opt[$name]=''
	done
	text=$(sed -n 's/^# bench\.sh: //p' "$file" | paste -sd' ')
	read -ra words <<<"$text"
	parse_options "${words[@]}"
	for name in "${opt_names[@]}"; do
		[ -z "${opt[$name]}" ] || has_mark "$name" suite ||
			die 2 "--suite: '$suite' may not say --$name"
		[ -z "${given[$name]}" ] || opt[$name]=${given[$name]}
	done
	said=("${typed[@]}")
}

add_target() {
	if [ "$1" != auto ]; then
		targets+=("$1")
	elif is_box; then
		targets+=(host)
	else
		targets+=(user vm)
	fi
}

# Is this what the host target is for: root, bare metal, an IOMMU, and a kernel
# that takes the module?
is_box() {
	local why

	[ "$(id -u)" = 0 ] || return 1
	! grep -qw hypervisor /proc/cpuinfo || return 1
	[ -n "$(ls -A /sys/kernel/iommu_groups 2>/dev/null)" ] || return 1
	why=$("$here/host.sh" check 2>&1) && return
	note "not the host target: ${why#host.sh: }"
	return 1
}

wants() {
	[[ " ${targets[*]} " == *" $1 "* ]]
}

# Which of setup.sh's packages: a box that is measured needs no QEMU.
package_sets() {
	! wants host || echo host
	! { wants user || wants vm; } || echo run
	! wants vm || [[ " ${kernels[*]} " != *" debian:7"* ]] || echo newer
	[ -z "${opt[tree]}" ] || echo tree
}

set_up() {
	local set missing=''

	for set in $(package_sets); do
		if [ -n "${opt[no-install]}" ]; then
			missing+=$("$here/setup.sh" missing "$set")$'\n'
		else
			"$here/setup.sh" install "$set"
		fi
	done
	missing=$(sort -u <<<"$missing" | xargs)
	[ -z "$missing" ] ||
		die 4 "missing: $missing; without --no-install they are installed"
}

build_program() {
	local goals=("$build/dmabench")

	! wants vm || goals+=("$build/dmabench-agent")
	[ -z "${opt[split]}" ] || goals+=("$build/dmabench-plugin.so")
	# libperf is a large download, for who has a PMU.
	if wants user && "$here/libperf.sh" wanted; then
		if "$here/libperf.sh" get >/dev/null; then
			goals+=("$build/dmabench-counters")
		else
			note "no libperf: the PMU's counters are left out"
		fi
	fi
	note "building dmabench"
	make -s -j"$(nproc)" -C "$top" O="$build" "${goals[@]}" >&2 ||
		die 5 "dmabench does not build"
}

# The program knows what it takes: it is asked before anything that lasts.
ask_program() {
	local args=("${targets[@]/#/--target=}")

	# For whatever kernels there will be.
	! wants vm || args+=(--boot kernel=true)
	with_mark run
	dry_run run "${args[@]}" "${passed[@]}"
	with_mark compare
	dry_run compare "${passed[@]}"
}

# dry_run COMMAND ARG..: what it says is wrong is ours to say.
dry_run() {
	local why status=0

	why=$("$build/dmabench" "$1" --dry-run "${@:2}" 2>&1) || status=$?
	why=${why%%$'\n'*}
	[ "$status" = 0 ] || die "$status" "${why#"dmabench $1: "}"
}

# Build the module for the running kernel and load it.
prepare_host() {
	local out
	out=$build/kmod/$(uname -r)

	note "building dmabench.ko for $(uname -r)"
	"$here/host.sh" build "$out"
	[ -n "${opt[device]}" ] ||
		note "no --device: rows behind an IOMMU will have no number; dmabench env lists devices"
	"$here/host.sh" load "$out"
	loaded=1
}

# Build the module and the guest for a kernel; add it to the boots.
prepare_vm() {
	local spec=$1 dir release out iommu mode

	command -v qemu-system-x86_64 >/dev/null ||
		die 4 "no qemu-system-x86_64; install qemu-system-x86"
	note "kernel $spec"
	dir=$("$here/kernels.sh" get "$spec")
	release=$(cat "$dir/release")
	out=$build/kmod/$release
	note "building dmabench.ko for $release"
	mkdir -p "$out"
	# Another run may be at it.
	exec 8>"$out/.lock"
	flock 8
	"$here/kmod.sh" "$dir" "$out"
	"$here/vm.sh" initrd --agent "$build/dmabench-agent" \
		--module "$out/dmabench.ko" --kernel "$dir" "$out/initrd"
	exec 8>&-
	if [ "${opt[accel]}" = kvm ] &&
		! "$here/vm.sh" probe-kvm --kernel "$dir"; then
		note "KVM does not boot a kernel here; falling back to TCG"
		opt[accel]=tcg
	fi
	for iommu in "${iommus[@]}"; do
		if ! has_driver "$dir" "$iommu"; then
			note "$release has no driver for $iommu-iommu: left out"
			continue
		fi
		for mode in "${modes[@]}"; do
			add_boot
			# Without an IOMMU there is one way only.
			[ "$iommu" != none ] || break
		done
	done
}

# has_driver KERNELDIR IOMMU: cloud kernels have fewer, 5.10 and 6.1 no virtio's.
has_driver() {
	[ "$2" = none ] ||
		grep -q "^CONFIG_${2^^}_IOMMU=[ym]" "$1/config"
}

# A VM of prepare_vm's kernel; its name says more where there are several.
add_boot() {
	local name=$release

	[ "${#iommus[@]}" = 1 ] || name+=+$iommu
	[ "${#modes[@]}" = 1 ] || [ "$iommu" = none ] || name+=+$mode
	boot_args+=(--boot "$name=$(printf '%q ' "$here/vm.sh" boot \
		--kernel "$dir" --initrd "$out/initrd" --iommu "$iommu" \
		--mode "$mode" --accel "${opt[accel]}" --smp "${opt[smp]}" \
		${opt[split]:+--plugin "$build/dmabench-plugin.so"})")
}

# The CPU that dmabench will measure on, as it says itself.  tune.cpu and
# topology.cpu in run.json say what came of it.
measured_cpu() {
	"$build/dmabench" env \
		${opt[device]:+--device "${opt[device]}"} |
		sed -n 's/^topology\.cpu=//p'
}

# Tuned for this process: tune.sh puts all back when it ends, by SIGKILL too.
tune_box() {
	tuned=1
	"$here/tune.sh" apply --cpu "$(measured_cpu)" --for $$
}

# Run dmabench so that a signal to this script reaches it at once.
run_suite() {
	local status=0

	with_mark run
	answer=$(mktemp)
	"$build/dmabench" run "${targets[@]/#/--target=}" \
		--output "${opt[output]}" "${passed[@]}" \
		--argv=scripts/bench.sh "${said[@]/#/--argv=}" \
		"${boot_args[@]}" >"$answer" &
	child=$!
	wait "$child" || status=$?
	# A trap ends the wait; the program still has its rows to keep.
	while kill -0 "$child" 2>/dev/null; do
		status=0
		wait "$child" || status=$?
	done
	child=
	run=$(sed -n 's/^run: //p' "$answer")
	rm -f "$answer"
	return "$status"
}

# The first run has all targets; in cycles a verdict takes more than one.
run_again() {
	local first=$run nr status=0 all=("${targets[@]}")

	# What of the first is in cycles.
	mapfile -t targets < <(printf '%s\n' "${targets[@]}" | grep -vx vm)
	boot_args=()
	for ((nr = 2; nr <= runs_wanted && status == 0; nr++)); do
		note "run $nr of $runs_wanted, for a verdict in cycles"
		run_suite || status=$?
		[ -z "$run" ] || runs+=("$run")
	done
	run=$first targets=("${all[@]}")
	return "$status"
}

# shellcheck disable=SC2317  # called by trap
on_signal() {
	interrupted=1
	[ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true
	[ -n "$child" ] || exit 3
}

# shellcheck disable=SC2317  # called by trap
on_exit() {
	local status=$? failed=''

	# What is undone here is undone whole.
	trap '' INT TERM HUP
	rm -f "$answer"
	[ -z "$tuned" ] || "$here/tune.sh" restore --for $$ || failed=$?
	[ -z "$loaded" ] || "$here/host.sh" unload
	[ -z "$failed" ] || status=$failed
	# Good and bad are compare's to say, of no error in here.
	[ -z "${opt[bisect]}" ] || [[ $status == "$verdict" && $status == [01] ]] ||
		status=125
	exit "$status"
}

targets=() kernels=() iommus=() modes=() boot_args=() runs=() runs_wanted=1
child='' interrupted='' answer='' run='' loaded='' tuned='' verdict=''
# Before an option is refused.
[[ " $* " != *" --bisect "* ]] || opt[bisect]=1
trap on_exit EXIT
trap on_signal INT TERM HUP

parse "$@"
! wants host || "$here/host.sh" check
set_up
check_trees
build_program
ask_program
check_baseline
build_trees
if wants vm; then
	for spec in "${kernels[@]}"; do
		prepare_vm "$spec"
	done
	[ ${#boot_args[@]} -gt 0 ] ||
		die 4 "no VM is left; --iommu none boots one without an IOMMU"
fi
! wants host || prepare_host
[ -z "${opt[tune]}" ] || tune_box
status=0
run_suite || status=$?
runs=("$run")
[ "$status" != 0 ] || [ "$runs_wanted" = 1 ] || run_again || status=$?
if [ -n "$run" ]; then
	if [ -z "$interrupted" ]; then
		"$build/dmabench" plot "$run" 2>/dev/null ||
			note "no plots: 'dmabench plot $run' says why"
	fi
	"$build/dmabench" report --save "$run" || status=5
	[ "$status" != 0 ] || compare_run || status=$?
	echo "run: $run"
fi
exit "$status"
