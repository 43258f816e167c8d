/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_STREAM_H
#define BENCH_SPLIT_STREAM_H

#include <stdint.h>
#include <sys/types.h>

#include "measure/measure.h"
#include "split/plugin.h"
#include "split/split.h"
#include "split/symbols.h"

#define SPLIT_ERR	160

/**
 * struct split_stream - what the plugin says during one boot
 * @fd:		memory file that the plugin appends to
 * @at:		how far it has been read
 * @node:	the chains of calls seen so far, from 1
 * @row:	what has been counted for each row; see split_stream.c
 * @err:	why the last call failed, for a message
 */
struct split_stream {
	int fd;
	off_t at;
	size_t nr_nodes;
	struct plugin_node *node;
	size_t nr_rows;
	struct split_row *row;
	char err[SPLIT_ERR];
};

/* For a boot of @nr_rows rows; 0 or a negative errno. */
int split_stream_open(struct split_stream *s, size_t nr_rows);
void split_stream_close(struct split_stream *s);

/**
 * split_stream_take - read the windows of a row that has been run
 * @i:		which row
 * @samples:	what the guest's clock read in them
 *
 * Every window must have as many instructions as the guest's clock ticked.
 * Returns 0, -ENOMEM, or -EBADMSG for a stream that is not of these windows,
 * with the reason in @err.
 */
int split_stream_take(struct split_stream *s, size_t i,
		      const struct samples *samples);

/**
 * split_stream_resolve - from addresses to functions
 * @i:		which row
 * @y:		the guest's functions
 * @out:	what the row's earlier boots gave is added to
 *
 * Returns 0 or -ENOMEM; a row without a pair of windows leaves @out as it is.
 */
int split_stream_resolve(const struct split_stream *s, size_t i,
			 const struct symbols *y, struct split *out);

#endif /* BENCH_SPLIT_STREAM_H */
