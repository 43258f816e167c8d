/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expected.h - what is known of each design, and how a test attaches one.
 */
#ifndef UNIT_EXPECTED_H
#define UNIT_EXPECTED_H

#include "record.h"

/**
 * enum two - two devices with a backend each
 * @NOT_ASKED:	there is no code in a program
 * @BOUND:	there is one backend for all
 * @LAST_WINS:	both reach that of the last attached
 * @BOTH:	each reaches its own
 */
enum two { NOT_ASKED, BOUND, LAST_WINS, BOTH };

/* The backends that a design may know by name. */
enum named { OF_NULL, OF_LINEAR, OF_PVDMA, OF_BOUNCE, NR_NAMED };

/**
 * enum leg - how a design gets to the functions of a backend
 * @POINTER:	through the table that was attached
 * @NAMED:	by a direct call, if it is the backend's own table
 * @COMPARED:	by a direct call, if the table has these functions in it
 */
enum leg { POINTER, NAMED, COMPARED };

/**
 * struct expected - what is known of a design
 * @id:		which
 * @backends:	over which a mapping operation can stand, a blank behind each
 * @max_depth:	as in its table
 * @two:	two devices at once
 * @apart:	does detaching one device leave the other as it was?
 * @lower:	does a backend see the device as the lowest layer has it?
 * @leg:	the way to each backend
 */
struct expected {
	const char *id;
	const char *backends;
	unsigned int max_depth;
	enum two two;
	bool apart;
	bool lower;
	enum leg leg[NR_NAMED];
};

extern const struct expected expected[];
extern const unsigned int expected_nr;

/* The line of @design; fails the test if there is none. */
const struct expected *expected_of(const struct db_design *design);

/* Is the backend @id one of @e->backends? */
bool expected_over(const struct expected *e, const char *id);

/* A device that reaches all memory. */
#define DEVICE(at)	{ .dma_mask = ~0ULL, .bdf = (at) }

void attach(const struct db_design *design, struct db_device *dev,
	    const struct db_ops *ops, unsigned int depth);
void detach(const struct db_design *design, struct db_device *dev);

/* The same in all fields; what lies between them is nobody's. */
void expect_device(const struct db_device *dev, const struct db_device *want);

/* @dev as a backend below @design sees it. */
const struct db_device *reached(const struct db_design *design,
				const struct db_device *dev);

/* The end of @dev's stack. */
const struct db_device *lowest(const struct db_device *dev);

/*
 * What is recorded when @ops is attached; NULL where that is a backend's real
 * table, through a pointer, which does not record.
 */
const struct db_ops *recorded(const struct db_design *design,
			      const struct db_ops *ops);

/* Does all of @design do for @dev what it should with @ops attached? */
void expect_design(const struct db_design *design, struct db_device *dev,
		   const struct db_ops *ops);

/* At each depth and over each table there is. */
void expect_over_all(const struct db_design *design);

#endif /* UNIT_EXPECTED_H */
