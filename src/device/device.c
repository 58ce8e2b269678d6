// SPDX-License-Identifier: BSD-3-Clause
#include "device/device.h"

#include <string.h>

#include "device/accel/accel.h"
#ifdef OPENTPH_RTL
#include "device/accel_rtl/accel_rtl.h"
#endif
#include "device/connectx/connectx.h"
#include "device/dma/dma.h"
#include "device/nettlp/adapter.h"
#include "ground.h"

static const struct device_model models[] = {
	{"accel", .has_vfs = true, .create = accel_create},
#ifdef OPENTPH_RTL
	{"accel-rtl", .unable = accel_rtl_unable, .create = accel_rtl_create},
#endif
	{"connectx", .sends_tags = true, .create = connectx_create},
	{"dma", .sends_tags = true, .has_vfs = true, .create = dma_create},
	{"nettlp", .has_peer = true, .create = adapter_create},
};

const struct device_model *device_model_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(models); i++)
		if (!strcmp(models[i].name, name))
			return &models[i];
	return NULL;
}

const char *device_model_absent(const char *name)
{
#ifndef OPENTPH_RTL
	if (!strcmp(name, "accel-rtl"))
		return "built without the RTL model: install verilator and build again with -Drtl=enabled";
#endif
	return NULL;
}
