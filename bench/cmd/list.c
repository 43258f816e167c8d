// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * list.c - dmabench list: the words that rows are made of.
 */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "row/capability.h"
#include "row/row.h"
#include "row/suite.h"

static const char doc[] =
	"Print the designs, backends, operations and states that rows are made "
	"of.\v"
	"A row is named design[.depth]/backend/op[:size|:nents][@state], for "
	"example stack-global.3/null/map_sg:16 or "
	"running/kernel-iommu/unmap_single@ring64+each. The words of a state are "
	"joined by '+'.";

static const struct argp_option options[] = {
	{ "capabilities", 'c', NULL, 0,
	  "print what each design can express, instead", 0 },
	{ "suites", 's', NULL, 0,
	  "print the suites that come with dmabench, instead", 0 },
	{ 0 }
};

/* What is asked for: a key of options, or 0. */
static error_t parse(int key, char *arg, struct argp_state *state)
{
	int *asked = state->input;

	if (key != 'c' && key != 's')
		return ARGP_ERR_UNKNOWN;
	*asked = key;
	return 0;
}

static const struct argp argp = {
	.options = options, .parser = parse, .doc = doc,
};

static int print_suite(const char *name, const char *what, void *arg)
{
	printf("%-9s%s\n", name, what);
	return 0;
}

static int print_suites(void)
{
	if (!suite_each(print_suite, NULL))
		return EXIT_DONE;
	fputs("dmabench list: the suites are not where the program is\n",
	      stderr);
	return EXIT_SKIPPED;
}

static void print_words(void)
{
	const struct db_design *const *d;
	const struct db_backend *const *b;
	int op;

	printf("%-17s%-30s%s\n", "design", "origin", "targets");
	for (d = db_designs; *d; d++) {
		bool here = false;

		/* built more than once, for several backends: named once */
		if (d > db_designs && !strcmp(d[-1]->id, (*d)->id))
			continue;
		for (op = 0; op < DB_OPS; op++)
			here = here || (*d)->loop[op][0];
		printf("%-17s%-30s%s\n", (*d)->id, (*d)->origin,
		       here ? "host vm user" : "host vm");
		printf("%-17s%s", "", (*d)->what);
		if ((*d)->max_depth)
			printf("; depth 1..%u", (*d)->max_depth);
		putchar('\n');
		if ((*d)->layers)
			printf("%-17slayers are %s\n", "", (*d)->layers);
		if (!here)
			printf("%-17snot in user: only a kernel has it\n", "");
	}
	printf("\n%-17swhat it does\n", "backend");
	for (b = db_backends; *b; b++)
		printf("%-17s%s\n", (*b)->id, (*b)->what);
	printf("\n%-17swithout a number it is\n", "op");
	for (op = 0; op < DB_OPS; op++)
		printf("%-17s%s:%u\n", db_op_info[op].name,
		       db_op_info[op].name, db_op_info[op].len);
	printf("\n%-17swhat it says; words are joined by '+'\n", "state");
	row_state_list(stdout);
}

int cmd_list(int argc, char **argv)
{
	int asked = 0;

	if (argp_parse(&argp, argc, argv, 0, NULL, &asked))
		return EXIT_USAGE;
	if (asked == 's')
		return print_suites();
	if (asked == 'c')
		capability_print(stdout);
	else
		print_words();
	return EXIT_DONE;
}
