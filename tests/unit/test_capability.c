// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_capability.c - the thread's claims: the answer of each design to each.
 *
 * The scenarios are played by capability.c with recording backends; here the
 * answers are held to what the thread says of these designs.  And devices.c:
 * the devices that rows have, and the order in which they are visited.
 *
 * Wraps: calloc free
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "kmod/dispatch/designs.h"
#include "kmod/dispatch/devices.h"
#include "row/capability.h"
#include "unit.h"

/* A letter a scenario: yes, no, hook, asks, - for only in a kernel. */
static const struct {
	const char *id;
	const char *answers;
} expected[] = {
	{ "direct", "nnnnn" },
	{ "global", "nnnnn" },
	{ "global-hook", "hhhnh" },
	{ "global-lookup", "yyany" },
	{ "per-device", "yyyny" },
	{ "per-device-only", "yyyny" },
	{ "stack-global", "yyayy" },
	{ "stack-first", "yyayy" },
	{ "stack-middle", "yyayy" },
	{ "stack-getops", "yyayy" },
	{ "stack-per-device", "yyyyy" },
	{ "stack-working", "yyyyy" },
	{ "stack-resolved", "yyyyy" },
	{ "null-is-direct", "yyyny" },
	{ "ladder", "yyyny" },
	{ "compare-chain", "yyyny" },
	{ "static-call", "-----" },
};

static void test_answers(void **state)
{
	static const char letters[] = {
		[ANSWER_NO] = 'n', [ANSWER_YES] = 'y', [ANSWER_HOOK] = 'h',
		[ANSWER_ASKS] = 'a', [ANSWER_NOT_HERE] = '-',
	};
	char got[SCENARIOS + 1] = "";
	size_t i;
	int s;

	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct db_design *d = db_find_design(expected[i].id);

		assert_non_null(d);
		for (s = 0; s < SCENARIOS; s++)
			got[s] = letters[capability_try(d, s)];
		if (strcmp(got, expected[i].answers))
			fail_msg("%s: %s, not %s", expected[i].id, got,
				 expected[i].answers);
	}
}

static void test_every_design_has_answers(void **state)
{
	const struct db_design *const *d;
	size_t i, nr;

	for (d = db_designs; *d; d++) {
		nr = 0;
		for (i = 0; i < ARRAY_SIZE(expected); i++)
			nr += !strcmp(expected[i].id, (*d)->id);
		if (!nr && strcmp((*d)->id, "known") &&
		    strcmp((*d)->id, "running"))
			fail_msg("no answers for '%s'", (*d)->id);
	}
}

/*
 * What a design says a device costs is what it does.  What only a kernel has
 * is not asked here: test_static_call.c does.
 */
static void test_bytes(void **state)
{
	const struct db_design *const *d;

	for (d = db_designs; *d; d++)
		if ((*d)->ops.map_single)
			expect_bytes(*d);
		else if (strcmp((*d)->id, "known") &&
			 strcmp((*d)->id, "running"))
			assert_non_null((*d)->bytes);
}

static void attach_all(struct db_devices *ds, const char *design,
		       unsigned int nr, bool mixed, unsigned int spare)
{
	const struct db_design *d = db_find_design(design);

	assert_int_equal(db_devices_init(ds, d, db_find_backend("null"),
					 !!d->max_depth, nr, mixed, spare), 0);
}

/* Each device is visited, none that is not attached, and no two alike. */
static void test_order(void **state)
{
	struct db_device *order[512], *again[512];
	unsigned int i, seed = 7, same = 7, runs = 0, seen[16] = { 0 };
	struct db_devices ds;

	attach_all(&ds, "per-device", 16, true, 0);
	db_devices_order(&ds, order, 512, &seed, false);
	for (i = 0; i < 512; i++) {
		assert_in_range(order[i] - ds.devs, 0, 15);
		seen[order[i] - ds.devs]++;
		runs += i && order[i] == order[i - 1];
	}
	for (i = 0; i < 16; i++)
		assert_in_range(seen[i], 10, 60);
	assert_in_range(runs, 5, 80);
	/* The seed is the order, and goes on. */
	db_devices_order(&ds, again, 512, &same, false);
	assert_memory_equal(order, again, sizeof(order));
	db_devices_order(&ds, again, 512, &same, false);
	assert_memory_not_equal(order, again, sizeof(order));
	db_devices_exit(&ds);
}

static void test_mixed_targets_differ(void **state)
{
	struct db_devices ds;
	unsigned int i, k;

	attach_all(&ds, "per-device", DB_VARIANTS, true, 0);
	for (i = 0; i < DB_VARIANTS; i++)
		for (k = 0; k < i; k++)
			assert_ptr_not_equal(ds.devs[i].ops->map_single,
					     ds.devs[k].ops->map_single);
	db_devices_exit(&ds);
	attach_all(&ds, "per-device", 4, false, 0);
	assert_ptr_equal(ds.devs[0].ops, ds.devs[3].ops);
	db_devices_exit(&ds);
	assert_int_equal(db_devices_init(&ds, &db_design_per_device,
					 db_find_backend("linear"), 0, 2, true,
					 0), -EOPNOTSUPP);
}

/* Rows that attach get devices that are not attached, each once. */
static void test_spare(void **state)
{
	struct db_device *order[8];
	struct db_devices ds;
	unsigned int i, seed = 1;

	attach_all(&ds, "per-device", 3, false, 8);
	db_devices_order(&ds, order, 8, &seed, true);
	for (i = 0; i < 8; i++) {
		assert_ptr_equal(order[i], &ds.devs[3 + i]);
		assert_null(order[i]->ops);
	}
	db_devices_exit(&ds);
}

/* Eviction reads and flushes, it changes nothing; ASan watches its bounds. */
static void test_evict(void **state)
{
	static const char *const designs[] = {
		"global", "global-hook", "global-lookup", "per-device",
		"stack-global", "stack-first", "stack-middle", "stack-getops",
		"stack-per-device", "ladder",
	};
	const struct db_design *d;
	struct db_devices ds;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(designs); i++) {
		attach_all(&ds, designs[i], 2, true, 0);
		d = ds.design;
		db_devices_evict(&ds, &ds.devs[0], d->loop[DB_MAP_SINGLE][0]);
		assert_int_equal(d->ops.map_single(&ds.devs[0], 4096, 512,
						   DB_TO_DEVICE), 4096);
		db_devices_exit(&ds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_every_design_has_answers),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_mixed_targets_differ),
		cmocka_unit_test(test_spare),
		cmocka_unit_test(test_evict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
