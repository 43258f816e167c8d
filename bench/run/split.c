// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * split.c - what the plugin of a VM counted becomes part of the rows.
 */
#include <errno.h>
#include <stdio.h>

#include "run/split.h"

/* The run is void where the plugin and the guest do not say the same. */
static int failed(const struct split_stream *s, const struct ledger *ledger,
		  const char *row, int ret)
{
	if (ret != -EBADMSG)
		return ret;
	fprintf(stderr, "dmabench: %s: void, %s%s%s\n", ledger->env, row,
		*row ? ": " : "", s->err);
	return -ECANCELED;
}

int run_split_take(struct split_stream *s, const struct ledger *ledger,
		   size_t i, const struct samples *samples)
{
	char name[ROW_NAME_LEN];

	return failed(s, ledger, row_name(ledger->items[i], name),
		      split_stream_take(s, i, samples));
}

int run_split_name(struct split_stream *s, struct run *run,
		   const struct ledger *ledger, const char *text, size_t len)
{
	struct result_row *row = run->result.row + ledger->first;
	struct symbols symbols;
	size_t i;
	int ret;

	ret = symbols_parse(&symbols, text, len);
	if (ret) {
		snprintf(s->err, sizeof(s->err),
			 "the guest's symbols make no sense");
		return failed(s, ledger, "", ret);
	}
	for (i = 0; !ret && i < ledger->nr; i++)
		ret = split_stream_resolve(s, i, &symbols, &row[i].split);
	symbols_free(&symbols);
	return ret;
}
