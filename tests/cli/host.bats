#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/host.sh and bench.sh --target host and auto, on machines that are two
# directories of files in place of /proc and /sys: no module is loaded.
# tests/vm/host.bats has the real thing.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load bench_helpers

# A box that has all that host wants: below machine, to be changed by a test.
setup() {
	mkdir "$BATS_TEST_TMPDIR/cwd"
	cd "$BATS_TEST_TMPDIR/cwd" || return
	need_root "to stand in for /proc and /sys"
	machine=$BATS_TEST_TMPDIR/machine
	mkdir -p "$machine/proc/sys/kernel" "$machine/sys/kernel/security" \
		"$machine/sys/module/module/parameters" \
		"$machine/sys/kernel/iommu_groups/0"
	echo 'flags : fpu tsc rdtscp' >"$machine/proc/cpuinfo"
	echo 0 >"$machine/proc/sys/kernel/modules_disabled"
	echo '[none] integrity confidentiality' \
		>"$machine/sys/kernel/security/lockdown"
	echo N >"$machine/sys/module/module/parameters/sig_enforce"
	touch "$machine/proc/modules"
}

# A kernel with headers; make, insmod, rmmod and dmabench that do nothing but
# to say so in the file log.  dmabench is the script that stdin has; whatever it
# is asked beforehand it takes.
fake_run() {
	export KDIR=$BATS_TEST_TMPDIR/linux log=$BATS_TEST_TMPDIR/log
	export DMABENCH_BUILD=$BATS_TEST_TMPDIR/build
	mkdir "$KDIR" "$DMABENCH_BUILD"
	touch "$KDIR/Makefile" "$KDIR/.config"
	fake_cmd make <<<$'#!/bin/sh'
	fake_cmd insmod <<<$'#!/bin/sh\necho insmod >>'"$log"
	fake_cmd rmmod <<<$'#!/bin/sh\necho rmmod "$@" >>'"$log"
	lacks nothing
	{
		echo '#!/bin/sh'
		# shellcheck disable=SC2016 # for that script
		echo '[ "$2" != --dry-run ] || exit 0'
		cat
	} >"$DMABENCH_BUILD/dmabench"
	chmod +x "$DMABENCH_BUILD/dmabench"
}

# on_machine CMD ARG..: call it there; -b: only set on, the words in front
on_machine() {
	# shellcheck disable=SC2016 # for the inner shell
	on=(unshare -m sh -c 'mount --rbind "$0/proc" /proc &&
		mount --rbind "$0/sys" /sys && exec "$@"' "$machine")
	[ "$1" = -b ] || call "${on[@]}" "$@"
}

# unfit WORD..: host.sh check refuses it, and bench.sh before it does anything
unfit() {
	on_machine "$SCRIPTS/host.sh" check
	refused 4 host.sh "$@"
	on_machine "$SCRIPTS/bench.sh" --target host
	[ "$status" -eq 4 ]
	one_error host.sh "$@"
	nothing_written
}

@test "host.sh: usage, 2" {
	for args in "" frob build load "check x" "load a b"; do
		# shellcheck disable=SC2086 # several arguments
		call "$SCRIPTS/host.sh" $args
		usage_error host.sh usage
	done
}

@test "host.sh check: a box that is fit" {
	on_machine "$SCRIPTS/host.sh" check
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
	rm -r "$machine"/sys/*
	on_machine "$SCRIPTS/host.sh" check
	[ "$status" -eq 0 ]
}

@test "host: a kernel without modules, or that loads no more" {
	rm "$machine/proc/modules"
	unfit "no modules" "--target vm"
	touch "$machine/proc/modules"
	echo 1 >"$machine/proc/sys/kernel/modules_disabled"
	unfit modules nomodule "--target vm"
}

@test "host: a kernel that is locked down, or wants signatures" {
	for mode in integrity confidentiality; do
		echo "none [$mode]" >"$machine/sys/kernel/security/lockdown"
		unfit "locked down" "Secure Boot" "--target vm"
	done
	rm "$machine/sys/kernel/security/lockdown"
	echo Y >"$machine/sys/module/module/parameters/sig_enforce"
	unfit signed module.sig_enforce
}

@test "host: a module that is there already is not touched" {
	mkdir "$machine/sys/module/dmabench"
	fake_cmd rmmod <<<$'#!/bin/sh\ntouch unloaded'
	unfit "loaded already" "rmmod dmabench"
}

@test "host: not root" {
	fake_cmd id <<<$'#!/bin/sh\necho 1000'
	unfit root
}

@test "host: no headers, 4, and which package" {
	fake_cmd uname <<<$'#!/bin/sh\necho 6.99.0-fake'
	on_machine "$SCRIPTS/host.sh" build "$BATS_TEST_TMPDIR/out"
	[ "$status" -eq 4 ]
	one_error host.sh linux-headers-6.99.0-fake
	no_install
	lacks linux-headers-6.99.0-fake
	on_machine "$SCRIPTS/bench.sh" --target host --no-install
	[ "$status" -eq 4 ]
	one_error bench.sh missing linux-headers-6.99.0-fake
	nothing_written
}

@test "host: a module that the kernel does not take, 4" {
	fake_cmd insmod <<<$'#!/bin/sh\necho "insmod: ERROR" >&2\nexit 1'
	on_machine "$SCRIPTS/host.sh" load "$BATS_TEST_TMPDIR"
	[ "$status" -eq 4 ]
	holds "$stderr" tainted "host.sh: *dmesg"
}

@test "host: loaded, run, unloaded, whatever becomes of the run" {
	fake_run <<-'EOF'
		#!/bin/sh
		echo "$@" >>"$log"
		exit $(cat "$log.status")
	EOF
	for want in 0 3 4 5; do
		rm -f "$log"
		echo "$want" >"$log.status"
		on_machine "$SCRIPTS/bench.sh" --target host --no-install \
			--seed 1 --output out
		[ "$status" -eq "$want" ]
		[ "$(sed 's/ --argv=.*//' "$log")" = "insmod
run --target=host --output out --seed=1
rmmod dmabench" ]
	done
}

@test "bench.sh --identify and --aa are passed on" {
	fake_run <<-'EOF'
		#!/bin/sh
		echo "$@" >>"$log"
	EOF
	on_machine "$SCRIPTS/bench.sh" --target host --no-install --seed 1 \
		--output out --identify --aa
	[ "$status" -eq 0 ]
	grep -q '^run --target=host .* --seed=1 --aa --identify --argv=' "$log"
}

@test "host: a signal ends the run, then the module goes" {
	fake_run <<-'EOF'
		#!/bin/sh
		trap 'echo stopped >>"$log"; exit 3' TERM
		echo began >>"$log"
		while :; do sleep 0.1; done
	EOF
	for signal in INT TERM HUP; do
		rm -f "$log"
		on_machine -b
		start "${on[@]}" "$SCRIPTS/bench.sh" --target host --no-install
		wait_for 10 grep -q began "$log"
		stop "$signal"
		[ "$status" -eq 3 ]
		[ "$(paste -sd' ' "$log")" = "insmod began stopped rmmod dmabench" ]
	done
}

@test "host: a program that is killed: the module goes all the same" {
	fake_run <<-'EOF'
		#!/bin/sh
		kill -KILL $$
	EOF
	on_machine "$SCRIPTS/bench.sh" --target host --no-install
	[ "$status" -eq 137 ]
	[ "$(paste -sd' ' "$log")" = "insmod rmmod dmabench" ]
}

# auto_is TARGET: which it chooses is seen from what it misses
auto_is() {
	fake_cmd uname <<<$'#!/bin/sh\necho 6.99.0-fake'
	fake_cmd dpkg-query <<-'EOF'
		#!/bin/sh
		for package; do :; done
		case $package in
		linux-headers-* | qemu-system-x86) exit 1 ;;
		esac
		echo "install ok installed"
	EOF
	for args in "" "--target auto"; do
		# shellcheck disable=SC2086 # several arguments
		on_machine "$SCRIPTS/bench.sh" $args --no-install
		[ "$status" -eq 4 ]
		case $1 in
		host) holds "$stderr" missing linux-headers-6.99.0-fake ;;
		vm) holds "$stderr" missing qemu-system-x86 ;;
		esac
	done
	nothing_written
}

@test "auto: root on bare metal with an IOMMU is host" {
	auto_is host
	[ "${#stderr_lines[@]}" -eq 1 ]
}

@test "auto: a guest, no IOMMU, not root: user and vm" {
	echo 'flags : fpu hypervisor rdtscp' >"$machine/proc/cpuinfo"
	auto_is vm
	[ "${#stderr_lines[@]}" -eq 1 ]
	echo 'flags : fpu rdtscp' >"$machine/proc/cpuinfo"
	rmdir "$machine/sys/kernel/iommu_groups/0"
	auto_is vm
	mkdir "$machine/sys/kernel/iommu_groups/0"
	fake_cmd id <<<$'#!/bin/sh\necho 1000'
	auto_is vm
}

@test "auto: a box whose kernel takes no module: user and vm, and why" {
	echo 'none [integrity]' >"$machine/sys/kernel/security/lockdown"
	auto_is vm
	holds "${stderr_lines[0]}" host "locked down"
}
