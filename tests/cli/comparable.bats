#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench compare: what it does not compare, and why not. The table of keys is
# test_comparable.c; here it is what the user sees of it.

# shellcheck disable=SC2016 # programs of jq
# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load compare_helpers

setup_file() {
	build_program
}

# vm_with FILTER, user_with FILTER: run b, its environment changed
vm_with() {
	plant b "vm_run | .environment[\"vm/6.1\"] |= ($1)"
}

user_with() {
	plant b "user_run(5) | .environment[\"user/plain\"] |= ($1)"
}

# refused KEY A B ADVICE: nothing is compared, and it is said why
refused() {
	compare 3 a b
	[ -z "$output" ]
	warns "^dmabench compare: .*not comparable.* 1 key"
	warns "^$1: A $2, B $3\$"
	warns "^-> $4"
	narrow warned
}

@test "comparable: of vm what makes a count another" {
	plant a vm_run
	vm_with '.["vm.qemu"] = "8.0"'
	refused vm.qemu 7.2.22 8.0 '--vary qemu'
	vm_with '.["kernel.release"] = "6.2"'
	refused kernel.release 6.1 6.2 '--vary kernel'
	vm_with '.["vm.mode"] = "strict"'
	refused vm.mode lazy strict '--vary iommu'
	vm_with '.["dmabench.commit"] = "f"'
	refused dmabench.commit 0123456789ab f '--vary commit'
	vm_with '.["module.srcversion"] = "DEF"'
	refused module.srcversion ABC DEF '--vary kernel.*--vary commit'
	vm_with '.["kernel.config"] = "KASLR SWIOTLB"'
	refused kernel.config RETPOLINE KASLR '--vary kernel'
	vm_with '.["kernel.cmdline"] = "nokaslr iommu=pt"'
	refused kernel.cmdline '\(nothing more\)' iommu=pt \
		'--vary kernel.*--vary mitigations.*--vary iommu'
}

@test "comparable: the host that a vm runs on is no matter" {
	plant a vm_run
	vm_with '.["cpu.microcode"] = "0x2" | .["cpu.governor"] = "powersave" |
		.["vm.first_row_s"] = "9.9" | .["cpu.turbo"] = "on"'
	compare 0 a b
	! grep -qE '^(varied|note|FORCED)' said || false
}

@test "comparable: of user what makes a cycle another" {
	plant a 'user_run(5)'
	user_with '.["cpu.model"] = "86"'
	refused cpu.model 85 86 '.*both sides'
	user_with '.["cpu.microcode"] = "0x2"'
	refused cpu.microcode 0x1 0x2 '.*both sides'
	user_with '.["tsc.khz"] = "2700000"'
	refused tsc.khz 2600000 2700000 '.*both sides'
	user_with '.["mitigation.spectre_v2"] = "Vulnerable"'
	refused mitigation.spectre_v2 'Mitigation: Retpolines' Vulnerable \
		'--vary mitigations'
	# Measured anew by each run.
	user_with '.["tsc.khz"] = "2600040"'
	compare 0 a b
	# Nothing of the kernel is in its windows: it is said.
	user_with '.["kernel.release"] = "6.2"'
	compare 0 a b
	says 'note kernel.release: A 6.1, B 6.2'
	# What one side does not know is not judged.
	user_with 'del(.["cpu.microcode"])'
	compare 0 a b
}

@test "comparable: --vary lets that through, and no more" {
	plant a vm_run
	vm_with '.["kernel.release"] = "6.2" | .["vm.package"] = "2"'
	compare 0 --vary kernel a b
	says 'varied kernel.release: A 6.1, B 6.2'
	vm_with '.["kernel.release"] = "6.2" | .["vm.qemu"] = "8.0"'
	compare 3 --vary kernel a b
	warns '^vm.qemu: A 7.2.22, B 8.0$'
	! grep -q kernel.release warned || false
	compare 0 --vary kernel --vary qemu a b
	compare 3 --vary iommu a b
	warns 'not comparable.* 2 keys'
}

@test "comparable: --force is stamped into every report" {
	plant a 'user_run(5)'
	user_with '.["cpu.microcode"] = "0x2" | .["cpu.model"] = "86"'
	compare 3 --force cpu.microcode a b
	warns 'not comparable.* 1 key'
	compare 0 --force cpu.microcode --force cpu.model a b
	says 'NOT COMPARABLE.*--force.*'
	says 'FORCED cpu.microcode: A 0x1, B 0x2'
	says 'FORCED cpu.model: A 85, B 86'
	compare 0 --force 'cpu.*' a b
	says 'FORCED cpu.model: A 85, B 86'
	compare 0 --force 'cpu.*' --format md a b
	says '- \*\*FORCED, not comparable:\*\* `cpu.microcode`: A 0x1; B 0x2'
	compare 0 --force 'cpu.*' --format json a b
	[ "$(jq -c '[.differences[] | select(.what == "forced") | .key]' said)" = \
		'["cpu.model","cpu.microcode"]' ]
	by_schema
	# What is the same needs no stamp.
	compare 0 --force cpu.model a a
	! grep -q FORCED said || false
}

@test "comparable: a refusal as JSON has the keys, and no row" {
	plant a vm_run
	vm_with '.["vm.qemu"] = "8.0"'
	compare 3 --format json a b
	by_schema
	[ "$(jq -c '[.comparable, (.rows | length), .differences[0].what,
		.differences[0].a]' said)" = '[false,0,"refused","7.2.22"]' ]
}

@test "comparable: clocks are never mixed, whatever is forced" {
	plant a 'user_run(5)'
	user_with '.["cpu.hypervisor"] = "KVMKVMKVM"'
	compare 3 --force '*' a b
	warns '^cpu.hypervisor: A none, B KVMKVMKVM$'
	warns 'another clock'
	plant a vm_run
	vm_with '.["vm.unit"] = "cycles/op" | .["vm.accel"] = "kvm"'
	compare 3 --force '*' a b
	warns 'not comparable.* 2 keys'
	# Targets do not pair at all.
	plant b 'user_run(5)'
	compare 3 --force '*' a b
	says '.*A only: vm/6.1'
	says '.*B only: user/plain'
	warns '^dmabench compare: .*number.*both'
	# A unit that only the rows say.
	plant b 'vm_run | .rows |= map(.unit = "cycles/op") |
		.environment["vm/6.1"] |= del(.["vm.unit"])'
	compare 3 --force '*' a b
	says 'not compared, 3 rows: A in insn/op, B in cycles/op.*'
}

# unfit FILTER WHAT ADVICE: of user
unfit() {
	user_with "$1"
	compare 3 a b
	warns "^B: $2"
	warns "^-> $3"
	compare 0 --force '*' a b
	says 'FORCED .*'
	says "B: $2.*"
}

@test "comparable: a side has to be fit" {
	plant a 'user_run(5)'
	unfit 'del(.["cpu.turbo"]) | .["kernel.debug"] = "KASAN"' \
		'.*debug kernel.*KASAN' 'boot '
	plant a 'user_run(5) | .environment["user/plain"] |= del(.["cpu.governor"])'
	unfit '.["cpu.governor"] = "schedutil"' 'governor schedutil' '.*--tune'
	unfit '.["kernel.tainted"] = "512"' '.*kernel.* warned' '.*dmesg'
	# The same on both is no better.
	plant a 'user_run(5) | .environment["user/plain"]["cpu.turbo"] = "on"'
	user_with '.["cpu.turbo"] = "on"'
	compare 3 a b
	warns 'not comparable.* 2 keys'
	# Windows in which the clock moved are left out: it may be on.
	plant a 'user_run(5) | .environment["user/plain"] |=
		(.["cpu.turbo"] = "on" | .["cause.freq"] = "APERF and MPERF")'
	user_with '.["cpu.turbo"] = "on" | .["cause.freq"] = "APERF and MPERF"'
	compare 0 a b
	# Counts of a debug kernel are another kernel's.
	plant a vm_run
	vm_with '.["kernel.debug"] = "lockdep"'
	compare 3 a b
	warns '^B: .*debug kernel.*lockdep'
}

@test "comparable: the runs of a side are of one thing" {
	mkdir side
	plant a 'user_run(5)'
	plant side/1 'user_run(5)'
	plant side/2 'user_run(5) | .environment["user/plain"]["cpu.microcode"] = "0x2"'
	compare 3 a side
	warns '^cpu.microcode: B 0x1, B run 2 0x2$'
	# What varies does so between sides.
	plant a vm_run
	plant side/1 'vm_run | .environment["vm/6.1"]["kernel.config"] = "A"'
	plant side/2 'vm_run | .environment["vm/6.1"]["kernel.config"] = "B"'
	compare 3 --vary kernel a side
	warns '^kernel.config: B A, B run 2 B$'
}

@test "comparable: a run that is void, or not whole, is refused" {
	plant a vm_run
	plant b 'vm_run | .complete = false'
	compare 3 a b
	[ -z "$output" ]
	one_error 'dmabench compare' "'b'" void interrupted
	plant b 'vm_run | .rows |= map(.status = "void")'
	compare 3 b a
	one_error 'dmabench compare' "'b'" void number
	plant b 'vm_run | .rows += [values("vm/6.1"; "known/none/empty"; [3])]'
	compare 3 --force '*' a b
	one_error 'dmabench compare' "'b'" void instrument
}
