#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# explain.bats - why dma-direct costs more in 7.3 than in 6.12, as METHODOLOGY
# has it: by function, to the instruction.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	local spec vms=() vm
	vm_setup
	echo 'vm running/kernel-direct/{map_single,unmap_single,map_sg:16}' \
		>"$TMP/suite"
	for spec in 6.12 7; do
		if ! "$TOP/scripts/kernels.sh" get "debian:$spec" >/dev/null \
				2>"$TMP/why"; then
			export NO_KERNEL=1
			return
		fi
		vm_kernel "debian:$spec"
		vm="$TOP/scripts/vm.sh boot --kernel $KERNEL"
		vm+=" --initrd $INITRD --iommu none"
		vm+=" --plugin $BUILD/dmabench-plugin.so"
		vms+=(--boot "$spec=$vm")
	done
	vms+=(--boot "off=$vm --append mitigations=off"
		--boot "intel=$vm --cpu max,vendor=GenuineIntel")
	"$BUILD/dmabench" run --target vm --suite "$TMP/suite" --seed 1 \
		--boots 1 --split --output "$TMP/run" "${vms[@]}"
	RUN=$(run_in "$TMP/run")
	export RUN
}

setup() {
	[ -z "$NO_KERNEL" ] || skip "no such kernel: $(tail -n1 "$TMP/why")"
}

# explain OP VM [VM]: of dma-direct
explain() {
	local op=$1
	shift
	run -0 "$BUILD/dmabench" explain "$RUN" "running/kernel-direct/$op" \
		"${@/#/--vm=vm/}"
	printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/out"
}

# What is printed sums to what is printed.
sums() {
	awk '$4 ~ /^[a-z-]+$/ && NF == 5 { a += $1; b += $2; diff += $3 }
		/ the same$/ { a += $1; b += $2 }
		/ the whole: / { ok = a == $1 && b == $2 && diff == $3 &&
			$2 - $1 == $3 }
		END { exit !ok }' "$BATS_TEST_TMPDIR/out"
	run -1 grep -E '.{73}' "$BATS_TEST_TMPDIR/out"
}

# calls NAME: how often an operation calls it, in the path of a row
calls() {
	awk -v name="$1" '$NF == name { print $(NF - 2) }' \
		"$BATS_TEST_TMPDIR/out"
}

# whole COLUMN: of the line that sums
whole() {
	awk -v column="$1" '/ the whole: / { print $column }' \
		"$BATS_TEST_TMPDIR/out"
}

@test "from 6.12 to 7 the functions sum, in every row" {
	local op
	for op in map_single unmap_single map_sg:16; do
		explain "$op" 6.12 7
		sums
		grep -qE ' the whole: [0-9]+ functions? sum to it, exactly$' \
			"$BATS_TEST_TMPDIR/out"
	done
}

@test "in 7 each mapping asks whether the device may see encrypted memory" {
	explain map_single 7
	[ "$(calls force_dma_unencrypted)" = 1 ]
	[ "$(calls cc_platform_has)" = 2 ]
	[ "$(calls dma_direct_map_phys)" = 1 ]
	explain map_sg:16 7
	[ "$(calls force_dma_unencrypted)" = 16 ]
	[ "$(calls dma_direct_map_phys)" = 16 ]
	explain map_single 6.12
	[ -z "$(calls force_dma_unencrypted)" ]
	[ "$(calls dma_map_page_attrs)" = 1 ]
}

@test "what METHODOLOGY says of the step, to the instruction" {
	[ "$(jq -r '[.environment[] | ."vm.package"] | unique | join(" ")' \
		"$RUN/run.json")" = "6.12.117-1~deb12u1 7.3.4-1~bpo13+1" ] ||
		skip "these packages are others"
	explain map_single 6.12 7
	sed -n '/^<!-- explain: map_single -->/,/^<!-- end -->/p' \
		"$TOP/METHODOLOGY.md" | sed -n 's/^    //p' >"$TMP/says"
	diff "$TMP/says" <(sed -n '/^ *A  *B /,$p' "$BATS_TEST_TMPDIR/out")
	explain map_sg:16 6.12 7
	sed -n '/^<!-- explain: map_sg -->/,/^<!-- end -->/p' \
		"$TOP/METHODOLOGY.md" | sed -n 's/^    //p' >"$TMP/says"
	diff "$TMP/says" <(sed -n '/^ *A  *B /,$p' "$BATS_TEST_TMPDIR/out")
	explain unmap_single 6.12 7
	grep -qF "goes from $(whole 1) to $(whole 2)." "$TOP/METHODOLOGY.md"
	explain map_single 7 intel
	grep -qF "map_single is $(whole 2):" "$TOP/METHODOLOGY.md"
}

@test "it is no mitigation: without them no function differs" {
	local op
	for op in map_single map_sg:16; do
		explain "$op" 7 off
		sums
		grep -q '  0  the whole: no function differs$' \
			"$BATS_TEST_TMPDIR/out"
	done
}

@test "it is the CPU, in part: on one that is not AMD's asking is shorter" {
	explain map_single 7 intel
	sums
	grep -qE '^ +[0-9]+ +gone +-[0-9]+  direct +amd_cc_platform_has$' \
		"$BATS_TEST_TMPDIR/out"
	explain map_single intel
	[ "$(calls force_dma_unencrypted)" = 1 ]
}
