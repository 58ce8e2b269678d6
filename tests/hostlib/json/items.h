/* SPDX-License-Identifier: BSD-3-Clause */
/* Objects of the exchange format; base64 by Python's b64encode(zlib.compress(bytes)) */
#ifndef TESTS_HOSTLIB_JSON_ITEMS_H
#define TESTS_HOSTLIB_JSON_ITEMS_H

/* 64 bytes: a ConnectX-7, 15b3:1021, class 020000 */
#define NIC_CONFIG "eJzbLKoowAABTAxkAAA+YwD8"
/* 64 bytes: a bridge of vendor 15b3, buses 0, 4, 4 */
#define BRIDGE_CONFIG "eJzbLMoABSxsDAyMDHDAwsJADAAANacA3A=="
#define EMPTY	      "eJwDAAAAAAE="
#define ZEROS_4096    "eJztwQENAAAAwqD3T20PBxQAAADwbhAAAAE="
#define ZEROS_4097    "eJztwQENAAAAwqD3T20PBxQAAABwbxABAAE="

#define NIC_ALIAS    "pci:v000015B3d00001021sv000015B3sd00000041bc02sc00i00"
#define BRIDGE_ALIAS "pci:v000015B3d0000197Csv00000000sd00000000bc06sc04i00"
#define DIR	     "/sys/devices/pci0000:00/0000:00:01.0/"

#define ITEM(path, config, alias, more)                      \
	"{\"realpath\": \"" path "\", \"config\": \"" config \
	"\", \"modalias\": \"" alias "\"" more "}"
#define BRIDGE                                                      \
	ITEM("/sys/devices/pci0000:00/0000:00:01.0", BRIDGE_CONFIG, \
	     BRIDGE_ALIAS, "")
#define NIC(more) ITEM(DIR "0000:04:00.0", NIC_CONFIG, NIC_ALIAS, more)

#endif /* TESTS_HOSTLIB_JSON_ITEMS_H */
