/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers to vfio-user requests of a function's client, which become TLPs. */
#ifndef FABRIC_VFIO_OPS_H
#define FABRIC_VFIO_OPS_H

#include "fabric/daemon_private.h"

extern const struct vfio_user_ops serve_ops;

/* Fill the server's information tables. */
void serve_describe(struct server *server);

/* Report refusals that were only counted, after the client has disconnected. */
void serve_summarize(const struct server *server);

#endif /* FABRIC_VFIO_OPS_H */
