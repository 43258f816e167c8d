/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MACHINE_EXIT_H
#define BENCH_MACHINE_EXIT_H

/* Exit status of every command of dmabench, scripts included. */
#define EXIT_DONE	0
#define EXIT_SLOWER	1	/* a gate found 'slower', or a test failed */
#define EXIT_USAGE	2
#define EXIT_VOID	3	/* runs not comparable, or void */
#define EXIT_SKIPPED	4
#define EXIT_INTERNAL	5
/* For git bisect run: this commit cannot be tested. */
#define EXIT_BISECT_SKIP	125

#endif /* BENCH_MACHINE_EXIT_H */
