// SPDX-License-Identifier: BSD-3-Clause
/*
 * The guest's placement of functions and windows: neither vfio-user nor the
 * registers of QEMU's bridges report it, but QMP's query-pci does.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <json-c/json.h>

#include "fabric/clock.h"
#include "fabric/daemon_private.h"

#define ANSWER_MAX   (4 << 20)
#define DEPTH_MAX    256
#define TIMEOUT_NS   2000000000u /* of the whole query */
#define RETRY_MS     10
#define MESSAGES_MAX 1000 /* events may precede an answer */

/* @sock does not block; @halt: becomes readable to cancel, or -1 */
struct qmp {
	int sock, halt;
	uint64_t deadline;
	struct json_tokener *tokener;
	char buf[16384];
	size_t at, len, total;
};

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

/* Wait for the object with @key; others are events. */
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
			return -EPROTO;
	}
	return -EPROTO;
}

static int execute(struct qmp *qmp, const char *command,
		   struct json_object **ret_json)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "{\"execute\":\"%s\"}\n", command);

	if (send(qmp->sock, text, n, MSG_NOSIGNAL) != n)
		return -EPIPE;
	return expect(qmp, "return", ret_json);
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

static bool get_number(struct json_object *object, const char *key, int64_t max,
		       int64_t *ret)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return false;
	*ret = json_object_get_int64(value);
	return *ret >= 0 && *ret <= max;
}

/* Note a function's ID. Return: 1; 0 it was noted before, or has no ID. */
static int take_function(struct json_object *device,
			 const struct pcie_function *fn, struct placement *to,
			 uint64_t *seen)
{
	int64_t bus, slot, function;

	if (*seen >> fn->index & 1 || !get_number(device, "bus", 255, &bus) ||
	    !get_number(device, "slot", 31, &slot) ||
	    !get_number(device, "function", 7, &function))
		return 0;
	*seen |= 1ull << fn->index;
	to->bdfs[fn->index] = TLP_BDF(bus, slot, function);
	return 1;
}

static bool get_window(struct json_object *bus, const char *key,
		       struct pcie_window *ret)
{
	struct json_object *range;
	int64_t base, limit;

	if (!json_object_object_get_ex(bus, key, &range) ||
	    !get_number(range, "base", INT64_MAX, &base) ||
	    !get_number(range, "limit", INT64_MAX, &limit))
		return false;
	*ret = (struct pcie_window){base, limit};
	return true;
}

static void take_windows(struct json_object *bridge, const char *id,
			 const struct hierarchy *h, struct placement *to)
{
	struct json_object *bus;

	if (!json_object_object_get_ex(bridge, "bus", &bus))
		return;
	for (unsigned int i = 0; i < h->nbridges; i++)
		if (!strcmp(h->bridges[i].id, id) &&
		    get_window(bus, "memory_range", &to->windows[i][0]) &&
		    get_window(bus, "prefetchable_range", &to->windows[i][1]))
			to->windowed |= 1ull << i;
}

/* Return: 1 if it is one of our functions, else 0 */
static int take_device(struct json_object *device, const struct hierarchy *h,
		       struct placement *to, uint64_t *seen)
{
	const struct pcie_function *fn;
	struct json_object *id, *bridge;
	const char *name;

	if (!json_object_object_get_ex(device, "qdev_id", &id) ||
	    !json_object_is_type(id, json_type_string))
		return 0;
	name = json_object_get_string(id);
	if (json_object_object_get_ex(device, "pci_bridge", &bridge))
		take_windows(bridge, name, h, to);
	fn = hierarchy_find(h, name);
	return fn ? take_function(device, fn, to, seen) : 0;
}

/* Depth is bounded by the tokener's. Return: number of functions found. */
static unsigned int take_devices(struct json_object *devices,
				 const struct hierarchy *h,
				 struct placement *to, uint64_t *seen)
{
	unsigned int found = 0;

	if (!json_object_is_type(devices, json_type_array))
		return 0;
	for (size_t i = 0; i < json_object_array_length(devices); i++) {
		struct json_object *device =
			json_object_array_get_idx(devices, i);
		struct json_object *bridge, *below;

		found += take_device(device, h, to, seen);
		if (json_object_object_get_ex(device, "pci_bridge", &bridge) &&
		    json_object_object_get_ex(bridge, "devices", &below))
			found += take_devices(below, h, to, seen);
	}
	return found;
}

int qmp_parse_pci(struct json_object *answer, const struct hierarchy *h,
		  struct placement *to, char *error)
{
	struct json_object *buses, *devices;
	unsigned int found = 0;
	uint64_t seen = 0;

	to->windowed = 0;
	if (!json_object_object_get_ex(answer, "return", &buses) ||
	    !json_object_is_type(buses, json_type_array)) {
		snprintf(error, FABRIC_ERROR_MAX, "query-pci returned no list");
		return -EPROTO;
	}
	for (size_t i = 0; i < json_object_array_length(buses); i++)
		if (json_object_object_get_ex(json_object_array_get_idx(buses,
									i),
					      "devices", &devices))
			found += take_devices(devices, h, to, &seen);
	if (found < h->nfunctions) {
		snprintf(error, FABRIC_ERROR_MAX,
			 "QEMU has only %u of the %u functions", found,
			 h->nfunctions);
		return -ENODEV;
	}
	return 0;
}

static int talk(struct qmp *qmp, const struct hierarchy *h,
		struct placement *to, char *error)
{
	struct json_object *json;
	int ret = expect(qmp, "QMP", &json);

	if (ret)
		return ret;
	json_object_put(json);
	ret = execute(qmp, "qmp_capabilities", &json);
	if (ret)
		return ret;
	json_object_put(json);
	ret = execute(qmp, "query-pci", &json);
	if (ret)
		return ret;
	ret = qmp_parse_pci(json, h, to, error);
	json_object_put(json);
	return ret;
}

int qmp_query(const char *path, int halt, const struct hierarchy *h,
	      struct placement *to, char *error)
{
	struct qmp qmp = {
		.halt = halt,
		.deadline = fabric_now() + TIMEOUT_NS,
	};
	int ret = connect_to(&qmp, path);

	error[0] = 0;
	if (!ret) {
		qmp.tokener = json_tokener_new_ex(DEPTH_MAX);
		ret = qmp.tokener ? talk(&qmp, h, to, error) : -ENOMEM;
		if (qmp.tokener)
			json_tokener_free(qmp.tokener);
		close(qmp.sock);
	}
	if (ret && !error[0])
		snprintf(error, FABRIC_ERROR_MAX, "QMP at %.150s: %s", path,
			 ret == -EAGAIN ? "no answer" : strerror(-ret));
	return ret;
}
