// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * thunk.c - bytes of a kernel's text to a word.
 *
 * The encodings are those of the kernel's arch/x86/lib/retpoline.S (RETPOLINE,
 * THUNK, ITS_THUNK, CALL_THUNK, the return thunks) and of what
 * arch/x86/kernel/alternative.c writes over a call site (patch_retpoline(),
 * emit_indirect(), emit_its_trampoline(), patch_return()) and before a function
 * (apply_fineibt()).
 */
#include "thunk.h"

#define CALL_LEN	5	/* e8 or e9, and a distance */

#define RET		0xc3
#define INT3		0xcc
#define LFENCE		0x0f, 0xae, 0xe8

/* Are the bytes @text those of @want?  No more than @len of them are read. */
#define HAS(text, len, ...)						\
	has_bytes(text, len, (const __u8[]){ __VA_ARGS__ },		\
		  sizeof((const __u8[]){ __VA_ARGS__ }))

static bool has_bytes(const __u8 *text, size_t len, const __u8 *want, size_t nr)
{
	return len >= nr && !memcmp(text, want, nr);
}

/* The length of CALL (/2) or JMP (/4) to where a register says; or 0. */
static size_t indirect_len(const __u8 *text, size_t len, __u8 modrm)
{
	/* REX.B for r8 to r15 */
	size_t rex = len && *text == 0x41;

	return len >= rex + 2 && text[rex] == 0xff &&
	       (text[rex + 1] & 0xf8) == modrm ? rex + 2 : 0;
}

#define CALL_LEN_AT(text, len)	indirect_len(text, len, 0xd0)
#define JMP_LEN_AT(text, len)	indirect_len(text, len, 0xe0)

bool db_site_target(const __u8 *insn, __u8 opcode, __s32 *rel)
{
	if (*insn != opcode)
		return false;
	memcpy(rel, insn + 1, sizeof(*rel));
	return true;
}

/*
 * CALL over a trap to MOV %reg,(%rsp), behind which is a return.  The trap is
 * PAUSE LFENCE JMP, since 6.2 INT3.
 */
static bool is_retpoline(const __u8 *text, size_t len)
{
	__s32 over;

	if (len < CALL_LEN || !db_site_target(text, 0xe8, &over) ||
	    over < 1 || over > 8)
		return false;
	text += CALL_LEN + over;
	/* REX.W, and .R for r8 to r15; (%rsp) is SIB 24. */
	return len >= CALL_LEN + (size_t)over + 4 && (text[0] & ~4) == 0x48 &&
	       text[1] == 0x89 && (text[2] & 0xc7) == 0x04 && text[3] == 0x24;
}

/*
 * A shift of %gs:__x86_call_depth by 5 (asm/nospec-branch.h): SAR (/7) before a
 * call, SHL (/4) before a return, with an absolute address or from RIP.  Its
 * length, 0 for something else.
 */
static size_t depth_len(const __u8 *text, size_t len, __u8 ext)
{
	const __u8 modrm = ext << 3;

	if (!HAS(text, len, 0x65, 0x48, 0xc1))
		return 0;
	if (len > 9 && text[3] == (modrm | 4) && text[4] == 0x25 &&
	    text[9] == 5)
		return 10;
	return len > 8 && text[3] == (modrm | 5) && text[8] == 5 ? 9 : 0;
}

static const char *called_word(const __u8 *text, size_t len)
{
	size_t depth = depth_len(text, len, 7), jne = 0, jmp;

	if (depth)
		return is_retpoline(text + depth, len - depth) ? "depth" :
		       "unknown";
	if (is_retpoline(text, len))
		return "retpoline";
	if (HAS(text, len, LFENCE))
		return JMP_LEN_AT(text + 3, len - 3) ? "lfence" : "unknown";
	/* With paranoid FineIBT it begins with the end of a check: JNE. */
	if (len > 2 && *text == 0x75)
		jne = 2;
	jmp = JMP_LEN_AT(text + jne, len - jne);
	if (!jmp)
		return "unknown";
	/* One that was patched into a longer thunk has NOPs behind it. */
	return len > jne + jmp && text[jne + jmp] == INT3 ? "its" : "jump";
}

const char *db_thunk_word(const __u8 *site, const __u8 *target, size_t len)
{
	const char *word = len ? called_word(target, len) : "unknown";
	const __u8 *call = site + DB_SITE_BYTES - 2;

	/* The distance of a call may end like a call of a register. */
	if (strcmp(word, "unknown") || !CALL_LEN_AT(call, 2))
		return word;
	if (call[-1] == 0x41)
		call--;
	return HAS(call - 3, 3, LFENCE) ? "lfence" : "call";
}

const char *db_return_word(const __u8 *insn, const __u8 *target, size_t len)
{
	if (*insn == RET)
		return "ret";
	/* retbleed_return_thunk: the RET is the second byte of a TEST. */
	if (HAS(target, len, RET, INT3, LFENCE))
		return "untrain";
	/* srso_return_thunk and srso_alias_return_thunk: CALL, UD2 */
	if (len >= 7 && *target == 0xe8 && HAS(target + 5, 2, 0x0f, 0x0b))
		return "srso";
	if (depth_len(target, len, 4))
		return "depth";
	return HAS(target, len, RET, INT3) ? "its" : "unknown";
}

const char *db_cfi_word(const __u8 *preamble, bool ibt)
{
	const size_t len = DB_PREAMBLE_BYTES;

	if (!preamble)
		return ibt ? "ibt" : "none";
	/* ENDBR64, then SUB of the hash from r10d, since 6.16 from eax. */
	if (HAS(preamble, len, 0xf3, 0x0f, 0x1e, 0xfa) &&
	    (HAS(preamble + 4, len - 4, 0x41, 0x81, 0xea) ||
	     preamble[4] == 0x2d))
		return "fineibt";
	/* MOV of the hash to eax, before or behind the padding. */
	if (preamble[0] == 0xb8 || preamble[len - 5] == 0xb8)
		return ibt ? "kcfi+ibt" : "kcfi";
	return "unknown";
}
