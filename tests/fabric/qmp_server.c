// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fabric/qmp_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

static void say(const struct qmp_server *server, int sock, const char *text)
{
	size_t len = strlen(text);

	for (size_t at = 0, n; at < len; at += n) {
		n = len - at < server->piece ? len - at : server->piece;
		if (send(sock, text + at, n, MSG_NOSIGNAL) < 0)
			return;
		if (server->pause_us)
			usleep(server->pause_us);
	}
}

/* For 10 s at most, so that a test that failed ends */
static void wait_if_held(struct qmp_server *server)
{
	for (unsigned int i = 0; i < 100000; i++) {
		unsigned int held =
			__atomic_load_n(&server->held, __ATOMIC_SEQ_CST);

		if (!held || server->queries <= held)
			return;
		usleep(100);
	}
}

static uint32_t value_of(const struct qmp_server *server, uint64_t addr)
{
	for (size_t i = 0; i < server->nregisters; i++)
		if (addr == server->registers[i].addr)
			return server->registers[i].value;
	return 0;
}

/* As QEMU does, with the line ends of a terminal */
static void monitor(struct qmp_server *server, int sock, const char *line)
{
	char text[128];
	uint64_t addr;
	size_t len = strlen(server->injected);

	if (sscanf(line, "xp /1wx 0x%jx", (uintmax_t *)&addr) == 1) {
		snprintf(text, sizeof(text),
			 "{\"return\": \"%016jx: 0x%08x\\r\\n\"}\r\n",
			 (uintmax_t)addr, value_of(server, addr));
		say(server, sock, text);
		return;
	}
	snprintf(server->injected + len, sizeof(server->injected) - len,
		 "%.*s\n", (int)strcspn(line, "\""), line);
	say(server, sock, "{\"return\": \"OK id: x\\r\\n\"}\r\n");
}

static void serve(struct qmp_server *server, int sock)
{
	static const char command[] = "\"command-line\":\"";
	char buf[512];
	const char *line;
	ssize_t n;

	say(server, sock,
	    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 3, \"minor\": 1, "
	    "\"major\": 11}}, \"capabilities\": [\"oob\"]}}\r\n");
	while ((n = recv(sock, buf, sizeof(buf) - 1, 0)) > 0) {
		buf[n] = 0;
		if (strstr(buf, "qmp_capabilities")) {
			say(server, sock, "{\"return\": {}}\r\n");
		} else if (strstr(buf, "query-pci")) {
			__atomic_add_fetch(&server->queries, 1,
					   __ATOMIC_SEQ_CST);
			wait_if_held(server);
			/* An event may come at any time */
			say(server, sock,
			    "{\"timestamp\": {\"seconds\": 1}, "
			    "\"event\": \"RTC_CHANGE\"}\r\n");
			say(server, sock, "{\"return\": ");
			say(server, sock, server->pci);
			say(server, sock, "}\r\n");
		} else if (strstr(buf, "MCFG") && server->registers) {
			say(server, sock, "{\"return\": 2952790016}\r\n");
		} else if (strstr(buf, "below-4g-mem-size") &&
			   server->registers) {
			say(server, sock, "{\"return\": 1073741824}\r\n");
		} else if ((line = strstr(buf, command))) {
			monitor(server, sock, line + strlen(command));
		} else {
			say(server, sock,
			    "{\"error\": {\"class\": \"GenericError\", "
			    "\"desc\": \"no such thing\"}}\r\n");
		}
	}
}

static void *run(void *arg)
{
	struct qmp_server *server = arg;
	int sock;

	usleep(server->delay_us);
	while ((sock = accept(server->listener, NULL, NULL)) >= 0) {
		char c;

		if (server->silent)
			while (recv(sock, &c, 1, 0) > 0)
				;
		else
			serve(server, sock);
		close(sock);
	}
	return NULL;
}

void qmp_server_start(struct qmp_server *server)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	if (!server->piece)
		server->piece = SIZE_MAX;
	strcpy(addr.sun_path, server->path);
	server->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(server->listener, (struct sockaddr *)&addr,
			      sizeof(addr)),
			 0);
	assert_int_equal(listen(server->listener, 4), 0);
	assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
}

void qmp_server_stop(struct qmp_server *server)
{
	shutdown(server->listener, SHUT_RDWR);
	pthread_join(server->thread, NULL);
	close(server->listener);
	unlink(server->path);
}
