// SPDX-License-Identifier: BSD-3-Clause
/* tph-uapi: threads, faults, and what came of the calls */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/number.h"
#include "guest/uapi/uapi.h"

#define THREADS_MAX 16
#define PROGRESS    100000

static const char usage[] =
	"Usage: tph-uapi [-n CALLS] [-t THREADS] [-s SEED] [-f N] ACCELERATOR ENGINE\n"
	"Make random calls of VFIO, udmabuf and the importer's driver from several threads.\n"
	"  -n CALLS    number of calls; default: 100000\n"
	"  -t THREADS  number of threads, up to 16; default: 4\n"
	"  -s SEED     of the random numbers; printed, because the default is another each time\n"
	"  -f N        in one call of N an allocation of the kernel fails\n"
	"Exit status: 0 all calls returned, and each kind succeeded at least once; 1 a kind\n"
	"of call never succeeded; 2 cannot run.\n";

struct options {
	uint64_t calls, threads, seed, fault;
};

static bool parse(int argc, char **argv, struct options *o)
{
	int c;

	while ((c = getopt(argc, argv, "n:t:s:f:h")) != -1) {
		switch (c) {
		case 'n':
			o->calls = number_parse(optarg, INT64_MAX);
			break;
		case 't':
			o->threads = number_parse(optarg, THREADS_MAX);
			break;
		case 's':
			o->seed = number_parse(optarg, UINT64_MAX);
			break;
		case 'f':
			o->fault = number_parse(optarg, INT32_MAX);
			break;
		default:
			return false;
		}
	}
	return argc - optind == 2 && o->calls && o->threads;
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	close(fd);
	return n < 0 ? -EIO : 0;
}

/* Allocations that may sleep fail too, as most of those of the series are */
static bool faults_on(void)
{
	static const char *const files[] = {
		"/sys/kernel/debug/failslab/ignore-gfp-wait",
		"/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait",
		"/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem",
	};

	for (unsigned int i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (write_file(files[i], "N")) {
			fprintf(stderr,
				"tph-uapi: %s: not there: -f needs a kernel with FAILSLAB\n",
				files[i]);
			return false;
		}
	}
	return true;
}

/* Let the n-th allocation from here on fail, or none with 0 */
static void fail_nth(const struct uapi_thread *t, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(t->fail_nth, text, (size_t)len, 0) != len)
		abort();
}

/* Return: false if no allocation failed */
static bool failed_nth(const struct uapi_thread *t)
{
	char text[16] = "";

	return pread(t->fail_nth, text, sizeof(text) - 1, 0) > 0 &&
	       text[0] == '0';
}

static struct uapi_op *pick(struct uapi_thread *t)
{
	unsigned int all = 0, n, i;

	for (i = 0; i < uapi_nops; i++)
		all += uapi_ops[i].weight;
	n = uapi_random(t, all);
	for (i = 0; n >= uapi_ops[i].weight; i++)
		n -= uapi_ops[i].weight;
	return &uapi_ops[i];
}

static void one_call(struct uapi_thread *t)
{
	struct uapi_op *op = pick(t);
	unsigned int one_in = t->uapi->fault_one_in;
	bool fault = one_in && !uapi_random(t, one_in);
	int ret;

	if (fault)
		fail_nth(t, 1 + uapi_random(t, 24));
	ret = op->run(t);
	if (fault) {
		t->injected += failed_nth(t);
		fail_nth(t, 0);
	}
	atomic_fetch_add(&op->calls, 1);
	atomic_fetch_add(
		&op->results[-ret < UAPI_ERRNO ? -ret : UAPI_ERRNO - 1], 1);
}

static void *work(void *arg)
{
	struct uapi_thread *t = arg;
	long long left;

	if (t->uapi->fault_one_in)
		t->fail_nth =
			open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	while ((left = atomic_fetch_sub(&t->uapi->left, 1)) > 0) {
		one_call(t);
		if (left % PROGRESS == 0) {
			printf("tph-uapi: %lld calls left\n", left);
			fflush(stdout);
		}
	}
	if (t->fail_nth >= 0)
		close(t->fail_nth);
	return NULL;
}

/* Return: number of kinds that never succeeded */
static int report(void)
{
	int bad = 0;

	for (unsigned int i = 0; i < uapi_nops; i++) {
		struct uapi_op *op = &uapi_ops[i];

		printf("%-12s %8llu calls, %llu done", op->name, op->calls,
		       op->results[0]);
		for (int e = 1; e < UAPI_ERRNO; e++)
			if (op->results[e])
				printf(", %s %llu", strerrorname_np(e),
				       op->results[e]);
		putchar('\n');
		if (op->calls && !op->results[0])
			bad++;
	}
	return bad;
}

static void clear(struct uapi *u)
{
	for (unsigned int i = 0; i < UAPI_SLOTS; i++) {
		if (u->fds[i] >= 0)
			close(u->fds[i]);
		if (u->udmabufs[i] >= 0)
			close(u->udmabufs[i]);
	}
	if (u->importer >= 0)
		close(u->importer);
	if (u->dev)
		uapi_close(u);
}

int main(int argc, char **argv)
{
	struct options o = {.calls = 100000, .threads = 4};
	struct uapi_thread threads[THREADS_MAX];
	pthread_t ids[THREADS_MAX];
	struct uapi u = {.device = PTHREAD_RWLOCK_INITIALIZER};
	uint64_t injected = 0;
	int bad;

	o.seed = (uint64_t)getpid() << 32 | 1;
	if (!parse(argc, argv, &o)) {
		fputs(usage, stderr);
		return 2;
	}
	if (o.fault && !faults_on())
		return 2;
	u.bdf = argv[optind];
	u.importer_bdf = argv[optind + 1];
	u.fault_one_in = (unsigned int)o.fault;
	u.left = (long long)o.calls;
	for (unsigned int i = 0; i < UAPI_SLOTS; i++)
		u.fds[i] = u.udmabufs[i] = -1;
	u.importer = open("/dev/tph_dma0", O_RDWR | O_CLOEXEC);
	if (u.importer < 0 || uapi_open(&u)) {
		fprintf(stderr, "tph-uapi: cannot open the devices: %s\n",
			u.importer < 0 ? "/dev/tph_dma0" : tph_error());
		return 2;
	}
	printf("tph-uapi: seed %llu, %llu calls, %llu threads\n",
	       (unsigned long long)o.seed, (unsigned long long)o.calls,
	       (unsigned long long)o.threads);
	for (unsigned int i = 0; i < o.threads; i++) {
		threads[i] = (struct uapi_thread){
			.uapi = &u,
			.seed = (o.seed + i) * 0x9e3779b97f4a7c15ull | 1,
			.fail_nth = -1,
		};
		if (pthread_create(&ids[i], NULL, work, &threads[i])) {
			fputs("tph-uapi: cannot start a thread\n", stderr);
			return 2;
		}
	}
	for (unsigned int i = 0; i < o.threads; i++) {
		pthread_join(ids[i], NULL);
		injected += threads[i].injected;
	}
	clear(&u);
	bad = report();
	printf("tph-uapi: %llu calls, %llu with a failed allocation, %d kinds without success\n",
	       (unsigned long long)o.calls, (unsigned long long)injected, bad);
	return bad || (o.fault && !injected);
}
