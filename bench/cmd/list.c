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
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	bool *capabilities = state->input;

	if (key != 'c')
		return ARGP_ERR_UNKNOWN;
	*capabilities = true;
	return 0;
}

static const struct argp argp = {
	.options = options, .parser = parse, .doc = doc,
};

int cmd_list(int argc, char **argv)
{
	const struct db_design *const *d;
	const struct db_backend *const *b;
	bool capabilities = false;
	int op;

	if (argp_parse(&argp, argc, argv, 0, NULL, &capabilities))
		return EXIT_USAGE;
	if (capabilities) {
		capability_print(stdout);
		return EXIT_DONE;
	}
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
	return EXIT_DONE;
}
