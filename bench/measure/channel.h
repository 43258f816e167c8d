/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_CHANNEL_H
#define BENCH_MEASURE_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

/*
 * The channel between the two sides of a VM is memory that both have mapped:
 * a file on the host, the BAR of an ivshmem device in the guest.  It needs no
 * driver in any kernel, raises no interrupt and never waits, so that what the
 * guest executes does not depend on the host.  The host writes a request
 * before the guest starts; the guest appends records and publishes how far it
 * is; the host reads them as they come.
 */
#define CHANNEL_SIZE	(64UL << 20)

enum record_type {
	RECORD_ENV = 1,		/* text: key=value lines */
	RECORD_ROW,		/* struct record_row, then windows */
	RECORD_LOG,		/* text: the guest kernel's log */
	RECORD_END,		/* int32_t: 0, or the negative errno */
	RECORD_SYMBOLS,		/* text: lines of /proc/kallsyms, functions */
};

/**
 * struct record - head of a record; its payload follows, padded to 8 bytes
 */
struct record {
	uint32_t type;
	uint32_t len;
};

/**
 * struct record_row - a row that was run; its windows follow
 * @index:	which row of the request
 * @status:	0, or the negative errno of measure_row()
 * @nr:		windows that follow, of which @nr_warm warmed up
 * @steady:	as in struct samples
 * @mapped:	as in struct samples
 * @repeated:	as in struct samples
 */
struct record_row {
	uint32_t index;
	int32_t status;
	uint32_t nr;
	uint32_t nr_warm;
	uint32_t steady;
	uint32_t mapped;
	uint32_t repeated;
};

/**
 * struct channel - one side's view
 * @map:	the memory, CHANNEL_SIZE bytes
 * @at:		where this side writes or reads next
 */
struct channel {
	void *map;
	uint64_t at;
};

/**
 * channel_create - host: put a request into the memory of a file
 * @ch:		out
 * @fd:		file of CHANNEL_SIZE bytes
 * @request:	text for the guest
 *
 * Returns 0 or a negative errno.
 */
int channel_create(struct channel *ch, int fd, const char *request);

/* Guest: attach to the memory; the request in *@request. 0 or -errno. */
int channel_attach(struct channel *ch, int fd, const char **request);

/* Guest: append one record of two parts; -ENOSPC when the memory is full. */
int channel_put(struct channel *ch, enum record_type type, const void *head,
		size_t head_len, const void *body, size_t body_len);

/**
 * channel_get - host: the next record
 * @rec:	out: points into the memory
 *
 * Returns 1 with a record, 0 when there is none yet, -EBADMSG when what the
 * guest wrote makes no sense.
 */
int channel_get(struct channel *ch, const struct record **rec);

void channel_close(struct channel *ch);

#endif /* BENCH_MEASURE_CHANNEL_H */
