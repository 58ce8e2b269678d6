// SPDX-License-Identifier: BSD-3-Clause
/* QMP: sends commands and waits for answers, for a limited time */
#include "fabric/qmp.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fabric/clock.h"

#define ANSWER_MAX   (4 << 20)
#define DEPTH_MAX    256
#define TIMEOUT_NS   2000000000u /* of the whole query */
#define RETRY_MS     10
#define MESSAGES_MAX 1000 /* events may precede an answer */

/* Wait for @events. Return: 0; -EAGAIN time limit; -ECANCELED. */
static int wait_for(const struct qmp *qmp, short events)
{
	struct pollfd fds[] = {
		{.fd = qmp->sock, .events = events},
		{.fd = qmp->halt, .events = POLLIN},
	};
	uint64_t now = fabric_now();
	int n;

	if (now >= qmp->deadline)
		return -EAGAIN;
	/* Rounded up: 0 ms would poll in a busy loop before the end */
	n = poll(fds, 2, (int)((qmp->deadline - now) / 1000000 + 1));
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[1].revents)
		return -ECANCELED;
	return 0;
}

static ssize_t receive(struct qmp *qmp)
{
	for (;;) {
		ssize_t n = recv(qmp->sock, qmp->buf, sizeof(qmp->buf), 0);
		int ret;

		if (n >= 0)
			return n ? n : -ECONNRESET;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		ret = wait_for(qmp, POLLIN);
		if (ret)
			return ret;
	}
}

/* Read the next object of the stream. Return: 0 or -errno. */
static int next_object(struct qmp *qmp, struct json_object **ret_json)
{
	for (;;) {
		struct json_object *json;
		ssize_t n;
		int ret;

		if (qmp->at < qmp->len) {
			json = json_tokener_parse_ex(qmp->tokener,
						     qmp->buf + qmp->at,
						     qmp->len - qmp->at);
			if (json) {
				qmp->at += json_tokener_get_parse_end(
					qmp->tokener);
				*ret_json = json;
				return 0;
			}
			if (json_tokener_get_error(qmp->tokener) !=
			    json_tokener_continue)
				return -EPROTO;
		}
		/*
		 * A peer that always sends another byte must not block the
		 * query
		 */
		ret = wait_for(qmp, POLLIN);
		if (ret)
			return ret;
		n = receive(qmp);
		if (n < 0)
			return n;
		qmp->at = 0;
		qmp->len = n;
		qmp->total += n;
		if (qmp->total > ANSWER_MAX)
			return -EMSGSIZE;
	}
}

/*
 * Wait for the object that has @key; others are events. Return: 0; -EREMOTEIO an
 * error arrived instead; -errno
 */
static int expect(struct qmp *qmp, const char *key,
		  struct json_object **ret_json)
{
	for (int i = 0; i < MESSAGES_MAX; i++) {
		struct json_object *json = NULL;
		int ret = next_object(qmp, &json);

		if (ret)
			return ret;
		if (json_object_object_get_ex(json, key, NULL)) {
			*ret_json = json;
			return 0;
		}
		ret = json_object_object_get_ex(json, "error", NULL);
		json_object_put(json);
		if (ret)
			return -EREMOTEIO;
	}
	return -EPROTO;
}

int qmp_execute(struct qmp *qmp, const char *command,
		struct json_object **ret_json)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "{%s}\n", command);

	if (n < 0 || n >= (int)sizeof(text))
		return -EMSGSIZE;
	if (send(qmp->sock, text, n, MSG_NOSIGNAL) != n)
		return -EPIPE;
	return expect(qmp, "return", ret_json);
}

int qmp_monitor(struct qmp *qmp, struct json_object **ret_json,
		const char *format, ...)
{
	char line[256], text[384];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n < 0 || n >= (int)sizeof(line))
		return -EMSGSIZE;
	snprintf(text, sizeof(text),
		 "\"execute\":\"human-monitor-command\","
		 "\"arguments\":{\"command-line\":\"%s\"}",
		 line);
	return qmp_execute(qmp, text, ret_json);
}

/* Sleep: no event reports that a backlog has room. Return: 0; -ECANCELED */
static int wait_for_room(const struct qmp *qmp)
{
	struct pollfd halt = {.fd = qmp->halt, .events = POLLIN};

	return poll(&halt, 1, RETRY_MS) > 0 ? -ECANCELED : 0;
}

/* Return: 0; -EAGAIN the backlog stays full; -ECANCELED; -errno */
static int connect_sock(const struct qmp *qmp, const struct sockaddr_un *addr)
{
	while (connect(qmp->sock, (const struct sockaddr *)addr,
		       sizeof(*addr))) {
		int ret = -errno;

		if (ret == -EAGAIN && fabric_now() < qmp->deadline)
			ret = wait_for_room(qmp);
		if (ret)
			return ret;
	}
	return 0;
}

static int connect_to(struct qmp *qmp, const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int ret;

	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);
	qmp->sock =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (qmp->sock < 0)
		return -errno;
	ret = connect_sock(qmp, &addr);
	if (ret)
		close(qmp->sock);
	return ret;
}

/* Return: 0; -errno as qmp_query() */
static int greet(struct qmp *qmp)
{
	struct json_object *json;
	int ret = expect(qmp, "QMP", &json);

	if (ret)
		return ret;
	json_object_put(json);
	ret = qmp_execute(qmp, "\"execute\":\"qmp_capabilities\"", &json);
	if (!ret)
		json_object_put(json);
	return ret;
}

void qmp_close(struct qmp *qmp)
{
	if (qmp->tokener)
		json_tokener_free(qmp->tokener);
	close(qmp->sock);
}

int qmp_open(struct qmp *qmp, const char *path, int halt)
{
	int ret;

	*qmp = (struct qmp){
		.halt = halt,
		.deadline = fabric_now() + TIMEOUT_NS,
	};
	ret = connect_to(qmp, path);
	if (ret)
		return ret;
	qmp->tokener = json_tokener_new_ex(DEPTH_MAX);
	ret = qmp->tokener ? greet(qmp) : -ENOMEM;
	if (ret)
		qmp_close(qmp);
	return ret;
}

int qmp_read_machine(struct qmp *qmp, const char *property, uint64_t *ret_value)
{
	struct json_object *json, *value;
	char text[128];
	int ret;

	snprintf(
		text, sizeof(text),
		"\"execute\":\"qom-get\",\"arguments\":{\"path\":\"/machine/q35\",\"property\":\"%s\"}",
		property);
	ret = qmp_execute(qmp, text, &json);
	if (ret)
		return ret;
	json_object_object_get_ex(json, "return", &value);
	if (json_object_is_type(value, json_type_int))
		*ret_value = json_object_get_uint64(value);
	else
		ret = -EREMOTEIO;
	json_object_put(json);
	return ret;
}

int qmp_read_dword(struct qmp *qmp, uint64_t addr, uint32_t *ret_value)
{
	struct json_object *json, *text;
	const char *value;
	int ret = qmp_monitor(qmp, &json, "xp /1wx %#jx", (uintmax_t)addr);

	if (ret)
		return ret;
	/* "00000000b0018000: 0x000c1b36" */
	json_object_object_get_ex(json, "return", &text);
	value = json_object_get_string(text);
	value = value ? strstr(value, ": 0x") : NULL;
	if (value)
		*ret_value = strtoul(value + 2, NULL, 16);
	else
		ret = -EREMOTEIO;
	json_object_put(json);
	return ret;
}
