/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Internals of the daemon. Threads: the main thread waits for signals,
 * connections and disconnections (daemon.c); one per function answers its
 * client (client.c); a worker runs the functions (worker.c); an inlet lets them take
 * input from outside, such as completions that the others wait for (outside/inlet.c). The turn
 * (handover.c) guards the hierarchy, the taps, the DMA tables and the eventfds. It is
 * released during each wait.
 */
#ifndef FABRIC_DAEMON_PRIVATE_H
#define FABRIC_DAEMON_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/un.h>

#include "fabric/daemon.h"
#include "fabric/hierarchy.h"
#include "fabric/iommu.h"
#include "fabric/msix.h"
#include "fabric/notifier.h"
#include "fabric/outside/input.h"
#include "fabric/taps.h"
#include "vfio_user/vfio_user.h"

/*
 * A fair lock: the worker, which would take it again at once, hands it over and
 * continues after all threads that waited at that time have held it.
 */
struct turn {
	pthread_mutex_t mutex;
	pthread_cond_t handed, given;
	atomic_uint waiting;
	unsigned int
		sleepers; /* in turn_wait(); under the mutex, like the next */
	unsigned int served;
	unsigned int number; /* of turns, and of the worker's pieces of work */
	bool yielding;
};

void turn_init(struct turn *turn);
void turn_destroy(struct turn *turn);
void turn_take(struct turn *turn);
void turn_give(struct turn *turn);
/* For the worker, which holds the turn by the mutex alone. */
void turn_yield(struct turn *turn);
/*
 * With the turn, which others have meanwhile: wait for changes by them, at most until
 * @end of fabric_now(). Check the condition after it, it may return for others.
 */
void turn_wait(struct turn *turn, uint64_t end);
/* With the turn: something has changed. turn_give() does the same. */
void turn_show(struct turn *turn);

struct daemon;

/**
 * struct server - one function and its client
 * @d:		daemon
 * @fn:		function
 * @path:	path of the socket, "" if it does not exist now
 * @listener:	socket that waits for the client, -1 after it has connected
 * @sock:	the client's connection, -1 before
 * @result:	why the thread ended: 0 the client disconnected, or -errno
 * @ended:	set by the thread as its last action
 * @notifier:	writes the client's eventfds
 * @refusals:	DMA_MAP requests that were refused
 * @msix_stale:	the model's MSI-X table differs from @notifier
 * @enabled:	the function was enabled
 */
struct server {
	struct daemon *d;
	struct pcie_function *fn;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	int listener, sock;
	pthread_t thread;
	int result;
	atomic_bool ended;
	struct vfio_user *vu;
	struct vfio_user_dma *dma;
	struct vfio_user_info info;
	struct vfio_user_region regions[9];
	struct vfio_user_irq irqs[3];
	struct notifier notifier;
	bool msix_stale, enabled;
	uint64_t refusals;
};

/**
 * struct violation - a TLP that ACS blocked, for the log of AER
 * @header:	DWs of its header; the first byte on the wire is the lowest of its DW
 * @prefix:	its End-End prefixes, in the same byte order
 * @nprefix:	number of entries of @prefix
 * @answered:	it was completed
 */
struct violation {
	uint32_t header[4], prefix[4];
	unsigned int nprefix;
	bool answered;
};

/* Violations not yet reported to QEMU: the first at each of @n bridges with @at */
struct violations {
	unsigned int n;
	bool at[TOPOLOGY_BRIDGES_MAX];
	struct violation first[TOPOLOGY_BRIDGES_MAX];
};

struct daemon {
	const struct fabric_options *options;
	struct hierarchy *h;
	struct taps *taps;
	struct turn turn;
	pthread_cond_t work; /* for the worker, with the turn's mutex */
	pthread_t worker, inlet;
	bool stop, renumber;	     /* for the worker, under the turn */
	bool asking;		     /* a query is under way */
	struct outside_input *input; /* of functions, or NULL */
	unsigned int resets;	     /* that wait for a function */
	uint64_t timeouts;	     /* completions that never came */
	int halt;	       /* eventfd: cancels a query, ends the inlet */
	unsigned int unasked;  /* functions enabled since the last query */
	uint64_t ask_after;    /* if there is work, no query before this time */
	uint64_t sleeps_until; /* of the worker, 0: it is awake */
	uint64_t tell_after;   /* no report of violations before this time */
	struct violations violations;
	struct iommu iommu;
	int wake;   /* eventfd: a server's thread ended */
	int folder; /* of the sockets, locked */
	bool capture_lags, capture_failed; /* that has been reported */
	unsigned int nservers;
	struct server *servers; /* by the function's index */
};

/* Memory and interrupts of the root complex; the context is the daemon. */
extern const struct pcie_host_ops daemon_host_ops;

/* Return: 0; -errno with a message in @error. */
int server_listen(struct server *server, struct daemon *d,
		  struct pcie_function *fn, char *error);
/* Accept the waiting client and start its thread. Return: 0 or -errno. */
int server_accept(struct server *server);
/* End the thread, if any, and free everything. */
void server_close(struct server *server);

/* Call before threads start, and after they have ended. */
void worker_init(struct daemon *d);
void worker_destroy(struct daemon *d);
int worker_start(struct daemon *d);
/* Return after the worker has ended. */
void worker_stop(struct daemon *d);
/* With the turn: there may be work now, or its time has changed. */
void worker_wake(struct daemon *d);

/* Does nothing if no function has input. Return: 0 or -errno. */
int inlet_start(struct daemon *d);
/* After worker_stop(). */
void inlet_stop(struct daemon *d);

/* Return: fabric_now() when a completion that is requested now is given up */
uint64_t daemon_timeout(const struct daemon *d);

/**
 * struct bridge_place - a bridge in the guest's placement
 * @windows:	its windows, if @windowed
 * @bdf:	its ID, if @placed
 * @acs:	its ACS Control, if @controlled
 */
struct bridge_place {
	struct pcie_window windows[PCIE_WINDOWS];
	uint16_t bdf;
	uint8_t acs;
	bool windowed, placed, controlled;
};

/**
 * struct placement - the guest's placement of functions and windows
 * @bdfs:	ID of each function, by its index
 * @bridges:	by their index in the hierarchy
 * @iommu:	state of the IOMMU; off if unknown
 */
struct placement {
	uint16_t bdfs[TOPOLOGY_FUNCTIONS_MAX];
	struct bridge_place bridges[TOPOLOGY_BRIDGES_MAX];
	struct iommu iommu;
};

/**
 * qmp_query() - query the places of functions and windows, ACS and IOMMU from QEMU
 * @path:	QMP socket
 * @halt:	descriptor that becomes readable to cancel the query, or -1
 * @h:		hierarchy; its functions and bridges are QEMU's devices of the
 *		same id
 * @to:		the answer; partly written on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Takes at most 2 seconds for any peer.
 *
 * Return: 0; -EAGAIN time limit; -ECANCELED by @halt; -EPROTO, -EMSGSIZE not
 * QMP; -ENODEV a function is missing; -ENOMEM; -errno of the socket.
 */
int qmp_query(const char *path, int halt, const struct hierarchy *h,
	      struct placement *to, char *error);

/**
 * qmp_report() - log ACS violations in the AER registers of QEMU's ports
 * @path, @halt, @h: as qmp_query()
 * @violations:	violations to log
 *
 * QEMU ignores the report for a port without AER.
 *
 * Return: as qmp_query().
 */
int qmp_report(const char *path, int halt, const struct hierarchy *h,
	       const struct violations *violations);

/*
 * The same from the text of an answer, for tests. Return: 0; -EPROTO; -ENODEV.
 */
struct json_object;
int qmp_parse_pci(struct json_object *answer, const struct hierarchy *h,
		  struct placement *to, char *error);

#endif /* FABRIC_DAEMON_PRIVATE_H */
