/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_CMD_H
#define BENCH_CMD_H

/* Exit status of every command of dmabench, scripts included. */
#define EXIT_DONE	0
#define EXIT_SLOWER	1	/* a gate found 'slower', or a test failed */
#define EXIT_USAGE	2
#define EXIT_VOID	3	/* runs not comparable, or void */
#define EXIT_SKIPPED	4
#define EXIT_INTERNAL	5
/* For git bisect run: this commit cannot be tested. */
#define EXIT_BISECT_SKIP	125

/* The subcommands: argv[0] is "dmabench NAME"; return an exit status. */
int cmd_list(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_history(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_env(int argc, char **argv);

#endif /* BENCH_CMD_H */
