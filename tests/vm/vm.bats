#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# vm.bats - the module in a real kernel: Debian's, booted in QEMU with -icount.
# Counts are exact there, so they are asserted as such.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1
	# The run that most tests look at: the quick suite, two boots.
	boot "$TMP/quick" "$INITRD" quick --boots 2
}

@test "the module builds without a warning (W=1)" {
	run -1 grep -i warning "$KMOD_LOG"
}

@test "the module is clean under sparse (C=1)" {
	command -v sparse || skip "no sparse here"
	grep -q '^  CHECK ' "$KMOD_LOG"
	# What the kernel's own headers say is not ours.
	run -1 grep -E "(^|$KMOD/)[a-z_/]*\.[ch]:[0-9]+:[0-9]+: (warning|error)" \
		"$KMOD_LOG"
}

@test "in the module, too, a forwarding layer is a jump, a working one a call" {
	local op
	for op in map_single unmap_single map_sg unmap_sg; do
		run -0 "$TOP/tests/branches.sh" "$KMOD/dmabench.ko" "forward_$op"
		[ "$output" = jmp ]
		run -0 "$TOP/tests/branches.sh" "$KMOD/dmabench.ko" "working_$op"
		[ "$output" = call ]
	done
}

@test "every row of the quick suite has a number" {
	run -0 jq '[.rows[] | select(.median == null)] | length' \
		"$(run_in "$TMP/quick")/run.json"
	[ "$output" = 0 ]
	run -0 jq '.complete and (.rows | length == 44)' \
		"$(run_in "$TMP/quick")/run.json"
	[ "$output" = true ]
}

@test "loops of known count read exactly that" {
	local run row want
	run=$(run_in "$TMP/quick")
	while read -r row want; do
		jq -e --arg row "known/none/$row" --argjson want "$want" \
			'.rows[] | select(.name == $row) |
			 .min == $want and .max == $want and .n > 0' \
			"$run/run.json"
	done <<-END
		empty 2
		adds8 10
		adds64 66
		loop 2003
	END
}

@test "two boots read the same ticks in every window" {
	run -0 jq -r '.rows[] | select(.identical | not) | .name' \
		"$(run_in "$TMP/quick")/run.json"
	[ -z "$output" ]
	# Not by the flag alone: the windows themselves.
	local csv
	csv=$(run_in "$TMP/quick")/samples.csv
	diff <(awk -F, '$3 == 0 { $3 = ""; print }' "$csv") \
		<(awk -F, '$3 == 1 { $3 = ""; print }' "$csv")
}

@test "a row without a state has one count, in every placement" {
	run -0 jq -r '.rows[] | select(.backend != "kernel-iommu") |
		select(.min != .max) | .name' \
		"$(run_in "$TMP/quick")/run.json"
	[ -z "$output" ]
}

@test "the device behind the IOMMU is translated, and lazy as asked" {
	run -0 jq -r '.environment["vm/test"] |
		."iommu.domain", ."vm.mode", ."vm.iommu"' \
		"$(run_in "$TMP/quick")/run.json"
	[ "$output" = $'DMA-FQ\nlazy\nintel' ]
	run -0 jq -r '.rows[] | select(.backend == "kernel-iommu") | .device' \
		"$(run_in "$TMP/quick")/run.json"
	[[ ${lines[0]} =~ ^0000:00:[0-9a-f]{2}\.0$ ]]
}

@test "the reference run behind the README comes out again" {
	local ref=$TOP/results/reference/quick/run.json key quick
	quick=$(run_in "$TMP/quick")/run.json
	for key in vm.package vm.qemu cpu.name; do
		[ "$(jq -r --arg k "$key" '.environment[] |
			select(."vm.qemu") | .[$k]' "$ref")" = \
		  "$(jq -r --arg k "$key" '.environment[] | .[$k]' "$quick")" ] ||
			skip "the reference has another $key"
	done
	diff <(exact "$ref") <(exact "$quick")
	# And that of the designs, in every state.
	boot "$TMP/designs" "$INITRD" designs --boots 1
	diff <(exact "$TOP/results/reference/designs/run.json") \
		<(exact "$(run_in "$TMP/designs")/run.json")
}

@test "what the README says in words: differences, exact" {
	local run
	run=$(run_in "$TMP/designs")
	[ -e "$run/run.json" ] || skip "the reference was of another kernel"
	less() {
		echo $(($(median "$run" "$1/null/map_single") -
			$(median "$run" "$2/null/map_single")))
	}
	grep -qF "per-device costs $(less per-device global) more than global" \
		"$TOP/README.md"
	grep -qF "each further registered IOMMU costs stack-global $(($(less \
		stack-global.3 stack-global) / 2))" "$TOP/README.md"
	grep -qF "a forwarding layer costs stack-per-device $(($(less \
		stack-per-device.3 stack-per-device) / 2))" "$TOP/README.md"
	[ "$(less stack-resolved.3 per-device-only)" = 0 ]
	[ "$(less static-call direct)" = 0 ]
}

@test "the guest's log is clean and in dmesg.txt" {
	local log
	log=$(run_in "$TMP/quick")/dmesg.txt
	grep -q 'Linux version 6.1' "$log"
	grep -q 'reboot: Power down' "$log"
	run -1 grep -E "$ALARMS" "$log"
}

@test "an instruction added to a design is +1.00 in its rows, no other" {
	local a b
	# By hand: one nop where per-device finds its ops.
	edited_guest dispatch/per_device.c \
		's/^DB_WRAPPERS(per_device, get_ops(dev))$/DB_WRAPPERS(per_device, ({ asm volatile("nop"); get_ops(dev); }))/' \
		"$TMP/planted-initrd"
	boot "$TMP/planted-run" "$TMP/planted-initrd" quick --boots 1
	a=$(run_in "$TMP/quick")
	b=$(run_in "$TMP/planted-run")
	# shellcheck disable=SC2016  # for jq
	run -0 jq -n --slurpfile a "$a/run.json" --slurpfile b "$b/run.json" \
		-r '[$a[0].rows, $b[0].rows] | transpose[] |
		 select(.[0].backend != "kernel-iommu") |
		 select(.[0].median != .[1].median) |
		 "\(.[0].name) \(.[1].median - .[0].median)"'
	[ "$output" = "per-device/null/map_single 1
per-device/null/unmap_single 1
per-device/null/map_sg:16 1
per-device/null/unmap_sg:16 1" ]
}

@test "a caller that lies is refused (abi.c)" {
	gcc -O2 -static -I"$TOP" -o "$TMP/abi" "$TOP/tests/vm/abi.c"
	initrd "$KMOD" "$TMP/abi-initrd" --test "$TMP/abi"
	echo 'vm known/none/empty' >"$TMP/one.suite"
	boot "$TMP/abi-run" "$TMP/abi-initrd" "$TMP/one.suite" --boots 1
	grep -E '^(ok|not ok|#|abi:)' "$(run_in "$TMP/abi-run")/dmesg.txt"
	run -1 grep '^not ok' "$(run_in "$TMP/abi-run")/dmesg.txt"
	grep -qE '^abi: 1[0-9]{2} passed, 0 failed' \
		"$(run_in "$TMP/abi-run")/dmesg.txt"
}

@test "a device is claimed, and as it was on every way out (claim.c)" {
	local log
	gcc -O2 -static -I"$TOP" -o "$TMP/claim" "$TOP/tests/vm/claim.c"
	initrd "$KMOD" "$TMP/claim-initrd" --test "$TMP/claim"
	echo 'vm running/kernel-iommu/map_single' >"$TMP/iommu.suite"
	boot "$TMP/claim-run" "$TMP/claim-initrd" "$TMP/iommu.suite" --boots 1 \
		-- --device pci-serial --iommu amd
	log=$(run_in "$TMP/claim-run")/dmesg.txt
	grep -E '^(ok|not ok|#|claim:)' "$log"
	run -1 grep '^not ok' "$log"
	grep -q '^claim: [4-9][0-9] passed, 0 failed' "$log"
	grep -q '^ok the IOMMU is not claimed' "$log"
	run -1 grep -E "$ALARMS" "$log"
	# And after all that the agent's own row.
	[ "$(median "$(run_in "$TMP/claim-run")" \
		running/kernel-iommu/map_single | cut -d. -f1)" -gt 100 ]
}

@test "without an IOMMU its rows say why they have no number" {
	echo 'vm running/{kernel-iommu,kernel-direct}/map_single' \
		>"$TMP/two.suite"
	boot "$TMP/none" "$INITRD" "$TMP/two.suite" --boots 1 -- --iommu none
	run -0 jq -r '.rows[] | "\(.backend) \(.median) \(.unavailable)"' \
		"$(run_in "$TMP/none")/run.json"
	[ "${lines[0]}" = "kernel-iommu null this kernel or target has no such row" ]
	[[ ${lines[1]} =~ ^kernel-direct\ [0-9.]+\ null$ ]]
}

@test "strict unmapping costs more than lazy, passthrough less" {
	local lazy strict pt
	echo 'vm running/kernel-iommu/unmap_single' >"$TMP/unmap.suite"
	boot "$TMP/strict" "$INITRD" "$TMP/unmap.suite" --boots 2 -- \
		--mode strict
	strict=$(median "$(run_in "$TMP/strict")" \
		running/kernel-iommu/unmap_single)
	lazy=$(median "$(run_in "$TMP/quick")" \
		running/kernel-iommu/unmap_single)
	[ "${strict%.*}" -gt "${lazy%.*}" ]
	run -0 jq -r '.environment[]."iommu.domain"' \
		"$(run_in "$TMP/strict")/run.json"
	[ "$output" = DMA ]
	# Strict invalidates at once: no queue, so the row has no state.
	run -0 jq '.rows[0].identical' "$(run_in "$TMP/strict")/run.json"
	[ "$output" = true ]
	boot "$TMP/pt" "$INITRD" "$TMP/unmap.suite" --boots 1 -- --mode pt
	pt=$(median "$(run_in "$TMP/pt")" running/kernel-iommu/unmap_single)
	[ "${pt%.*}" -lt "${lazy%.*}" ]
	# There is an IOMMU before it, which lets all pass: as dma-direct.
	[ "$pt" = "$(median "$(run_in "$TMP/quick")" \
		running/kernel-direct/unmap_single)" ]
	run -0 jq -r '.environment[]."iommu.domain"' \
		"$(run_in "$TMP/pt")/run.json"
	[ "$output" = identity ]
}

@test "Ctrl-C ends QEMU within 2 s and keeps the rows that were done" {
	local pid run began lines
	# A name that no other guest has.
	cp "$INITRD" "$TMP/int-initrd"
	boot "$TMP/int" "$TMP/int-initrd" full --boots 5 >/dev/null 2>&1 &
	pid=$!
	# The subshell's child is dmabench; wait for rows to be there.
	for _ in $(seq 300); do
		run=$(run_in "$TMP/int")
		lines=$(grep -c . "$run/samples.csv" 2>/dev/null) || lines=0
		[ "${lines:-0}" -lt 2000 ] || break
		sleep 0.1
	done
	began=$(date +%s%N)
	pkill -INT -P "$pid" dmabench || kill -INT "$pid"
	wait "$pid" || status=$?
	[ "${status:-0}" = 3 ]
	[ $(($(date +%s%N) - began)) -lt 2000000000 ]
	run -1 pgrep -f "initrd $TMP/int-initrd"
	jq -e '.complete == false and (.rows | length > 0) and
		([.rows[] | select(.n == 0)] | length == 0)' "$run/run.json"
}

@test "with KVM that works the unit is cycles, and never instructions" {
	"$TOP/scripts/vm.sh" probe-kvm --kernel "$KERNEL" 2>"$TMP/why" ||
		skip "$(cat "$TMP/why")"
	boot "$TMP/kvm" "$INITRD" quick --boots 1 -- --accel kvm
	run -0 jq -r '[.rows[].unit] | unique[]' "$(run_in "$TMP/kvm")/run.json"
	[ "$output" = cycles/op ]
}

@test "bench.sh --accel kvm falls back to TCG where KVM boots nothing" {
	"$TOP/scripts/vm.sh" probe-kvm --kernel "$KERNEL" 2>/dev/null &&
		skip "KVM works here"
	echo 'vm known/none/empty' >"$TMP/one.suite"
	run -0 --separate-stderr "$TOP/scripts/bench.sh" --no-install --target vm \
		--suite "$TMP/one.suite" --boots 1 --accel kvm --output "$TMP/fallback"
	[[ $stderr == *"falling back to TCG"* ]]
	run -0 jq -r '.rows[0].unit' "$(run_in "$TMP/fallback")/run.json"
	[ "$output" = insn/op ]
}
