// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_list.c - dmabench list: the words that rows are made of.
 */
#include <argp.h>
#include <stdio.h>

#include "cmd.h"
#include "row.h"

static const char doc[] =
	"Print the designs, backends and operations that rows are made of.\v"
	"A row is named design[.depth]/backend/op[:size|:nents], for example "
	"stack-global.3/null/map_sg:16.";

static const struct argp argp = { .doc = doc };

int cmd_list(int argc, char **argv)
{
	const struct db_design *const *d;
	const struct db_backend *const *b;
	int op;

	if (argp_parse(&argp, argc, argv, 0, NULL, NULL))
		return EXIT_USAGE;
	printf("%-17s%-30s%s\n", "design", "origin", "targets");
	for (d = db_designs; *d; d++) {
		bool here = false;

		for (op = 0; op < DB_OPS; op++)
			here = here || (*d)->loop[op][0];
		printf("%-17s%-30s%s\n", (*d)->id, (*d)->origin,
		       here ? "host vm user" : "host vm");
		printf("%-17s%s", "", (*d)->what);
		if ((*d)->max_depth)
			printf("; depth 1..%u", (*d)->max_depth);
		putchar('\n');
	}
	printf("\n%-17swhat it does\n", "backend");
	for (b = db_backends; *b; b++)
		printf("%-17s%s\n", (*b)->id, (*b)->what);
	printf("\n%-17swithout a number it is\n", "op");
	for (op = 0; op < DB_OPS; op++)
		printf("%-17s%s:%u\n", db_op_info[op].name,
		       db_op_info[op].name, db_op_info[op].len);
	return EXIT_DONE;
}
