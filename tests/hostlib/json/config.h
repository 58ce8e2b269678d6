/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration spaces of 4096 bytes */
#ifndef TESTS_HOSTLIB_JSON_CONFIG_H
#define TESTS_HOSTLIB_JSON_CONFIG_H

#include <stdint.h>

/* A port with ACS, blocked prefixes; @type by PCIe r6.2, 7.5.3.2 */
void config_port(uint8_t *config, unsigned int type, uint8_t secondary,
		 uint8_t subordinate);

/**
 * struct config_secret - a capability that may identify a machine
 * @at:		its offset
 * @id:		its ID
 * @next:	offset of the next one
 * @from:	its own bytes, all 0xa5, from here
 * @to:		to before this offset
 */
struct config_secret {
	uint16_t at, id, next, from, to;
};

#define CONFIG_SECRETS 6
extern const struct config_secret config_secrets[CONFIG_SECRETS];

/*
 * An endpoint with all of config_secrets, TPH at 200h with a table of 3 entries, SR-IOV
 * at 240h: two VFs that follow it
 */
void config_endpoint(uint8_t *config);

/* One of its VFs: no IDs, ATS is on */
void config_vf(uint8_t *config);

#endif /* TESTS_HOSTLIB_JSON_CONFIG_H */
