/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_CHECK_H
#define DMABENCH_CHECK_H

#include <linux/mm.h>

#include "edu.h"

/*
 * A check: does a device reach what it must, and nothing else?  RIGHT, WRONG,
 * -EIO for a mapping that failed, -EOPNOTSUPP where there is no such thing,
 * -ENOMEM, or what db_edu_copy() returns.  @nents is the length of lists.
 */
#define RIGHT		0
#define WRONG		1

#define LARGE		(4 * PAGE_SIZE)	/* of a mapping of many pages */

/* check_copy.c: what is mapped */
int db_check_single(struct edu *e, unsigned int nents);
int db_check_offset(struct edu *e, unsigned int nents);
int db_check_large(struct edu *e, unsigned int nents);
int db_check_sg(struct edu *e, unsigned int nents);
int db_check_merged(struct edu *e, unsigned int nents);
int db_check_sync_device(struct edu *e, unsigned int nents);
int db_check_sync_cpu(struct edu *e, unsigned int nents);
int db_check_bounce(struct edu *e, unsigned int nents);
int db_check_coherent(struct edu *e, unsigned int nents);
int db_check_iova(struct edu *e, unsigned int nents);

/* check_undone.c: what is mapped no more */
int db_check_unmapped(struct edu *e, unsigned int nents);
int db_check_unmapped_large(struct edu *e, unsigned int nents);
int db_check_unmapped_sg(struct edu *e, unsigned int nents);
int db_check_freed(struct edu *e, unsigned int nents);
int db_check_unlinked(struct edu *e, unsigned int nents);
int db_check_destroyed(struct edu *e, unsigned int nents);

/**
 * struct db_check - what is copied, and where to
 * @order:	of each
 * @first:	what the pattern begins with
 * @from:	has the pattern
 * @to:		is empty
 *
 * What is copied lands a page further in @to than it lies in @from: a kernel
 * that takes one page for another does so on both sides, and would hit the
 * right ones again.  There is as much again behind each, for the page beside.
 */
struct db_check {
	unsigned int order;
	u8 first;
	u8 *from, *to;
};

/* For @len bytes of @from; 0 or -ENOMEM. */
int db_check_get(struct db_check *b, size_t len);
void db_check_free(struct db_check *b);

/* The pattern, which begins with @first. */
void db_check_fill(u8 *at, size_t len, u8 first);

/* Have @len bytes that of the pattern from @from on? */
bool db_check_has(const u8 *at, size_t len, u8 first, size_t from);

/*
 * Is in @to what lies in @from from @at on?  It is taken out: what is left at
 * the end nobody was to write, and db_check_rest() says WRONG.
 */
bool db_check_take(struct db_check *b, size_t at, size_t len);
int db_check_rest(const struct db_check *b);

/* RIGHT if that is in @to, and nothing else. */
static inline int db_check_only(struct db_check *b, size_t at, size_t len)
{
	return db_check_take(b, at, len) ? db_check_rest(b) : WRONG;
}

#ifdef COMPAT_DMA_IOVA
struct dma_iova_state;

/* Map @at, which has @len bytes, by the steps of dma_iova_*(). */
int db_check_link(struct edu *e, struct dma_iova_state *state, u8 *at,
		  size_t len);
#endif

#endif /* DMABENCH_CHECK_H */
