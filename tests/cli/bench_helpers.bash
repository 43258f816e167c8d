# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What bench.bats and scripts.bats share.

# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # tests are subshells; run sets variables

# To be called by setup_file: the program, and what need_packages wants to know.
setup_scripts() {
	build_program
	"$SCRIPTS/setup.sh" missing run >"$BATS_FILE_TMPDIR/missing" 2>&1 || true
}

bench() {
	call "$SCRIPTS/bench.sh" "$@"
}

# usage_error SCRIPT WORD..: status 2, one line, nothing done
usage_error() {
	refused 2 "$@"
	nothing_written
}

# Nothing may be installed: apt-get and sudo note that they were called.
no_install() {
	calls=$BATS_TEST_TMPDIR/calls
	for cmd in apt-get sudo; do
		fake_cmd "$cmd" <<-EOF
			#!/bin/sh
			echo "$cmd \$*" >>"$calls"
			exit 100
		EOF
	done
}

# lacks PACKAGE: dpkg-query says all others are installed
lacks() {
	fake_cmd dpkg-query <<-EOF
		#!/bin/sh
		for package; do :; done
		[ "\$package" != "$1" ] || exit 1
		echo "install ok installed"
	EOF
}

need_packages() {
	[ ! -s "$BATS_FILE_TMPDIR/missing" ] ||
		skip "missing here: $(paste -sd' ' "$BATS_FILE_TMPDIR/missing")"
}

# need_kernel: debian:6.1 with headers, in $kernel
need_kernel() {
	kernel=$("$SCRIPTS/kernels.sh" path debian:6.1) || true
	[ -e "$kernel/build" ] ||
		skip "debian:6.1 is not in the cache; scripts/kernels.sh get debian:6.1"
}

# A directory that vm.sh takes for a kernel.
fake_kernel() {
	mkdir "$BATS_TEST_TMPDIR/kernel"
	kernel=$BATS_TEST_TMPDIR/kernel
	touch "$kernel/vmlinuz" "$kernel/config" "$kernel/version" "$kernel/initrd"
}

suite() {
	suite=$BATS_TEST_TMPDIR/s.suite
	printf '%s\n' "$@" >"$suite"
}

# --- bench.sh: what is asked
