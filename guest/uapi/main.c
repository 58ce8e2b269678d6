// SPDX-License-Identifier: BSD-3-Clause
/* tph-uapi: options, devices, threads */
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "guest/number.h"
#include "guest/uapi/uapi.h"

#define THREADS_MAX 16

static const char usage[] =
	"Usage: tph-uapi [-n CALLS] [-t THREADS] [-s SEED] [-f N] ACCELERATOR ENGINE\n"
	"Make random calls of VFIO, udmabuf, iommufd and the DMA engine's driver, and in\n"
	"tph-uapi-rdma also of the first RDMA device, from several threads.\n"
	"  -n CALLS    number of calls; default: 100000\n"
	"  -t THREADS  number of threads, up to 16; default: 4\n"
	"  -s SEED     of the random numbers; printed, because the default is random\n"
	"  -f N        in one call of N an allocation of the kernel fails\n"
	"Exit status: 0 all calls returned; 1 a kind of call never succeeded in 50 calls or\n"
	"more, or no allocation failed; 2 cannot run.\n";

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

static int open_all(struct uapi *u)
{
	const char *failed = NULL;

	for (unsigned int i = 0; i < UAPI_SLOTS; i++)
		u->fds[i] = u->udmabufs[i] = -1;
	u->importer = -1;
	if (uapi_importer(u) < 0)
		failed = "/dev/tph_dma0";
	else if (uapi_iommu_open())
		failed = "/dev/iommu";
	else if (uapi_device_open(u))
		failed = tph_error();
#ifdef UAPI_VERBS
	else if (uapi_verbs_open(NULL))
		failed = "the RDMA device";
#endif
	if (failed)
		fprintf(stderr, "tph-uapi: cannot open the devices: %s\n",
			failed);
	return failed ? -1 : 0;
}

static void close_all(struct uapi *u)
{
	for (unsigned int i = 0; i < UAPI_SLOTS; i++) {
		if (u->fds[i] >= 0)
			close(u->fds[i]);
		if (u->udmabufs[i] >= 0)
			close(u->udmabufs[i]);
	}
	if (u->importer >= 0)
		close(u->importer);
#ifdef UAPI_VERBS
	uapi_verbs_close();
#endif
	uapi_iommu_close();
	uapi_device_close();
}

/* Return: number of calls in which an allocation failed */
static uint64_t run_threads(struct uapi *u, const struct options *o)
{
	struct uapi_thread threads[THREADS_MAX];
	pthread_t ids[THREADS_MAX];
	uint64_t injected = 0;

	for (unsigned int i = 0; i < o->threads; i++) {
		threads[i] = (struct uapi_thread){
			.uapi = u,
			.seed = (o->seed + i) * 0x9e3779b97f4a7c15ull | 1,
			.fail_nth = -1,
		};
		if (pthread_create(&ids[i], NULL, uapi_work, &threads[i])) {
			fputs("tph-uapi: cannot start a thread\n", stderr);
			exit(2);
		}
	}
	for (unsigned int i = 0; i < o->threads; i++) {
		pthread_join(ids[i], NULL);
		injected += threads[i].injected;
	}
	return injected;
}

int main(int argc, char **argv)
{
	struct options o = {.calls = 100000, .threads = 4};
	struct uapi u = {0};
	uint64_t injected, start;
	int bad;

	if (getrandom(&o.seed, sizeof(o.seed), 0) != sizeof(o.seed) ||
	    !parse(argc, argv, &o)) {
		fputs(usage, stderr);
		return 2;
	}
	if (o.fault && !uapi_faults_on())
		return 2;
	u.bdf = argv[optind];
	u.importer_bdf = argv[optind + 1];
	u.fault_one_in = (unsigned int)o.fault;
	u.calls = u.left = (long long)o.calls;
	if (open_all(&u))
		return 2;
	printf("tph-uapi: seed %llu, %llu calls, %llu threads\n",
	       (unsigned long long)o.seed, (unsigned long long)o.calls,
	       (unsigned long long)o.threads);
	fflush(stdout);
	start = uapi_now_us();
	injected = run_threads(&u, &o);
	close_all(&u);
	bad = uapi_report();
	printf("tph-uapi: %llu calls in %llu s, %llu with a failed allocation, %d kinds without success\n",
	       (unsigned long long)o.calls,
	       (unsigned long long)(uapi_now_us() - start) / 1000000,
	       (unsigned long long)injected, bad);
	return bad || (o.fault && !injected);
}
