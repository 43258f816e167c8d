// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state.c - a row's state: what stands behind the @ of its name.
 *
 * Words joined by '+', each at most once; they are written in the order of the
 * tables here, so that a row has one name.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row/row.h"

int row_fail(char *err, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err, size, format, args);
	va_end(args);
	return -EINVAL;
}

int row_number(const char *s, int units, __u32 *value)
{
	unsigned long n, unit = 1;
	char *end;

	if (!isdigit((unsigned char)*s))
		return -EINVAL;
	errno = 0;
	n = strtoul(s, &end, 10);
	if (units && (*end == 'K' || *end == 'M'))
		unit = *end++ == 'K' ? 1UL << 10 : 1UL << 20;
	if (errno || *end || !n || n > DMABENCH_MAX_LEN / unit)
		return -EINVAL;
	*value = n * unit;
	return 0;
}

#define ORDER		(DMABENCH_RUN_LIFO | DMABENCH_RUN_RANDOM)
/* What has no order to unmap in. */
#define NOT_ORDERED	(DMABENCH_RUN_SIZES | DMABENCH_RUN_FAIL)

/* Words that are a flag of the module's. */
static const struct {
	const char *word;
	__u32 flag;
	__u32 not_with;
	const char *what;
} flag_words[] = {
	{ "cold", DMABENCH_RUN_COLD, DMABENCH_RUN_MIXED,
	  "what an op of a design touches was flushed" },
	{ "contiguous", DMABENCH_RUN_CONTIGUOUS, 0,
	  "a list's entries are adjacent pages" },
	{ "from", DMABENCH_RUN_FROM, DMABENCH_RUN_BIDI,
	  "data goes from the device, not to it" },
	{ "bidi", DMABENCH_RUN_BIDI, DMABENCH_RUN_FROM,
	  "data goes both ways" },
	{ "skip", DMABENCH_RUN_SKIP_SYNC, 0, "DMA_ATTR_SKIP_CPU_SYNC" },
	{ "lifo", DMABENCH_RUN_LIFO, DMABENCH_RUN_RANDOM | NOT_ORDERED,
	  "what was mapped last is unmapped first" },
	{ "random", DMABENCH_RUN_RANDOM, DMABENCH_RUN_LIFO | NOT_ORDERED,
	  "unmapped in random order" },
	{ "sizes", DMABENCH_RUN_SIZES, ORDER | DMABENCH_RUN_FAIL,
	  "buffers of 64, 1500, 4096 and 65536 bytes by turns" },
	{ "xcpu", DMABENCH_RUN_XCPU, DMABENCH_RUN_FAIL,
	  "what one CPU maps another unmaps" },
	{ "fail", DMABENCH_RUN_FAIL,
	  ORDER | DMABENCH_RUN_SIZES | DMABENCH_RUN_XCPU,
	  "every op fails: no IOVA left, or too long to bounce" },
};

#define NR_FLAG_WORDS	(sizeof(flag_words) / sizeof(*flag_words))

/* Words with a number behind them; a number of its own where none is said. */
static const struct number_word {
	const char *word;
	__u32 min, max, bare;
	size_t at;
	__u32 flag;
	const char *what;
} number_words[] = {
	{ "mixed", 2, DB_VARIANTS, DB_VARIANTS, offsetof(struct row, devices),
	  DMABENCH_RUN_MIXED, "devices with different ops, in random order" },
	{ "devs", 1, DMABENCH_MAX_DEVICES, 0, offsetof(struct row, devices),
	  0, "devices with the same ops, in random order" },
	{ "ring", 1, DMABENCH_MAX_RING, 0, offsetof(struct row, ring),
	  0, "mappings are held beside" },
	{ "off", 1, DMABENCH_MAX_OFFSET, 0, offsetof(struct row, offset),
	  0, "bytes into its page a buffer begins" },
	{ "threads", 2, DMABENCH_MAX_THREADS, 0, offsetof(struct row, threads),
	  0, "threads at once, each on a CPU of its own" },
};

#define NR_NUMBER_WORDS	(sizeof(number_words) / sizeof(*number_words))

static __u32 *number_of(struct row *row, const struct number_word *w)
{
	return (__u32 *)((char *)row + w->at);
}

/* What a name without the word has of it: one device, one thread. */
static __u32 unsaid(const struct number_word *w)
{
	return w->at == offsetof(struct row, devices) ||
	       w->at == offsetof(struct row, threads);
}

static int misfit(const char *s, char *err, size_t size)
{
	return row_fail(err, size,
			"'%s' does not go with the rest of its state", s);
}

static int parse_flag(const char *s, struct row *row, char *err, size_t size)
{
	size_t i;

	for (i = 0; i < NR_FLAG_WORDS; i++) {
		if (strcmp(s, flag_words[i].word))
			continue;
		if (row->flags & (flag_words[i].flag | flag_words[i].not_with))
			return misfit(s, err, size);
		row->flags |= flag_words[i].flag;
		return 0;
	}
	return row_fail(err, size,
			"no state '%s'; 'dmabench list' prints them", s);
}

static int parse_word(const char *s, struct row *row, char *err, size_t size)
{
	size_t i, len;

	if (!strcmp(s, "hot") || (row->each && !strcmp(s, "each")))
		return misfit(s, err, size);
	if (!strcmp(s, "each")) {
		row->each = true;
		return 0;
	}
	for (i = 0; i < NR_NUMBER_WORDS; i++) {
		const struct number_word *w = &number_words[i];
		__u32 *value = number_of(row, w);

		len = strlen(w->word);
		if (strncmp(s, w->word, len) ||
		    (s[len] && !isdigit((unsigned char)s[len])))
			continue;
		if (*value > unsaid(w))
			return misfit(s, err, size);
		*value = w->bare;
		if ((s[len] && row_number(s + len, 0, value)) ||
		    *value < w->min || *value > w->max)
			return row_fail(err, size, "%s takes a number from %u to %u, not '%s'",
					w->word, w->min, w->max, s + len);
		row->flags |= w->flag;
		return 0;
	}
	return parse_flag(s, row, err, size);
}

/* Windows that threads can run at once: mappings, and nothing but those. */
static bool has_threads(const struct row *row)
{
	const struct db_op_info *info = &db_op_info[row->op];
	const __u32 alone = DMABENCH_RUN_COLD | DMABENCH_RUN_XCPU |
			    DMABENCH_RUN_FAIL;

	/* What swiotlb+pvdma copies to is one pool, without a lock. */
	return info->maps && !info->attach && !info->irqs && !row->each &&
	       !(row->flags & alone) && !row->backend->copies;
}

/* Do the words go with the row, and with each other? */
static int check_words(const struct row *row, char *err, size_t size)
{
	const struct db_op_info *info = &db_op_info[row->op];
	const __u32 of_designs = DMABENCH_RUN_MIXED | DMABENCH_RUN_COLD;
	const __u32 of_api = DMABENCH_RUN_FLAGS & ~of_designs &
			     ~DMABENCH_RUN_CONTIGUOUS;
	bool running = !strcmp(row->design->id, "running");
	bool design = row->flags & of_designs || row->devices > 1;
	bool api = row->flags & of_api || row->ring || row->offset;
	char buf[ROW_NAME_LEN];

	if (!info->maps || (running ? design : api))
		return row_fail(err, size, "%s has no state '%s'",
				row->design->id, row_state(row, buf));
	if (row->flags & DMABENCH_RUN_MIXED && !row->backend->variants)
		return row_fail(err, size, "backend %s has no variants to mix",
				row->backend->id);
	if (row->flags & DMABENCH_RUN_COLD &&
	    (info->attach || row->devices > 1 || row->each))
		return row_fail(err, size, "there is no %s of %s",
				row_state(row, buf), info->name);
	if (row->flags & DMABENCH_RUN_CONTIGUOUS && !info->sg)
		return row_fail(err, size, "only a list is contiguous, not %s",
				info->name);
	if (api && (info->irqs || (info->iova && row->flags & ORDER) ||
		    (info->sg && (row->ring || row->offset ||
				  row->flags & ORDER))))
		return row_fail(err, size, "there is no %s of %s",
				row_state(row, buf), info->name);
	if (row->flags & DMABENCH_RUN_FAIL &&
	    (info->before != DB_NO_OP || row->ring))
		return row_fail(err, size, "%s cannot be made to fail",
				info->name);
	if (row->flags & DMABENCH_RUN_SIZES &&
	    ((row->op != DB_MAP_SINGLE && row->op != DB_UNMAP_SINGLE) ||
	     row->len != info->len || row->each))
		return row_fail(err, size, "sizes are of map_single and unmap_single, without a number");
	if (row->threads > 1 && !has_threads(row))
		return row_fail(err, size, "there is no %s of %s over %s",
				row_state(row, buf), info->name,
				row->backend->id);
	return 0;
}

int row_state_parse(const char *s, struct row *row, char *err, size_t size)
{
	char copy[ROW_NAME_LEN], *words = copy, *word;
	int ret = 0;

	row->devices = 1;
	row->threads = 1;
	if (!strcmp(s, "hot"))
		return 0;
	snprintf(copy, sizeof(copy), "%s", s);
	while (!ret && (word = strsep(&words, "+")))
		ret = parse_word(word, row, err, size);
	if (!ret)
		ret = check_words(row, err, size);
	if (!ret && row->flags & DMABENCH_RUN_SIZES)
		row->len = DMABENCH_SIZES_MAX;
	return ret;
}

void row_state_list(FILE *f)
{
	char word[ROW_NAME_LEN];
	size_t i;

	fprintf(f, "%-17s%s\n", "hot",
		"nothing below; what a name without a state is");
	for (i = 0; i < NR_NUMBER_WORDS; i++) {
		const struct number_word *w = &number_words[i];

		snprintf(word, sizeof(word), w->bare ? "%s[N]" : "%sN",
			 w->word);
		fprintf(f, "%-17sN = %u..%u %s\n", word, w->min, w->max,
			w->what);
	}
	for (i = 0; i < NR_FLAG_WORDS; i++)
		fprintf(f, "%-17s%s\n", flag_words[i].word,
			flag_words[i].what);
	fprintf(f, "%-17s%s\n", "each",
		"every op is a sample: the rare slow one is seen");
}

const char *row_state(const struct row *row, char *buf)
{
	size_t i;
	FILE *f = fmemopen(buf, ROW_NAME_LEN, "w");
	const char *plus = "";

	if (!f)
		abort();
	for (i = 0; i < NR_NUMBER_WORDS; i++) {
		const struct number_word *w = &number_words[i];
		bool devices = w->at == offsetof(struct row, devices);
		bool mixed = row->flags & DMABENCH_RUN_MIXED;
		__u32 value = *number_of((struct row *)row, w);

		if (value <= unsaid(w) || (devices && mixed != !!w->flag))
			continue;
		fprintf(f, "%s%s%u", plus, w->word, value);
		plus = "+";
	}
	for (i = 0; i < NR_FLAG_WORDS; i++) {
		if (!(row->flags & flag_words[i].flag))
			continue;
		fprintf(f, "%s%s", plus, flag_words[i].word);
		plus = "+";
	}
	if (row->each)
		fprintf(f, "%s%s", plus, "each");
	else if (!*plus)
		fputs("hot", f);
	fclose(f);
	return buf;
}
