// SPDX-License-Identifier: BSD-3-Clause
#include "device/device.h"

#include <string.h>

#include "device/accel/accel.h"
#include "device/connectx/connectx.h"
#include "device/dma/dma.h"
#include "ground.h"

static const struct device_model models[] = {
	{"accel", .has_vfs = true, .create = accel_create},
	{"connectx", .sends_tags = true, .create = connectx_create},
	{"dma", .sends_tags = true, .has_vfs = true, .create = dma_create},
};

const struct device_model *device_model_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(models); i++)
		if (!strcmp(models[i].name, name))
			return &models[i];
	return NULL;
}
