# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tests that boot a VM share.

# Lines of a kernel's log for which a test fails.
export ALARMS='WARNING:|BUG:|Oops|KASAN:|UBSAN:|DMA-API:|Call Trace|possible (circular|recursive) locking|inconsistent lock state|suspicious RCU|sleeping function|scheduling while atomic'

# vm_setup [SPEC..]: to be called by setup_file: build, say where things are; and
# vm_kernel of each SPEC.
vm_setup() {
	local spec
	TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
	export TOP
	export BUILD=${DMABENCH_BUILD:-$TOP/build}
	export TMP=$BATS_FILE_TMPDIR
	# queue.sh is called when all is built, and runs other files meanwhile.
	[ -n "${DMABENCH_SHARED:-}" ] || make -s -C "$TOP" O="$BUILD" all
	export SHARED=${DMABENCH_SHARED:-$BATS_RUN_TMPDIR}
	for spec; do
		vm_kernel "$spec"
	done
}

# vm_kernel SPEC: KERNEL is the directory of this one; and vm_module.
vm_kernel() {
	KERNEL=$("$TOP/scripts/kernels.sh" get "$1") || return
	vm_module
}

# KMOD has the module for KERNEL, KMOD_LOG what was said when it was built, with
# all warnings and under sparse, and INITRD is the guest that loads it: where
# bench.sh has them, and once for all files that are run together.
vm_module() {
	local release
	release=$(cat "$KERNEL/release") || return
	KMOD=$BUILD/kmod/$release INITRD=$KMOD/initrd
	KMOD_LOG=$SHARED/$release.log
	export KERNEL KMOD KMOD_LOG INITRD
	mkdir -p "$KMOD"
	(
		flock 9
		[ ! -e "$KMOD_LOG" ] || exit 0
		# There is a log of all only if the last build was one of all.
		if [ "$(grep -c '^  CHECK ' "$KMOD/build.log" 2>/dev/null)" = \
			"$(find "$TOP/kmod" -name '*.c' | wc -l)" ]; then
			cp "$KMOD/build.log" "$KMOD/all.log"
		else
			find "$KMOD" -name '*.o' -delete
			: >"$KMOD/all.log"
		fi
		"$TOP/scripts/kmod.sh" "$KERNEL" "$KMOD" W=1 C=1 || exit
		initrd "$KMOD" "$INITRD" --kernel "$KERNEL" || exit
		cat "$KMOD/all.log" "$KMOD/build.log" >"$KMOD_LOG"
	) 9>"$KMOD/.lock"
}

# What METHODOLOGY.md says of Debian's 6.1 to the instruction is of one package.
measured_package() {
	local here package
	here=$("$TOP/scripts/kernels.sh" get debian:6.1)/version
	package=$(sed -n 's/^<!-- model: \(.*\) -->$/\1/p' "$TOP/METHODOLOGY.md")
	[ -n "$package" ]
	[ "$package" = "$(cat "$here")" ] ||
		skip "METHODOLOGY.md is of $package, here is $(cat "$here")"
}

# checks_of RUN.JSON [KEY]: what the device's checks came to in an environment
# whose key ends so: "9 equal, 4 refused, 3 not made"
checks_of() {
	jq -r --arg key "${2:-}" '[.environment | to_entries[] |
		select(.key | endswith($key)) | .value | to_entries[] |
		select(.key | startswith("edu.")) | .value] | . as $all |
		[("equal", "refused", "reached", "not made", "DIFFERENT", "FAILED") |
		. as $word | [$all[] | select(. == $word)] | length |
		select(. > 0) | "\(.) \($word)"] | join(", ")' "$1"
}

# methodology_says TEXT: somewhere in it, wherever its lines end.
methodology_says() {
	tr -s '\n ' ' ' <"$TOP/METHODOLOGY.md" | grep -qF -- "$1" ||
		{ echo "METHODOLOGY.md does not say: $1"; return 1; }
}

# edited_guest FILE SCRIPT OUT: the guest of a module in which sed has edited a
# file.  All those for a kernel are built in one place, in which only what has
# changed is: one after the other.
edited_guest() {
	local dir
	dir=$SHARED/$(basename "$KMOD").edited
	(
		flock 9
		if [ -e "$dir" ]; then
			cp "$TOP/kmod/$(cat "$dir.file")" \
				"$dir/$(cat "$dir.file")"
		else
			cp -r "$TOP/kmod" "$dir"
		fi
		echo "$1" >"$dir.file"
		sed -i "$2" "$dir/$1"
		! cmp -s "$TOP/kmod/$1" "$dir/$1" || exit 1
		"$TOP/scripts/kmod.sh" --source "$dir" "$KERNEL" "$dir.out" \
			C=0 && initrd "$dir.out" "$3"
	) 9>"$dir.lock"
}

# initrd KMODDIR OUT [OPTION..]
initrd() {
	local kmod=$1 out=$2
	shift 2
	"$TOP/scripts/vm.sh" initrd --agent "$BUILD/dmabench-agent" \
		--module "$kmod/dmabench.ko" "$@" "$out"
}

# boot OUTPUT INITRD SUITE [RUN-OPTION..] [-- VM-OPTION..]: RUN names the
# directory, the status is that of dmabench run.
boot() {
	local output=$1 initrd=$2 suite=$3 run=() vm=
	shift 3
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		run+=("$1")
		shift
	done
	[ $# = 0 ] || shift
	vm="$TOP/scripts/vm.sh boot --kernel $KERNEL --initrd $initrd $*"
	"$BUILD/dmabench" run --target vm --suite "$suite" --seed 1 \
		--output "$output" --boot "test=$vm" "${run[@]}"
}

# The one run directory below a directory.
run_in() {
	echo "$1"/*/
}

# median RUNDIR ROW: where there is none, a text that equals no other.
median() {
	jq -r --arg name "$2" '[.rows[] | select(.name == $name) |
		.median // empty] |
		if . == [] then "no number of \($name)" else .[] end' \
		"$1/run.json"
}

# exact RUNJSON: name and count of the vm rows that have no state.
exact() {
	jq -r '.rows[] | select(.target == "vm" and .min == .max) |
		"\(.name) \(.median)"' "$1"
}
