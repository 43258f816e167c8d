// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_tuned.c - a box is called tuned by a whole state of this boot only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/env.h"
#include "machine/files.h"
#include "unit.h"

static char boot[64];

/* tune.cpu where the state is @text; "%s" in it is this boot. */
static void expect(const char *text, const char *cpu)
{
	struct env e = { 0 };
	char *path, state[512];

	snprintf(state, sizeof(state), text, boot);
	path = unit_file(unit_dir, "state", state);
	assert_int_equal(env_collect_tuned(&e), 0);
	assert_string_equal(env_get(&e, "tune.cpu"), cpu);
	env_free(&e);
	remove(path);
	free(path);
}

static void test_states(void **state)
{
	struct env e = { 0 };

	setenv("DMABENCH_TUNE_STATE", unit_dir, 1);
	read_line("/proc/sys/kernel/random/boot_id", boot, sizeof(boot));
	assert_int_equal(strlen(boot), 36);
	assert_int_equal(env_collect_tuned(&e), 0);
	assert_int_equal(e.nr, 0);

	expect("dmabench-tune 1\nboot %s\ncpu 12\nphase applied\n"
	       "holder 0 0\nknob /proc/sys/kernel/nmi_watchdog 1\nend 1\n",
	       "12");
	expect("dmabench-tune 1\nboot %s\ncpu 0\nphase applied\nend 0\n", "0");
	expect("dmabench-tune 1\nboot %s\ncpu 3\nphase applying\nend 0\n", "");
	expect("dmabench-tune 1\nboot %s\ncpu 3\nphase left\nend 0\n", "");
	expect("dmabench-tune 1\nboot %s0\ncpu 3\nphase applied\nend 0\n", "");
	expect("dmabench-tune 1\nboot\ncpu 3\nphase applied\nend 0\n", "");
	expect("dmabench-tune 1\nboot %s\nphase applied\nend 0\n", "");
	expect("dmabench-tune 1\nboot %s\ncpu x\nphase applied\nend 0\n", "");
	expect("", "");
	unsetenv("DMABENCH_TUNE_STATE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
	};

	return unit_run("tuned", tests, unit_make_dir, unit_remove_dir);
}
