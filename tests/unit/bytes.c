// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bytes.c - what a device costs a design in memory, measured and put in words.
 */
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "bytes.h"
#include "expected.h"
#include "kmod/backend/linear.h"
#include "kmod/backend/null.h"

#define DEPTH		3
#define MAX_LOOKED_AT	64

/* Devices on one bus, this far apart: in different words of a bitmap. */
#define APART		64

/**
 * struct cost - what one more device costs
 * @fields:	bytes of its struct db_device that attach writes
 * @flags:	and which flags
 * @table_bits:	in each table, of designs that have it in tables
 * @tables:	how many such tables an operation looks at
 * @layer:	allocated for each layer more
 * @bus:	allocated if it is the first on its bus
 * @special:	allocated if its ops are not those of the first
 */
struct cost {
	size_t fields;
	unsigned int flags;
	size_t table_bits;
	unsigned int tables;
	size_t layer;
	size_t bus;
	size_t special;
};

/* What evict says that an operation looks at, in the order that it says so. */
static const char *looked_at[MAX_LOOKED_AT];
static unsigned int nr_looked_at;

static void look(const void *from, size_t size)
{
	assert_true(nr_looked_at < MAX_LOOKED_AT);
	looked_at[nr_looked_at++] = from;
}

/* What two devices are looked up by lies apart as far as they do. */
static void measure_tables(const struct db_design *design,
			   const struct db_device *dev,
			   const struct db_device *apart, struct cost *c)
{
	unsigned int i, nr;

	if (!design->evict)
		return;
	nr_looked_at = 0;
	design->evict(dev, look);
	nr = nr_looked_at;
	design->evict(apart, look);
	assert_int_equal(nr_looked_at, 2 * nr);
	for (i = 0; i < nr; i++) {
		size_t bytes = looked_at[nr + i] - looked_at[i];

		if (!bytes)
			continue;
		if (c->tables++)
			assert_int_equal(c->table_bits, 8 * bytes / APART);
		c->table_bits = 8 * bytes / APART;
	}
}

/* Of all that attach writes into a device, whatever it is given. */
static void measure_fields(const struct db_design *design, struct cost *c)
{
	const struct db_ops *ops[] = {
		&record_a, db_backend_null.ops, db_backend_linear.ops,
	};
	const struct db_device before = DEVICE(0x100);
	bool has_ops = false, has_lower = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		struct db_device dev = before;

		attach(design, &dev, ops[i], design->max_depth ? DEPTH : 0);
		has_ops |= dev.ops != before.ops;
		has_lower |= dev.lower != before.lower;
		c->flags |= dev.flags ^ before.flags;
		assert_true(dev.dma_mask == before.dma_mask);
		assert_int_equal(dev.bdf, before.bdf);
		assert_ptr_equal(dev.priv, before.priv);
		detach(design, &dev);
	}
	c->fields = has_ops * sizeof(before.ops) +
		    has_lower * sizeof(before.lower);
}

/* What is allocated when a device is attached. */
static size_t added(const struct db_design *design, struct db_device *dev,
		    const struct db_ops *ops, unsigned int depth)
{
	size_t was = allocated;

	attach(design, dev, ops, depth);
	return allocated - was;
}

static void measure(const struct db_design *design, struct cost *c)
{
	enum { FIRST, NEXT, DEEPER, BUS, OTHER, SPECIAL, DEVICES };
	struct db_device dev[DEVICES] = {
		[FIRST] = DEVICE(0x100), [NEXT] = DEVICE(0x100 + APART),
		[DEEPER] = DEVICE(0x101), [BUS] = DEVICE(0x200),
		[OTHER] = DEVICE(0x102), [SPECIAL] = DEVICE(0x103),
	};
	unsigned int depth = design->max_depth ? DEPTH : 0, i;
	size_t next;

	attach(design, &dev[FIRST], &record_a, depth);
	/* What any device has allocated for it; more is for a reason. */
	next = added(design, &dev[NEXT], &record_a, depth);
	measure_tables(design, &dev[FIRST], &dev[NEXT], c);
	c->layer = added(design, &dev[DEEPER], &record_a,
			 depth + !!depth) - next;
	c->bus = added(design, &dev[BUS], &record_a, depth) - next;
	/* The first of other ops may bring what is not the device's. */
	attach(design, &dev[OTHER], &record_b, depth);
	c->special = added(design, &dev[SPECIAL], &record_b, depth) - next;
	assert_int_equal(next, depth ? (depth - 1) * c->layer : 0);
	for (i = DEVICES; i--;)
		detach(design, &dev[i]);
}

void expect_bytes(const struct db_design *design)
{
	struct cost c = { 0 };
	char text[128];
	FILE *f;

	count_nothing(NULL);
	measure_fields(design, &c);
	measure(design, &c);
	assert_int_equal(allocs, frees);
	f = fmemopen(text, sizeof(text), "w");
	if (c.tables > 1) {
		/* Three are registered, each has a table. */
		assert_int_equal(c.tables, DEPTH);
		assert_int_equal(c.fields, 0);
		fprintf(f, "%zu bit an IOMMU", c.table_bits);
	} else {
		assert_int_equal(c.table_bits % 8, 0);
		fprintf(f, "%zu", c.fields + c.table_bits / 8);
	}
	if (c.flags) {
		assert_int_equal(__builtin_popcount(c.flags), 1);
		fputs(" and a bit", f);
	}
	if (c.layer)
		fprintf(f, ", a layer %zu", c.layer);
	if (c.bus)
		fprintf(f, ", a bus %zu", c.bus);
	if (c.special)
		fprintf(f, ", special %zu", c.special);
	fclose(f);
	if (!design->bytes || strcmp(design->bytes, text))
		fail_msg("%s: .bytes is \"%s\", not \"%s\"", design->id,
			 design->bytes ? design->bytes : "(none)", text);
}
