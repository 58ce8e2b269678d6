// SPDX-License-Identifier: BSD-3-Clause
#include "guest/demo/traffic.h"

#include <time.h>

#define LIMIT_S 30

static void *loop(void *arg)
{
	struct traffic *t = arg;

	while (!t->stop && !t->ret) {
		t->ret = t->write(t->ctx);
		t->writes++;
	}
	return NULL;
}

bool traffic_start(struct demo_case *c, struct traffic *t)
{
	t->stop = false;
	t->ret = 0;
	return case_ret(c, -pthread_create(&t->thread, NULL, loop, t), 0,
			"start a thread");
}

bool traffic_moves(struct traffic *t, unsigned int n)
{
	struct timespec nap = {.tv_nsec = 1000000};
	unsigned int target = t->writes + n;

	for (unsigned int i = 0; i < LIMIT_S * 1000u; i++) {
		if (t->ret)
			return false;
		if ((int)(t->writes - target) >= 0)
			return true;
		nanosleep(&nap, NULL);
	}
	return false;
}

int traffic_join(struct traffic *t)
{
	pthread_join(t->thread, NULL);
	return t->ret;
}

int traffic_stop(struct traffic *t)
{
	t->stop = true;
	return traffic_join(t);
}
