/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COMPARE_RULE_H
#define BENCH_COMPARE_RULE_H

#include <stdbool.h>

/**
 * enum rule_kind - what is made of a key that differs
 * @RULE_CHECKED: a check of what is measured, of which each outcome may be
 * @RULE_NEVER:	clocks that are not one can't be compared whatever is said
 */
enum rule_kind {
	RULE_IGNORED, RULE_NOTED, RULE_CHECKED, RULE_EQUAL, RULE_NEVER
};

/**
 * struct rule - what a key of an environment has to be on both sides
 * @key:	a * at its end stands for anything
 * @where:	targets for which it holds
 * @groups:	bits of comparable_group() by which it may vary
 * @same:	are these values the same?  NULL: if the texts are
 */
struct rule {
	const char *key;
	unsigned int where;
	enum rule_kind kind;
	unsigned int groups;
	bool (*same)(const char *a, const char *b);
};

/*
 * The rule for @key of the environment with the key @env, whose rows are
 * @exact counts or not; there is one.
 */
const struct rule *rule_for(const char *key, const char *env, bool exact);

#endif /* BENCH_COMPARE_RULE_H */
