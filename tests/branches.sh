#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# branches.sh - how a function leaves for another by a pointer.
#
#	branches.sh OBJECT FUNCTION
#
# Prints the indirect branches of a function in the order of its code, one a
# line: 'call' or 'jmp', plain or through a retpoline's thunk.  Exit status: 0,
# 1 where there is no such function.

set -euo pipefail
# A relocation stands in the line below its instruction.
objdump -dr --no-show-raw-insn "$1" | awk -v name="<$2>:" '
	$2 ~ /^<.*>:$/ { inside = $2 == name; found = found || inside }
	!inside { next }
	$2 == "call" || $2 == "jmp" || $2 == "notrack" { branch = $2 }
	$2 == "notrack" { branch = $3 }
	/\t(notrack )?(call|jmp) +\*/ { print branch }
	/R_X86_64_.*__x86_indirect_thunk_/ { print branch }
	END { exit !found }'
