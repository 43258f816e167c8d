/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * retpoline.S - the thunks that -mindirect-branch=thunk-extern calls.
 *
 * The sequence of Linux, arch/x86/lib/retpoline.S, macro RETPOLINE: a call
 * whose return address is overwritten, so that the return predictor and not
 * the indirect branch predictor decides where speculation goes; what it finds
 * there is a trap.
 */
	.text

.macro THUNK reg
	.p2align 5
	.globl __x86_indirect_thunk_\reg
	.type __x86_indirect_thunk_\reg, @function
__x86_indirect_thunk_\reg:
	call 2f
1:
	int3
2:
	mov %\reg, (%rsp)
	ret
	int3
	.size __x86_indirect_thunk_\reg, . - __x86_indirect_thunk_\reg
.endm

	.irp reg, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
	THUNK \reg
	.endr

	.section .note.GNU-stack, "", @progbits
