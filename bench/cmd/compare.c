// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - dmabench compare: is it faster or slower than it was?
 */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "report/compare.h"

#define MOST_WORDS	64	/* --force, --rows: so many of each */

enum {
	OPT_VARY = 256, OPT_FORCE, OPT_FORMAT, OPT_GATE, OPT_MAX_REGRESS,
	OPT_BISECT, OPT_MARGIN, OPT_ROWS, OPT_DRY_RUN, OPT_AGAINST,
	OPT_TAKES,
};

static const struct argp_option options[] = {
	{ "vary", OPT_VARY, COMPARABLE_GROUPS, 0,
	  "what was changed between the sides; may be given more than once", 0 },
	{ "force", OPT_FORCE, "KEY", 0,
	  "compare although KEY of the environment differs, or a side is not "
	  "fit for it; the report says so; may be given more than once", 0 },
	{ "rows", OPT_ROWS, "PATTERN", 0,
	  "only rows whose name matches, as in 'running/*'; may be given more "
	  "than once", 0 },
	{ "against", OPT_AGAINST, "DESIGN", 0,
	  "of one run: how far its other designs are from this one, as 'global'; "
	  "in cycles a placement of the loop is a value", 0 },
	{ "margin", OPT_MARGIN, "X", 0,
	  "rows with noise that differ by no more than X, in the row's unit or "
	  "as N%, are the same (0.05 or 1%, whichever is more)", 0 },
	{ "format", OPT_FORMAT, "text|md|json|csv", 0, "how (text)", 0 },
	{ "all", 'a', NULL, 0, "list rows that are the same, too", 0 },
	{ "gate", OPT_GATE, NULL, 0,
	  "exit with 1 if a row is slower or takes more instructions, and name "
	  "it on standard error; with 3 if that cannot be said", 0 },
	{ "max-regress", OPT_MAX_REGRESS, "X", 0,
	  "for --gate and --bisect: slower or more by X, in the row's unit or as "
	  "N%, is let through (0)", 0 },
	{ "bisect", OPT_BISECT, NULL, 0,
	  "exit as 'git bisect run' wants it: 0 good, 1 a row is slower or takes "
	  "more, 125 cannot say", 0 },
	{ "takes", OPT_TAKES, NULL, 0,
	  "print how many runs of another side it takes until a row of A in "
	  "cycles can be called, and compare nothing", 0 },
	{ "dry-run", OPT_DRY_RUN, NULL, 0,
	  "check the options and compare nothing; it wants no side", 0 },
	{ 0 }
};

static const char doc[] =
	"Compare runs: is B, C.. faster or slower than A?\v"
	"A side is a run directory, its run.json, a directory of run "
	"directories, or several of these joined by commas: the runs of a side "
	"are its boots. SIDE:ENV takes the environments only whose key begins "
	"with ENV, as in DIR:vm/6.1.0. A single run that has several kernels in "
	"vm is compared kernel by kernel; the first one is A. Of two kernels "
	"--gate and --bisect judge the kernel's API (running/*), and designs of "
	"ours only if --rows names them.\n"
	"Exit status: 0 done, 1 --gate found a row slower or of more "
	"instructions, 2 usage, 3 a run is void, the sides are not comparable or "
	"have no row in common; with --gate, a row is unclear, or of A and has "
	"no number any more.";

enum format { FORMAT_TEXT, FORMAT_MD, FORMAT_JSON, FORMAT_CSV };

/**
 * struct args - what is asked for
 * @limit:	--max-regress, in the row's unit
 * @share:	or as a share of A
 */
struct args {
	struct compare_ask ask;
	const char *side[COMPARE_SIDES];
	const char *force[MOST_WORDS];
	const char *row[MOST_WORDS];
	enum format format;
	bool all, gate, bisect, limited, dry_run, takes;
	double limit, share;
};

/* "0.5" is in the row's unit, "2%" a share; the other one becomes 0. */
static void parse_amount(struct argp_state *state, const char *option,
			 const char *text, double *amount, double *share)
{
	char *end;
	double x = strtod(text, &end);
	bool percent = *end == '%';

	if (end == text || end[percent] || !isfinite(x) || x < 0)
		argp_error(state, "%s wants a number, 0 or more, or N%%, not '%s'",
			   option, text);
	*amount = percent ? 0 : x;
	*share = percent ? x / 100 : 0;
}

static enum format parse_format(struct argp_state *state, const char *text)
{
	static const char *const names[] = { "text", "md", "json", "csv" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], text))
			return i;
	argp_error(state, "--format is one of text|md|json|csv, not '%s'",
		   text);
	return FORMAT_TEXT;
}

static void add_word(struct argp_state *state, const char **words, size_t *nr,
		     const char *word)
{
	if (*nr == MOST_WORDS)
		argp_error(state, "an option more than %d times", MOST_WORDS);
	words[(*nr)++] = word;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;
	struct compare_ask *ask = &a->ask;

	switch (key) {
	case OPT_VARY:
		if (!comparable_group(arg))
			argp_error(state, "--vary is one of %s, not '%s'",
				   COMPARABLE_GROUPS, arg);
		ask->comparable.vary |= comparable_group(arg);
		return 0;
	case OPT_FORCE:
		add_word(state, a->force, &ask->comparable.nr_force, arg);
		return 0;
	case OPT_AGAINST:
		ask->against = arg;
		return 0;
	case OPT_ROWS:
		add_word(state, a->row, &ask->nr_row, arg);
		return 0;
	case OPT_MARGIN:
		parse_amount(state, "--margin", arg, &ask->verdict.margin,
			     &ask->verdict.margin_rel);
		return 0;
	case OPT_FORMAT:
		a->format = parse_format(state, arg);
		return 0;
	case 'a':
		a->all = true;
		return 0;
	case OPT_GATE:
		a->gate = true;
		return 0;
	case OPT_BISECT:
		a->bisect = true;
		return 0;
	case OPT_MAX_REGRESS:
		parse_amount(state, "--max-regress", arg, &a->limit, &a->share);
		a->limited = true;
		return 0;
	case ARGP_KEY_ARG:
		if (ask->nr_side == COMPARE_SIDES)
			argp_error(state, "more than %d sides", COMPARE_SIDES);
		a->side[ask->nr_side++] = arg;
		return 0;
	case OPT_TAKES:
		a->takes = true;
		return 0;
	case OPT_DRY_RUN:
		a->dry_run = true;
		return 0;
	case ARGP_KEY_END:
		if (!ask->nr_side && !a->dry_run)
			argp_error(state, "name two runs, or one of several kernels");
		if (ask->against && ask->nr_side > 1)
			argp_error(state, "--against is of one run");
		if (ask->against && (a->gate || a->bisect))
			argp_error(state, "--gate and --bisect are for two sides, not for --against");
		if (a->limited && !a->gate && !a->bisect)
			argp_error(state, "--max-regress is for --gate and --bisect");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "A [B [C..]]",
	.doc = doc,
};

/* no-color.org: whatever its value is, if it has one. */
static bool has_colour(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && *no);
}

static int print(const struct compare *c, const struct args *a)
{
	switch (a->format) {
	case FORMAT_MD:
		report_compare_md(stdout, c, a->all);
		return 0;
	case FORMAT_JSON:
		return compare_json(stdout, c);
	case FORMAT_CSV:
		report_compare_csv(stdout, c);
		return 0;
	default:
		report_compare(stdout, c, a->all, has_colour());
		return 0;
	}
}

/* Rows of a unit that are more by more than is let through, in one line. */
static size_t name_more(const struct compare *c, const struct args *a,
			enum unit unit)
{
	size_t i, nr = 0;
	char diff[24];

	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];

		if (row->beside || row->a->unit != unit ||
		    !compare_regressed(row, a->limit, a->share))
			continue;
		if (nr++)
			fputc(',', stderr);
		else
			fprintf(stderr, "dmabench compare: %s:",
				verdict_name(VERDICT_MORE, unit));
		fprintf(stderr, " %s (%s %s%s%s)", row->name,
			compare_number(row->c.shift.mid, row->c.exact, true,
				       diff, sizeof(diff)),
			compare_unit(row), c->nr_pair > 1 ? ", " : "",
			c->nr_pair > 1 ? c->pair[row->pair].b : "");
	}
	if (nr)
		fputc('\n', stderr);
	return nr;
}

static bool has_regressed(const struct compare *c, const struct args *a)
{
	return name_more(c, a, UNIT_INSN) + name_more(c, a, UNIT_CYCLES);
}

/*
 * Rows that may be more by more than is let through, for all that is known, and
 * what it would take to know.
 */
static bool cannot_say(const struct compare *c, const struct args *a)
{
	size_t i, nr = 0, hidden = 0, family = 0, takes = 0, row_takes;

	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];

		if (row->beside || !compare_maybe(row, a->limit, a->share))
			continue;
		nr++;
		hidden += row->c.why == WHY_REP || row->c.why == WHY_DEAR;
		row_takes = verdict_takes(&row->c, &a->ask.verdict);
		if (row_takes > takes) {
			takes = row_takes;
			family = row->c.family;
		}
	}
	if (!nr)
		return false;
	fprintf(stderr, "dmabench compare: cannot say: %zu row%s unclear; ",
		nr, nr == 1 ? " is" : "s are");
	if (takes)
		fprintf(stderr, "a verdict on %zu row%s with noise takes %zu runs (boots of a VM) a side\n",
			family, family == 1 ? "" : "s", takes);
	else if (hidden == nr)
		fputs("a count does not say what REP, LOCK and their like cost; cycles do (--target host)\n",
		      stderr);
	else
		fputs("more runs narrow the interval, --max-regress says what is let through\n",
		      stderr);
	return true;
}

static bool has_number(const struct result_row *row)
{
	return row && row_has_number(row);
}

/* Rows that have a number on A only, in one line: nobody saw them unharmed. */
static size_t name_lost(const struct compare *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];

		if (row->beside || !has_number(row->a) || has_number(row->b))
			continue;
		fprintf(stderr, "%s %s", nr++ ? "," :
			"dmabench compare: cannot say, no number any more for",
			row->name);
	}
	if (nr)
		fputc('\n', stderr);
	return nr;
}

/* Checks of what is measured that came out otherwise: it may not work. */
static size_t name_checks(const struct compare *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->differences.nr; i++) {
		const struct difference *d = &c->differences.d[i];

		if (d->what != DIFFERENCE_CHECKED)
			continue;
		fprintf(stderr, "%s %s (%s, was %s)", nr++ ? "," :
			"dmabench compare: not the same work, by its checks:",
			d->key, d->b, d->a);
	}
	if (nr)
		fputc('\n', stderr);
	return nr;
}

/* Kernels of which nothing that was changed was built: nothing was compared. */
static bool name_same_code(const struct compare *c)
{
	if (!compare_same_code(c))
		return false;
	fputs("dmabench compare: cannot say: " COMPARE_SAME_CODE "\n", stderr);
	return true;
}

/* A gate lets pass what was judged, and nothing else. */
static int judge(const struct compare *c, const struct args *a)
{
	if (!compare_compared(c)) {
		fputs("dmabench compare: no row has a number on both sides\n",
		      stderr);
		return EXIT_VOID;
	}
	if (!a->gate && !a->bisect)
		return EXIT_DONE;
	/* What does another work is neither quicker nor slower at it. */
	if (name_checks(c))
		return EXIT_VOID;
	if (has_regressed(c, a))
		return EXIT_SLOWER;
	/* For git bisect, what does not change anything is good. */
	return (!a->bisect && name_same_code(c)) || name_lost(c) ||
	       cannot_say(c, a) ? EXIT_VOID : EXIT_DONE;
}

static int refuse(const struct compare *c, const struct args *a)
{
	const size_t nr = differences_count(&c->differences,
					    DIFFERENCE_REFUSED);

	if (a->format == FORMAT_JSON)
		compare_json(stdout, c);
	fprintf(stderr, "dmabench compare: not comparable, for %zu key%s:\n",
		nr, nr == 1 ? "" : "s");
	report_compare_refused(stderr, c);
	return EXIT_VOID;
}

static int compare_and_print(const struct args *a)
{
	struct compare c;
	char err[PATH_MAX + 256];
	int ret = compare_make(&c, &a->ask, err, sizeof(err));

	if (ret) {
		fprintf(stderr, "dmabench compare: %s\n", err);
		ret = ret == -ENODATA ? EXIT_VOID :
		      ret == -ENOENT || ret == -EINVAL ? EXIT_USAGE :
		      EXIT_INTERNAL;
	} else if (c.refused) {
		ret = refuse(&c, a);
	} else {
		ret = print(&c, a) ? EXIT_INTERNAL : judge(&c, a);
	}
	compare_free(&c);
	return ret;
}

#define MOST_RUNS	50

/*
 * So many runs of B that one of A's rows in cycles, all of which are judged
 * together, can survive Holm's correction.
 */
static int print_takes(struct args *a)
{
	const double alpha = a->ask.verdict.alpha;
	const char *side[2] = { a->side[0], a->side[0] };
	size_t i, rows = 0, na = 0, nb;
	char err[PATH_MAX + 256];
	struct compare c;
	int ret;

	/* A side and itself: it says of each row how many values there are. */
	a->ask.nr_side = 2;
	a->ask.side = side;
	ret = compare_make(&c, &a->ask, err, sizeof(err));
	for (i = 0; !ret && i < c.nr_row; i++) {
		const struct compare_row *row = &c.row[i];

		if (!row->compared || row->a->unit != UNIT_CYCLES)
			continue;
		rows++;
		na = !na || row->c.na < na ? row->c.na : na;
	}
	compare_free(&c);
	if (ret) {
		fprintf(stderr, "dmabench compare: %s\n", err);
		return EXIT_USAGE;
	}
	for (nb = 1; rows && nb <= MOST_RUNS; nb++)
		if (rows * utest_least_p(na, nb) <= alpha &&
		    utest_least_p(na, nb) <= 0.05)
			break;
	if (nb > MOST_RUNS) {
		fprintf(stderr, "dmabench compare: '%s' has %zu run%s of %zu rows in cycles: for a verdict make it %zu runs, in one directory\n",
			a->side[0], na, na == 1 ? "" : "s", rows,
			utest_enough(fmin(0.05, alpha / rows)));
		return EXIT_VOID;
	}
	printf("%zu\n", nb);
	return EXIT_DONE;
}

int cmd_compare(int argc, char **argv)
{
	struct args a = { .ask.verdict = VERDICT_RULE_DEFAULT };
	int i, ret;

	/* A wrong option, too, must not call a commit bad. */
	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--bisect"))
			argp_err_exit_status = EXIT_BISECT_SKIP;
	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (a.dry_run)
		return EXIT_DONE;
	a.ask.side = a.side;
	a.ask.row = a.row;
	a.ask.comparable.force = a.force;
	if (a.takes)
		return print_takes(&a);
	ret = compare_and_print(&a);
	return a.bisect && ret != EXIT_DONE && ret != EXIT_SLOWER ?
	       EXIT_BISECT_SKIP : ret;
}
