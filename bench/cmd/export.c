// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * export.c - dmabench export: a run in the format of another tool.
 */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "export/export.h"

/* The names of all formats, "json|csv", before options are parsed. */
static char formats[128];

static const struct argp_option options[] = {
	{ "format", 'f', formats, 0, "what to write (json)", 0 },
	{ 0 }
};

static const char doc[] =
	"Print a run in the format of another tool.\v"
	"RUN is a run directory, or its run.json. Each row has its median. Go's "
	"text has one line for each value that is evidence, and as keys what a "
	"value depends on, for 'benchstat -col kernel RUN.txt' or 'benchstat "
	"-ignore kernel A.txt B.txt'. KTAP: a row that was disturbed or failed "
	"is 'not ok', one that cannot be here a SKIP. Exit status 3: there is "
	"no row in the run.\n\nThe formats:\n";

struct args {
	const char *run;
	const struct exporter *format;
};

static const struct exporter *find(const char *name)
{
	const struct exporter *e = exporters;

	while (e->name && strcmp(e->name, name))
		e++;
	return e->name ? e : NULL;
}

static void name_formats(void)
{
	const struct exporter *e;
	size_t len = 0;

	for (e = exporters; e->name && len < sizeof(formats); e++)
		len += snprintf(formats + len, sizeof(formats) - len, "%s%s",
				len ? "|" : "", e->name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'f':
		a->format = find(arg);
		if (!a->format)
			argp_error(state, "--format is one of %s, not '%s'",
				   formats, arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->run)
			argp_error(state, "one RUN at a time");
		a->run = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "name a run directory");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The formats stand behind the text, one a line. */
static char *add_formats(int key, const char *text, void *input)
{
	const struct exporter *e;
	size_t len;
	char *buf;
	FILE *f;

	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	f = open_memstream(&buf, &len);
	if (!f)
		return NULL;
	fputs(text, f);
	for (e = exporters; e->name; e++)
		fprintf(f, "\n  %-9s%s", e->name, e->what);
	fclose(f);
	return buf;
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "RUN", .doc = doc,
	.help_filter = add_formats,
};

int cmd_export(int argc, char **argv)
{
	struct args a = { .format = exporters };
	int status = EXIT_DONE;
	struct result r;

	name_formats();
	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (cmd_read_run(&r, "export", a.run))
		return EXIT_USAGE;
	if (r.nr_row) {
		a.format->write(stdout, &r);
		/* Not every format has a place for it. */
		if (!r.complete)
			fprintf(stderr, "dmabench export: '%s' is not complete\n",
				a.run);
	} else {
		fprintf(stderr, "dmabench export: '%s': no row in it\n", a.run);
		status = EXIT_VOID;
	}
	result_free(&r);
	return status;
}
