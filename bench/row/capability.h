/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_ROW_CAPABILITY_H
#define BENCH_ROW_CAPABILITY_H

#include <stdio.h>

#include "kmod/dispatch/dispatch.h"

/* The claims of the thread, each played through against every design. */
enum scenario {
	SC_TWO_IOMMUS,		/* two devices behind two IOMMUs at once */
	SC_ASSIGNED,		/* an assigned device among emulated ones */
	SC_HOTPLUG,		/* one that is added later */
	SC_LAYER,		/* swiotlb above pvdma for it alone */
	SC_REMOVAL,		/* an IOMMU that goes away */
	SCENARIOS
};

enum answer {
	ANSWER_NO,
	ANSWER_YES,
	ANSWER_HOOK,		/* only with a hook in the global ops */
	ANSWER_ASKS,		/* yes, but somebody is asked on every op */
	ANSWER_NOT_HERE,	/* the design is only in a kernel */
};

/**
 * capability_try - play a scenario through
 * @design:	with code in this program, or the answer is ANSWER_NOT_HERE
 * @scenario:	which
 *
 * In a child process, where a design that cannot express it may crash.  Yes is
 * said only if every operation reached the backend that it had to, in the
 * order that it had to.
 */
enum answer capability_try(const struct db_design *design,
			   enum scenario scenario);

/* The table of all designs, 72 columns. */
void capability_print(FILE *f);

#endif /* BENCH_ROW_CAPABILITY_H */
