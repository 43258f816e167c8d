/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * thunk.h - bytes of a kernel's text to a word: how it calls indirectly and how
 * it returns, after it has patched itself.
 *
 * Pure, and free of kernel headers: tests/unit/test_thunk.c has each sequence.
 */
#ifndef DMABENCH_THUNK_H
#define DMABENCH_THUNK_H

#include "dispatch/dispatch.h"

/* What a word needs to see of what is called, at the most. */
#define DB_THUNK_BYTES	32
/* Before the address that a call returns to. */
#define DB_SITE_BYTES	8

/**
 * db_site_target - where does a direct branch go?
 * @opcode:	0xe8, a call, or 0xe9, a jump
 * @insn:	five bytes
 * @rel:	out: distance from behind them
 *
 * Returns false where they are not that instruction.
 */
bool db_site_target(const __u8 *insn, __u8 opcode, __s32 *rel);

/**
 * db_thunk_word - how a function is called through a pointer
 * @site:	DB_SITE_BYTES that end where the call returns to
 * @target:	where the five last of them call, if they do
 * @len:	bytes that can be read there; 0 where they are no direct call
 *
 * Returns a word, "unknown" for what has none:
 *	retpoline	a thunk that returns to the function
 *	depth		the same, and the depth of calls is counted (Skylake)
 *	lfence		LFENCE, then the plain indirect branch
 *	its		a thunk in the upper half of a line jumps to it; only
 *			calls that end in the lower half go there, the others
 *			are plain
 *	jump		a thunk that jumps to it: kernels before 5.16 do not
 *			patch the calls themselves
 *	call		a plain indirect call
 */
const char *db_thunk_word(const __u8 *site, const __u8 *target, size_t len);

/**
 * db_return_word - how a function returns
 * @insn:	the five bytes of its return
 * @target:	where they jump to, if they do
 * @len:	bytes that can be read there; 0 where they are no jump
 *
 *	ret		at once
 *	untrain		by a RET that entry into the kernel untrains (AMD, Zen
 *			1 and 2: "x86: Add magic AMD return-thunk")
 *	srso		by a call of a safe return (AMD: "x86/srso: Add a
 *			Speculative RAS Overflow mitigation")
 *	depth		the depth of calls is counted (Skylake)
 *	its		by a RET that stands elsewhere, in the upper half of a
 *			line
 */
const char *db_return_word(const __u8 *insn, const __u8 *target, size_t len);

/**
 * db_cfi_word - what guards the target of an indirect call
 * @preamble:	DB_PREAMBLE_BYTES before a function; NULL in a kernel without
 *		CFI
 * @ibt:	the CPU wants an ENDBR there
 *
 * none, ibt, kcfi, kcfi+ibt or fineibt.
 */
const char *db_cfi_word(const __u8 *preamble, bool ibt);

#endif /* DMABENCH_THUNK_H */
