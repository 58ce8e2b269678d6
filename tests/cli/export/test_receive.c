// SPDX-License-Identifier: BSD-3-Clause
/* The client's side of a held file, and servers that misbehave */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/export/hold.h"
#include "tests/cli/export/open_files.h"

#define FDS_MAX 8

static char dir[] = "/tmp/tph-receive.XXXXXX";
static char path[64];

/**
 * struct message - the message of a server
 * @text:	bytes
 * @len:	number of bytes, 0: nothing is sent
 * @nfds:	descriptors, all of /dev/null
 */
struct message {
	const char *text;
	size_t len;
	unsigned int nfds;
};

static void send_message(int sock, const struct message *message)
{
	union {
		char buf[CMSG_SPACE(sizeof(int) * FDS_MAX)];
		struct cmsghdr align;
	} control = {0};
	struct iovec iov = {(char *)message->text, message->len};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), fds[FDS_MAX];
	struct cmsghdr *header;

	if (message->nfds) {
		msg.msg_control = control.buf;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * message->nfds);
		header = CMSG_FIRSTHDR(&msg);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int) * message->nfds);
		for (unsigned int i = 0; i < message->nfds; i++)
			fds[i] = null;
		memcpy(CMSG_DATA(header), fds, sizeof(int) * message->nfds);
	}
	if (message->len)
		sendmsg(sock, &msg, MSG_NOSIGNAL);
	close(null);
}

static int listener;

static void *serve(void *arg)
{
	int sock = accept(listener, NULL, NULL);

	send_message(sock, arg);
	close(sock);
	return NULL;
}

/* Return: of hold_receive() from a server that sends @message */
static int receive(struct message message, int *fd)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	pthread_t thread;
	int ret;

	strcpy(addr.sun_path, path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&addr, sizeof(addr)),
			 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(pthread_create(&thread, NULL, serve, &message), 0);
	ret = hold_receive(path, fd);
	pthread_join(thread, NULL);
	close(listener);
	unlink(path);
	return ret;
}

static void a_file_is_received(void **state)
{
	static const struct message good[] = {
		{"tph-export 1\n", 13, 1},
		/* Servers of others */
		{"x", 1, 1},
		{"a text that is longer than the one of this version", 50, 1},
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int fd = -1;

		assert_int_equal(receive(good[i], &fd), 0);
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		assert_int_equal(close(fd), 0);
	}
}

static void other_messages_are_refused(void **state)
{
	static const struct message bad[] = {
		{"", 0, 0},
		{"tph-export 1\n", 13, 0},
		{"tph-export 1\n", 13, 2},
		{"tph-export 1\n", 13, 3},
		{"tph-export 1\n", 13, FDS_MAX},
	};
	unsigned int files = open_files();
	int fd = -5;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(receive(bad[i], &fd), -EPROTO);
		assert_int_equal(fd, -5);
		assert_int_equal(open_files(), files);
	}
}

static void a_socket_without_a_server_is_refused(void **state)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;

	strcpy(addr.sun_path, path);
	assert_int_equal(bind(sock, (struct sockaddr *)&addr, sizeof(addr)), 0);
	close(sock);
	assert_int_equal(hold_receive(path, &fd), -ECONNREFUSED);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_received),
		cmocka_unit_test(other_messages_are_refused),
		cmocka_unit_test(a_socket_without_a_server_is_refused),
	};
	int ret;

	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/sock", dir);
	ret = cmocka_run_group_tests_name("cli-receive", tests, NULL, NULL);
	return rmdir(dir) ? 1 : ret;
}
