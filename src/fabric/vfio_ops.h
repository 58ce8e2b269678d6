/* SPDX-License-Identifier: BSD-3-Clause */
/* What a function answers to its client: vfio-user requests become TLPs. */
#ifndef FABRIC_VFIO_OPS_H
#define FABRIC_VFIO_OPS_H

#include "fabric/daemon_private.h"

extern const struct vfio_user_ops serve_ops;

/* Fill the server's information tables. */
void serve_describe(struct server *server);

/* After the client has gone: report what was only counted. */
void serve_summarize(const struct server *server);

#endif /* FABRIC_VFIO_OPS_H */
