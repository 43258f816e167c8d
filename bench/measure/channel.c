// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * channel.c - records through shared memory; see channel.h.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "measure/channel.h"

#define MAGIC		0x31686362616d64ULL	/* "dmabch1" */
#define ALIGN8(x)	(((x) + 7) & ~(uint64_t)7)

/**
 * struct header - the first bytes of the memory
 * @magic:	written last by channel_create()
 * @records:	offset of the first record; the request lies before it
 * @written:	offset behind the last whole record
 */
struct header {
	uint64_t magic;
	uint64_t records;
	uint64_t written;
};

static int map(struct channel *ch, int fd)
{
	ch->map = mmap(NULL, CHANNEL_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
		       fd, 0);
	return ch->map == MAP_FAILED ? -errno : 0;
}

int channel_create(struct channel *ch, int fd, const char *request)
{
	size_t len = strlen(request) + 1;
	struct header *h;
	int ret;

	if (len > CHANNEL_SIZE / 2)
		return -E2BIG;
	ret = map(ch, fd);
	if (ret)
		return ret;
	h = ch->map;
	memcpy(h + 1, request, len);
	h->records = ALIGN8(sizeof(*h) + len);
	h->written = h->records;
	ch->at = h->records;
	__atomic_store_n(&h->magic, MAGIC, __ATOMIC_RELEASE);
	return 0;
}

int channel_attach(struct channel *ch, int fd, const char **request)
{
	struct header *h;
	int ret;

	ret = map(ch, fd);
	if (ret)
		return ret;
	h = ch->map;
	if (h->magic != MAGIC) {
		channel_close(ch);
		return -EPROTO;
	}
	ch->at = h->written;
	*request = (const char *)(h + 1);
	return 0;
}

int channel_put(struct channel *ch, enum record_type type, const void *head,
		size_t head_len, const void *body, size_t body_len)
{
	struct header *h = ch->map;
	struct record rec = { .type = type, .len = head_len + body_len };
	uint64_t end = ch->at + sizeof(rec) + ALIGN8((uint64_t)rec.len);
	char *to = (char *)ch->map + ch->at;

	if (head_len + body_len > CHANNEL_SIZE || end > CHANNEL_SIZE)
		return -ENOSPC;
	memcpy(to, &rec, sizeof(rec));
	memcpy(to + sizeof(rec), head, head_len);
	if (body_len)
		memcpy(to + sizeof(rec) + head_len, body, body_len);
	ch->at = end;
	__atomic_store_n(&h->written, end, __ATOMIC_RELEASE);
	return 0;
}

int channel_get(struct channel *ch, const struct record **rec)
{
	const struct header *h = ch->map;
	uint64_t written = __atomic_load_n(&h->written, __ATOMIC_ACQUIRE);
	uint64_t end;

	if (ch->at == written)
		return 0;
	if (written > CHANNEL_SIZE || ch->at + sizeof(**rec) > written)
		return -EBADMSG;
	*rec = (const struct record *)((const char *)ch->map + ch->at);
	end = ch->at + sizeof(**rec) + ALIGN8((uint64_t)(*rec)->len);
	if (end > written)
		return -EBADMSG;
	ch->at = end;
	return 1;
}

void channel_close(struct channel *ch)
{
	munmap(ch->map, CHANNEL_SIZE);
}
