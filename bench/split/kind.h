/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_KIND_H
#define BENCH_SPLIT_KIND_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "split/plugin.h"

/* Does an operand of this ModRM lie in memory? */
static inline bool kind_in_memory(uint8_t modrm)
{
	return modrm >> 6 != 3;
}

/* Opcodes of one byte; @rep: with REP or REPNE. */
static inline enum plugin_kind kind_of_one(const uint8_t *b, size_t size,
					   bool rep)
{
	switch (b[0]) {
	case 0xe8:
		return PLUGIN_CALL;
	case 0xc2: case 0xc3:
		return PLUGIN_RETURN;
	case 0xff:
		if (size < 2)
			return PLUGIN_PLAIN;
		switch (b[1] >> 3 & 7) {
		case 2: case 3:
			return PLUGIN_CALL_INDIRECT;
		case 4: case 5:
			return PLUGIN_JUMP_INDIRECT;
		default:
			return PLUGIN_PLAIN;
		}
	/* XCHG: locked whatever its prefixes, SDM vol. 3, 9.1.2.1 */
	case 0x86: case 0x87:
		return size > 1 && kind_in_memory(b[1]) ? PLUGIN_LOCKED :
							  PLUGIN_PLAIN;
	/* MOVS, CMPS, STOS, LODS, SCAS */
	case 0xa4: case 0xa5: case 0xa6: case 0xa7:
	case 0xaa: case 0xab: case 0xac: case 0xad: case 0xae: case 0xaf:
		return rep ? PLUGIN_REP : PLUGIN_PLAIN;
	/* PAUSE */
	case 0x90:
		return rep ? PLUGIN_SERIAL : PLUGIN_PLAIN;
	/* INS, OUTS, IN, OUT, POPF, IRET, HLT, CLI, STI */
	case 0x6c: case 0x6d: case 0x6e: case 0x6f:
	case 0xe4: case 0xe5: case 0xe6: case 0xe7:
	case 0xec: case 0xed: case 0xee: case 0xef:
	case 0x9d: case 0xcf: case 0xf4: case 0xfa: case 0xfb:
		return PLUGIN_SERIAL;
	default:
		return PLUGIN_PLAIN;
	}
}

/* Opcodes behind 0f. */
static inline enum plugin_kind kind_of_two(const uint8_t *b, size_t size,
					   bool rep)
{
	static const uint8_t untimed[] = { 0x1f, 0x80, 0xdb, 0x0d, 0xdb, 0x0d };

	if (size == sizeof(untimed) && !memcmp(b, untimed, size))
		return PLUGIN_UNTIMED;
	switch (b[0]) {
	/* INVD, WBINVD, WRMSR, RDMSR, MOV to CR, CPUID */
	case 0x08: case 0x09: case 0x30: case 0x32: case 0x22: case 0xa2:
		return PLUGIN_SERIAL;
	case 0x31:
		return PLUGIN_RDTSC;
	case 0x01:
		if (size < 2)
			return PLUGIN_PLAIN;
		/* INVLPG; VMCALL, VMMCALL, SERIALIZE */
		if ((kind_in_memory(b[1]) && (b[1] >> 3 & 7) == 7) ||
		    b[1] == 0xc1 || b[1] == 0xd9 || (b[1] == 0xe8 && !rep))
			return PLUGIN_SERIAL;
		return b[1] == 0xf9 ? PLUGIN_RDTSCP : PLUGIN_PLAIN;
	case 0xae:
		if (size < 2 || rep)
			return PLUGIN_PLAIN;
		if (b[1] == 0xe8)
			return PLUGIN_LFENCE;
		if (b[1] == 0xf0 || b[1] == 0xf8)
			return PLUGIN_FENCE;
		/* CLFLUSH, CLFLUSHOPT */
		return kind_in_memory(b[1]) && (b[1] >> 3 & 7) == 7 ?
		       PLUGIN_SERIAL : PLUGIN_PLAIN;
	case 0x38:
		/* INVPCID, INVEPT, INVVPID */
		return size > 1 && b[1] >= 0x80 && b[1] <= 0x82 ?
		       PLUGIN_SERIAL : PLUGIN_PLAIN;
	default:
		return PLUGIN_PLAIN;
	}
}

/* What an instruction of x86-64 is, by its bytes (SDM vol. 2, 2.1, 2.2). */
static inline enum plugin_kind kind_of(const uint8_t *b, size_t size)
{
	bool lock = false, rep = false;
	size_t i = 0;

	for (; i < size && b[i] &&
	     strchr("\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3", b[i]);
	     i++) {
		lock = lock || b[i] == 0xf0;
		rep = rep || b[i] == 0xf2 || b[i] == 0xf3;
	}
	if (i < size && (b[i] & 0xf0) == 0x40)
		i++;
	if (i >= size)
		return PLUGIN_PLAIN;
	if (lock)
		return PLUGIN_LOCKED;
	if (b[i] != 0x0f)
		return kind_of_one(b + i, size - i, rep);
	return i + 1 < size ? kind_of_two(b + i + 1, size - i - 1, rep) :
			      PLUGIN_PLAIN;
}

#endif /* BENCH_SPLIT_KIND_H */
