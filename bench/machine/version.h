/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MACHINE_VERSION_H
#define BENCH_MACHINE_VERSION_H

/**
 * version_cmp - which kernel is the later one
 * @a:		releases as uname -r prints them
 *
 * By the numbers that begin a release, one that is not there is 0; then a
 * release candidate before what it becomes; then the rest, numbers in it as
 * numbers, so that 6.1.0-9-amd64 comes before 6.1.0-56-amd64.  What begins
 * with no number comes first.  Negative, 0 or positive, as strcmp().
 */
int version_cmp(const char *a, const char *b);

#endif /* BENCH_MACHINE_VERSION_H */
