/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PCI functions of a machine, this one or one that a dump describes, with all
 * that decides over steering tags between them. A fact is known, or unknown for a
 * reason; a derived one is marked.
 */
#ifndef OPENTPH_HOST_H
#define OPENTPH_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <opentph/pci.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Form of the input */
enum tph_host_form {
	TPH_HOST_AUTO, /* by the content: JSON, or hex and text together */
	TPH_HOST_LIVE, /* sysfs */
	TPH_HOST_HEX,  /* lspci -x, -xxx, -xxxx; lines of text are ignored */
	TPH_HOST_TEXT, /* lspci -v, -vv, -vvv; rows of hex are ignored */
	TPH_HOST_JSON, /* exchange format of rdma_topo and of tph doctor --dump */
};

/* Why a value is not known */
enum tph_host_why {
	TPH_HOST_KNOWN,
	TPH_HOST_ABSENT, /* known: the function has no such register or property */
	TPH_HOST_NO_ROOT, /* bytes after the first 64 need root */
	TPH_HOST_SHORT, /* the dump has too few bytes of configuration space */
	TPH_HOST_NOT_SHOWN,   /* the text does not show it */
	TPH_HOST_NOT_IN_DUMP, /* only the machine itself or another form has it */
	TPH_HOST_UNREADABLE, /* reading failed */
};

/**
 * struct tph_host_value - a value that may be unknown
 * @value:	if @why is TPH_HOST_KNOWN
 * @why:	enum tph_host_why
 * @derived:	concluded from other facts, not read
 */
struct tph_host_value {
	int32_t value;
	uint8_t why;
	bool derived;
};

/* Capabilities; TPH_HOST_HEADER is the first 64 bytes, which each function has */
enum tph_host_cap {
	TPH_HOST_HEADER,
	TPH_HOST_EXP,	/* PCI Express, 0x10 */
	TPH_HOST_TPH,	/* TPH Requester, extended 0x17 */
	TPH_HOST_ACS,	/* extended 0x0d */
	TPH_HOST_ATS,	/* extended 0x0f */
	TPH_HOST_SRIOV, /* extended 0x10 */
	TPH_HOST_PASID, /* extended 0x1b */
	TPH_HOST_DEV3,	/* Device 3, extended 0x2f */
	TPH_HOST_CAPS,
};

/*
 * Fields of registers: name, capability, offset in it, bytes of the register, mask,
 * register, field. Offsets and masks are those of PCIe r6.2, chapter 7, and of
 * linux/pci_regs.h; names are those of lspci where it has one.
 */
#define TPH_HOST_FIELDS(X)                                                     \
	X(PRIMARY_BUS, HEADER, 0x18, 1, 0xff, "Bus", "primary")                \
	X(SECONDARY_BUS, HEADER, 0x19, 1, 0xff, "Bus", "secondary")            \
	X(SUBORDINATE_BUS, HEADER, 0x1a, 1, 0xff, "Bus", "subordinate")        \
	X(PORT_TYPE, EXP, 0x02, 2, 0x00f0, "Flags", "Type")                    \
	X(FLIT_SUPPORTED, EXP, 0x02, 2, 0x8000, "Flags", "FlitMode")           \
	X(MPS_SUPPORTED, EXP, 0x04, 4, 0x00000007, "DevCap", "MaxPayload")     \
	X(EXT_TAG_SUPPORTED, EXP, 0x04, 4, 0x00000020, "DevCap", "ExtTag")     \
	X(EXT_TAG, EXP, 0x08, 2, 0x0100, "DevCtl", "ExtTag")                   \
	X(MPS, EXP, 0x08, 2, 0x00e0, "DevCtl", "MaxPayload")                   \
	X(MRRS, EXP, 0x08, 2, 0x7000, "DevCtl", "MaxReadReq")                  \
	X(LINK_MAX_SPEED, EXP, 0x0c, 4, 0x0000000f, "LnkCap", "Speed")         \
	X(LINK_MAX_WIDTH, EXP, 0x0c, 4, 0x000003f0, "LnkCap", "Width")         \
	X(LINK_SPEED, EXP, 0x12, 2, 0x000f, "LnkSta", "Speed")                 \
	X(LINK_WIDTH, EXP, 0x12, 2, 0x03f0, "LnkSta", "Width")                 \
	X(TPH_COMPLETER, EXP, 0x24, 4, 0x00003000, "DevCap2", "TPHComp")       \
	X(TAG10_COMPLETER, EXP, 0x24, 4, 0x00010000, "DevCap2",                \
	  "10BitTagComp")                                                      \
	X(TAG10_REQUESTER, EXP, 0x24, 4, 0x00020000, "DevCap2", "10BitTagReq") \
	X(PREFIX, EXP, 0x24, 4, 0x00200000, "DevCap2", "EETLPPrefix")          \
	X(PREFIX_MAX, EXP, 0x24, 4, 0x00c00000, "DevCap2", "MaxEETLPPrefixes") \
	X(TAG10_ENABLE, EXP, 0x28, 2, 0x1000, "DevCtl2", "10BitTagReq")        \
	X(PREFIX_BLOCK, EXP, 0x28, 2, 0x8000, "DevCtl2", "EETLPPrefixBlk")     \
	X(FLIT, EXP, 0x32, 2, 0x0400, "LnkSta2", "FlitMode")                   \
	X(TPH_NO_ST, TPH, 0x04, 4, 0x00000001, "TPHCap", "NoST")               \
	X(TPH_INT_VEC, TPH, 0x04, 4, 0x00000002, "TPHCap", "IntVec")           \
	X(TPH_DEV_SPEC, TPH, 0x04, 4, 0x00000004, "TPHCap", "DevSpec")         \
	X(TPH_EXT, TPH, 0x04, 4, 0x00000100, "TPHCap", "Ext")                  \
	X(TPH_TABLE, TPH, 0x04, 4, 0x00000600, "TPHCap", "Table")              \
	X(TPH_TABLE_SIZE, TPH, 0x04, 4, 0x07ff0000, "TPHCap", "Size")          \
	X(TPH_MODE, TPH, 0x08, 4, 0x00000007, "TPHCtl", "Mode")                \
	X(TPH_REQUESTER, TPH, 0x08, 4, 0x00000300, "TPHCtl", "Requester")      \
	X(ACS_CAP_SV, ACS, 0x04, 2, 0x0001, "ACSCap", "SrcValid")              \
	X(ACS_CAP_TB, ACS, 0x04, 2, 0x0002, "ACSCap", "TransBlk")              \
	X(ACS_CAP_RR, ACS, 0x04, 2, 0x0004, "ACSCap", "ReqRedir")              \
	X(ACS_CAP_CR, ACS, 0x04, 2, 0x0008, "ACSCap", "CmpltRedir")            \
	X(ACS_CAP_UF, ACS, 0x04, 2, 0x0010, "ACSCap", "UpstreamFwd")           \
	X(ACS_CAP_EC, ACS, 0x04, 2, 0x0020, "ACSCap", "EgressCtrl")            \
	X(ACS_CAP_DT, ACS, 0x04, 2, 0x0040, "ACSCap", "DirectTrans")           \
	X(ACS_SV, ACS, 0x06, 2, 0x0001, "ACSCtl", "SrcValid")                  \
	X(ACS_TB, ACS, 0x06, 2, 0x0002, "ACSCtl", "TransBlk")                  \
	X(ACS_RR, ACS, 0x06, 2, 0x0004, "ACSCtl", "ReqRedir")                  \
	X(ACS_CR, ACS, 0x06, 2, 0x0008, "ACSCtl", "CmpltRedir")                \
	X(ACS_UF, ACS, 0x06, 2, 0x0010, "ACSCtl", "UpstreamFwd")               \
	X(ACS_EC, ACS, 0x06, 2, 0x0020, "ACSCtl", "EgressCtrl")                \
	X(ACS_DT, ACS, 0x06, 2, 0x0040, "ACSCtl", "DirectTrans")               \
	X(ATS_ENABLE, ATS, 0x06, 2, 0x8000, "ATSCtl", "Enable")                \
	X(VF_ENABLE, SRIOV, 0x08, 2, 0x0001, "IOVCtl", "Enable")               \
	X(VF_NUMBER, SRIOV, 0x10, 2, 0xffff, "IOVCtl", "Number of VFs")        \
	X(VF_OFFSET, SRIOV, 0x14, 2, 0xffff, "IOVCtl", "VF offset")            \
	X(VF_STRIDE, SRIOV, 0x16, 2, 0xffff, "IOVCtl", "stride")               \
	X(PASID_ENABLE, PASID, 0x06, 2, 0x0001, "PASIDCtl", "Enable")          \
	X(SEGMENT, DEV3, 0x0c, 4, 0x00000008, "DevSta3", "SegmentCaptured")

enum tph_host_field {
#define X(name, ...) TPH_HOST_F_##name,
	TPH_HOST_FIELDS(X)
#undef X
		TPH_HOST_FIELD_COUNT,
};

/* Port types (PCIe r6.2, 7.5.3.2) */
enum tph_host_port {
	TPH_HOST_ENDPOINT = 0,
	TPH_HOST_LEGACY_ENDPOINT = 1,
	TPH_HOST_ROOT_PORT = 4,
	TPH_HOST_UPSTREAM = 5,
	TPH_HOST_DOWNSTREAM = 6,
	TPH_HOST_PCIE_TO_PCI = 7,
	TPH_HOST_PCI_TO_PCIE = 8,
	TPH_HOST_RCIEP = 9,
	TPH_HOST_RCEC = 10,
};

/**
 * struct tph_host_field_info - name and place of a field
 * @cap:	enum tph_host_cap
 * @offset:	of the register in the capability, bytes
 * @size:	of the register, bytes
 * @mask:	field in the register
 * @reg:	name of the register, as lspci prints it
 * @name:	name of the field
 */
struct tph_host_field_info {
	uint8_t cap, offset, size;
	uint32_t mask;
	const char *reg, *name;
};

/**
 * tph_host_field_info() - name and place of a field
 * @field:	field, less than TPH_HOST_FIELD_COUNT
 *
 * Return: its row, valid forever.
 */
const struct tph_host_field_info *
tph_host_field_info(enum tph_host_field field);

/**
 * struct tph_host_function - a function
 * @host:	its machine
 * @bdf:	dddd:bb:dd.f
 * @domain:	0..0xffffffff
 * @bus:	bus number
 * @devfn:	device number times 8, plus the function number
 * @vendor:	IDs; of a VF those of sysfs; 0: the text does not show them
 * @device:	same
 * @class_code: base class, subclass, interface: 24 bits; 0: the text does not show it
 * @name:	vendor and device, or NULL
 * @parent:	bridge above it; of a VF that of its PF; NULL: @top says more
 * @child:	first function below it, in order of the address, or NULL
 * @next:	next one with the same @parent, or NULL
 * @physfn:	its PF if it is a VF, else NULL
 * @top:	1 it is on a root bus; 0 it is not; unknown if the dump may lack the
 *		bridge above it
 * @caps:	offset of each capability, 0 if the text does not have it
 * @group:	IOMMU group
 * @numa:	NUMA node, -1: none
 * @driver:	name of the driver; NULL: none, or @driver_why says why unknown
 * @driver_why:	enum tph_host_why
 * @bytes:	readable bytes of the configuration space, 0: text only
 * @st:		entries of the ST table in the capability, or NULL
 * @st_count:	entries in @st, 0..2048
 */
struct tph_host_function {
	const struct tph_host *host;
	char bdf[TPH_BDF_SIZE];
	uint32_t domain;
	uint8_t bus, devfn;
	uint16_t vendor, device;
	uint32_t class_code;
	const char *name;
	struct tph_host_function *parent, *child, *next, *physfn;
	struct tph_host_value top;
	struct tph_host_value caps[TPH_HOST_CAPS];
	struct tph_host_value group, numa;
	const char *driver;
	uint8_t driver_why;
	uint16_t bytes;
	const uint16_t *st;
	uint16_t st_count;
};

/**
 * struct tph_host_source - the machine to read
 * @form:	form of @path
 * @path:	dump, "-" for standard input; NULL: a machine by sysfs
 * @sysfs:	folder that holds bus/pci/devices, NULL: /sys
 * @root:	folder that holds proc and boot, for facts of the kernel; NULL: / if
 *		@sysfs is NULL too, else they are unknown
 */
struct tph_host_source {
	enum tph_host_form form;
	const char *path, *sysfs, *root;
};

struct tph_host;

/**
 * tph_host_read() - read a machine
 * @source:	where from
 * @ret_host:	the machine; release it with tph_host_free()
 *
 * A damaged part of a dump is left out and listed by tph_host_note().
 *
 * Return: 0; -ENOENT, -EACCES, ... @source cannot be opened; -EINVAL the file has
 * no PCI function in a form that is known; -EFBIG it is larger than 1 GiB or has
 * more than 1,000,000 functions; -ENOMEM.
 */
int tph_host_read(const struct tph_host_source *source,
		  struct tph_host **ret_host);

/**
 * tph_host_free() - release a machine
 * @host:	machine or NULL
 */
void tph_host_free(struct tph_host *host);

/**
 * tph_host_note() - a remark about the input
 * @host:	machine
 * @index:	0 for the first
 *
 * Return: one line without a newline, such as "line 7: ..."; NULL after the last.
 */
const char *tph_host_note(const struct tph_host *host, size_t index);

/**
 * tph_host_form() - form of the input
 * @host:	machine
 *
 * Return: the form that was read, never TPH_HOST_AUTO; TPH_HOST_HEX for hex and text.
 */
enum tph_host_form tph_host_form(const struct tph_host *host);

/**
 * tph_host_count() - number of functions
 * @host:	machine
 *
 * Return: at least 1.
 */
size_t tph_host_count(const struct tph_host *host);

/**
 * tph_host_at() - a function by its number
 * @host:	machine
 * @index:	0 for the lowest address
 *
 * Return: the function, valid as long as @host; NULL after the last.
 */
const struct tph_host_function *tph_host_at(const struct tph_host *host,
					    size_t index);

/**
 * tph_host_find() - find a function by its address
 * @host:	machine
 * @bdf:	[domain:]bus:device.function
 * @ret_function: the function, valid as long as @host
 *
 * Return: 0; -EINVAL @bdf is not an address; -ENODEV there is no such function.
 */
int tph_host_find(const struct tph_host *host, const char *bdf,
		  const struct tph_host_function **ret_function);

/**
 * tph_host_get() - value of a field
 * @function:	function
 * @field:	field; TPH_HOST_F_TPH_TABLE_SIZE is the register's value, entries less 1
 *
 * Return: the value, shifted to bit 0, or why it is unknown; TPH_HOST_ABSENT if the
 * function does not have the register.
 */
struct tph_host_value tph_host_get(const struct tph_host_function *function,
				   enum tph_host_field field);

/**
 * tph_host_port_type() - type of a port
 * @function:	function
 *
 * If the PCI Express capability cannot be read, the type of a bridge is derived
 * from its place: below a root bus it is a Root Port, and Upstream and Downstream
 * Ports alternate below. Whether it is PCI Express at all is not known then.
 *
 * Return: enum tph_host_port, perhaps derived; TPH_HOST_ABSENT: conventional PCI.
 */
struct tph_host_value
tph_host_port_type(const struct tph_host_function *function);

/**
 * tph_host_is_bridge() - whether a function is a port or a PCI-to-PCI bridge
 * @function:	function
 *
 * Return: true if its class is 0604h.
 */
bool tph_host_is_bridge(const struct tph_host_function *function);

/**
 * tph_host_why_text() - reason in words
 * @why:	enum tph_host_why, not TPH_HOST_KNOWN
 *
 * Return: some words such as "needs root"
 */
const char *tph_host_why_text(enum tph_host_why why);

/**
 * tph_host_why_remedy() - how the value could be known
 * @why:	enum tph_host_why, not TPH_HOST_KNOWN
 *
 * Return: a clause such as "run it as root"; NULL if nothing helps
 */
const char *tph_host_why_remedy(enum tph_host_why why);

/* Facts of the kernel */
enum tph_host_option {
	TPH_HOST_PCIE_TPH,
	TPH_HOST_PCI_P2PDMA,
	TPH_HOST_VFIO_PCI_DMABUF,
	TPH_HOST_DMABUF_MOVE_NOTIFY,
	TPH_HOST_IOMMUFD,
	TPH_HOST_OPTIONS,
};

/**
 * tph_host_option_name() - name of a configuration option
 * @option:	option, less than TPH_HOST_OPTIONS
 *
 * Return: such as "CONFIG_PCIE_TPH", valid forever.
 */
const char *tph_host_option_name(enum tph_host_option option);

/**
 * struct tph_host_kernel - facts of the kernel
 * @release:	as uname -r, NULL: unknown
 * @cmdline:	its command line, NULL: unknown
 * @config:	file that @options come from, NULL: none found
 * @why:	why members are unknown
 * @options:	'y', 'm' or 0 (not set), or unknown, by enum tph_host_option
 */
struct tph_host_kernel {
	const char *release, *cmdline, *config;
	uint8_t why;
	struct tph_host_value options[TPH_HOST_OPTIONS];
};

/**
 * tph_host_kernel() - facts of the kernel
 * @host:	machine
 *
 * Return: the facts, valid as long as @host.
 */
const struct tph_host_kernel *tph_host_kernel(const struct tph_host *host);

/*
 * With all that identifies the machine: serial numbers, Vital Product Data, names of
 * network interfaces, the whole command line
 */
#define TPH_HOST_WRITE_IDENTITY 0x1

/**
 * tph_host_write() - write a machine in the exchange format, JSON
 * @host:	machine, read in any form that has bytes of configuration space
 * @file:	where to
 * @flags:	TPH_HOST_WRITE_IDENTITY or 0
 *
 * The format is that of rdma_topo of rdma-core, which ignores our additions.
 * tph_host_read() of the result has the same facts. Bytes that were not readable
 * are left out. docs/host-json.md lists the members, and the registers that are
 * zero unless @flags has TPH_HOST_WRITE_IDENTITY.
 *
 * Return: 0; -EINVAL @flags has an unknown bit; -ENODATA a function is known from
 * text, so there are no bytes of it (nothing is written); -EIO @file cannot be
 * written; -ENOMEM.
 */
int tph_host_write(const struct tph_host *host, FILE *file, unsigned int flags);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_HOST_H */
