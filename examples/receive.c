// SPDX-License-Identifier: BSD-3-Clause
/*
 * receive SOCKET: get the dma-buf that "tph export --hold SOCKET" offers, write
 * into it by the DMA engine, and print the tag that the writes carry.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <opentph/opentph.h>

#define TRY(call) ((call) ? errx(1, "%s", tph_error()) : (void)0)

/* One message; its bytes do not matter, its control message is one descriptor */
static int receive(const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	char text[64], control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = {text, sizeof(text)};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = control,
			     .msg_controllen = sizeof(control)};
	int sock = socket(AF_UNIX, SOCK_STREAM, 0), fd;

	strncpy(addr.sun_path, path, sizeof(addr.sun_path) - 1);
	if (connect(sock, (struct sockaddr *)&addr, sizeof(addr)) ||
	    recvmsg(sock, &msg, MSG_CMSG_CLOEXEC) < 0)
		err(1, "%s", path);
	if (!CMSG_FIRSTHDR(&msg))
		errx(1, "%s: no file descriptor", path);
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	close(sock);
	return fd;
}

int main(int argc, char **argv)
{
	const char data[64] = "written by the engine";
	struct tph_dma_hint hint;
	struct tph_dma *dma;
	uint32_t region;
	int fd;

	if (argc != 2)
		errx(2, "Usage: receive SOCKET");
	fd = receive(argv[1]);
	printf("dma-buf of %lld bytes\n", (long long)lseek(fd, 0, SEEK_END));
	TRY(tph_dma_open(NULL, &dma));
	TRY(tph_dma_import(dma, fd, 0, &region, &hint));
	TRY(tph_dma_write(dma, region, 0, data, sizeof(data)));
	if (hint.applied)
		printf("ST 0x%x PH %u\n", hint.st, hint.ph);
	else
		printf("no tag\n");
	tph_dma_close(dma);
	close(fd);
	return 0;
}
