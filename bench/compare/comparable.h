/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COMPARE_COMPARABLE_H
#define BENCH_COMPARE_COMPARABLE_H

#include "machine/env.h"

/*
 * May what was measured here be compared with what was measured there?  A table
 * says of each key of an environment whether it has to be equal on both sides,
 * whether it may differ if the one who asks says that it is what varies, and
 * for which target it matters; and each side has to be fit (noise_env.c).
 */

/**
 * enum difference_what - what is made of a difference
 * @DIFFERENCE_CHECKED:	a check of what is measured came out otherwise: numbers
 *			can be compared, and none of them is a gain
 * @DIFFERENCE_REFUSED:	nothing can be compared
 * @DIFFERENCE_FORCED:	it would be refused, but for --force
 * @DIFFERENCE_VARIED:	it was declared to be what varies
 * @DIFFERENCE_NOTED:	it is said, and no more
 */
enum difference_what {
	DIFFERENCE_CHECKED, DIFFERENCE_REFUSED, DIFFERENCE_FORCED,
	DIFFERENCE_VARIED, DIFFERENCE_NOTED
};

/**
 * struct difference - a key that is not the same, or a side that is not fit
 * @where:	key of the environment it was first seen in
 * @who_a:	"A", or "A run 2" where two runs of a side differ
 * @who_b:	the other; "" where @who_a is not fit, whatever the other is
 * @a:		the values; of a list of words those that only the one has
 * @advice:	what to do where it is refused
 */
struct difference {
	enum difference_what what;
	char *key, *where;
	char who_a[32], who_b[32];
	char *a, *b;
	char *advice;
};

/**
 * struct differences - all of them, each key and pair of values once
 */
struct differences {
	size_t nr;
	struct difference *d;
};

/**
 * struct comparable_rule - what the one who asks has declared
 * @vary:	bits of comparable_group()
 * @force:	@nr_force keys or patterns of keys (fnmatch) that don't count
 */
struct comparable_rule {
	unsigned int vary;
	size_t nr_force;
	const char *const *force;
};

/**
 * struct comparable - one side of a pair of environments
 * @key:	of the environment
 * @exact:	its rows are counts, in insn/op, and not cycles
 * @who:	as in struct difference
 */
struct comparable {
	const struct env *env;
	const char *key;
	bool exact;
	const char *who;
};

/* What --vary may name, and the bit of one, or 0. */
#define COMPARABLE_GROUPS	"kernel|compiler|mitigations|iommu|qemu|commit"
unsigned int comparable_group(const char *name);

/* Name of group number @i, or NULL behind the last. */
const char *comparable_group_name(unsigned int i);

/**
 * comparable_pair - add to @out what @a and @b differ in
 *
 * A key that only one of them has is not known of the other: it is not judged.
 * Returns 0 or -ENOMEM.
 */
int comparable_pair(const struct comparable *a, const struct comparable *b,
		    const struct comparable_rule *rule,
		    struct differences *out);

/*
 * Add to @out what makes @a unfit to be compared with anything; 0 or -ENOMEM.
 */
int comparable_fit(const struct comparable *a,
		   const struct comparable_rule *rule,
		   struct differences *out);

/* How many are @what. */
size_t differences_count(const struct differences *d,
			 enum difference_what what);

void differences_free(struct differences *d);

#endif /* BENCH_COMPARE_COMPARABLE_H */
