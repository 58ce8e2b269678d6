// SPDX-License-Identifier: BSD-3-Clause
/* The socket that hands a file to its clients, and clients that misbehave */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/export/hold.h"
#include "tests/cli/export/open_files.h"

static char dir[] = "/tmp/tph-hold.XXXXXX";

static struct hold hold;
static int memory;

static const char *in_dir(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static int begin(void **state)
{
	memory = memfd_create("held", MFD_CLOEXEC);
	assert_true(memory >= 0);
	assert_int_equal(write(memory, "held", 4), 4);
	assert_int_equal(hold_open(&hold, in_dir("sock")), 0);
	return 0;
}

static int end(void **state)
{
	hold_close(&hold);
	close(memory);
	return access(in_dir("sock"), F_OK) ? 0 : -1;
}

/* A client that is connected and has not read */
static int connect_client(void)
{
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(sock, (struct sockaddr *)&hold.addr,
				 sizeof(hold.addr)),
			 0);
	return sock;
}

/* Read all bytes of the message, and its descriptors. Return: number of bytes */
static size_t read_all(int sock, char *text, size_t size, int *fd,
		       unsigned int *nfds)
{
	char control[CMSG_SPACE(4 * sizeof(int))];
	struct cmsghdr *header;
	size_t len = 0;
	ssize_t n = 1;

	*nfds = 0;
	for (; n > 0; len += n) {
		struct iovec iov = {text + len, size - len};
		struct msghdr msg = {.msg_iov = &iov,
				     .msg_iovlen = 1,
				     .msg_control = control,
				     .msg_controllen = sizeof(control)};

		n = recvmsg(sock, &msg, MSG_DONTWAIT);
		assert_true(n >= 0);
		header = CMSG_FIRSTHDR(&msg);
		if (!header)
			continue;
		*nfds += (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fd, CMSG_DATA(header), sizeof(*fd));
	}
	return len;
}

static void is_held(int fd)
{
	char text[8];

	assert_int_equal(pread(fd, text, sizeof(text), 0), 4);
	assert_memory_equal(text, "held", 4);
}

/* The next client gets the file */
static void serves(void)
{
	unsigned int nfds;
	int sock = connect_client(), fd = -1;
	char text[64];

	assert_int_equal(hold_serve(&hold, memory), 0);
	assert_int_equal(read_all(sock, text, sizeof(text), &fd, &nfds), 13);
	assert_memory_equal(text, "tph-export 1\n", 13);
	assert_int_equal(nfds, 1);
	is_held(fd);
	close(fd);
	close(sock);
}

static void each_client_gets_one_file(void **state)
{
	unsigned int files = open_files();

	serves();
	serves();
	serves();
	assert_int_equal(open_files(), files);
}

static void nobody_waits(void **state)
{
	assert_int_equal(hold_serve(&hold, memory), 0);
	assert_int_equal(hold_serve(&hold, memory), 0);
}

static void bad_clients_do_not_stop_others(void **state)
{
	enum { SILENT = 64 };
	unsigned int files = open_files();
	static const char noise[] = "GET / HTTP/1.0\r\n\r\n";
	int silent[SILENT], sock;

	/* They never read */
	for (unsigned int i = 0; i < SILENT; i++) {
		silent[i] = connect_client();
		assert_int_equal(hold_serve(&hold, memory), 0);
	}
	/* It has gone */
	close(connect_client());
	assert_int_equal(hold_serve(&hold, memory), 0);
	/* It talks, and has closed its side for reading */
	sock = connect_client();
	assert_int_equal(send(sock, noise, sizeof(noise), MSG_NOSIGNAL),
			 sizeof(noise));
	shutdown(sock, SHUT_RD);
	assert_int_equal(hold_serve(&hold, memory), 0);
	close(sock);
	serves();
	for (unsigned int i = 0; i < SILENT; i++)
		close(silent[i]);
	assert_int_equal(open_files(), files);
}

static void a_client_waits_for_a_free_number(void **state)
{
	struct rlimit limit, none;
	unsigned int nfds;
	int sock = connect_client(), fd;
	char text[64];

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = limit;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(hold_serve(&hold, memory), -EMFILE);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(hold_serve(&hold, memory), 0);
	assert_int_equal(read_all(sock, text, sizeof(text), &fd, &nfds), 13);
	assert_int_equal(nfds, 1);
	close(fd);
	close(sock);
}

static void only_the_owner_may_connect(void **state)
{
	mode_t mask = umask(0);
	struct hold open;
	struct stat st;

	assert_int_equal(hold_open(&open, in_dir("open")), 0);
	assert_int_equal(umask(mask), 0);
	assert_int_equal(lstat(in_dir("open"), &st), 0);
	assert_int_equal(st.st_mode, S_IFSOCK | 0600);
	hold_close(&open);
	assert_int_equal(lstat(in_dir("open"), &st), -1);
}

static void no_file_is_replaced(void **state)
{
	unsigned int files = open_files();
	struct hold other;
	struct stat st;
	int fd = open(in_dir("file"), O_CREAT | O_WRONLY | O_EXCL, 0644);

	assert_int_equal(write(fd, "kept", 4), 4);
	close(fd);
	assert_int_equal(hold_open(&other, in_dir("file")), -EADDRINUSE);
	assert_int_equal(stat(in_dir("file"), &st), 0);
	assert_int_equal(st.st_size, 4);
	unlink(in_dir("file"));

	assert_int_equal(symlink("nowhere", in_dir("link")), 0);
	assert_int_equal(hold_open(&other, in_dir("link")), -EADDRINUSE);
	assert_int_equal(access(in_dir("nowhere"), F_OK), -1);
	unlink(in_dir("link"));

	assert_int_equal(hold_open(&other, in_dir("sock")), -EADDRINUSE);
	serves();
	assert_int_equal(open_files(), files);
}

static void a_later_file_stays(void **state)
{
	struct hold other;
	char path[64];

	strcpy(path, in_dir("other"));
	assert_int_equal(hold_open(&other, path), 0);
	unlink(path);
	close(open(path, O_CREAT | O_WRONLY | O_EXCL, 0644));
	hold_close(&other);
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
}

static void paths_have_limits(void **state)
{
	char path[sizeof(hold.addr.sun_path) + 1];
	struct hold other;
	int fd;

	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(hold_open(&other, path), -ENAMETOOLONG);
	assert_int_equal(hold_receive(path, &fd), -ENAMETOOLONG);
	assert_int_equal(hold_open(&other, ""), -ENOENT);
	assert_int_equal(hold_receive("", &fd), -ENOENT);
	assert_int_equal(hold_open(&other, in_dir("none/sock")), -ENOENT);
	assert_int_equal(hold_receive(in_dir("none"), &fd), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_client_gets_one_file),
		cmocka_unit_test(nobody_waits),
		cmocka_unit_test(bad_clients_do_not_stop_others),
		cmocka_unit_test(a_client_waits_for_a_free_number),
		cmocka_unit_test(only_the_owner_may_connect),
		cmocka_unit_test(no_file_is_replaced),
		cmocka_unit_test(a_later_file_stays),
		cmocka_unit_test(paths_have_limits),
	};
	int ret;

	if (!mkdtemp(dir))
		return 1;
	ret = cmocka_run_group_tests_name("cli-hold", tests, begin, end);
	return rmdir(dir) ? 1 : ret;
}
