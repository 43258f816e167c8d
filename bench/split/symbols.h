/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_SYMBOLS_H
#define BENCH_SPLIT_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct symbols - where the guest kernel's functions lie
 * @text:	their names
 * @item:	the functions by address; @ours: of dmabench.ko
 *
 * Addresses stay in memory: they are looked up and never written anywhere.
 */
struct symbols {
	char *text;
	size_t nr;
	struct symbol {
		uint64_t addr;
		const char *name;
		bool ours;
	} *item;
};

/**
 * symbols_parse - read lines of /proc/kallsyms
 * @y:		out
 * @text:	"ADDRESS TYPE NAME[\t[MODULE]]" lines of @len bytes, not
 *		necessarily ended by a NUL; lines of other types than T, t, W
 *		and w are passed over
 *
 * Returns 0, -ENOMEM, or -EBADMSG for what is no such text, has no function
 * of dmabench.ko, or has no addresses (kptr_restrict).
 */
int symbols_parse(struct symbols *y, const char *text, size_t len);
void symbols_free(struct symbols *y);

/* The function that an address lies in, or NULL for one below all. */
const struct symbol *symbols_find(const struct symbols *y, uint64_t addr);

#endif /* BENCH_SPLIT_SYMBOLS_H */
