// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_thunk.c - the bytes of calls and returns that a kernel writes, and the
 * word for each.
 *
 * They are written down from what the assembler makes of the kernel's
 * retpoline.S and from what its alternative.c emits, not by our own code.
 */
#include <stdlib.h>
#include <string.h>

#include "kmod/thunk.c"
#include "unit.h"

#define BYTES(...)	(const __u8[]){ __VA_ARGS__ },			\
			sizeof((const __u8[]){ __VA_ARGS__ })

/* What stands before all sites: the end of MOV %rdi,%rax. */
#define BEFORE		0x48, 0x89, 0xf8

static const __u8 direct[] = { BEFORE, 0xe8, 0x11, 0x22, 0x33, 0xc1 };

/* The thunk, to the end of its 32 bytes and cut at each length before. */
static void expect_thunk(const char *word, const __u8 *text, size_t len)
{
	__u8 *cut;
	size_t i;

	assert_string_equal(db_thunk_word(direct, text, len), word);
	for (i = 0; i < len; i++) {
		/* Of its own, so that ASan sees what is read behind it. */
		cut = malloc(i);
		memcpy(cut, text, i);
		db_thunk_word(direct, cut, i);
		free(cut);
	}
}

static void expect_site(const char *word, const __u8 *site, size_t len)
{
	assert_int_equal(len, DB_SITE_BYTES);
	assert_string_equal(db_thunk_word(site, NULL, 0), word);
}

static void test_retpoline(void **state)
{
	/* RETPOLINE rax: 5.16 to 6.1, then since 6.2 */
	expect_thunk("retpoline",
		     BYTES(0xe8, 7, 0, 0, 0, 0xf3, 0x90, 0x0f, 0xae, 0xe8,
			   0xeb, 0xf9, 0x48, 0x89, 0x04, 0x24, 0xc3, 0xcc));
	expect_thunk("retpoline",
		     BYTES(0xe8, 1, 0, 0, 0, 0xcc, 0x48, 0x89, 0x04, 0x24,
			   0xe9, 0x11, 0x22, 0x33, 0x44, 0xcc));
	/* r11, rdi */
	expect_thunk("retpoline",
		     BYTES(0xe8, 1, 0, 0, 0, 0xcc, 0x4c, 0x89, 0x1c, 0x24,
			   0xc3));
	expect_thunk("retpoline",
		     BYTES(0xe8, 1, 0, 0, 0, 0xcc, 0x48, 0x89, 0x3c, 0x24,
			   0xc3));
	/* A call of some function, and a store elsewhere: 8(%rsp), (%rax) */
	expect_thunk("unknown", BYTES(0xe8, 0x11, 0x22, 0x33, 0x44, 0x48,
				      0x89, 0x04, 0x24, 0xc3));
	expect_thunk("unknown", BYTES(0xe8, 0xf0, 0xff, 0xff, 0xff, 0x48,
				      0x89, 0x04, 0x24, 0xc3));
	expect_thunk("unknown", BYTES(0xe8, 1, 0, 0, 0, 0xcc, 0x48, 0x89,
				      0x44, 0x24, 8, 0xc3));
	expect_thunk("unknown", BYTES(0xe8, 1, 0, 0, 0, 0xcc, 0x48, 0x89,
				      0x00, 0xc3));
}

static void test_depth(void **state)
{
	/* SAR $5,%gs:0x1fb10, and from RIP; then the retpoline */
	expect_thunk("depth",
		     BYTES(0x65, 0x48, 0xc1, 0x3c, 0x25, 0x10, 0xfb, 1, 0, 5,
			   0xe8, 1, 0, 0, 0, 0xcc, 0x48, 0x89, 0x04, 0x24,
			   0xc3, 0xcc));
	expect_thunk("depth",
		     BYTES(0x65, 0x48, 0xc1, 0x3d, 0x10, 0xfb, 1, 0, 5, 0xe8,
			   1, 0, 0, 0, 0xcc, 0x4c, 0x89, 0x04, 0x24, 0xc3,
			   0xcc));
	/* Another shift, another count, and nothing behind it */
	expect_thunk("unknown",
		     BYTES(0x65, 0x48, 0xc1, 0x24, 0x25, 0x10, 0xfb, 1, 0, 5,
			   0xe8, 1, 0, 0, 0, 0xcc, 0x48, 0x89, 0x04, 0x24,
			   0xc3));
	expect_thunk("unknown",
		     BYTES(0x65, 0x48, 0xc1, 0x3d, 0x10, 0xfb, 1, 0, 4, 0xe8,
			   1, 0, 0, 0, 0xcc, 0x4c, 0x89, 0x04, 0x24, 0xc3));
	expect_thunk("unknown", BYTES(0x65, 0x48, 0xc1, 0x3d, 0x10, 0xfb, 1, 0,
				      5, 0xc3, 0xcc));
}

static void test_lfence(void **state)
{
	/* LFENCE; CALL *%rax over the five bytes */
	expect_site("lfence", BYTES(BEFORE, 0x0f, 0xae, 0xe8, 0xff, 0xd0));
	/* LFENCE; CALL *%r11 over six, that had a CS before them */
	expect_site("lfence", BYTES(0x89, 0xfb, 0x0f, 0xae, 0xe8, 0x41, 0xff,
				    0xd3));
	/* THUNK: LFENCE; JMP *%rax; INT3, with r8 */
	expect_thunk("lfence", BYTES(0x0f, 0xae, 0xe8, 0xff, 0xe0, 0xcc, 0x90));
	expect_thunk("lfence", BYTES(0x0f, 0xae, 0xe8, 0x41, 0xff, 0xe0, 0xcc));
	expect_thunk("unknown", BYTES(0x0f, 0xae, 0xe8, 0xc3, 0xcc));
	expect_thunk("unknown", BYTES(0x0f, 0xae, 0xf0, 0xff, 0xe0, 0xcc));
}

static void test_call(void **state)
{
	expect_site("call", BYTES(BEFORE, 0x90, 0x90, 0x90, 0xff, 0xd0));
	expect_site("call", BYTES(0x0f, 0xae, 0xe8, 0x48, 0x89, 0xfa, 0xff,
				  0xd2));
	expect_site("call", BYTES(0x90, 0x90, 0x49, 0x89, 0xfb, 0x41, 0xff,
				  0xd3));
	/* CALL *8(%rax), JMP *%rax and no call at all */
	expect_site("unknown", BYTES(BEFORE, 0x90, 0x90, 0xff, 0x50, 8));
	expect_site("unknown", BYTES(BEFORE, 0x90, 0x90, 0x90, 0xff, 0xe0));
	expect_site("unknown", BYTES(BEFORE, BEFORE, 0x90, 0x90));
}

/* The five bytes may look like both: what the call leads to tells. */
static void test_both(void **state)
{
	static const __u8 site[] = { BEFORE, 0xe8, 0x11, 0x22, 0xff, 0xd0 };
	static const __u8 thunk[] = { 0xff, 0xe0, 0xcc };
	static const __u8 text[] = { 0x55, 0x48, 0x89, 0xe5 };

	assert_string_equal(db_thunk_word(site, thunk, 3), "its");
	assert_string_equal(db_thunk_word(site, text, 4), "call");
	assert_string_equal(db_thunk_word(site, NULL, 0), "call");
	assert_string_equal(db_thunk_word(direct, text, 4), "unknown");
}

static void test_jumps(void **state)
{
	/* ITS_THUNK and its_init_thunk(): JMP *%rax; INT3, with r11 */
	expect_thunk("its", BYTES(0xff, 0xe0, 0xcc, 0xcc, 0xcc));
	expect_thunk("its", BYTES(0x41, 0xff, 0xe3, 0xcc, 0xcc, 0xcc));
	/* __x86_indirect_paranoid_thunk_r11 */
	expect_thunk("its", BYTES(0x75, 0xfd, 0x41, 0xff, 0xe3, 0xcc, 0xcc));
	/* THUNK without retpolines: a NOP of 3 and of 1 behind it */
	expect_thunk("jump", BYTES(0xff, 0xe0, 0x0f, 0x1f, 0x00, 0x0f, 0x1f));
	expect_thunk("jump", BYTES(0x41, 0xff, 0xe0, 0x90, 0x90));
	expect_thunk("jump", BYTES(0xff, 0xe0));
	expect_thunk("unknown", BYTES(0xff, 0xd0, 0xcc));
	expect_thunk("unknown", BYTES(0x55, 0x48, 0x89, 0xe5));
}

static void expect_return(const char *word, const __u8 *text, size_t len)
{
	static const __u8 jump[] = { 0xe9, 0x11, 0x22, 0x33, 0xc1 };

	assert_string_equal(db_return_word(jump, text, len), word);
}

static void test_return(void **state)
{
	static const __u8 ret[] = { 0xc3, 0xcc, 0xcc, 0xcc, 0xcc };
	static const __u8 jump[] = { 0xe9, 0x11, 0x22, 0x33, 0xc1 };

	assert_string_equal(db_return_word(ret, NULL, 0), "ret");
	assert_string_equal(db_return_word(jump, NULL, 0), "unknown");
	/* retbleed_return_thunk in retbleed_untrain_ret */
	expect_return("untrain", BYTES(0xc3, 0xcc, 0x0f, 0xae, 0xe8, 0xeb,
				       0xf9, 0xcc));
	/* srso_return_thunk: CALL srso_safe_ret; UD2 */
	expect_return("srso", BYTES(0xe8, 0xdb, 0xff, 0xff, 0xff, 0x0f, 0x0b));
	expect_return("unknown", BYTES(0xe8, 0xdb, 0xff, 0xff, 0xff, 0x90,
				       0x90));
	/* __x86_return_skl: SHL $5,%gs:.. */
	expect_return("depth", BYTES(0x65, 0x48, 0xc1, 0x24, 0x25, 0x10, 0xfb,
				     1, 0, 5, 0x74, 2, 0xc3, 0xcc));
	expect_return("depth", BYTES(0x65, 0x48, 0xc1, 0x25, 0x10, 0xfb, 1, 0,
				     5, 0x74, 2, 0xc3, 0xcc));
	/* its_return_thunk */
	expect_return("its", BYTES(0xc3, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc));
	expect_return("its", BYTES(0xc3, 0xcc));
	expect_return("unknown", BYTES(0xc3));
	expect_return("unknown", BYTES(0x90, 0xc3, 0xcc));
}

static void test_target(void **state)
{
	__s32 rel = 7;

	assert_true(db_site_target(direct + 3, 0xe8, &rel));
	assert_int_equal((__u32)rel, 0xc1332211);
	assert_false(db_site_target(direct + 3, 0xe9, &rel));
	assert_false(db_site_target(direct, 0xe8, &rel));
}

static void test_cfi(void **state)
{
	/* apply_fineibt(), before 6.16 and since; cfi_rewrite_preamble() */
	static const __u8 fineibt[2][DB_PREAMBLE_BYTES] = {
		{ 0xf3, 0x0f, 0x1e, 0xfa, 0x41, 0x81, 0xea, 1, 2, 3, 4, 0x74,
		  2, 0x0f, 0x0b, 0x90 },
		{ 0xf3, 0x0f, 0x1e, 0xfa, 0x2d, 1, 2, 3, 4, 0x2e, 0x0f, 0x85,
		  1, 2, 3, 4 },
	};
	static const __u8 kcfi[2][DB_PREAMBLE_BYTES] = {
		{ 0xb8, 1, 2, 3, 4, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
		  0x90, 0x90, 0x90, 0x90 },
		{ 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
		  0x90, 0xb8, 1, 2, 3, 4 },
	};
	static const __u8 nops[DB_PREAMBLE_BYTES] = { 0x90, 0x90 };
	int i;

	assert_string_equal(db_cfi_word(NULL, false), "none");
	assert_string_equal(db_cfi_word(NULL, true), "ibt");
	for (i = 0; i < 2; i++) {
		assert_string_equal(db_cfi_word(fineibt[i], true), "fineibt");
		assert_string_equal(db_cfi_word(kcfi[i], true), "kcfi+ibt");
		assert_string_equal(db_cfi_word(kcfi[i], false), "kcfi");
	}
	assert_string_equal(db_cfi_word(nops, true), "unknown");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_retpoline),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_lfence),
		cmocka_unit_test(test_call),
		cmocka_unit_test(test_both),
		cmocka_unit_test(test_jumps),
		cmocka_unit_test(test_return),
		cmocka_unit_test(test_target),
		cmocka_unit_test(test_cfi),
	};

	return unit_run("thunk", tests, NULL, NULL);
}
