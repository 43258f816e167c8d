// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * expected.c - what is known of each design.  A new one fails the tests until
 * it has a line here.
 */
#include <string.h>

#include "expected.h"
#include "kmod/backend/bounce.h"
#include "kmod/backend/linear.h"
#include "kmod/backend/null.h"
#include "kmod/backend/pvdma.h"
#include "kmod/dispatch/designs.h"

#define OURS	"null linear pvdma swiotlb+pvdma "

const struct expected expected[] = {
	{ "known", "", .two = NOT_ASKED },
	{ "direct", "null ", 0, BOUND, .apart = true, .leg[OF_NULL] = NAMED },
	{ "direct", "linear ", 0, BOUND, .apart = true,
	  .leg[OF_LINEAR] = NAMED },
	{ "direct", "pvdma ", 0, BOUND, .apart = true,
	  .leg[OF_PVDMA] = NAMED },
	{ "direct", "swiotlb+pvdma ", 0, BOUND, .apart = true,
	  .leg[OF_BOUNCE] = NAMED },
	{ "global", OURS, .two = LAST_WINS },
	{ "global-hook", OURS, .two = BOTH },
	{ "global-lookup", OURS, 0, BOTH, .apart = true },
	{ "per-device", OURS, 0, BOTH, .apart = true },
	{ "per-device-only", OURS, 0, BOTH, .apart = true },
	{ "stack-global", OURS, 8, BOTH, .apart = true },
	{ "stack-first", OURS, 8, BOTH, .apart = true },
	{ "stack-middle", OURS, 8, BOTH, .apart = true },
	{ "stack-getops", OURS, 8, BOTH, .apart = true },
	{ "stack-per-device", OURS, 8, BOTH, .apart = true, .lower = true },
	{ "stack-working", OURS, 8, BOTH, .apart = true, .lower = true },
	{ "stack-resolved", OURS, 8, BOTH, .apart = true },
	{ "null-is-direct", OURS, 0, BOTH, .apart = true,
	  .leg[OF_NULL] = NAMED },
	{ "ladder", OURS, 0, BOTH, .apart = true, .leg[OF_NULL] = NAMED,
	  .leg[OF_LINEAR] = NAMED },
	{ "compare-chain", OURS, 0, BOTH, .apart = true,
	  .leg[OF_NULL] = COMPARED, .leg[OF_LINEAR] = COMPARED },
	{ "static-call", OURS, .two = NOT_ASKED },
	{ "running", "null kernel-direct kernel-swiotlb kernel-iommu ", .two = NOT_ASKED },
};

const unsigned int expected_nr = ARRAY_SIZE(expected);

/* Two lines of one name are told apart by what they are bound to. */
static bool is_of(const struct expected *e, const struct db_design *design)
{
	if (strcmp(e->id, design->id))
		return false;
	return e->two != BOUND ||
	       !strncmp(e->backends, design->backend, strlen(design->backend));
}

const struct expected *expected_of(const struct db_design *design)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expected); i++)
		if (is_of(&expected[i], design))
			return &expected[i];
	fail_msg("no line in expected[] for design '%s'", design->id);
	return NULL;
}

bool expected_over(const struct expected *e, const char *id)
{
	size_t len = strlen(id);
	const char *word;

	/* "pvdma" is not the end of "swiotlb+pvdma". */
	for (word = e->backends; *word; word += strcspn(word, " ") + 1)
		if (!strncmp(word, id, len) && word[len] == ' ')
			return true;
	return false;
}

void attach(const struct db_design *design, struct db_device *dev,
	    const struct db_ops *ops, unsigned int depth)
{
	if (design->attach)
		assert_int_equal(design->attach(dev, ops, depth), 0);
}

void detach(const struct db_design *design, struct db_device *dev)
{
	if (design->attach)
		design->detach(dev);
}

void expect_device(const struct db_device *dev, const struct db_device *want)
{
	assert_ptr_equal(dev->ops, want->ops);
	assert_ptr_equal(dev->lower, want->lower);
	assert_int_equal(dev->dma_mask, want->dma_mask);
	assert_int_equal(dev->bdf, want->bdf);
	assert_int_equal(dev->flags, want->flags);
	assert_ptr_equal(dev->priv, want->priv);
}

const struct db_device *lowest(const struct db_device *dev)
{
	while (dev->lower)
		dev = dev->lower;
	return dev;
}

const struct db_device *reached(const struct db_design *design,
				const struct db_device *dev)
{
	return expected_of(design)->lower ? lowest(dev) : dev;
}

/* The tables of a backend: its own, the recorder's, and called directly. */
static const struct {
	const struct db_backend *backend;
	const struct db_ops *record;
	const struct db_ops *direct;
} named[NR_NAMED] = {
	[OF_NULL] = { &db_backend_null, &record_null, &direct_null },
	[OF_LINEAR] = { &db_backend_linear, &record_linear, &direct_linear },
	[OF_PVDMA] = { &db_backend_pvdma, &record_pvdma, &direct_pvdma },
	[OF_BOUNCE] = { &db_backend_bounce, &record_bounce, &direct_bounce },
};

const struct db_ops *recorded(const struct db_design *design,
			      const struct db_ops *ops)
{
	const struct expected *e = expected_of(design);
	int i;

	for (i = 0; i < NR_NAMED; i++) {
		enum leg leg = e->leg[i];

		if (e->two == BOUND && leg == NAMED)
			return named[i].direct;
		if (e->two == BOUND)
			continue;
		if (ops == named[i].backend->ops)
			return leg == NAMED ? named[i].direct : NULL;
		if (ops == named[i].record && leg == COMPARED)
			return named[i].direct;
	}
	return ops;
}

void expect_design(const struct db_design *design, struct db_device *dev,
		   const struct db_ops *ops)
{
	const struct db_ops *who = recorded(design, ops);
	const struct db_device *below = reached(design, dev);

	if (!who) {
		expect_real(design, dev, ops != db_backend_null.ops);
		return;
	}
	expect_entries(design, dev, who, below);
	expect_loops(design, dev, who, below);
}

static void expect_over(const struct db_design *design,
			const struct db_ops *ops)
{
	const struct expected *e = expected_of(design);
	unsigned int depth;

	for (depth = !!e->max_depth; depth <= e->max_depth; depth++) {
		struct db_device dev = DEVICE(0x1234);
		struct db_device before = dev;

		attach(design, &dev, ops, depth);
		assert_int_equal(reached(design, &dev)->bdf, 0x1234);
		assert_true(reached(design, &dev)->dma_mask == ~0ULL);
		expect_design(design, &dev, ops);
		detach(design, &dev);
		expect_device(&dev, &before);
	}
}

void expect_over_all(const struct db_design *design)
{
	expect_over(design, &record_a);
	expect_over(design, &record_null);
	expect_over(design, &record_linear);
	expect_over(design, &record_pvdma);
	expect_over(design, &record_bounce);
	expect_over(design, db_backend_null.ops);
	expect_over(design, db_backend_linear.ops);
	expect_over(design, db_backend_pvdma.ops);
}
