/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_KIND_H
#define BENCH_SPLIT_KIND_H

#include <stdint.h>
#include <string.h>

#include "split/plugin.h"

/* What an instruction of x86-64 is, by its bytes (SDM vol. 2, 2.1, 2.2). */
static inline enum plugin_kind kind_of(const uint8_t *b, size_t size)
{
	size_t i = 0;

	while (i < size && strchr("\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3",
				  b[i]) && b[i])
		i++;
	if (i < size && (b[i] & 0xf0) == 0x40)
		i++;
	if (i < size && b[i] == 0xe8)
		return PLUGIN_CALL;
	if (i < size && (b[i] == 0xc2 || b[i] == 0xc3))
		return PLUGIN_RETURN;
	if (i + 1 < size && b[i] == 0xff)
		switch (b[i + 1] >> 3 & 7) {
		case 2:
		case 3:
			return PLUGIN_CALL_INDIRECT;
		case 4:
		case 5:
			return PLUGIN_JUMP_INDIRECT;
		}
	if (size == 3 && !memcmp(b, "\x0f\xae\xe8", 3))
		return PLUGIN_LFENCE;
	if (size == 2 && !memcmp(b, "\x0f\x31", 2))
		return PLUGIN_RDTSC;
	if (size == 3 && !memcmp(b, "\x0f\x01\xf9", 3))
		return PLUGIN_RDTSCP;
	return PLUGIN_PLAIN;
}

#endif /* BENCH_SPLIT_KIND_H */
