#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# thunk.bats - how the kernel calls through a pointer is read from the module's
# own text, as it was patched at boot; what the rows cost says the same.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1
	# One call, a jump in each of two layers, then the kernel's own call.
	cat >"$TMP/calls.suite" <<-END
		vm {direct,global,per-device,stack-per-device.3}/null/map_single
		vm running/null/map_single
	END
	cat >"$TMP/told.c" <<-'END'
		#include <stdio.h>
		#include <stdlib.h>
		#include <unistd.h>
		int main(void)
		{
			int i, bad = 0;
			char cmd[200];
			static const char *const name[] = { "thunk", "return",
				"cfi", "config", "compiler", "kernel_compiler" };

			for (i = 0; i < 6; i++) {
				snprintf(cmd, sizeof(cmd),
					 "cd /sys/class/misc/dmabench && "
					 "[ -s %s ] && ! echo x 2>/dev/null >%s",
					 name[i], name[i]);
				bad |= system(cmd);
			}
			puts(bad ? "told: wrong" : "told: ok");
			return 0;
		}
	END
	gcc -O2 -static -o "$TMP/told" "$TMP/told.c"
	initrd "$KMOD" "$TMP/initrd" --test "$TMP/told"
	booted default
}

# booted NAME [WORD..]: a run with these words on the guest's command line
booted() {
	local name=$1
	shift
	boot "$TMP/$name" "$TMP/initrd" "$TMP/calls.suite" --boots 1 -- \
		${1:+--append "$1"}
}

# env_of NAME KEY
env_of() {
	jq -r --arg key "$2" '.environment[] | .[$key]' "$(run_in "$TMP/$1")/run.json"
}

# less NAME ROW: instructions that a row costs less than with retpolines
less() {
	echo $(($(median "$(run_in "$TMP/default")" "$2/null/map_single") -
		$(median "$(run_in "$TMP/$1")" "$2/null/map_single")))
}

# A retpoline is CALL CALL MOV RET: what it is called by, and 3 more.
@test "by default: retpolines, and plain returns" {
	[ "$(env_of default thunk)" = retpoline ]
	[ "$(env_of default return)" = ret ]
	[ "$(env_of default kernel.cfi)" = none ]
	run -0 "$BUILD/dmabench" report "$(run_in "$TMP/default")"
	grep -qxF '         its text: calls by retpoline, returns by ret, CFI none' \
		<<<"$output"
}

@test "mitigations=off, spectre_v2=off: a plain call, 2 instructions less" {
	local words
	for words in mitigations=off spectre_v2=off; do
		booted "$words" "$words"
		[ "$(env_of "$words" thunk)" = call ]
		[[ $(env_of "$words" kernel.cmdline) == *" $words" ]]
		[ "$(less "$words" direct)" = 0 ]
		# CALL and the NOP that fills its place are left of the four.
		[ "$(less "$words" global)" = 2 ]
		[ "$(less "$words" per-device)" = 2 ]
		# A jump needs no NOP: dma_map_page_attrs() ends in one.
		[ "$(less "$words" running)" = 3 ]
		# The driver's call, and the jump of each of two layers.
		[ "$(less "$words" stack-per-device.3)" = 8 ]
	done
}

@test "spectre_v2=retpoline,lfence: an LFENCE, and the plain call" {
	booted lfence spectre_v2=retpoline,lfence
	[ "$(env_of lfence thunk)" = lfence ]
	[ "$(less lfence direct)" = 0 ]
	[ "$(less lfence per-device)" = 2 ]
	[ "$(less lfence running)" = 2 ]
	[ "$(less lfence stack-per-device.3)" = 6 ]
}

@test "returns that ITS wants elsewhere are seen" {
	booted its indirect_target_selection=force
	[ "$(env_of its thunk)" = retpoline ]
	[ "$(env_of its return)" = its ]
}

@test "the kernel's configuration and compiler, as the module was built" {
	local words file word
	words=$(env_of default kernel.config)
	file=$KERNEL/config
	# Each word is an option that is set; and some that must be there.
	for word in $words; do
		[[ $word == *=* ]] || word+="=y"
		grep -qxF "CONFIG_$word" "$file"
	done
	for word in DMA_OPS SWIOTLB INTEL_IOMMU AMD_IOMMU IOMMU_DMA RETPOLINE \
		RETHUNK IOMMU_DEFAULT_DMA_LAZY PREEMPT_DYNAMIC; do
		[[ " $words " == *" $word "* ]]
	done
	run -1 grep -wE 'KASAN|DMA_API_DEBUG|X86_KERNEL_IBT' <<<"$words"
	[[ $(grep CONFIG_CC_VERSION_TEXT "$file") == \
		*" $(env_of default kernel.compiler | cut -d' ' -f2)\"" ]]
	[[ $(env_of default module.compiler) =~ ^gcc\ [0-9]+(\.[0-9]+){2}$ ]]
}

@test "no address of the kernel is in a result" {
	local run
	run=$(run_in "$TMP/default")
	"$BUILD/dmabench" report --save "$run" >/dev/null
	run -1 grep -E 'ffff[89a-f][0-9a-f]{11}' "$run"/{run.json,report.txt}
}

@test "nobody tells the module what it is" {
	grep -q '^told: ok' "$(run_in "$TMP/default")/dmesg.txt"
	run -1 grep -E "$ALARMS" "$(run_in "$TMP/default")/dmesg.txt"
}
