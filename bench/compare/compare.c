// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - sides become pairs of environments that may be compared.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"

static const struct result_env *env_of(const struct compare_side *side,
				       const char *key)
{
	const struct result_env *e = NULL;
	size_t i;

	for (i = 0; i < side->nr_run && !e; i++)
		e = result_find_env(side->run[i], key);
	return e;
}

static bool same_kind(const struct compare_side *x, const char *a,
		      const struct compare_side *y, const char *b)
{
	char one[ENV_KEY_LEN], two[ENV_KEY_LEN];

	return env_same_target(a, b) &&
	       !strcmp(compare_kind(env_of(x, a), one, sizeof(one)),
		       compare_kind(env_of(y, b), two, sizeof(two)));
}

static int add_pair(struct compare *c, size_t side, const char *a,
		    const char *b)
{
	struct compare_pair *all;

	all = realloc(c->pair, (c->nr_pair + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	c->pair = all;
	all[c->nr_pair++] = (struct compare_pair) {
		.side = side, .a = a, .b = b,
	};
	return 0;
}

/* Is a key of A, or of the other side, in a pair that has both? */
static bool is_paired(const struct compare *c, size_t side, const char *a,
		      const char *b)
{
	size_t i;

	for (i = 0; i < c->nr_pair; i++) {
		const struct compare_pair *p = &c->pair[i];

		if (p->side == side && p->a && p->b &&
		    ((a && !strcmp(p->a, a)) || (b && !strcmp(p->b, b))))
			return true;
	}
	return false;
}

/*
 * The environment of B that is of the same kind as this one, if it is unique.
 */
static const char *by_kind(const struct compare *c, size_t side, const char *a)
{
	const struct compare_side *x = &c->side[0], *y = &c->side[side];
	const char *found = NULL;
	size_t i;

	for (i = 0; i < x->nr_key; i++)
		if (x->key[i] != a && !is_paired(c, side, x->key[i], NULL) &&
		    same_kind(x, a, x, x->key[i]))
			return NULL;
	for (i = 0; i < y->nr_key; i++) {
		if (is_paired(c, side, NULL, y->key[i]) ||
		    !same_kind(x, a, y, y->key[i]))
			continue;
		if (found)
			return NULL;
		found = y->key[i];
	}
	return found;
}

static size_t count_target(const struct compare_side *side, const char *key)
{
	size_t i, nr = 0;

	for (i = 0; i < side->nr_key; i++)
		nr += env_same_target(side->key[i], key);
	return nr;
}

/*
 * The one of this target on B, if it is the one on A: who named them meant it.
 */
static const char *by_target(const struct compare *c, size_t side,
			     const char *a)
{
	const struct compare_side *y = &c->side[side];
	size_t i;

	if (*y->kernel || count_target(&c->side[0], a) != 1 ||
	    count_target(y, a) != 1)
		return NULL;
	for (i = 0; i < y->nr_key; i++)
		if (env_same_target(y->key[i], a))
			return y->key[i];
	return NULL;
}

static int pair_side(struct compare *c, size_t side)
{
	const struct compare_side *x = &c->side[0], *y = &c->side[side];
	size_t i, k;
	int ret = 0;

	for (i = 0; !ret && i < x->nr_key; i++)
		for (k = 0; !ret && k < y->nr_key; k++)
			if (!strcmp(x->key[i], y->key[k]))
				ret = add_pair(c, side, x->key[i], y->key[k]);
	for (i = 0; !ret && i < x->nr_key; i++) {
		const char *b;

		if (is_paired(c, side, x->key[i], NULL))
			continue;
		b = by_kind(c, side, x->key[i]) ?:
		    by_target(c, side, x->key[i]);
		if (b)
			ret = add_pair(c, side, x->key[i], b);
	}
	/* Behind the pairs, what has no partner. */
	for (i = 0; !ret && i < x->nr_key; i++)
		if (!is_paired(c, side, x->key[i], NULL))
			ret = add_pair(c, side, x->key[i], NULL);
	for (i = 0; !ret && i < y->nr_key; i++)
		if (!is_paired(c, side, NULL, y->key[i]))
			ret = add_pair(c, side, NULL, y->key[i]);
	return ret;
}

/*
 * Rows of an environment are counts; of one that has none it is the target's.
 */
static bool is_exact(const struct result *r, const struct result_env *e)
{
	const enum unit unit = result_unit(r, e->key);

	return unit ? unit == UNIT_INSN : e->target == TARGET_VM;
}

/* Number @i of the runs of a side that have this key; false behind the last. */
static bool run_of(const struct compare_side *side, const char *key, size_t i,
		   struct comparable *out, char *who, size_t size)
{
	size_t n;

	for (n = 0; n < side->nr_run; n++) {
		const struct result *r = side->run[n];
		const struct result_env *e = result_find_env(r, key);

		if (!e || i--)
			continue;
		if (n)
			snprintf(who, size, "%c run %zu", side->name, n + 1);
		else
			snprintf(who, size, "%c", side->name);
		*out = (struct comparable) {
			.env = &e->env, .key = key, .exact = is_exact(r, e),
			.who = who,
		};
		return true;
	}
	return false;
}

/* The runs of one side are of one thing, whatever varies between sides. */
static int check_side(struct compare *c, const struct compare_side *side,
		      const char *key)
{
	const struct comparable_rule rule = {
		.nr_force = c->ask.comparable.nr_force,
		.force = c->ask.comparable.force,
	};
	struct comparable first, other;
	char who[2][32];
	size_t i;
	int ret;

	if (!run_of(side, key, 0, &first, who[0], sizeof(who[0])))
		return 0;
	ret = comparable_fit(&first, &rule, &c->differences);
	for (i = 1; !ret && run_of(side, key, i, &other, who[1],
				   sizeof(who[1])); i++) {
		ret = comparable_fit(&other, &rule, &c->differences);
		if (!ret)
			ret = comparable_pair(&first, &other, &rule,
					      &c->differences);
	}
	return ret;
}

/* A process has nothing of the kernel in its windows. */
static bool other_kernel(const struct comparable *a, const struct comparable *b)
{
	static const char *const keys[] = {
		"kernel.release", "kernel.version", "kernel.config",
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(env_get(a->env, keys[i]), env_get(b->env, keys[i])))
			return target_of_key(a->key) != TARGET_USER;
	return false;
}

static int check_pair(struct compare *c, struct compare_pair *p)
{
	struct comparable a, b;
	char who[2][32];
	int ret;

	/* Rows of one run were made by turns, whatever the box was. */
	if (!p->a || !p->b || c->ask.against)
		return 0;
	ret = check_side(c, &c->side[0], p->a);
	if (!ret)
		ret = check_side(c, &c->side[p->side], p->b);
	if (!ret && run_of(&c->side[0], p->a, 0, &a, who[0], sizeof(who[0])) &&
	    run_of(&c->side[p->side], p->b, 0, &b, who[1], sizeof(who[1]))) {
		p->kernels = other_kernel(&a, &b);
		p->same_code = p->kernels && *env_get(a.env, "vm.code") &&
			       !strcmp(env_get(a.env, "vm.code"),
				       env_get(b.env, "vm.code"));
		ret = comparable_pair(&a, &b, &c->ask.comparable,
				      &c->differences);
	}
	return ret;
}

int compare_make(struct compare *c, const struct compare_ask *ask, char *err,
		 size_t size)
{
	size_t i;
	int ret;

	*c = (struct compare) { .ask = *ask };
	snprintf(err, size, "%s", strerror(ENOMEM));
	/* One run of several kernels says by itself what varies. */
	if (ask->nr_side == 1 && !ask->against)
		c->ask.comparable.vary |= comparable_group("kernel");
	ret = compare_sides(c, err, size);
	for (i = 1; !ret && i < c->nr_side; i++)
		ret = pair_side(c, i);
	for (i = 0; !ret && i < c->nr_pair; i++)
		ret = check_pair(c, &c->pair[i]);
	c->refused = differences_count(&c->differences, DIFFERENCE_REFUSED);
	if (!ret && !c->refused)
		ret = compare_rows(c);
	return ret;
}

void compare_free(struct compare *c)
{
	size_t i;

	for (i = 0; i < c->nr_run; i++) {
		result_free(c->run[i]);
		free(c->run[i]);
	}
	for (i = 0; i < c->nr_side; i++) {
		free(c->side[i].run);
		free(c->side[i].key);
	}
	free(c->run);
	free(c->pair);
	free(c->row);
	differences_free(&c->differences);
	*c = (struct compare) { 0 };
}
