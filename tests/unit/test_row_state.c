// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_row_state.c - what stands behind the @ of a row's name.
 *
 * Every set of words is tried on every kind of row, in two orders, beside a
 * list of what goes together that is written here again; what is taken is
 * printed in one order and read back the same, and fits where it is stored.
 * Numbers at their limits; the list that 'dmabench list' prints has each word.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result/result.h"
#include "rows.h"
#include "unit.h"

/* In the order in which they are written. */
enum {
	MIXED, DEVS, RING, OFF, THREADS, COLD, CONTIGUOUS, FROM, BIDI, SKIP,
	LIFO, RANDOM, SIZES, XCPU, FAIL, EACH, WORDS
};

static const char *const words[WORDS] = {
	"mixed16", "devs4096", "ring4096", "off4095", "threads64", "cold",
	"contiguous", "from", "bidi", "skip", "lifo", "random", "sizes",
	"xcpu", "fail", "each",
};

#define BIT(w)	(1U << (w))

/* What a word is to the module. */
static const __u32 flag_of[WORDS] = {
	[MIXED] = DMABENCH_RUN_MIXED,
	[COLD] = DMABENCH_RUN_COLD,
	[CONTIGUOUS] = DMABENCH_RUN_CONTIGUOUS,
	[FROM] = DMABENCH_RUN_FROM,
	[BIDI] = DMABENCH_RUN_BIDI,
	[SKIP] = DMABENCH_RUN_SKIP_SYNC,
	[LIFO] = DMABENCH_RUN_LIFO,
	[RANDOM] = DMABENCH_RUN_RANDOM,
	[SIZES] = DMABENCH_RUN_SIZES,
	[XCPU] = DMABENCH_RUN_XCPU,
	[FAIL] = DMABENCH_RUN_FAIL,
};

/* What the kernel's API has of a mapping, and of a list. */
#define BOTH	(BIT(FROM) | BIT(BIDI) | BIT(SKIP) | BIT(XCPU) | BIT(EACH) | \
		 BIT(THREADS))
#define SINGLE	(BOTH | BIT(RING) | BIT(OFF) | BIT(LIFO) | BIT(RANDOM))
#define LIST	(BOTH | BIT(CONTIGUOUS))

/**
 * struct kind - a row and the words that may be in its state
 * @name:	without a state
 * @words:	a set of BIT()s; which of them exclude each other is goes()
 */
static const struct kind {
	const char *name;
	unsigned int words;
} kinds[] = {
	{ "global/null/map_single:2097151",
	  BIT(MIXED) | BIT(DEVS) | BIT(THREADS) | BIT(COLD) | BIT(EACH) },
	{ "stack-per-device.8/null/unmap_single:2097151",
	  BIT(MIXED) | BIT(DEVS) | BIT(THREADS) | BIT(COLD) | BIT(EACH) },
	{ "stack-per-device.8/null/unmap_sg:256",
	  BIT(MIXED) | BIT(DEVS) | BIT(THREADS) | BIT(COLD) |
	  BIT(CONTIGUOUS) | BIT(EACH) },
	{ "global/linear/map_sg:2",
	  BIT(DEVS) | BIT(THREADS) | BIT(COLD) | BIT(CONTIGUOUS) |
	  BIT(EACH) },
	{ "global/null/attach", BIT(MIXED) | BIT(DEVS) | BIT(EACH) },
	{ "known/none/empty", 0 },
	{ "known/none/loop:10", 0 },
	{ "running/kernel-swiotlb/map_single:2097151",
	  SINGLE | BIT(FAIL) },
	{ "running/kernel-swiotlb/unmap_single:2097151", SINGLE },
	{ "running/kernel-swiotlb/sync_device:2097151", SINGLE },
	/* Without a number of their own: of several sizes, too. */
	{ "running/kernel-iommu/map_single",
	  SINGLE | BIT(SIZES) | BIT(FAIL) },
	{ "running/kernel-direct/unmap_single", SINGLE | BIT(SIZES) },
	{ "running/null/map_sg:256", LIST | BIT(FAIL) },
	{ "running/kernel-iommu/unmap_sg:256", LIST },
	{ "running/kernel-swiotlb/alloc_coherent:2097151", BIT(EACH) },
	{ "running/kernel-swiotlb/free_coherent:2097151", BIT(EACH) },
};

static bool goes(unsigned int set)
{
	static const unsigned int never[] = {
		BIT(MIXED) | BIT(DEVS), BIT(MIXED) | BIT(COLD),
		BIT(DEVS) | BIT(COLD), BIT(COLD) | BIT(EACH),
		BIT(FROM) | BIT(BIDI), BIT(LIFO) | BIT(RANDOM),
		BIT(FAIL) | BIT(LIFO), BIT(FAIL) | BIT(RANDOM),
		BIT(FAIL) | BIT(RING), BIT(FAIL) | BIT(SIZES),
		BIT(FAIL) | BIT(XCPU), BIT(SIZES) | BIT(LIFO),
		BIT(SIZES) | BIT(RANDOM), BIT(SIZES) | BIT(EACH),
		BIT(THREADS) | BIT(COLD), BIT(THREADS) | BIT(XCPU),
		BIT(THREADS) | BIT(FAIL), BIT(THREADS) | BIT(EACH),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(never); i++)
		if ((set & never[i]) == never[i])
			return false;
	return true;
}

/* @set behind @name and an @, forward or from its last word. */
static void write_name(char *buf, size_t size, const char *name,
		       unsigned int set, bool forward)
{
	int len = snprintf(buf, size, "%s", name);
	char join = '@';
	int i;

	for (i = 0; i < WORDS; i++) {
		int w = forward ? i : WORDS - 1 - i;

		if (!(set & BIT(w)))
			continue;
		len += snprintf(buf + len, size - len, "%c%s", join, words[w]);
		assert_true(len < (int)size);
		join = '+';
	}
}

static void expect_set(const struct row *row, unsigned int set)
{
	__u32 flags = 0;
	int w;

	for (w = 0; w < WORDS; w++)
		flags |= set & BIT(w) ? flag_of[w] : 0;
	assert_int_equal(row->flags, flags);
	assert_int_equal(row->devices, set & BIT(MIXED) ? DB_VARIANTS :
			 set & BIT(DEVS) ? DMABENCH_MAX_DEVICES : 1);
	assert_int_equal(row->ring, set & BIT(RING) ? DMABENCH_MAX_RING : 0);
	assert_int_equal(row->offset,
			 set & BIT(OFF) ? DMABENCH_MAX_OFFSET : 0);
	assert_int_equal(row->threads,
			 set & BIT(THREADS) ? DMABENCH_MAX_THREADS : 1);
	assert_int_equal(row->each, !!(set & BIT(EACH)));
	if (set & BIT(SIZES))
		assert_int_equal(row->len, DMABENCH_SIZES_MAX);
}

static void test_every_set(void **state)
{
	unsigned int taken = 0, set, forward;
	char name[256], first[256], buf[ROW_NAME_LEN];
	struct result_row stored;
	struct row row, again;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		for (set = 0; set < BIT(WORDS); set++) {
			bool good = !(set & ~kinds[i].words) && goes(set);

			write_name(first, sizeof(first), kinds[i].name, set,
				   true);
			for (forward = 0; forward < 2; forward++) {
				write_name(name, sizeof(name), kinds[i].name,
					   set, forward);
				if (!good) {
					unit_no_row(name, "");
					continue;
				}
				row = unit_row(name);
				expect_set(&row, set);
				assert_string_equal(row_name(&row, buf),
						    first);
				again = unit_row(buf);
				assert_memory_equal(&again, &row, sizeof(row));
				row_state(&row, buf);
				assert_true(strlen(buf) <
					    sizeof(stored.state));
				assert_true(strlen(first) <
					    sizeof(stored.name));
				taken++;
			}
		}
	}
	/* Of designs 6 + 6 + 12 + 6 + 6, and what the API has. */
	assert_true(taken > 2 * 300);
}

static void test_numbers(void **state)
{
	static const struct {
		const char *word;
		unsigned int min, max;
		const char *row;
	} numbers[] = {
		{ "mixed", 2, 16, "global/null/map_single" },
		{ "devs", 1, 4096, "per-device/linear/map_sg" },
		{ "ring", 1, 4096, "running/kernel-iommu/map_single" },
		{ "off", 1, 4095, "running/kernel-direct/sync_cpu" },
		{ "threads", 2, 64, "global/linear/unmap_sg" },
	};
	static const char *const junk[] = {
		"0", "99999", "4294967297", "18446744073709551617", "1K",
		"1x", "2.5",
	};
	char name[ROW_NAME_LEN], buf[ROW_NAME_LEN], why[80];
	struct row row;
	unsigned int n;
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		snprintf(why, sizeof(why), "%s takes a number from %u to %u",
			 numbers[i].word, numbers[i].min, numbers[i].max);
		for (n = 0; n <= numbers[i].max + 1; n++) {
			snprintf(name, sizeof(name), "%s@%s%u",
				 numbers[i].row, numbers[i].word, n);
			if (n < numbers[i].min || n > numbers[i].max) {
				unit_no_row(name, why);
				continue;
			}
			row = unit_row(name);
			snprintf(name, sizeof(name), "%s%u", numbers[i].word,
				 n);
			/* One device is a row without a state. */
			assert_string_equal(row_state(&row, buf),
					    strcmp(name, "devs1") ? name :
					    "hot");
			assert_int_equal(row.ring + row.offset +
					 row.devices - 1 + row.threads - 1,
					 row.devices > 1 || row.threads > 1 ?
					 n - 1 :
					 strcmp(buf, "hot") ? n : 0);
		}
		for (k = 0; k < ARRAY_SIZE(junk); k++) {
			snprintf(name, sizeof(name), "%s@%s%s",
				 numbers[i].row, numbers[i].word, junk[k]);
			unit_no_row(name, why);
		}
	}
	/* Without a number it is all there are, of those that have that. */
	row = unit_row("global/null/map_sg:4@mixed");
	assert_string_equal(row_state(&row, buf), "mixed16");
	unit_no_row("global/null/map_sg@devs", "devs number");
	unit_no_row("running/null/map_single@ring", "ring number");
	unit_no_row("running/null/map_single@off", "off number");
	unit_no_row("direct/null/map_single@threads",
		    "threads number");
}

static void test_words(void **state)
{
	static const char row[] = "running/kernel-direct/map_single";
	static const char *const unknown[] = {
		"", "warm", "Cold", "fifo", "rings", "ring-1", "ring 1",
		"offset1", "from1", "each2", "-", " from", "from ",
	};
	static const char *const twice[] = {
		"from+from", "each+each", "ring1+ring1", "off1+off2",
		"from+bidi", "lifo+random", "hot+each", "each+hot",
	};
	static const char *const joints[] = { "+", "from+", "+from", "from++skip" };
	char name[ROW_NAME_LEN], why[80];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		snprintf(name, sizeof(name), "%s@%s", row, unknown[i]);
		snprintf(why, sizeof(why),
			 "no state '%s'; 'dmabench list' prints them",
			 unknown[i]);
		unit_no_row(name, why);
	}
	for (i = 0; i < ARRAY_SIZE(twice); i++) {
		snprintf(name, sizeof(name), "%s@%s", row, twice[i]);
		unit_no_row(name, "rest state");
	}
	for (i = 0; i < ARRAY_SIZE(joints); i++) {
		snprintf(name, sizeof(name), "%s@%s", row, joints[i]);
		unit_no_row(name, "no state ''");
	}
}

/* The messages say which word it is of which operation or design. */
static void test_reasons(void **state)
{
	unit_no_row("known/none/empty@cold", "known state 'cold'");
	unit_no_row("known/none/empty@each", "known state 'each'");
	unit_no_row("running/null/map_sg@devs2",
		    "running state 'devs2'");
	unit_no_row("running/kernel-direct/map_sg@from+cold",
		    "running state 'cold+from'");
	unit_no_row("global/null/map_single@ring4+each",
		    "global state 'ring4+each'");
	unit_no_row("global/null/map_single@off4",
		    "global state 'off4'");
	unit_no_row("ladder/null/map_single@skip",
		    "ladder state 'skip'");
	unit_no_row("global/linear/map_sg@mixed", "variants");
	unit_no_row("global/null/attach@cold", "cold attach");
	unit_no_row("global/null/map_sg@devs4+cold",
		    "devs4+cold map_sg");
	unit_no_row("global/null/map_sg@cold+each",
		    "cold+each map_sg");
	unit_no_row("running/kernel-direct/map_single@contiguous",
		    "list map_single");
	unit_no_row("running/kernel-iommu/iova_unlink@lifo",
		    "lifo iova_unlink");
	unit_no_row("running/kernel-iommu/iova_link@fail",
		    "iova_link cannot be made to fail");
	unit_no_row("running/kernel-iommu/iova_link@sizes",
		    "sizes are of map_single and unmap_single, without a number");
	unit_no_row("running/kernel-direct/alloc_coherent@from",
		    "from alloc_coherent");
	unit_no_row("running/kernel-direct/map_sg@ring4",
		    "ring4 map_sg");
	unit_no_row("running/kernel-direct/unmap_sg@random",
		    "random unmap_sg");
	unit_no_row("running/kernel-direct/unmap_single@fail",
		    "unmap_single cannot be made to fail");
	unit_no_row("running/kernel-direct/sync_cpu@fail",
		    "sync_cpu cannot be made to fail");
	unit_no_row("global/null/attach@threads2",
		    "threads2 attach null");
	unit_no_row("direct/swiotlb+pvdma/map_single@threads2",
		    "threads2 map_single swiotlb+pvdma");
	unit_no_row("running/kernel-direct/alloc_coherent@threads2",
		    "threads2 alloc_coherent");
	unit_no_row("running/kernel-direct/sync_cpu@sizes",
		    "sizes are of map_single and unmap_single");
	unit_no_row("running/kernel-direct/map_single:64@sizes",
		    "sizes are of map_single and unmap_single, without a number");
}

static void test_hot(void **state)
{
	struct row row = unit_row("global/null/map_single@hot");
	char buf[ROW_NAME_LEN];

	expect_set(&row, 0);
	assert_string_equal(row_state(&row, buf), "hot");
	assert_string_equal(row_name(&row, buf), "global/null/map_single");
}

/* Each word begins a line of the list, and there is no other line. */
static void test_list(void **state)
{
	static const char *const listed[] = {
		"hot", "mixed[N]", "devsN", "ringN", "offN", "threadsN", "cold",
		"contiguous", "from", "bidi", "skip", "lifo", "random",
		"sizes", "xcpu", "fail", "each",
	};
	char *text = NULL, *line, *rest;
	size_t size, i = 0;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	row_state_list(f);
	assert_int_equal(fclose(f), 0);
	assert_part(text, "2..16");
	assert_part(text, "1..4095");
	for (rest = text; (line = strsep(&rest, "\n")) && *line; i++) {
		assert_true(i < ARRAY_SIZE(listed));
		assert_memory_equal(line, listed[i], strlen(listed[i]));
		assert_int_equal(line[strlen(listed[i])], ' ');
		assert_true(strlen(line) <= 72);
	}
	assert_int_equal(i, ARRAY_SIZE(listed));
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_set),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_hot),
		cmocka_unit_test(test_list),
	};

	return unit_run("row_state", tests, NULL, NULL);
}
