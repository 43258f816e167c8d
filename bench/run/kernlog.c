// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernlog.c - what a kernel logged during a run, and whether it voids it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/kernlog.h"
#include "run/splat.h"

unsigned int kernlog_keep(const char *dir, const char *head, FILE *log,
			  const char *who)
{
	char path[PATH_MAX + 16], line[2048];
	unsigned int alarms = 0;
	FILE *out;

	snprintf(path, sizeof(path), "%s/dmesg.txt", dir);
	out = fopen(path, "ae");
	if (out)
		fprintf(out, "%s\n", head);
	while (log && fgets(line, sizeof(line), log)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (out)
			fprintf(out, "%s\n", line);
		if (splat_begins(line)) {
			fprintf(stderr, "dmabench: %s: %s\n", who, line);
			alarms++;
		}
	}
	if (out)
		fclose(out);
	return alarms;
}

int kernlog_listen(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	lseek(fd, 0, SEEK_END);
	return fd;
}

/*
 * A record, as Documentation/ABI/testing/dev-kmsg has it: level, number and
 * microseconds, then after a semicolon the text, and lines of a dictionary.
 */
static void put_record(FILE *f, char *record)
{
	char *text = strchr(record, ';');
	unsigned long long us;

	if (!text || sscanf(record, "%*u,%*u,%llu", &us) != 1)
		return;
	text++;
	text[strcspn(text, "\n")] = '\0';
	fprintf(f, "[%5llu.%06llu] %s\n", us / 1000000, us % 1000000, text);
}

char *kernlog_heard(int fd)
{
	char record[8193], *text;
	ssize_t got;
	size_t len;
	FILE *f;

	if (fd < 0)
		return NULL;
	f = open_memstream(&text, &len);
	while (f) {
		got = read(fd, record, sizeof(record) - 1);
		if (got > 0) {
			record[got] = '\0';
			put_record(f, record);
		} else if (!got || errno == EAGAIN) {
			break;
		} else if (errno == EPIPE) {
			fputs("(records were lost here)\n", f);
		} else if (errno != EINTR) {
			break;
		}
	}
	close(fd);
	return f && !fclose(f) ? text : NULL;
}
