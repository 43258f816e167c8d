// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_version.c - kernel releases stand in the order that they were made in.
 */
#include <stdlib.h>

#include "machine/version.h"
#include "unit.h"

/* Each is later than all that stand before it. */
static const char *const ascending[] = {
	"", "next-20260101",
	"2.6.26", "2.6.27",
	"5.10.0-9-amd64", "5.10.0-35-amd64",
	"6.1.0-9-amd64", "6.1.0-56-amd64", "6.1.0-56-cloud-amd64",
	"6.9.12", "6.10.1",
	"6.12.0-rc1", "6.12.0-rc2-next", "6.12.0-rc10", "6.12.0",
	"6.12.0-dirty", "6.12.0-g0123456789ab",
	"6.12.117+deb12-amd64",
	"7.3~rc4", "7.3", "7.3.4+deb13-amd64", "10.0",
};

#define NR	(sizeof(ascending) / sizeof(*ascending))

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

static void test_order(void **state)
{
	size_t i, k;

	for (i = 0; i < NR; i++)
		for (k = 0; k < NR; k++)
			if (sign(version_cmp(ascending[i], ascending[k])) !=
			    (i > k) - (i < k))
				fail_msg("'%s' and '%s'", ascending[i],
					 ascending[k]);
}

static void test_same(void **state)
{
	/* What is not there is 0. */
	assert_int_equal(version_cmp("6.12", "6.12.0"), 0);
	assert_int_equal(version_cmp("6.12-rc1", "6.12.0-rc1"), 0);
	assert_int_equal(version_cmp("", ""), 0);
	assert_true(version_cmp("6.12", "6.12.1") < 0);
}

static void test_odd(void **state)
{
	/* No number that is too great, and no text behind it, ends badly. */
	assert_true(version_cmp("6.99999999999999999999999", "6.1") > 0);
	assert_true(version_cmp("6.", "6.1") < 0);
	assert_true(version_cmp("6..1", "6.1") < 0);
	assert_true(version_cmp("6.1-rc", "6.1") != 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_odd),
	};

	return unit_run("version", tests, NULL, NULL);
}
