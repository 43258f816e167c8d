// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * samples.c - a row's windows, as they were measured.
 */
#include <stdlib.h>
#include <string.h>

#include "stats/samples.h"

void samples_free(struct samples *s)
{
	free(s->w);
	memset(s, 0, sizeof(*s));
}
