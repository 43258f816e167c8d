// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_selfcheck.c - an instrument that is right passes, and one with an error
 * planted is found, each error by its own line: a clock in steps, a slow empty
 * window, time that does not go with the operations, adds and calls that cost
 * what they cannot.
 */
#include <errno.h>
#include <string.h>

#include "run/selfcheck.h"
#include "unit.h"

/* A target whose windows cost so much, in ticks; 2 GHz. */
static struct planted {
	double fence, add, direct, indirect;
	unsigned int step;
	double bend;		/* windows over 100 ops are so much longer */
	__u32 causes;
	int error;
} planted;

static const struct planted right = {
	.fence = 42, .add = 1, .direct = 6, .indirect = 8, .step = 2,
};

static int planted_run(struct target *t, const struct row *row,
		       struct dmabench_window *w, __u32 nr)
{
	__u32 i;

	for (i = 0; i < nr; i++) {
		double each = row->op == DB_ADDS64 ? 64 * planted.add :
			      row->op == DB_ADDS8 ? 8 * planted.add :
			      !strcmp(row->design->id, "direct") ?
			      planted.direct : planted.indirect;
		double ticks = planted.fence + w[i].n * each;

		assert_true(w[i].n || row->op == DB_MAP_SINGLE);
		if (w[i].n > 100)
			ticks *= 1 + planted.bend;
		w[i].begin = 1000000 * i;
		w[i].end = w[i].begin + planted.step *
			   (__u64)(ticks / planted.step);
		/* A slow one now and then, and what a cause makes of it. */
		if (i % 50 == 49)
			w[i].end += 100 * planted.step;
		w[i].causes = i % 7 == 3 ? 1 : planted.causes;
		if (w[i].causes)
			w[i].end += 7777777;
	}
	return planted.error ? planted.error : (int)nr;
}

static struct target target = { .tsc_khz = 2000000, .run = planted_run };

static void expect(struct planted p, const char *word)
{
	struct selfcheck c;
	char why[160] = "";

	planted = p;
	assert_int_equal(selfcheck_run(&target, &c), 0);
	assert_int_equal(selfcheck_judge(&c, why, sizeof(why)),
			 *word ? -ERANGE : 0);
	if (!strstr(why, word))
		fail_msg("'%s' does not say '%s'", why, word);
}

static void test_right(void **state)
{
	struct selfcheck c;

	expect(right, "");
	assert_int_equal(selfcheck_run(&target, &c), 0);
	assert_int_equal(c.step, 2);
	assert_near(c.empty_min, 42);
	assert_near(c.empty_p50, 42);
	assert_near(c.add, 1);
	assert_near(c.residual, 0);
	assert_near(c.direct, 6);
	assert_near(c.indirect, 8);
}

#define PLANT(field, value, word)					\
	do {								\
		struct planted p = right;				\
									\
		p.field = value;					\
		expect(p, word);					\
	} while (0)

static void test_planted(void **state)
{
	PLANT(step, 200, "steps of 200 ticks");
	PLANT(fence, 3000, "empty window takes 3000 ticks");
	PLANT(bend, 0.2, "not twice the time");
	PLANT(add, 10, "dependent add takes 10.00");
	PLANT(add, 0.25, "dependent add takes 0.25");
	PLANT(direct, 0, "a direct call takes 0.00");
	PLANT(direct, 1000, "a direct call takes 1000.00");
	PLANT(indirect, 0, "an indirect call takes 0.00");
	PLANT(indirect, 1000, "an indirect call takes 1000.00");
}

/* What a planted error makes of a run. */
static void test_before(void **state)
{
	struct env e = { 0 };

	planted = right;
	assert_int_equal(selfcheck_before(&target, "x", &e), 0);
	assert_string_equal(env_get(&e, "self.step"), "2");
	assert_string_equal(env_get(&e, "self.add"), "1.000");
	planted.add = 10;
	assert_int_equal(selfcheck_before(&target, "x", &e), -ECANCELED);
	assert_string_equal(env_get(&e, "self.add"), "10.000");
	/* The same in QEMU's emulator: shown, and not void. */
	assert_int_equal(env_set(&e, "cpu.hypervisor", "TCGTCGTCGTCG"), 0);
	assert_int_equal(selfcheck_before(&target, "x", &e), 0);
	assert_non_null(strstr(env_get(&e, "self.judged"), "emulated"));
	/* Nothing but disturbed windows: not known, and not the instrument. */
	planted = right;
	planted.causes = DMABENCH_CAUSE_SHARED;
	assert_int_equal(selfcheck_before(&target, "x", &e), 0);
	assert_string_equal(env_get(&e, "self.step"), "unknown");
	planted.error = -EIO;
	assert_int_equal(selfcheck_before(&target, "x", &e), -EIO);
	env_free(&e);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_planted),
		cmocka_unit_test(test_before),
	};

	return unit_run("selfcheck", tests, NULL, NULL);
}
