// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_compare.c - sides, pairs and rows of planted runs, under ASan also where
 * it ends early.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compare/compare.h"
#include "unit.h"

/*
 * plant - write a run
 * @name:	its directory
 * @envs:	"KEY IOMMU MODE", with a line's end behind each; the kernel is
 *		what stands in a VM's key before a +
 * @rows:	"KEY NAME VALUE..", likewise; a value may be null
 */
static void plant(const char *name, const char *envs, const char *rows)
{
	char *text, key[64], iommu[16], mode[16], row[64], dir[512];
	const char *comma = "";
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int at;

	fputs("{\"schema\": 1, \"complete\": true, \"seed\": 1, \"suite\": \"s\", \"environment\": {",
	      f);
	for (; sscanf(envs, "%63s %15s %15s%n", key, iommu, mode, &at) == 3;
	     envs += at, comma = ",")
		fprintf(f, "%s\"%s\": {\"kernel.release\": \"%.*s\", \"vm.iommu\": \"%s\", \"vm.mode\": \"%s\"}",
			comma, key,
			*key == 'v' ? (int)strcspn(key + 3, "+") : 0, key + 3,
			iommu, mode);
	fputs("}, \"rows\": [", f);
	for (comma = ""; sscanf(rows, "%63s %63s%n", key, row, &at) == 2;
	     comma = ",") {
		const char *end = strchr(rows + at, '\n');
		double first = strtod(rows + at, NULL);
		char *values = strndup(rows + at, end - rows - at), *blank;

		for (blank = values + 1; (blank = strchr(blank, ' '));)
			*blank = ',';
		fprintf(f, "%s{\"name\": \"%s\", \"design\": \"%.*s\", \"env\": \"%s\", \"target\": \"%.*s\", \"unit\": \"%s\", \"boots\": 1, \"status\": \"ok\", \"n\": 9, \"rejected\": 0, \"median\": %g, \"min\": %g, \"max\": %g, \"boot_median\": [%s], \"boot_least\": [%s]}",
			comma, row, (int)strcspn(row, "/"), row, key,
			(int)strcspn(key, "/"), key,
			*key == 'v' ? "insn/op" : "cycles/op", first, first,
			first, values, values);
		free(values);
		rows = end + 1;
	}
	fputs("]}", f);
	assert_int_equal(fclose(f), 0);
	snprintf(dir, sizeof(dir), "%s/%s", unit_dir, name);
	mkdir(dir, 0777);
	free(unit_file(dir, "run.json", text));
	free(text);
}

static struct compare c;
static char err[512];

/* Compare what is planted; sides are names, "/" before each, "|" for a slash. */
static int make(const char *a, const char *b)
{
	static char side[2][1024];
	static const char *sides[2] = { side[0], side[1] };
	struct compare_ask ask = {
		.nr_side = b ? 2 : 1, .side = sides,
		.verdict = VERDICT_RULE_DEFAULT,
	};
	int i;

	for (i = 0; i < 2; i++) {
		const char *from = i ? b : a;
		char *to = side[i];

		for (; from && *from; from++)
			to += *from == '/' ? sprintf(to, "%s/", unit_dir) :
			      sprintf(to, "%c", *from == '|' ? '/' : *from);
	}
	compare_free(&c);
	return compare_make(&c, &ask, err, sizeof(err));
}

static void expect_pair(size_t i, const char *a, const char *b)
{
	assert_true(i < c.nr_pair);
	assert_int_equal(!a, !c.pair[i].a);
	assert_int_equal(!b, !c.pair[i].b);
	if (a)
		assert_string_equal(c.pair[i].a, a);
	if (b)
		assert_string_equal(c.pair[i].b, b);
}

static void test_by_key(void **state)
{
	plant("a", "vm/1 intel lazy\nvm/2 intel lazy\nuser/plain - -\n",
	      "vm/1 d/n/m 10\nvm/2 d/n/m 11\nuser/plain d/n/m 3\n");
	plant("b", "user/plain - -\nvm/2 intel lazy\nvm/1 intel lazy\n",
	      "vm/1 d/n/m 10\nvm/2 d/n/m 12\nuser/plain d/n/m 3\n");
	assert_int_equal(make("/a", "/b"), 0);
	assert_int_equal(c.nr_pair, 3);
	expect_pair(0, "vm/1", "vm/1");
	expect_pair(1, "vm/2", "vm/2");
	expect_pair(2, "user/plain", "user/plain");
	assert_int_equal(c.nr_row, 3);
	assert_int_equal(c.row[1].c.verdict, VERDICT_MORE);
	assert_near(compare_effect(&c.row[1].c), 1 / 11.0);
}

/* Else by IOMMU and mode, if that is unique on both sides. */
static void test_by_kind(void **state)
{
	plant("b", "vm/2+none none strict\nvm/2+intel+lazy intel lazy\n",
	      "vm/2+none d/n/m 9\n");
	plant("a", "vm/1+intel+lazy intel lazy\nvm/1+none none lazy\n",
	      "vm/1+none d/n/m 9\n");
	assert_int_equal(make("/a", "/b"), 0);
	assert_int_equal(c.nr_pair, 2);
	expect_pair(0, "vm/1+intel+lazy", "vm/2+intel+lazy");
	expect_pair(1, "vm/1+none", "vm/2+none");
	/* Two of a kind: which of them is meant? */
	plant("b", "vm/2 intel lazy\nvm/3 intel lazy\nvm/3+none none lazy\n",
	      "vm/2 d/n/m 9\n");
	assert_int_equal(make("/a", "/b"), 0);
	assert_int_equal(c.nr_pair, 4);
	expect_pair(0, "vm/1+none", "vm/3+none");
	expect_pair(1, "vm/1+intel+lazy", NULL);
	expect_pair(2, NULL, "vm/2");
	expect_pair(3, NULL, "vm/3");
	assert_int_equal(make("/b", "/a"), 0);
	assert_int_equal(c.nr_pair, 4);
	expect_pair(0, "vm/3+none", "vm/1+none");
}

/* One of its target on each side: who named them means these. */
static void test_by_target(void **state)
{
	plant("a", "host/6.1 - -\nvm/1 intel lazy\n", "host/6.1 d/n/m 5\n");
	plant("b", "vm/1 amd lazy\nhost/6.2 - -\n", "host/6.2 d/n/m 5\n");
	assert_int_equal(make("/a", "/b"), 0);
	assert_int_equal(c.nr_pair, 2);
	expect_pair(0, "vm/1", "vm/1");
	expect_pair(1, "host/6.1", "host/6.2");
	/* Not the same IOMMU: it is paired, and refused. */
	assert_true(c.refused);
	assert_int_equal(c.nr_row, 0);
	assert_int_equal(make("/a:host", "/b:host"), 0);
	assert_int_equal(c.nr_pair, 1);
	assert_int_equal(c.nr_row, 1);
	plant("b", "user/plain - -\n", "user/plain d/n/m 5\n");
	assert_int_equal(make("/a", "/b"), 0);
	assert_int_equal(c.nr_pair, 3);
	assert_int_equal(c.nr_row, 0);
}

static void expect_kernel(const char *key, const char *iommu, const char *mode,
			  const char *kernel, const char *kind)
{
	struct result r = { 0 };
	struct result_env *e = result_env(&r, key);
	char buf[ENV_KEY_LEN];

	env_set(&e->env, "kernel.release", "6.12+deb12");
	env_set(&e->env, "vm.iommu", "%s", iommu);
	env_set(&e->env, "vm.mode", "%s", mode);
	assert_string_equal(compare_kernel(e), kernel);
	assert_string_equal(compare_kind(e, buf, sizeof(buf)), kind);
	result_free(&r);
}

/* By what the VM is, whatever it is called. */
static void test_names(void **state)
{
	expect_kernel("vm/6.12+deb12", "intel", "lazy", "6.12+deb12",
		      "intel+lazy");
	expect_kernel("vm/mine+amd+pt", "intel", "lazy", "6.12+deb12",
		      "intel+lazy");
	expect_kernel("vm/6.12+deb12+none", "none", "lazy", "6.12+deb12",
		      "none");
	expect_kernel("vm/6.1+strict", "amd", "strict", "6.12+deb12",
		      "amd+strict");
	expect_kernel("user/plain", "", "", "", "plain");
	expect_kernel("host/6.1", "", "", "", "");
}

/*
 * Runs of a directory, their boots together, a boot without a number left out.
 */
static void test_values(void **state)
{
	char dir[512];

	snprintf(dir, sizeof(dir), "%s/many", unit_dir);
	mkdir(dir, 0777);
	plant("many/1", "vm/1 intel lazy\n", "vm/1 d/n/m 10 10\n");
	plant("many/2", "vm/1 intel lazy\n", "vm/1 d/n/m 10 null\nvm/1 e/n/m 4\n");
	plant("b", "vm/1 intel lazy\n", "vm/1 d/n/m 11 12\nvm/1 f/n/m null\n");
	assert_int_equal(make("/many", "/b"), 0);
	assert_int_equal(c.side[0].nr_run, 2);
	assert_int_equal(c.nr_row, 3);
	assert_string_equal(c.row[0].name, "d/n/m");
	assert_int_equal(c.row[0].c.na, 3);
	assert_int_equal(c.row[0].c.nb, 2);
	assert_false(c.row[0].c.exact);
	assert_int_equal(c.row[0].c.why, WHY_TOO_FEW);
	assert_string_equal(c.row[1].name, "e/n/m");
	assert_words(c.row[1].why, "A only");
	assert_words(c.row[2].why, "B only");
	assert_int_equal(make("/many|1,/many|2", "/b"), 0);
	assert_int_equal(c.row[0].c.na, 3);
	assert_int_equal(make("/many,/many|2", "/b"), -EINVAL);
	assert_words(err, "'2' twice A");
}

/* Within a pair: changed, unclear, the same, not compared; by effect. */
static void test_order(void **state)
{
	struct compare_sum sum[COMPARE_SUMS];

	plant("a", "vm/1 intel lazy\n",
	      "vm/1 a/n/m 100\nvm/1 b/n/m 100\nvm/1 c/n/m 100\nvm/1 d/n/m 100\nvm/1 e/n/m 100 101\nvm/1 z/n/m 0\n");
	plant("b", "vm/1 intel lazy\n",
	      "vm/1 a/n/m 100\nvm/1 b/n/m 101\nvm/1 c/n/m 90\nvm/1 e/n/m 300 301\nvm/1 z/n/m 2\n");
	assert_int_equal(make("/a", "/b"), 0);
	assert_int_equal(c.nr_row, 6);
	assert_string_equal(c.row[0].name, "z/n/m");
	assert_true(isinf(compare_effect(&c.row[0].c)));
	assert_string_equal(c.row[1].name, "c/n/m");
	assert_string_equal(c.row[2].name, "b/n/m");
	assert_string_equal(c.row[3].name, "e/n/m");
	assert_string_equal(c.row[4].name, "a/n/m");
	assert_string_equal(c.row[5].name, "d/n/m");
	assert_int_equal(compare_sums(&c, 0, sum), 1);
	assert_int_equal(sum->unit, UNIT_INSN);
	assert_false(sum->beside);
	assert_int_equal(sum->compared, 5);
	assert_int_equal(sum->left, 1);
	assert_int_equal(sum->by[VERDICT_MORE], 2);
	assert_int_equal(sum->by[VERDICT_LESS], 1);
	assert_int_equal(sum->by[VERDICT_SAME], 1);
	assert_int_equal(sum->by[VERDICT_UNCLEAR], 1);
	assert_ptr_equal(sum->worst, &c.row[0]);
	assert_ptr_equal(sum->best, &c.row[1]);
	assert_int_equal(compare_sums(&c, 1, sum), 1);
	assert_int_equal(sum->compared, 5);
	assert_int_equal(compare_compared(&c), 5);
}

/*
 * Of two kernels their API is what was asked; of a process, or where rows are
 * named, all of it is.
 */
static void test_beside(void **state)
{
	struct compare_sum sum[COMPARE_SUMS];

	plant("k", "vm/1+none none lazy\nvm/2+none none lazy\nuser/plain - -\n",
	      "vm/1+none per-device/null/map_single 9\nvm/2+none per-device/null/map_single 8\n"
	      "vm/1+none running/null/map_single 10\nvm/2+none running/null/map_single 10\n");
	assert_int_equal(make("/k", NULL), 0);
	assert_int_equal(c.nr_row, 2);
	assert_string_equal(c.row[0].name, "running/null/map_single");
	assert_false(c.row[0].beside);
	assert_true(c.row[1].beside);
	assert_int_equal(compare_sums(&c, 0, sum), 2);
	assert_int_equal(sum[0].by[VERDICT_SAME], 1);
	assert_int_equal(sum[1].by[VERDICT_LESS], 1);
	assert_true(sum[1].beside);
	/* The API was not measured: it cannot be what was asked. */
	plant("k", "vm/1+none none lazy\nvm/2+none none lazy\n",
	      "vm/1+none per-device/null/map_single 9\nvm/2+none per-device/null/map_single 8\n");
	assert_int_equal(make("/k", NULL), 0);
	assert_false(c.row[0].beside);
	/* One kernel on both sides. */
	plant("a", "vm/1+none none lazy\n",
	      "vm/1+none per-device/null/map_single 9\nvm/1+none running/null/map_single 9\n");
	plant("b", "vm/1+none none lazy\n",
	      "vm/1+none per-device/null/map_single 8\nvm/1+none running/null/map_single 9\n");
	assert_int_equal(make("/a", "/b"), 0);
	assert_int_equal(compare_sums(&c, 0, sum), 1);
	assert_int_equal(sum->by[VERDICT_LESS], 1);
}

/* What a gate lets through, and what bisect is not sure of. */
static void test_gate(void **state)
{
	struct compare_row row = {
		.compared = true,
		.c = { .a = -50, .verdict = VERDICT_MORE,
		       .shift = { 4, 3, 5 } },
	};

	assert_true(compare_regressed(&row, 0, 0));
	assert_true(compare_regressed(&row, 3.9, 0));
	assert_false(compare_regressed(&row, 4, 0));
	assert_true(compare_regressed(&row, 0, 0.07));
	assert_false(compare_regressed(&row, 0, 0.08));
	assert_false(compare_maybe(&row, 0, 0));
	row.c.verdict = VERDICT_UNCLEAR;
	assert_false(compare_regressed(&row, 0, 0));
	assert_true(compare_maybe(&row, 0, 0));
	assert_true(compare_maybe(&row, 4.9, 0));
	assert_false(compare_maybe(&row, 5, 0));
	assert_false(compare_maybe(&row, 0, 0.1));
	/* No interval: it may be anything. */
	row.c.shift.high = NAN;
	assert_true(compare_maybe(&row, 1000, 0));
	row.compared = false;
	assert_false(compare_maybe(&row, 0, 0));
	row.c.verdict = VERDICT_MORE;
	assert_false(compare_regressed(&row, 0, 0));
}

static void test_kernels(void **state)
{
	plant("k", "vm/1+none none lazy\nuser/plain - -\nvm/2+none none lazy\nvm/3 intel lazy\n",
	      "vm/1+none d/n/m 9\nvm/2+none d/n/m 8\n");
	assert_int_equal(make("/k", NULL), 0);
	assert_int_equal(c.nr_side, 3);
	assert_string_equal(c.side[1].kernel, "2");
	assert_int_equal(c.side[2].name, 'C');
	assert_int_equal(c.row[0].c.verdict, VERDICT_LESS);
	assert_int_equal(c.ask.comparable.vary, comparable_group("kernel"));
	assert_int_equal(make("/k:vm|1", NULL), -EINVAL);
	assert_words(err, "one kernel");
	plant("u", "user/plain - -\n", "user/plain d/n/m 3\n");
	assert_int_equal(make("/u", NULL), -EINVAL);
	assert_words(err, "no kernel");
}

static void test_not_there(void **state)
{
	plant("a", "vm/1 intel lazy\n", "vm/1 d/n/m 10\n");
	plant("v", "vm/1 intel lazy\n", "");
	assert_int_equal(make("/a", "/nowhere"), -ENOENT);
	assert_int_equal(make("/a", "/a,"), -EINVAL);
	assert_int_equal(make("/a", "/a:vm|2"), -EINVAL);
	assert_int_equal(make("/a", "/v"), -ENODATA);
	assert_words(err, "'v' void");
	compare_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_key),
		cmocka_unit_test(test_by_kind),
		cmocka_unit_test(test_by_target),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_beside),
		cmocka_unit_test(test_gate),
		cmocka_unit_test(test_kernels),
		cmocka_unit_test(test_not_there),
	};

	return unit_run("compare", tests, unit_make_dir, unit_remove_dir);
}
