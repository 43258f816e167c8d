#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench.sh - from a clone to a report: set up what is missing, build, run,
# print the report, name the run directory.
#
# usage: bench.sh [OPTION..]
#   --target TARGET   user: the designs in this process, in cycles
#                     vm: the module in a kernel booted in QEMU, in exact
#                     instructions
#                     host: the module in the running kernel, in cycles; root
#                     auto: host for root on bare metal with an IOMMU, else
#                     user and vm (default); may be given more than once
#   --suite NAME      quick, designs, sweeps, threads, full, iommu, history,
#                     or a file of rows (quick); iommu is the matrix of Debian
#                     12's two kernels, each IOMMU and each mode, unless they
#                     are named; history is Debian's kernels from 5.10 to the
#                     newest and each IOMMU, lazy
#   --device BDF      for host: the PCI device (0000:01:00.0) whose mappings
#                     are measured; 'dmabench env' lists them
#   --unbind          claim it from the driver that has it, which gets it back
#   --tune            for user and host: make the box quiet while they run
#                     (tune.sh --help), whatever ends it; root
#   --kernel SPEC     for vm: debian:6.1 and so on, or the directory of a
#                     built kernel tree; see kernels.sh --help; may be given
#                     more than once (debian:6.1)
#   --iommu WHICH     for vm: intel, amd, virtio or none; may be given more
#                     than once (intel)
#   --mode MODE       for vm: lazy, strict or pt; may be given more than once
#                     (lazy)
#   --smp N           for vm: CPUs of it, 1 to 64; with more than one nothing
#                     is measured, rows only run (1; 2 for the suite threads)
#   --accel ACCEL     for vm: tcg, or kvm, where the unit is virtualised
#                     cycles (tcg)
#   --split           for vm: count per function too, where the instructions
#                     of each row go; takes about twice as long
#   --boots N         boots of each vm, 1 to 1000 (2); of several in random
#                     blocks of one boot each
#   --passes N        passes over the rows of user and host, 1 to 1000 (24)
#   --seed N          of every random order (that of the --baseline, else from
#                     the clock)
#   --aa              measure each row against itself, which is the floor under
#                     which no difference is believed; user and host take twice
#                     as long
#   --identify        say in the result which box this is: host name, product
#                     and firmware
#   --baseline RUN    compare what comes out with an old run
#   --vary WHAT       for a comparison: besides kernel this differs by intent,
#                     as in 'dmabench compare'; may be given more than once
#   --tree DIR        for vm: build a kernel from this git tree, which is only
#                     read (tree.sh --help) ..
#   --head REV        .. this revision of it (HEAD)
#   --base REV        .. and this one before it, to compare with
#   --series PATH     .. or --base (HEAD) and, as the head, that with a
#                     directory of patches or an mbox on it
#   --gate            exit with 1 if a row is slower than it was
#   --max-regress X   .. by more than X, as in 'dmabench compare'
#   --bisect          exit as 'git bisect run' wants it, see below
#   --output DIR      make the run directory in DIR (results)
#   --no-install      list what is missing and stop, instead of installing
#   --help
#
# The report goes to standard output; its last line is 'run: DIR'.  With several
# kernels, the first of which is the base, or a baseline, the comparison comes
# before that and is in compare.txt too.  What is being done goes to standard
# error.  Ctrl-C ends everything that was started,
# keeps the rows that were done and exits with 3.  For host the module is loaded
# and, whatever happens, unloaded; the device is released to its driver.
#
# Exit status: 0 done, 1 --gate found a row slower, 2 usage, 3 the run is void,
# was interrupted or, with --gate, is not comparable, 4 skipped: something is
# missing, 5 internal error.  With --bisect: 0 no row is slower, 1 one is, 125
# cannot say, whatever was wrong.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
top=${here%/*}
build=$(realpath -m "${DMABENCH_BUILD:-$top/build}")
# shellcheck source=scripts/bench-compare.sh
. "$here/bench-compare.sh"

targets=() kernels=() iommus=() modes=() device='' unbind='' suite=quick
accel=tcg boots=2 smp='' tune='' aa=''
output=$top/results install=1 seed='' passes=24 split='' identify=''
tree='' base='' head='' series='' baseline='' gate='' regress='' bisect=''
vary=()

usage() {
	sed -n '/^# usage:/,/^# Exit/{ s/^# \{0,1\}//; p }' "$0"
}

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		--help | -h) usage; exit 0 ;;
		--no-install) install=0; shift; continue ;;
		--unbind) unbind=1; shift; continue ;;
		--split) split=1; shift; continue ;;
		--aa) aa=1; shift; continue ;;
		--identify) identify=1; shift; continue ;;
		--tune) tune=1; shift; continue ;;
		--gate) gate=1; shift; continue ;;
		--bisect) bisect=1; shift; continue ;;
		--target | --suite | --device | --kernel | --iommu | --mode | \
			--accel | --smp | --boots | --output | --seed | \
			--passes | --tree | --base | --head | --series | \
			--baseline | --vary | --max-regress) ;;
		*) die 2 "unknown option '$1'; see bench.sh --help" ;;
		esac
		[ -n "${2:-}" ] || die 2 "$1 wants a value"
		case $1 in
		--target) add_target "$2" ;;
		--suite) suite=$2 ;;
		--device) device=$2 ;;
		--kernel) kernels+=("$2") ;;
		--iommu)
			one_of --iommu "$2" intel amd virtio none
			iommus+=("$2")
			;;
		--mode)
			one_of --mode "$2" lazy strict pt
			modes+=("$2")
			;;
		--accel) accel=$2 ;;
		--smp) smp=$2 ;;
		--boots) boots=$2 ;;
		--output) output=$2 ;;
		--seed) seed=$2 ;;
		--passes) passes=$2 ;;
		--tree) tree=$2 ;;
		--base) base=$2 ;;
		--head) head=$2 ;;
		--series) series=$2 ;;
		--baseline) baseline=$2 ;;
		--vary)
			one_of --vary "$2" kernel compiler mitigations iommu \
				qemu commit
			vary+=(--vary "$2")
			;;
		--max-regress) regress=$2 ;;
		esac
		shift 2
	done
	one_of --accel "$accel" tcg kvm
	[ "$suite" != threads ] || smp=${smp:-2}
	smp=${smp:-1}
	[[ $smp =~ ^[1-9][0-9]?$ && $smp -le 64 ]] ||
		die 2 "--smp is a number from 1 to 64, not '$smp'"
	[[ $boots =~ ^[1-9][0-9]{0,2}$|^1000$ ]] ||
		die 2 "--boots is a number from 1 to 1000, not '$boots'"
	[[ $passes =~ ^[1-9][0-9]{0,2}$|^1000$ ]] ||
		die 2 "--passes is a number from 1 to 1000, not '$passes'"
	[ -z "$split" ] || [ "$accel" = tcg ] ||
		die 2 "--split counts inside QEMU, which --accel kvm does not ask"
	[ -z "$split" ] || [ "$smp" = 1 ] ||
		die 2 "--split counts on one CPU"
	[[ $seed =~ ^[0-9]{0,9}$ ]] ||
		die 2 "--seed is a number of up to 9 digits, not '$seed'"
	if [ "$suite" = iommu ]; then
		[ ${#targets[@]} -gt 0 ] || add_target vm
		[ -n "$tree" ] || [ ${#kernels[@]} -gt 0 ] ||
			kernels=(debian:6.1 debian:6.12)
		[ ${#iommus[@]} -gt 0 ] || iommus=(none intel amd virtio)
		[ ${#modes[@]} -gt 0 ] || modes=(lazy strict pt)
	elif [ "$suite" = history ]; then
		[ ${#targets[@]} -gt 0 ] || add_target vm
		[ -n "$tree" ] || [ ${#kernels[@]} -gt 0 ] ||
			kernels=(debian:5.10 debian:6.1 debian:6.12 debian:7)
		[ ${#iommus[@]} -gt 0 ] || iommus=(none intel amd virtio)
	fi
	check_compare_options
	[ ${#targets[@]} -gt 0 ] || add_target auto
	[ -z "$device" ] || wants host || die 2 "--device is for --target host"
	[ -z "$device" ] || [ -e "/sys/bus/pci/devices/$device" ] ||
		die 2 "--device: no PCI device '$device'; dmabench env lists them"
	[ -z "$unbind" ] || [ -n "$device" ] || die 2 "--unbind wants a --device"
	[ -z "$tune" ] || wants user || wants host ||
		die 2 "--tune is for --target user and host; what a VM counts nothing disturbs"
	[ -z "$tune" ] || [ "$(id -u)" = 0 ] ||
		die 4 "--tune needs root; run bench.sh as root, or without it"
	[ -z "$split" ] || wants vm ||
		die 2 "--split is for --target vm"
	[ -z "$aa" ] || ! wants vm || [ "$boots" != 1 ] ||
		die 2 "--aa wants two boots of a VM"
	[ ${#kernels[@]} -gt 0 ] || [ -n "$tree" ] || kernels=(debian:6.1)
	check_sides
	[ ${#iommus[@]} -gt 0 ] || iommus=(intel)
	[ ${#modes[@]} -gt 0 ] || modes=(lazy)
	[ -z "$(printf '%s\n' "${kernels[@]}" | sort | uniq -d)" ] ||
		die 2 "--kernel: one kernel is there twice"
	case $suite in
	*/*) [ -r "$suite" ] || die 2 "no suite '$suite': no such file" ;;
	*) [ -r "$suite" ] || [ -r "$top/bench/suites/$suite.suite" ] ||
		die 2 "no suite '$suite'; there are $(suites), or name a file" ;;
	esac
}

suites() {
	local file
	for file in "$top"/bench/suites/*.suite; do
		basename "$file" .suite
	done | paste -sd' '
}

add_target() {
	case $1 in
	user | vm | host) targets+=("$1") ;;
	auto)
		if is_box; then
			targets+=(host)
		else
			targets+=(user vm)
		fi
		;;
	*) die 2 "no target '$1'; there are auto, host, user and vm" ;;
	esac
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

# one_of OPTION VALUE CHOICE..
one_of() {
	local option=$1 value=$2 choice
	shift 2
	for choice; do
		[ "$value" != "$choice" ] || return 0
	done
	die 2 "$option is one of $*, not '$value'"
}

wants() {
	[[ " ${targets[*]} " == *" $1 "* ]]
}

# Which of setup.sh's packages: a box that is measured needs no QEMU.
package_sets() {
	! wants host || echo host
	! { wants user || wants vm; } || echo run
	! wants vm || [[ " ${kernels[*]} " != *" debian:7"* ]] || echo newer
	[ -z "$tree" ] || echo tree
}

set_up() {
	local set missing=''

	for set in $(package_sets); do
		if [ "$install" = 0 ]; then
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
	[ -z "$split" ] || goals+=("$build/dmabench-plugin.so")
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

# Build the module for the running kernel and load it.
prepare_host() {
	local out
	out=$build/kmod/$(uname -r)

	note "building dmabench.ko for $(uname -r)"
	"$here/host.sh" build "$out"
	[ -n "$device" ] ||
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
	if [ "$accel" = kvm ] && ! "$here/vm.sh" probe-kvm --kernel "$dir"; then
		note "KVM does not boot a kernel here; falling back to TCG"
		accel=tcg
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
		--mode "$mode" --accel "$accel" --smp "$smp" \
		${split:+--plugin "$build/dmabench-plugin.so"})")
}

# The CPU that dmabench will measure on, as it says itself.  tune.cpu and
# topology.cpu in run.json say what came of it.
measured_cpu() {
	"$build/dmabench" env ${device:+--device "$device"} |
		sed -n 's/^topology\.cpu=//p'
}

# Tuned for this process: tune.sh puts all back when it ends, by SIGKILL too.
tune_box() {
	tuned=1
	"$here/tune.sh" apply --cpu "$(measured_cpu)" --for $$
}

# Run dmabench so that a signal to this script reaches it at once.
run_suite() {
	local arg args=() status=0

	for arg in "${targets[@]}"; do
		args+=(--target "$arg")
	done
	said=$(mktemp)
	"$build/dmabench" run "${args[@]}" --suite "$suite" \
		--output "$output" --boots "$boots" --passes "$passes" \
		${seed:+--seed "$seed"} ${device:+--device "$device"} \
		${unbind:+--unbind} ${split:+--split} \
		${identify:+--identify} ${aa:+--aa} "${boot_args[@]}" >"$said" &
	child=$!
	wait "$child" || status=$?
	# A trap ends the wait; the program still has its rows to keep.
	while kill -0 "$child" 2>/dev/null; do
		status=0
		wait "$child" || status=$?
	done
	child=
	run=$(sed -n 's/^run: //p' "$said")
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
	rm -f "$said"
	[ -z "$tuned" ] || "$here/tune.sh" restore --for $$ || failed=$?
	[ -z "$loaded" ] || "$here/host.sh" unload
	[ -z "$failed" ] || status=$failed
	# Good and bad are compare's to say, of no error in here.
	[ -z "$bisect" ] || [[ $status == "$verdict" && $status == [01] ]] ||
		status=125
	exit "$status"
}

child='' interrupted='' said='' run='' loaded='' tuned='' boot_args=()
verdict=''
# Before an option is refused.
[[ " $* " != *" --bisect "* ]] || bisect=1
trap on_exit EXIT
trap on_signal INT TERM HUP

parse "$@"
! wants host || "$here/host.sh" check
set_up
check_trees
build_program
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
[ -z "$tune" ] || tune_box
status=0
run_suite || status=$?
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
