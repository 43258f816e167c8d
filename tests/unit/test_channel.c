// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_channel.c - what one side of a VM writes is what the other reads.
 *
 * Two mappings of one memory, as the host and its guest have them: the
 * request arrives, records arrive whole, in order and padded, full memory is
 * -ENOSPC and leaves what was there, memory that nobody made is -EPROTO, and
 * a guest that writes nonsense is -EBADMSG and no read outside of the memory.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "measure/channel.h"
#include "unit.h"

/* The header is channel.c's own; these are what a guest could scribble on. */
#define WRITTEN		2	/* as 64-bit words from the start */

static const char request[] = "seed 1\nrow direct/null/map_single\n";

static struct channel host, guest;
static int fd;

static int memory(void)
{
	int mem = memfd_create("dmabench-unit", MFD_CLOEXEC);

	assert_true(mem >= 0);
	assert_int_equal(ftruncate(mem, CHANNEL_SIZE), 0);
	return mem;
}

/* A channel with both sides attached. */
static int connect_both(void **state)
{
	const char *arrived;

	fd = memory();
	assert_int_equal(channel_create(&host, fd, request), 0);
	assert_int_equal(channel_attach(&guest, fd, &arrived), 0);
	assert_ptr_not_equal(host.map, guest.map);
	assert_string_equal(arrived, request);
	return 0;
}

static int disconnect(void **state)
{
	channel_close(&host);
	channel_close(&guest);
	close(fd);
	return 0;
}

/* Does the host see one record next, of @type with @body in it? */
static const struct record *expect_record(unsigned int type, const void *body,
					  size_t len)
{
	const struct record *rec;

	assert_int_equal(channel_get(&host, &rec), 1);
	assert_int_equal(rec->type, type);
	assert_int_equal(rec->len, len);
	assert_int_equal((uintptr_t)rec % 8, 0);
	assert_true((char *)rec >= (char *)host.map);
	assert_memory_equal(rec + 1, body, len);
	return rec;
}

static void expect_empty(void)
{
	const struct record *rec;

	assert_int_equal(channel_get(&host, &rec), 0);
}

static void test_records(void **state)
{
	static const char text[] = "kernel.release=6.1\n";
	struct record_row head = { .index = 3, .status = -5, .nr = 2 };
	uint64_t windows[2] = { 0x1122334455667788, 42 };
	char both[sizeof(head) + sizeof(windows)];
	int32_t end = -12;

	memcpy(both, &head, sizeof(head));
	memcpy(both + sizeof(head), windows, sizeof(windows));
	expect_empty();
	assert_int_equal(channel_put(&guest, RECORD_ENV, text, strlen(text),
				     NULL, 0), 0);
	expect_record(RECORD_ENV, text, strlen(text));
	expect_empty();
	expect_empty();
	/* Two at once, read later. */
	assert_int_equal(channel_put(&guest, RECORD_ROW, &head, sizeof(head),
				     windows, sizeof(windows)), 0);
	assert_int_equal(channel_put(&guest, RECORD_END, &end, sizeof(end),
				     NULL, 0), 0);
	expect_record(RECORD_ROW, both, sizeof(both));
	expect_record(RECORD_END, &end, sizeof(end));
	expect_empty();
	/* The request is still there, and nothing went over it. */
	assert_non_null(memmem(guest.map, 4096, request, sizeof(request)));
}

/* Lengths around a multiple of 8: the next record starts at one. */
static void test_padding(void **state)
{
	char body[40], head[40];
	size_t a, b;

	memset(head, 'h', sizeof(head));
	memset(body, 'b', sizeof(body));
	for (a = 1; a <= 17; a++) {
		for (b = 0; b <= 17; b++) {
			const struct record *rec;
			uint64_t at = guest.at;
			char want[80];

			assert_int_equal(channel_put(&guest, a, head, a, body,
						     b), 0);
			assert_int_equal(guest.at % 8, 0);
			assert_true(guest.at - at >= sizeof(*rec) + a + b);
			assert_true(guest.at - at < sizeof(*rec) + a + b + 8);
			memset(want, 'h', a);
			memset(want + a, 'b', b);
			rec = expect_record(a, want, a + b);
			assert_ptr_equal(rec, (char *)host.map + at);
		}
	}
	expect_empty();
}

/* A record without a payload, and requests of each length. */
static void test_lengths(void **state)
{
	char text[20] = "";
	size_t len;

	assert_int_equal(channel_put(&guest, 9, "", 0, NULL, 0), 0);
	expect_record(9, "", 0);
	for (len = 0; len < sizeof(text) - 1; len++) {
		const char *arrived;

		disconnect(state);
		memset(text, 'r', len);
		fd = memory();
		assert_int_equal(channel_create(&host, fd, text), 0);
		assert_int_equal(channel_attach(&guest, fd, &arrived), 0);
		assert_string_equal(arrived, text);
		assert_int_equal(channel_put(&guest, 1, "x", 1, NULL, 0), 0);
		expect_record(1, "x", 1);
		assert_string_equal(arrived, text);
	}
}

/* Records of a megabyte until there is no room, then to the last byte. */
static void test_full(void **state)
{
	size_t size = 1 << 20, left, i, nr = 0;
	char *body = malloc(size);
	uint64_t at;
	int ret;

	for (;;) {
		memset(body, 'a' + nr % 26, size);
		ret = channel_put(&guest, nr, body, size, NULL, 0);
		if (ret)
			break;
		nr++;
	}
	assert_int_equal(ret, -ENOSPC);
	assert_int_equal(nr, CHANNEL_SIZE / size - 1);
	at = guest.at;
	assert_int_equal(((uint64_t *)guest.map)[WRITTEN], at);
	/* One byte more than there is. */
	left = CHANNEL_SIZE - at - sizeof(struct record);
	assert_int_equal(channel_put(&guest, 1, body, left, "x", 1), -ENOSPC);
	assert_int_equal(channel_put(&guest, 1, "x", 1, body, left), -ENOSPC);
	assert_int_equal(channel_put(&guest, 1, NULL, 2 * CHANNEL_SIZE, NULL,
				     0), -ENOSPC);
	assert_int_equal(channel_put(&guest, 1, body, 1, NULL, CHANNEL_SIZE),
			 -ENOSPC);
	assert_int_equal(channel_put(&guest, 1, body, 1, NULL,
				     (size_t)UINT32_MAX + 1), -ENOSPC);
	assert_int_equal(guest.at, at);
	/* All that there is. */
	assert_int_equal(channel_put(&guest, 77, body, left, NULL, 0), 0);
	assert_int_equal(guest.at, CHANNEL_SIZE);
	assert_int_equal(channel_put(&guest, 1, "", 0, NULL, 0), -ENOSPC);
	for (i = 0; i < nr; i++) {
		memset(body, 'a' + i % 26, size);
		expect_record(i, body, size);
	}
	memset(body, 'a' + nr % 26, size);
	expect_record(77, body, left);
	expect_empty();
	free(body);
}

static void test_request_too_long(void **state)
{
	size_t len = CHANNEL_SIZE / 2;
	char *text = malloc(len + 1);
	struct channel ch;
	int mem = memory();

	memset(text, 'x', len);
	text[len] = '\0';
	assert_int_equal(channel_create(&ch, mem, text), -E2BIG);
	text[len - 1] = '\0';
	assert_int_equal(channel_create(&ch, mem, text), 0);
	channel_close(&ch);
	close(mem);
	free(text);
}

static void test_no_channel(void **state)
{
	const char *arrived = NULL;
	struct channel ch;
	uint64_t *words;
	int mem = memory();

	/* Nobody made it. */
	assert_int_equal(channel_attach(&ch, mem, &arrived), -EPROTO);
	assert_null(arrived);
	/* Another one made it. */
	assert_int_equal(channel_create(&ch, mem, request), 0);
	words = ch.map;
	words[0]++;
	channel_close(&ch);
	assert_int_equal(channel_attach(&ch, mem, &arrived), -EPROTO);
	close(mem);
	assert_int_equal(channel_attach(&ch, mem, &arrived), -EBADF);
	assert_int_equal(channel_create(&ch, mem, request), -EBADF);
}

/* The guest starts again: it goes on behind what is there. */
static void test_attach_again(void **state)
{
	const char *arrived;

	assert_int_equal(channel_put(&guest, 1, "one", 3, NULL, 0), 0);
	channel_close(&guest);
	assert_int_equal(channel_attach(&guest, fd, &arrived), 0);
	assert_string_equal(arrived, request);
	assert_int_equal(channel_put(&guest, 2, "two", 3, NULL, 0), 0);
	expect_record(1, "one", 3);
	expect_record(2, "two", 3);
	expect_empty();
}

/* @written as the guest left it, while the host has read all before @at. */
static void expect_nonsense(uint64_t written)
{
	const struct record *rec;
	uint64_t at = host.at;

	((uint64_t *)guest.map)[WRITTEN] = written;
	assert_int_equal(channel_get(&host, &rec), -EBADMSG);
	/* And it stays so: the host has not moved. */
	assert_int_equal(host.at, at);
	assert_int_equal(channel_get(&host, &rec), -EBADMSG);
}

static void test_bad_written(void **state)
{
	uint64_t at;
	int i;

	assert_int_equal(channel_put(&guest, 1, "good", 4, NULL, 0), 0);
	expect_record(1, "good", 4);
	at = host.at;
	for (i = 1; i < 8; i++)
		expect_nonsense(at + i);
	expect_nonsense(0);
	expect_nonsense(at - 1);
	expect_nonsense(at - 8);
	expect_nonsense(CHANNEL_SIZE + 1);
	expect_nonsense(CHANNEL_SIZE + 8);
	expect_nonsense(UINT64_MAX);
	expect_nonsense(UINT64_MAX - 7);
	expect_nonsense(1ULL << 63);
	((uint64_t *)guest.map)[WRITTEN] = at;
	expect_empty();
}

static void test_bad_len(void **state)
{
	static const uint32_t lens[] = {
		17, 24, 1 << 20, CHANNEL_SIZE, CHANNEL_SIZE + 1,
		UINT32_MAX - 15, UINT32_MAX - 7, UINT32_MAX - 6, UINT32_MAX,
	};
	const struct record *rec;
	struct record *mine;
	uint64_t at = guest.at;
	size_t i;

	assert_int_equal(channel_put(&guest, 1, "sixteen bytes...", 16, NULL,
				     0), 0);
	mine = (struct record *)((char *)guest.map + at);
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		mine->len = lens[i];
		assert_int_equal(channel_get(&host, &rec), -EBADMSG);
		assert_int_equal(host.at, at);
	}
	mine->len = 16;
	expect_record(1, "sixteen bytes...", 16);
	expect_empty();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_records, connect_both,
						disconnect),
		cmocka_unit_test_setup_teardown(test_padding, connect_both,
						disconnect),
		cmocka_unit_test_setup_teardown(test_lengths, connect_both,
						disconnect),
		cmocka_unit_test_setup_teardown(test_full, connect_both,
						disconnect),
		cmocka_unit_test(test_request_too_long),
		cmocka_unit_test(test_no_channel),
		cmocka_unit_test_setup_teardown(test_attach_again,
						connect_both, disconnect),
		cmocka_unit_test_setup_teardown(test_bad_written, connect_both,
						disconnect),
		cmocka_unit_test_setup_teardown(test_bad_len, connect_both,
						disconnect),
	};

	return unit_run("channel", tests, NULL, NULL);
}
