// SPDX-License-Identifier: BSD-3-Clause
/* tph-uapi: options, devices, threads */
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/options.h"
#include "guest/uapi/uapi.h"

#define THREADS_MAX 16

static const char usage[] =
	"Usage: tph-uapi [OPTION]... ACCELERATOR ENGINE\n"
	"Make random calls of VFIO, udmabuf, iommufd and the DMA engine's driver, and in\n"
	"tph-uapi-rdma also of the first RDMA device, from several threads.\n"
	"  -n, --count=CALLS      number of calls; default: 100000\n"
	"  -t, --threads=THREADS  number of threads, up to 16; default: 4\n"
	"  -s, --seed=SEED        of the random numbers; printed, because the default is\n"
	"                         random\n"
	"  -f, --fault=N          in one call of N an allocation of the kernel fails\n"
	"Exit status: 0 all calls returned; 1 a kind of call never succeeded in 50 calls or\n"
	"more, or no allocation failed; 2 cannot run.\n";

struct arguments {
	uint64_t calls, threads, seed, fault;
};

/* Exits if the command line is invalid */
static void parse(int argc, char **argv, struct arguments *o)
{
	const struct option_row rows[] = {
		{"count", 'n', OPTION_VALUE(o->calls, INT64_MAX)},
		{"threads", 't', OPTION_VALUE(o->threads, THREADS_MAX)},
		{"seed", 's', OPTION_VALUE(o->seed, UINT64_MAX)},
		{"fault", 'f', OPTION_VALUE(o->fault, INT32_MAX)},
		{0},
	};
	const struct options options = {usage, rows, NULL, 2, 2};
	int status = options_parse(&options, argc, argv);

	if (status < 0 && (!o->calls || !o->threads))
		status = options_refuse(&options);
	if (status >= 0)
		exit(status);
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
static uint64_t run_threads(struct uapi *u, const struct arguments *o)
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
	struct arguments o = {.calls = 100000, .threads = 4};
	struct uapi u = {0};
	uint64_t injected, start;
	int bad;

	if (getrandom(&o.seed, sizeof(o.seed), 0) != sizeof(o.seed)) {
		perror("tph-uapi: getrandom");
		return 2;
	}
	parse(argc, argv, &o);
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
