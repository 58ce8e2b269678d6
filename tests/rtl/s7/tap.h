/* SPDX-License-Identifier: BSD-3-Clause */
/* The tap of the device under test, read as software reads it */
#ifndef TESTS_RTL_S7_TAP_H
#define TESTS_RTL_S7_TAP_H

#include "tests/rtl/s7/rig.h"

/* The ring of the device that the program was built with */
#define TAP_RING (1u << 16)

/* Enable the tap: it is to have all TLPs from here on. */
void tap_begin(struct rig *rig);

/* Compare its records with the TLPs of the rig's capture since tap_begin(). */
void tap_end(struct rig *rig);

#endif /* TESTS_RTL_S7_TAP_H */
