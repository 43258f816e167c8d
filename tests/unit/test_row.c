// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_row.c - a row's name is read and written without loss.
 *
 * Every row that can stand, at every depth and at the edges of its sizes,
 * comes back from its own name as it was, and what a name leaves out is the
 * operation's default.  What is not a row is refused with a reason, and no
 * number is taken for another one.  States are test_row_state.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "rows.h"
#include "unit.h"

static void expect_row(const char *name, const char *written,
		       __u32 len, __u32 nents, __u32 depth)
{
	struct row row = unit_row(name);
	char buf[ROW_NAME_LEN];

	assert_int_equal(row.len, len);
	assert_int_equal(row.nents, nents);
	assert_int_equal(row.depth, depth);
	assert_ptr_equal(row_name(&row, buf), buf);
	assert_string_equal(buf, written);
}

static void test_defaults(void **state)
{
	expect_row("direct/null/map_single", "direct/null/map_single",
		   4096, 1, 0);
	expect_row("global/null/unmap_single", "global/null/unmap_single",
		   4096, 1, 0);
	expect_row("per-device/null/map_sg", "per-device/null/map_sg",
		   4096, 1, 0);
	expect_row("stack-global/null/map_sg", "stack-global/null/map_sg",
		   4096, 1, 1);
	expect_row("direct/linear/map_single", "direct/linear/map_single",
		   4096, 1, 0);
	expect_row("stack-getops/linear/unmap_sg",
		   "stack-getops/linear/unmap_sg", 4096, 1, 1);
	expect_row("static-call/linear/map_sg", "static-call/linear/map_sg",
		   4096, 1, 0);
	expect_row("direct/pvdma/map_sg:16", "direct/pvdma/map_sg:16",
		   4096, 16, 0);
	expect_row("stack-first.8/swiotlb+pvdma/unmap_single:64K@hot",
		   "stack-first.8/swiotlb+pvdma/unmap_single:65536",
		   65536, 1, 8);
	expect_row("known/none/empty", "known/none/empty", 1, 1, 0);
	expect_row("known/none/loop", "known/none/loop", 1000, 1, 0);
	expect_row("running/kernel-iommu/unmap_sg@hot",
		   "running/kernel-iommu/unmap_sg", 4096, 1, 0);
}

static void test_shapes(void **state)
{
	expect_row("direct/null/map_single:64", "direct/null/map_single:64",
		   64, 1, 0);
	expect_row("direct/null/map_single:4096", "direct/null/map_single",
		   4096, 1, 0);
	expect_row("direct/null/map_single:4K", "direct/null/map_single",
		   4096, 1, 0);
	expect_row("direct/null/map_single:64K",
		   "direct/null/map_single:65536", 65536, 1, 0);
	expect_row("direct/null/map_single:1M@hot",
		   "direct/null/map_single:1048576", 1048576, 1, 0);
	expect_row("direct/null/unmap_single:2M",
		   "direct/null/unmap_single:2097152", 2097152, 1, 0);
	expect_row("direct/null/map_single:1", "direct/null/map_single:1",
		   1, 1, 0);
	expect_row("global/null/map_sg:16", "global/null/map_sg:16",
		   4096, 16, 0);
	expect_row("global/null/unmap_sg:256", "global/null/unmap_sg:256",
		   4096, 256, 0);
	expect_row("global/null/map_sg:1", "global/null/map_sg", 4096, 1, 0);
	expect_row("known/none/loop:10", "known/none/loop:10", 10, 1, 0);
	expect_row("stack-global.1/null/map_sg", "stack-global/null/map_sg",
		   4096, 1, 1);
	expect_row("stack-global.3/null/map_sg:4",
		   "stack-global.3/null/map_sg:4", 4096, 4, 3);
	expect_row("stack-per-device.8/null/map_single",
		   "stack-per-device.8/null/map_single", 4096, 1, 8);
}

static void test_bad_names(void **state)
{
	static const char form[] = "is not design/backend/op[:size][@state]";

	unit_no_row("", form);
	unit_no_row("direct", form);
	unit_no_row("direct/null", form);
	unit_no_row("direct@hot/null/map_single", form);
	unit_no_row("//", "no design ''");
	unit_no_row("indirect/null/map_single", "no design 'indirect'");
	unit_no_row("direct/nul/map_single", "no backend 'nul'");
	unit_no_row("direct//map_single", "no backend ''");
	unit_no_row("direct/null/", "no operation ''");
	unit_no_row("direct/null/map", "no operation 'map'");
	unit_no_row("direct/null/map_single/hot",
		      "no operation 'map_single/hot'");
	unit_no_row("direct/null/map_single@warm", "no state 'warm'");
	unit_no_row("direct/null/map_single@", "no state ''");
	unit_no_row("direct/null/map_single@hot@hot", "no state 'hot@hot'");
}

static void test_bad_numbers(void **state)
{
	static const char *const sizes[] = {
		"", "0", "-1", "+1", " 1", "1 ", "0x10", "4k", "4KK", "4K1",
		"K", "3M", "2097153", "2049K", "4294967297",
		"18446744073709551616", "99999999999999999999M", "1.5K",
	};
	static const char *const counts[] = {
		"", "0", "257", "1K", "-1", "4294967297", "1:1",
	};
	static const char *const depths[] = {
		"", "0", "9", "-1", "1K", "4294967297", "1.1",
	};
	char name[ROW_NAME_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		snprintf(name, sizeof(name), "direct/null/map_single:%s",
			 sizes[i]);
		unit_no_row(name, "1 2M");
	}
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		snprintf(name, sizeof(name), "direct/null/map_sg:%s",
			 counts[i]);
		unit_no_row(name, "1 256");
	}
	for (i = 0; i < ARRAY_SIZE(depths); i++) {
		snprintf(name, sizeof(name), "stack-global.%s/null/map_sg",
			 depths[i]);
		unit_no_row(name, "1 8");
	}
	unit_no_row("direct.1/null/map_sg", "'direct' has no depth");
	unit_no_row("direct./null/map_sg", "'direct' has no depth");
}

/* 2^44 + 1 MiB and 2^54 + 1 KiB are not 1 MiB and 1 KiB. */
static void test_number_wraps(void **state)
{
	unit_no_row("direct/null/map_single:17592186044417M",
		      "1 2M");
	unit_no_row("direct/null/map_single:18014398509481985K",
		      "1 2M");
}

static void test_cannot_stand(void **state)
{
	unit_no_row("direct/none/map_single", "map_single direct none");
	unit_no_row("known/null/map_sg", "map_sg known");
	unit_no_row("known/none/map_sg", "map_sg known");
	unit_no_row("known/null/empty", "empty known");
	unit_no_row("known/none/empty:7", "'empty' takes no number");
	unit_no_row("known/none/adds8:5", "'adds8' takes no number");
	unit_no_row("per-device/none/adds8", "adds8");
	unit_no_row("per-device/kernel-direct/map_single",
		      "map_single per-device kernel");
	unit_no_row("running/none/empty", "empty running");
	unit_no_row("running/linear/map_sg",
		      "map_sg running linear");
	unit_no_row("direct/kernel-iommu/map_sg",
		      "map_sg direct kernel-iommu");
	unit_no_row("direct/linear/empty", "empty direct");
	unit_no_row("direct/swiotlb/map_sg", "no backend 'swiotlb'");
	unit_no_row("per-device/swiotlb+pvdma/attach",
		      "attach per-device swiotlb+pvdma");
	unit_no_row("running/pvdma/map_sg",
		      "map_sg running pvdma");
	unit_no_row("ladder.2/null/map_sg", "'ladder' has no depth");
}

/* A name of any length and a message buffer of any size. */
static void test_lengths(void **state)
{
	char name[4 * ROW_NAME_LEN], err[8];
	struct row row;
	size_t len;

	for (len = 1; len < sizeof(name); len++) {
		memset(name, 'x', len);
		name[len] = '\0';
		unit_no_row(name, len < ROW_NAME_LEN ? "design" : "long");
		memcpy(name, "direct/null/", len < 12 ? len : 12);
		assert_int_equal(row_parse(name, &row, err, len % 9), -EINVAL);
	}
}

static void expect_same(const struct row *row)
{
	char name[ROW_NAME_LEN], part[ROW_NAME_LEN];
	struct row back;

	back = unit_row(row_name(row, name));
	assert_ptr_equal(back.design, row->design);
	assert_ptr_equal(back.backend, row->backend);
	assert_int_equal(back.op, row->op);
	assert_int_equal(back.len, row->len);
	assert_int_equal(back.nents, row->nents);
	assert_int_equal(back.depth, row->depth);
	assert_int_equal(back.devices, row->devices);
	assert_int_equal(back.flags, row->flags);
	/* The parts are parts of the whole. */
	assert_ptr_equal(row_design(row, part), part);
	assert_memory_equal(name, part, strlen(part));
	assert_int_equal(name[strlen(part)], '/');
	assert_ptr_equal(row_op(row, part), part);
	assert_string_equal(strrchr(name, '/') + 1, part);
}

/* Every row that there can be, with the edges of what it can have. */
static void test_round_trip(void **state)
{
	static const __u32 lens[] = { 1, 4095, 4096, DMABENCH_MAX_LEN };
	static const __u32 nents[] = { 1, 2, 255, DMABENCH_MAX_NENTS };
	const struct db_design *const *d;
	const struct db_backend *const *b;
	unsigned int nr = 0, i;
	struct row row;
	int op;

	for (d = db_designs; *d; d++)
		for (b = db_backends; *b; b++)
			for (op = 0; op < DB_OPS; op++) {
				if (!db_can_stand(*d, *b, op))
					continue;
				row = (struct row) {
					.design = *d, .backend = *b, .op = op,
					.len = 4096, .nents = 1, .devices = 1,
				};
				for (i = 0; i < ARRAY_SIZE(lens); i++) {
					if (db_op_info[op].sg)
						row.nents = nents[i];
					else if (db_op_info[op].fixed)
						row.len = db_op_info[op].len;
					else
						row.len = lens[i];
					row.depth = !!(*d)->max_depth;
					do {
						expect_same(&row);
						nr++;
					} while (row.depth++ <
						 (*d)->max_depth);
				}
			}
	assert_true(nr > 300);
}

static void test_known_insn(void **state)
{
	static const struct {
		const char *name;
		double insn;
	} known[] = {
		{ "known/none/empty", 2 },
		{ "known/none/adds8", 10 },
		{ "known/none/adds64", 66 },
		{ "known/none/loop", 2003 },
		{ "known/none/loop:1", 5 },
		{ "known/none/loop:2M", 4194307 },
		{ "direct/null/map_single", 0 },
		{ "running/null/unmap_sg:16", 0 },
	};
	struct row row;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		row = unit_row(known[i].name);
		assert_near(row_known_insn(&row), known[i].insn);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_bad_names),
		cmocka_unit_test(test_bad_numbers),
		cmocka_unit_test(test_number_wraps),
		cmocka_unit_test(test_cannot_stand),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_known_insn),
	};

	return unit_run("row", tests, NULL, NULL);
}
