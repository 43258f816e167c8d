#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# backends.bats - what stands below the designs: does pvdma leave the guest,
# does the bounce copy, and is dispatch above them what it is above null?

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1
	cat >"$TMP/suite" <<-END
		vm {direct,global,per-device,stack-per-device}/{null,pvdma}/{map_single,unmap_single}
		vm {direct,global,per-device}/swiotlb+pvdma/{map_single,unmap_single}:512
		vm direct/swiotlb+pvdma/{map_single,unmap_single}:1024
		vm {stack-global,stack-first,stack-middle}.{1,2,3,4,5,6,7,8}/null/map_single
	END
	boot "$TMP/run" "$INITRD" "$TMP/suite" --boots 2
	RUN=$(run_in "$TMP/run")
	export RUN
}

# less A B: median of row A less that of row B.
less() {
	local a b
	a=$(median "$RUN" "$1")
	b=$(median "$RUN" "$2")
	if [[ $a$b =~ ^[0-9]+$ ]]; then
		echo $((a - b))
	else
		echo "$a, $b"
	fi
}

# qemu SCRIPT: make $TMP/bin/qemu-system-x86_64 of it; @QEMU@ is the real one.
fake_qemu() {
	mkdir -p "$TMP/bin"
	{
		echo '#!/bin/bash'
		sed "s|@QEMU@|$(command -v qemu-system-x86_64)|"
	} >"$TMP/bin/qemu-system-x86_64"
	chmod +x "$TMP/bin/qemu-system-x86_64"
}

@test "every row has one count, the same in both boots" {
	run -0 jq -r '.rows[] | select(.identical and .min == .max | not) |
		.name' "$RUN/run.json"
	[ -z "$output" ]
}

@test "pvdma leaves the guest once an operation: QEMU sees the writes" {
	local ops
	fake_qemu <<-END
		exec @QEMU@ -trace enable=memory_region_ops_write -D $TMP/trace "\$@"
	END
	echo 'vm per-device/pvdma/map_single' >"$TMP/pvdma.suite"
	PATH=$TMP/bin:$PATH boot "$TMP/traced" "$INITRD" \
		"$TMP/pvdma.suite" --boots 1
	# Each window's operations, and each of them unmapped again.
	ops=$(awk -F, 'NR > 1 { n += $6 } END { print 2 * n }' \
		"$(run_in "$TMP/traced")/samples.csv")
	[ "$ops" -gt 10000 ]
	[ "$(grep -c "addr 0x80 .*'ioport80'" "$TMP/trace")" = "$ops" ]
}

@test "without a hypervisor pvdma says why it has no number" {
	fake_qemu <<-'END'
		exec @QEMU@ "${@/#max/max,-hypervisor}"
	END
	echo 'vm per-device/{pvdma,swiotlb+pvdma}/map_single' >"$TMP/two.suite"
	PATH=$TMP/bin:$PATH boot "$TMP/metal" "$INITRD" "$TMP/two.suite" \
		--boots 1
	run -0 jq -r '.rows[].unavailable' "$(run_in "$TMP/metal")/run.json"
	[ "${#lines[@]}" = 2 ]
	[ "${lines[0]}" = "bare metal: there is no hypervisor to exit to" ]
	[ "${lines[1]}" = "${lines[0]}" ]
}

@test "the program has no pvdma, and says why" {
	echo 'user per-device/{pvdma,swiotlb+pvdma}/map_single' >"$TMP/user.suite"
	"$BUILD/dmabench" run --suite "$TMP/user.suite" --passes 1 \
		--output "$TMP/user"
	run -0 jq -r '[.rows[].unavailable] | unique[]' \
		"$(run_in "$TMP/user")/run.json"
	[ "$output" = "only a kernel can exit to its hypervisor" ]
}

@test "the bounce copies: an instruction of rep movsb a byte" {
	[ "$(less direct/swiotlb+pvdma/map_single:1024 \
		direct/swiotlb+pvdma/map_single:512)" = 512 ]
	# A buffer that only goes to the device is not copied back.
	[ "$(less direct/swiotlb+pvdma/unmap_single:1024 \
		direct/swiotlb+pvdma/unmap_single:512)" = 0 ]
}

@test "dispatch costs the same whatever it finds" {
	local design op backend
	for design in global per-device; do
		for op in map_single unmap_single; do
			for backend in pvdma "swiotlb+pvdma"; do
				local size=
				[ "$backend" = pvdma ] || size=:512
				[ "$(less "$design/$backend/$op$size" \
					"direct/$backend/$op$size")" = \
				  "$(less "$design/null/$op" "direct/null/$op")" ]
			done
		done
	done
}

@test "where the wanted IOMMU stands: first, in the middle, last" {
	local d one
	one=$(median "$RUN" stack-global/null/map_single)
	for d in 2 3 4 5 6 7 8; do
		[ "$(median "$RUN" "stack-first.$d/null/map_single")" = "$one" ]
		[ "$(median "$RUN" "stack-middle.$d/null/map_single")" = \
			"$(median "$RUN" "stack-global$(dot $(((d + 1) / 2)))/null/map_single")" ]
		[ "$(less "stack-global.$d/null/map_single" \
			"stack-global$(dot $((d - 1)))/null/map_single")" = \
			"$(less stack-global.2/null/map_single \
				stack-global/null/map_single)" ]
	done
}

# dot DEPTH: as a row's name has it.
dot() {
	[ "$1" = 1 ] || echo ".$1"
}
