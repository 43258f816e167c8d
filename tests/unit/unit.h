/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unit.h - what the unit tests share: cmocka, temporary files, doubles.
 *
 * UNIT_TOP, from unit.mk, is the top of the source tree.
 */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

/* cmocka.h wants these in front of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof(*(a)))

/*
 * A new empty directory for the tests of a program, and removing it with all
 * that is in it: setup and teardown for unit_run().
 */
extern char *unit_dir;
int unit_make_dir(void **state);
int unit_remove_dir(void **state);

/* Is there "dir/name"? */
bool unit_is_there(const char *dir, const char *name);

/* Make "dir/name" with @text in it; the path, malloc'ed. */
char *unit_file(const char *dir, const char *name, const char *text);

/* All of a file, malloc'ed, with a NUL behind it; NULL without the file. */
char *unit_slurp(const char *dir, const char *name);

/*
 * Run the tests of a program; main()'s status.  ASan looks for leaks when all
 * have passed: one that failed leaves what it had, and that is no news.
 */
#define unit_run(name, tests, setup, teardown) \
	unit_end(cmocka_run_group_tests_name(name, tests, setup, teardown))
int unit_end(int failed);

/* Stay on one CPU, so that two readings of the TSC are of the same one. */
void unit_pin(void);

/* Equal but for rounding; two NANs are equal. */
#define assert_near(a, b)	unit_near(a, b, __FILE__, __LINE__)
void unit_near(double a, double b, const char *file, int line);

/*
 * @part somewhere in @text; or each of @words, in whatever order and case: of a
 * message tests hold what it is about, an option, a name, a number, and not the
 * sentence.
 */
#define assert_part(text, part)	unit_part(text, part, __FILE__, __LINE__)
void unit_part(const char *text, const char *part, const char *file, int line);
#define assert_words(text, words) \
	unit_words(text, words, __FILE__, __LINE__)
void unit_words(const char *text, const char *words, const char *file,
		int line);

/* Skip this test and say why: a test that is not run has to be seen. */
#define skip_because(...)						\
	do {								\
		print_message("[   WHY    ] " __VA_ARGS__);		\
		print_message("\n");					\
		skip();							\
	} while (0)

#endif /* UNIT_UNIT_H */
