-- SPDX-License-Identifier: BSD-3-Clause
--
-- Wireshark dissector of PCIe TLPs: the captures of OpenTPH (docs/capture-format.md; link types
-- USER0, USER2, ... hold non-flit framing, USER1, USER3, ... flit-mode framing) and NetTLP in UDP.
-- Fields are those of tph-dump(1) --json, as tlp.NAME. For Wireshark 4.0 and later.
--
-- It goes in the folder of Lua plugins that "tshark -G folders" names, or:
--   tshark -X lua_script:opentph.lua -r FILE
--
-- Written from the description of the formats, not from the C codec, so that the tests may
-- compare one with the other.

local floor = math.floor
local fmt = string.format

local POW = {[0] = 1}
for i = 1, 32 do
	POW[i] = POW[i - 1] * 2
end

-- Names of values

local PH = {[0] = "bidirectional", "requester", "target", "target with priority"}
local AT = {[0] = "untranslated", "translation request", "translated", "reserved"}
local STATUS = {[0] = "SC", "UR", "RRS", [4] = "CA"}
local ROUTING = {[0] = "root", "address", "id", "broadcast", "local", "gathered"}
local TS = {[0] = "none", "ECRC", [5] = "IDE MAC", [6] = "IDE MAC and PCRC"}
local MESSAGE = {
	[0x00] = "Unlock", [0x01] = "Invalidate_Request", [0x02] = "Invalidate_Completion",
	[0x04] = "Page_Request", [0x05] = "PRG_Response", [0x10] = "LTR", [0x12] = "OBFF",
	[0x14] = "PM_Active_State_Nak", [0x18] = "PM_PME", [0x19] = "PME_Turn_Off",
	[0x1b] = "PME_TO_Ack",
	[0x20] = "Assert_INTA", [0x21] = "Assert_INTB", [0x22] = "Assert_INTC",
	[0x23] = "Assert_INTD", [0x24] = "Deassert_INTA", [0x25] = "Deassert_INTB",
	[0x26] = "Deassert_INTC", [0x27] = "Deassert_INTD",
	[0x30] = "ERR_COR", [0x31] = "ERR_NONFATAL", [0x33] = "ERR_FATAL",
	[0x50] = "Set_Slot_Power_Limit", [0x52] = "PTM_Request", [0x53] = "PTM_Response",
	[0x7e] = "Vendor_Defined_0", [0x7f] = "Vendor_Defined_1",
}

-- Fields, in the order in which they are shown: name, kind, label, names of values

local FIELDS = {
	{"st", "hex", "Steering Tag"},
	{"ph", "number", "Processing Hint", PH},
	{"width", "number", "Bits of the Steering Tag"},
	{"th", "flag", "Hints Present (TH)"},
	{"link", "text", "Link"},
	{"dir", "text", "Direction"},
	{"flit", "flag", "Flit Mode"},
	{"type", "text", "Type"},
	{"requester", "text", "Requester ID"},
	{"completer", "text", "Completer ID"},
	{"target", "text", "Target"},
	{"tag", "hex", "Tag"},
	{"addr", "hex64", "Address"},
	{"addr_width", "number", "Bits of the Address"},
	{"length", "number", "Length in DW"},
	{"bytes", "number", "Bytes"},
	{"first_be", "hex", "First Byte Enables"},
	{"last_be", "hex", "Last Byte Enables"},
	{"reg", "hex", "Register"},
	{"status", "text", "Completion Status"},
	{"byte_count", "number", "Byte Count"},
	{"lower_addr", "hex", "Lower Address"},
	{"bcm", "flag", "Byte Count Modified"},
	{"msg_code", "hex", "Message Code", MESSAGE},
	{"routing", "text", "Message Routing"},
	{"dw2", "hex", "Message DW2"},
	{"dw3", "hex", "Message DW3"},
	{"tc", "number", "Traffic Class"},
	{"ido", "flag", "ID-Based Ordering"},
	{"ro", "flag", "Relaxed Ordering"},
	{"no_snoop", "flag", "No Snoop"},
	{"at", "number", "Address Type", AT},
	{"ama", "number", "ATS Memory Attributes"},
	{"ln", "flag", "Lightweight Notification"},
	{"pasid", "hex", "PASID"},
	{"pmr", "flag", "Privileged Mode Requested"},
	{"er", "flag", "Execute Requested"},
	{"nw", "flag", "No Write"},
	{"dst_segment", "hex", "Destination Segment"},
	{"cpl_segment", "hex", "Completer Segment"},
	{"req_segment", "hex", "Requester Segment"},
	{"ide_stream", "number", "IDE Stream"},
	{"ide_substream", "number", "IDE Sub-Stream"},
	{"ide_pr_sent", "number", "IDE PR Sent Counter"},
	{"ide_k", "flag", "IDE Key Set (K)"},
	{"ide_t", "flag", "IDE Trusted (T)"},
	{"ohc", "hex", "OHC Words Present"},
	{"ts", "number", "Trailer (TS)", TS},
	{"ep", "flag", "Poisoned"},
	{"td", "flag", "Digest Present"},
	{"ecrc", "hex", "ECRC"},
	{"ecrc_ok", "flag", "ECRC is right"},
	{"reserved", "hex", "Reserved Bits"},
	{"malformed", "text", "Malformed"},
}

local proto = Proto("tlp", "PCIe Transaction Layer Packet")
local F = {}

local KINDS = {
	number = function(id, label, names) return ProtoField.uint32(id, label, base.DEC, names) end,
	hex = function(id, label, names) return ProtoField.uint32(id, label, base.HEX, names) end,
	hex64 = function(id, label) return ProtoField.uint64(id, label, base.HEX) end,
	flag = function(id, label) return ProtoField.bool(id, label) end,
	text = function(id, label) return ProtoField.string(id, label) end,
}

for _, f in ipairs(FIELDS) do
	F[f[1]] = KINDS[f[2]]("tlp." .. f[1], f[3], f[4])
end
F.prefixes = ProtoField.uint32("tlp.prefixes", "Prefix", base.HEX)
F.request_in = ProtoField.framenum("tlp.request_in", "Request in", base.NONE, frametype.REQUEST)
F.response_in = ProtoField.framenum("tlp.response_in", "Completion in", base.NONE,
	frametype.RESPONSE)
F.latency = ProtoField.relative_time("tlp.latency", "Time since the Request")
proto.fields = F

local BAD = ProtoExpert.new("tlp.bad", "Malformed TLP", expert.group.MALFORMED,
	expert.severity.ERROR)
local UNASKED = ProtoExpert.new("tlp.unexpected", "Completion without a request",
	expert.group.SEQUENCE, expert.severity.NOTE)
proto.experts = {BAD, UNASKED}

-- Where the fields are. A DW is read big-endian: byte 0 is bits 31:24. Reserved bits are
-- gathered in tlp.reserved, at the place that is named last.

local function row(name, dw, hi, lo, place)
	local first, last = floor((31 - hi) / 8), floor((31 - lo) / 8)

	return {
		name = name, dw = dw * 4, shift = POW[lo], mod = POW[hi - lo + 1],
		place = place and POW[place], where = dw * 4 * 256 + first * 256 + last - first + 1,
	}
end

local NON_FLIT = {
	head = {
		row("t9", 0, 23, 23), row("tc", 0, 22, 20), row("t8", 0, 19, 19),
		row("ido", 0, 18, 18), row("ln", 0, 17, 17), row("th", 0, 16, 16),
		row("td", 0, 15, 15), row("ep", 0, 14, 14), row("ro", 0, 13, 13),
		row("no_snoop", 0, 12, 12), row("at", 0, 11, 10), row("length", 0, 9, 0),
	},
	request = {
		row("requester", 1, 31, 16), row("tag", 1, 15, 8), row("last_be", 1, 7, 4),
		row("first_be", 1, 3, 0),
	},
	message = {row("requester", 1, 31, 16), row("tag", 1, 15, 8), row("msg_code", 1, 7, 0)},
	completion = {
		row("completer", 1, 31, 16), row("status", 1, 15, 13), row("bcm", 1, 12, 12),
		row("byte_count", 1, 11, 0), row("requester", 2, 31, 16), row("tag", 2, 15, 8),
		row("reserved", 2, 7, 7, 17), row("lower_addr", 2, 6, 0),
	},
	pasid = {row("pmr", 0, 23, 23), row("er", 0, 22, 22), row("pasid", 0, 19, 0)},
	tph = {row("st_high", 0, 23, 16)},
}

local FLIT = {
	head = {
		row("tc", 0, 23, 21), row("ohc", 0, 20, 16), row("ts", 0, 15, 13),
		row("ido", 0, 12, 12), row("ro", 0, 11, 11), row("no_snoop", 0, 10, 10),
		row("length", 0, 9, 0),
	},
	request = {
		row("requester", 1, 31, 16), row("ep", 1, 15, 15), row("reserved", 1, 14, 14, 17),
		row("tag", 1, 13, 0),
	},
	message = {
		row("requester", 1, 31, 16), row("ep", 1, 15, 15), row("reserved", 1, 14, 8, 24),
		row("msg_code", 1, 7, 0),
	},
	completion = {
		row("completer", 1, 31, 16), row("ep", 1, 15, 15), row("lower_6", 1, 14, 14),
		row("tag", 1, 13, 0), row("requester", 2, 31, 16), row("lower_5_2", 2, 15, 12),
		row("byte_count", 2, 11, 0),
	},
	uio_completion = {
		row("completer", 1, 31, 16), row("ep", 1, 15, 15), row("reserved", 1, 14, 14, 17),
		row("tag", 1, 13, 0), row("requester", 2, 31, 16), row("reserved", 2, 15, 0, 0),
	},
	a1 = {
		row("nw", 0, 31, 31), row("pv", 0, 30, 30), row("pmr", 0, 29, 29),
		row("er", 0, 28, 28), row("pasid", 0, 27, 8), row("last_be", 0, 7, 4),
		row("first_be", 0, 3, 0),
	},
	a2 = {row("last_be", 0, 7, 4), row("first_be", 0, 3, 0)},
	a3 = {
		row("dst_segment", 0, 31, 24), row("dsv", 0, 15, 15), row("last_be", 0, 7, 4),
		row("first_be", 0, 3, 0),
	},
	a4 = {
		row("dst_segment", 0, 31, 24), row("pasid_15_8", 0, 23, 16), row("dsv", 0, 15, 15),
		row("pv", 0, 14, 14), row("pasid_19_16", 0, 11, 8), row("pasid_7_0", 0, 7, 0),
	},
	a5 = {
		row("dst_segment", 0, 31, 24), row("cpl_segment", 0, 23, 16), row("dsv", 0, 15, 15),
		row("lower_1_0", 0, 4, 3), row("status", 0, 2, 0),
	},
	b = {
		row("st", 0, 23, 8), row("ph", 0, 7, 6), row("hv", 0, 5, 4), row("ama", 0, 3, 1),
		row("av", 0, 0, 0),
	},
	c = {
		row("req_segment", 0, 31, 24), row("ide_pr_sent", 0, 23, 16),
		row("ide_stream", 0, 15, 8), row("ide_substream", 0, 6, 4), row("ide_k", 0, 1, 1),
		row("ide_t", 0, 0, 0),
	},
}

-- The same in both
local ADDR32 = {row("addr_low", 2, 31, 0), row("low2", 2, 1, 0)}
local ADDR64 = {row("addr_high", 2, 31, 0), row("addr_low", 3, 31, 0), row("low2", 3, 1, 0)}
local CONFIG = {
	row("target", 2, 31, 16), row("reserved", 2, 15, 12, 12), row("reg", 2, 11, 0),
	row("reserved", 2, 1, 0, 10),
}
local MESSAGE_DWS = {row("dw2", 2, 31, 0), row("dw3", 3, 31, 0)}
local MESSAGE_ID = {row("target", 2, 31, 16)}

-- Types: name, byte 0 (of the 32-bit form), shape of the header, with data, byte of the
-- non-flit header that holds ST[7:0] under TH

local TYPES = {
	{"MRd", 0x00, "memory", false, 7},
	{"MRdLk", 0x01, "memory", false, 7},
	{"MWr", 0x40, "memory", true, 6},
	{"DMWr", 0x5b, "memory", true, 7},
	{"FetchAdd", 0x4c, "memory", true, 7},
	{"Swap", 0x4d, "memory", true, 7},
	{"CAS", 0x4e, "memory", true, 7},
	{"IORd", 0x02, "io", false},
	{"IOWr", 0x42, "io", true},
	{"CfgRd0", 0x04, "config", false},
	{"CfgWr0", 0x44, "config", true},
	{"CfgRd1", 0x05, "config", false},
	{"CfgWr1", 0x45, "config", true},
	{"Msg", 0x30, "message", false},
	{"MsgD", 0x70, "message", true},
	{"Cpl", 0x0a, "completion", false},
	{"CplD", 0x4a, "completion", true},
	{"CplLk", 0x0b, "completion", false},
	{"CplDLk", 0x4b, "completion", true},
}

-- Types that only flit mode has, and the size of their header base
local FLIT_TYPES = {
	[0x00] = {name = "NOP", shape = "nop", data = false, dws = 1},
	[0x22] = {name = "UIOMRd", shape = "memory", data = false, dws = 4, wide = true},
	[0x61] = {name = "UIOMWr", shape = "memory", data = true, dws = 4, wide = true},
	[0x0c] = {name = "UIOWrCpl", shape = "uio_completion", data = false, dws = 3},
	[0x0d] = {name = "UIORdCpl", shape = "uio_completion", data = false, dws = 3},
	[0x48] = {name = "UIORdCplD", shape = "uio_completion", data = true, dws = 3},
}

-- Byte 0 to what it says; the code of MRd32 is not the same in both framings
local function index_types(index, mrd32)
	for _, t in ipairs(TYPES) do
		local byte0 = t[2]
		local function add(code, dws, wide, routing)
			index[code] = {
				name = t[1], shape = t[3], data = t[4], st_byte = t[5],
				dws = dws, wide = wide, routing = routing,
			}
		end

		if t[3] == "message" then
			for routing = 0, 7 do
				add(byte0 + routing, 4, true, routing)
			end
		else
			add(t[1] == "MRd" and mrd32 or byte0, 3, false)
			if t[3] == "memory" then
				add(byte0 + 0x20, 4, true)
			end
		end
	end
	return index
end

NON_FLIT.types = index_types({}, 0x00)
FLIT.types = index_types(FLIT_TYPES, 0x03)

-- What is wrong with packets that are no TLP
local EARLY = "it ends early"
local CUT = "only its beginning was captured"
local LONG = "bytes follow its end"
local RESERVED = "reserved type or wrong prefixes"

-- t is the TLP: values by name, t.where: 256 times their places and their sizes, both filled
-- from rows. Ranges are made when they are shown: they cost more than all else.
local function take(t, rows, start)
	for i = 1, #rows do
		local r = rows[i]
		local at = start + r.dw
		local word = t.words[at]
		local value

		if not word then
			word = t.tvb(at, 4):uint()
			t.words[at] = word
		end
		value = floor(word / r.shift) % r.mod
		if r.place then
			t.reserved = t.reserved + value * r.place
		else
			t[r.name] = value
			t.where[r.name] = start * 256 + r.where
		end
	end
end

-- Prefixes: local ones, in non-flit framing then at most four End-End ones; eight in all.
-- Returns what is wrong, or nil and where the header starts.
local function take_prefixes(t, start)
	local at, end_end = start, 0

	while true do
		local kind

		if t.stop - at < 4 then
			return t.cut and CUT or EARLY
		end
		kind = floor(t.tvb(at, 1):uint() / 16)
		if kind ~= 8 and (kind ~= 9 or t.flit == 1) then
			return nil, at
		end
		end_end = end_end + kind - 8
		if #t.prefixes == 8 or end_end > 4 or kind == 8 and end_end > 0 then
			return RESERVED
		end
		t.prefixes[#t.prefixes + 1] = at
		at = at + 4
	end
end

-- Is what is there what the header and SIZE say? HEADER ends the part that is needed.
local function judge_size(t, header, size)
	if t.stop < header then
		return t.cut and CUT or EARLY
	elseif t.wire_stop < size then
		return EARLY
	elseif t.wire_stop > size then
		return LONG
	end
end

-- The lowest two bits are something else
local function take_addr(t, head)
	take(t, t.info.wide and ADDR64 or ADDR32, head)
	t.addr = UInt64.new(t.addr_low - t.low2, t.addr_high or 0)
	t.where.addr = t.addr_high and (head + 8) * 256 + 8 or t.where.addr_low
end

local function take_message(t, head)
	take(t, MESSAGE_DWS, head)
	t.routing = ROUTING[t.info.routing] or "reserved"
	if t.routing == "id" then
		take(t, MESSAGE_ID, head)
	elseif t.routing == "address" then
		take_addr(t, head)
	end
end

local function take_config(t, head)
	take(t, CONFIG, head)
	t.reg = t.reg - t.reg % 4
end

local function take_reserved_length(t)
	if not t.info.data and (t.info.shape == "message" or t.info.shape == "completion" or
		t.info.shape == "nop") then
		t.reserved = t.reserved + t.length % 1024
		t.length = nil
	end
end

local function imply_enables(t)
	t.first_be, t.last_be = 15, t.length > 1 and 15 or 0
	t.where.first_be, t.where.last_be = nil, nil
end

-- The ECRC is behind the payload
local function take_ecrc(t)
	local at = t.payload + t.data

	if t.td == 1 and at + 4 <= t.stop then
		t.ecrc, t.where.ecrc = t.tvb(at, 4):uint(), at * 256 + 4
	end
end

-- Non-flit framing

-- CRC-32 as in Ethernet, of bytes FIRST..LAST of an array
local CRC_TABLE = {}
for i = 0, 255 do
	local crc = i
	for _ = 1, 8 do
		crc = bit.bxor(bit.rshift(crc, 1), crc % 2 * 0xedb88320)
	end
	CRC_TABLE[i] = crc
end

local function crc32(crc, bytes, first, last)
	for i = first, last do
		local index = bit.band(bit.bxor(crc, bytes:get_index(i)), 0xff)
		crc = bit.bxor(CRC_TABLE[index], bit.rshift(crc, 8))
	end
	return crc
end

-- The digest covers End-End prefixes, header and payload. Two bits of the header count as 1.
local function check_ecrc(t, start, head)
	local at = t.payload + t.data
	local first = start
	local bytes, crc

	while first < head and floor(t.tvb(first, 1):uint() / 16) == 8 do
		first = first + 4
	end
	bytes = t.tvb(first, at - first):bytes()
	bytes:set_index(head - first, bit.bor(bytes:get_index(head - first), 0x01))
	bytes:set_index(head - first + 2, bit.bor(bytes:get_index(head - first + 2), 0x40))
	crc = bit.bnot(crc32(0xffffffff, bytes, 0, at - first - 1))
	t.ecrc_ok = crc % POW[32] == t.tvb(at, 4):le_uint() and 1 or 0
end

local function take_request(t, head)
	take(t, NON_FLIT.request, head)
	t.tag = t.tag + 512 * t.t9 + 256 * t.t8
end

-- ST[7:0] has the place of the tag or of the byte enables
local function take_hints(t, head)
	local at = head + t.info.st_byte

	t.st, t.where.st = t.tvb(at, 1):uint(), at * 256 + 1
	t.ph, t.where.ph = t.low2, t.where.low2
	t.width = 8
	if t.info.st_byte == 6 then
		t.tag = nil
		t.reserved = t.reserved + t.t9 * POW[23] + t.t8 * POW[19]
	else
		imply_enables(t)
	end
end

NON_FLIT.finish = {}

function NON_FLIT.finish.memory(t, head)
	take_request(t, head)
	take_addr(t, head)
	t.addr_width = t.info.wide and 64 or 32
	if t.th == 1 then
		take_hints(t, head)
	else
		t.reserved = t.reserved + t.low2 * POW[10]
	end
end

function NON_FLIT.finish.io(t, head)
	take_request(t, head)
	take_addr(t, head)
	t.reserved = t.reserved + t.low2 * POW[10]
end

function NON_FLIT.finish.config(t, head)
	take_request(t, head)
	take_config(t, head)
end

function NON_FLIT.finish.message(t, head)
	take(t, NON_FLIT.message, head)
	t.tag = t.tag + 512 * t.t9 + 256 * t.t8
	take_message(t, head)
end

function NON_FLIT.finish.completion(t, head)
	take(t, NON_FLIT.completion, head)
	t.tag = t.tag + 512 * t.t9 + 256 * t.t8
end

-- The first Extended TPH and the first PASID prefix
local function take_prefix_fields(t)
	for _, at in ipairs(t.prefixes) do
		local byte0 = t.tvb(at, 1):uint()

		if byte0 == 0x90 and t.width == 8 then
			take(t, NON_FLIT.tph, at)
			t.st, t.width = t.st + 256 * t.st_high, 16
		elseif byte0 == 0x91 and not t.pasid then
			take(t, NON_FLIT.pasid, at)
		end
	end
end

local function decode_non_flit(t, start)
	local err, head = take_prefixes(t, start)

	t.info = not err and NON_FLIT.types[t.tvb(head, 1):uint()]
	if not t.info then
		return err or RESERVED
	end
	take(t, NON_FLIT.head, head)
	t.length = t.length == 0 and 1024 or t.length
	t.payload = head + t.info.dws * 4
	t.data = t.info.data and t.length * 4 or 0
	err = judge_size(t, t.payload, t.payload + t.data + t.td * 4)
	if err then
		return err
	end
	take_reserved_length(t)
	if not t.info.st_byte then
		t.reserved = t.reserved + t.th * POW[16]
		t.th = nil
	end
	NON_FLIT.finish[t.info.shape](t, head)
	take_prefix_fields(t)
	take_ecrc(t)
	if t.ecrc then
		check_ecrc(t, start, head)
	end
end

-- Flit mode

local OHC_E_DWS = {[0] = 0, 1, 2, 4}
local TRAILER_DWS = {[0] = 0, [1] = 1, [5] = 3, [6] = 4}

-- Which rows OHC-A has
local OHC_A = {memory = FLIT.a1, io = FLIT.a2, config = FLIT.a3, message = FLIT.a4,
	completion = FLIT.a5, uio_completion = FLIT.a5}

local function has_ohc(t, bit)
	return floor(t.ohc / bit) % 2 == 1
end

FLIT.finish = {}

function FLIT.finish.memory(t, head)
	take(t, FLIT.request, head)
	take_addr(t, head)
	t.addr_width = t.info.wide and 64 or 32
	t.at, t.where.at = t.low2, t.where.low2
	t.th = 0
	imply_enables(t)
end

function FLIT.finish.io(t, head)
	take(t, FLIT.request, head)
	take_addr(t, head)
	t.reserved = t.reserved + t.low2 * POW[10]
	t.first_be, t.last_be = 0, 0
end

function FLIT.finish.config(t, head)
	take(t, FLIT.request, head)
	take_config(t, head)
	t.first_be, t.last_be = 0, 0
end

function FLIT.finish.message(t, head)
	take(t, FLIT.message, head)
	take_message(t, head)
end

function FLIT.finish.completion(t, head)
	take(t, FLIT.completion, head)
	t.lower_addr = 64 * t.lower_6 + 4 * t.lower_5_2
	t.status = 0
end

function FLIT.finish.uio_completion(t, head)
	take(t, FLIT.uio_completion, head)
	t.status = 0
end

function FLIT.finish.nop() end

-- Destination segment and PASID count only if they are said to be valid
local function drop_invalid(t)
	if t.dsv ~= 1 then
		t.dst_segment = nil
	end
	if t.pv ~= 1 then
		t.pasid, t.pmr, t.er = nil, nil, nil
	end
end

local function take_ohc_a(t, at)
	local rows = OHC_A[t.info.shape]

	if t.routing == "address" then
		rows = FLIT.a1
	end
	if not rows then
		return
	end
	take(t, rows, at)
	if rows == FLIT.a4 then
		t.pasid = t.pasid_19_16 * POW[16] + t.pasid_15_8 * POW[8] + t.pasid_7_0
		t.where.pasid = at * 256 + 4
	elseif t.info.shape == "completion" then
		t.lower_addr = t.lower_addr + t.lower_1_0
	elseif t.info.shape == "message" then
		t.first_be, t.last_be, t.nw = nil, nil, nil
	end
	drop_invalid(t)
end

-- HV says if ST and PH mean something, and how wide the ST is
local function take_ohc_b(t, at)
	if t.info.shape ~= "memory" then
		return
	end
	take(t, FLIT.b, at)
	if t.av ~= 1 then
		t.ama = nil
	end
	t.th = t.hv % 2
	if t.th == 0 then
		t.st, t.ph = nil, nil
		return
	end
	t.width = t.hv == 3 and 16 or 8
	if t.width == 8 then
		t.st = t.st % 256
	end
end

-- Sub-Stream 111b is no IDE
local function take_ohc_c(t, at)
	take(t, FLIT.c, at)
	if t.ide_substream == 7 then
		t.ide_pr_sent, t.ide_stream, t.ide_substream = nil, nil, nil
		t.ide_k, t.ide_t = nil, nil
	end
end

local OHC_WORDS = {{1, take_ohc_a}, {2, take_ohc_b}, {4, take_ohc_c}}

local function decode_flit(t, start)
	local err, head = take_prefixes(t, start)
	local at

	t.info = not err and FLIT.types[t.tvb(head, 1):uint()]
	if not t.info then
		return err or RESERVED
	end
	take(t, FLIT.head, head)
	t.length = t.length == 0 and 1024 or t.length
	if not TRAILER_DWS[t.ts] then
		return RESERVED
	end
	at = head + t.info.dws * 4
	t.payload = at + 4 * (t.ohc % 2 + floor(t.ohc / 2) % 2 + floor(t.ohc / 4) % 2 +
		OHC_E_DWS[floor(t.ohc / 8)])
	t.data = t.info.data and t.length * 4 or 0
	err = judge_size(t, t.payload, t.payload + t.data + 4 * TRAILER_DWS[t.ts])
	if err then
		return err
	end
	take_reserved_length(t)
	FLIT.finish[t.info.shape](t, head)
	for _, word in ipairs(OHC_WORDS) do
		if has_ohc(t, word[1]) then
			word[2](t, at)
			at = at + 4
		end
	end
	-- That it is missing where it must be is noted among the reserved bits
	if t.ohc % 2 == 0 and (t.info.shape == "io" or t.info.shape == "config") then
		t.reserved = t.reserved + POW[18]
	end
	t.td = t.ts == 1 and 1 or 0
	take_ecrc(t)
end

-- What is the same in both

local function enabled(be)
	return be % 2 + floor(be / 2) % 2 + floor(be / 4) % 2 + floor(be / 8)
end

-- Bytes that the TLP carries or asks for
local function count_bytes(t)
	local all = (t.length or 0) * 4

	if t.info.shape == "completion" then
		local mine = all - t.lower_addr % 4
		return all == 0 and 0 or math.min(mine, t.byte_count)
	elseif not t.first_be then
		return all
	elseif t.length == 1 then
		return enabled(t.first_be)
	end
	return all - 8 + enabled(t.first_be) + enabled(t.last_be)
end

-- Frame data

local get_link = Field.new("frame.interface_name")
local get_link_id = Field.new("frame.interface_id")
local get_dir = Field.new("frame.packet_flags_direction")
local DIRS = {"up", "down"}

local function bdf(id)
	return fmt("%02x:%02x.%x", floor(id / 256), floor(id / 8) % 32, id % 8)
end

-- Values as Wireshark wants them
local CONVERT = {
	requester = bdf, completer = bdf, target = bdf,
}
for _, f in ipairs(FIELDS) do
	if f[2] == "flag" then
		CONVERT[f[1]] = function(value) return value == 1 end
	end
end

-- Whoever does not look at the tree needs no exact places
local function range_of(t, where, whole)
	return whole or t.tvb(floor(where / 256), where % 256)
end

local function show(t, tree, whole)
	for i = 1, #FIELDS do
		local name = FIELDS[i][1]
		local value, where = t[name], t.where[name]

		if value ~= nil then
			local convert = CONVERT[name]
			if convert then
				value = convert(value)
			end
			if where then
				tree:add(F[name], range_of(t, where, whole), value)
			else
				tree:add(F[name], value):set_generated()
			end
		end
	end
	for _, at in ipairs(t.prefixes) do
		tree:add(F.prefixes, t.tvb(at, 4))
	end
end

-- The line of the packet list

local function addr_text(t)
	if (t.addr_high or 0) > 0xff then
		return fmt("0x%x%08x", t.addr_high, t.addr_low - t.low2)
	end
	return fmt(t.addr_high and "0x%02x%08x" or "0x%.0s%08x", t.addr_high or 0,
		t.addr_low - t.low2)
end

local function where_to(t)
	local tag = t.tag and t.info.shape ~= "message" and fmt(" tag 0x%02x", t.tag) or ""

	if t.completer then
		return fmt("%s > %s%s", bdf(t.completer), bdf(t.requester), tag)
	end
	return fmt("%s%s > %s", bdf(t.requester), tag,
		t.addr and addr_text(t) or t.target and bdf(t.target) or t.routing)
end

local function what_it_is(t)
	if t.reg then
		return fmt(" reg 0x%03x", t.reg)
	elseif t.msg_code then
		return " " .. (MESSAGE[t.msg_code] or fmt("code 0x%02x", t.msg_code))
	end
	return t.status and " " .. t.status or ""
end

local function summary(t)
	return t.info.name .. (t.addr_width and fmt("%d", t.addr_width) or "") ..
		(t.requester and " " .. where_to(t) or "") .. what_it_is(t) ..
		(t.length and fmt(" %d DW", t.length) or "") ..
		(t.ph and fmt(t.width == 16 and " PH %d ST 0x%04x" or " PH %d ST 0x%02x",
			t.ph, t.st) or "")
end

-- Requests and their completions

local pending, early, joined = {}, {}, {}

function proto.init()
	pending, early, joined = {}, {}, {}
end

local function of_frame(number)
	joined[number] = joined[number] or {responses = {}}
	return joined[number]
end

-- Requests that are not answered
local POSTED = {MWr = true, Msg = true, MsgD = true, NOP = true, UIOMWr = true}
-- Those whose data may come in several completions
local READS = {MRd = true, MRdLk = true, UIOMRd = true}
local OPPOSITE = {up = "down", down = "up"}

-- In NetTLP the addresses tell who sent it
local function key_of(t, dir, address)
	local link = get_link_id()

	return fmt("%d %s %d %d", link and link.value or 0, dir or tostring(address),
		t.requester, t.tag)
end

local function answer(request, frame, time)
	local found = of_frame(frame)

	found.request, found.unasked = request.frame, nil
	found.ns = floor((time - request.time) * 1e9 + 0.5)
	table.insert(of_frame(request.frame).responses, frame)
end

-- A completion that was seen before its request has just those bytes that the next one lacks
local function answer_early(request, t)
	local first = request.early

	if first and first.byte_count == request.wanted and
		t.byte_count == request.wanted - first.bytes then
		answer(request, first.frame, first.time)
	end
	request.early = nil
end

-- A completion goes against the direction of its request, on the same link. Frames are seen in
-- order once; all later looks at them find what was found then.
local function join(t, pinfo)
	local key, request

	if POSTED[t.type] then
		return
	elseif not t.completer then
		key = key_of(t, t.dir, pinfo.net_src)
		pending[key] = {
			frame = pinfo.number, time = pinfo.rel_ts, wanted = t.bytes, left = t.bytes,
			in_parts = READS[t.type], early = early[key],
		}
		early[key] = nil
		return
	end
	key = key_of(t, OPPOSITE[t.dir], pinfo.net_dst)
	request = pending[key]
	if not request then
		of_frame(pinfo.number).unasked = true
		early[key] = {
			frame = pinfo.number, time = pinfo.rel_ts, bytes = t.bytes,
			byte_count = t.byte_count,
		}
		return
	end
	answer_early(request, t)
	answer(request, pinfo.number, pinfo.rel_ts)
	-- Byte Count is what is left before this completion, unless a bridge modified it
	request.left = (t.bcm == 1 and request.left or t.byte_count or 0) - t.bytes
	if not request.in_parts or not t.info.data or t.status ~= "SC" or request.left <= 0 then
		pending[key] = nil
	end
end

local function show_joined(tree, number)
	local found = joined[number]

	if not found then
		return
	end
	for _, frame in ipairs(found.responses) do
		tree:add(F.response_in, frame):set_generated()
	end
	if found.request then
		tree:add(F.request_in, found.request):set_generated()
		if found.ns >= 0 then
			tree:add(F.latency, NSTime.new(floor(found.ns / 1e9), floor(found.ns % 1e9)))
				:set_generated()
		end
	elseif found.unasked then
		tree:add_proto_expert_info(UNASKED)
	end
end

local function add_frame_data(t)
	local link, dir = get_link(), get_dir()

	t.link = link and link.value
	t.dir = dir and DIRS[dir.value]
end

-- Dissect TVB from START, where something follows that others dissect as DECODE says
local function dissect(tvb, start, pinfo, tree, flit)
	local t = {
		tvb = tvb, words = {}, where = {}, prefixes = {}, reserved = 0,
		flit = flit and 1 or 0,
	}
	local rest = tvb(start)
	local item, err, line

	-- Behind the last byte that was captured, and that was sent
	t.stop, t.wire_stop = tvb:len(), tvb:reported_len()
	t.cut = t.stop < t.wire_stop
	pinfo.cols.protocol = "TLP"
	err = (flit and decode_flit or decode_non_flit)(t, start)
	if err then
		t = {malformed = err, where = {}, prefixes = {}}
	else
		t.type = t.info.name
		t.status = t.status and (STATUS[t.status] or "reserved")
		t.byte_count = t.byte_count == 0 and 4096 or t.byte_count
		t.bytes = t.requester and count_bytes(t)
	end
	add_frame_data(t)
	line = err and "malformed: " .. err or summary(t)
	pinfo.cols.info = line
	item = tree:add(proto, rest, "PCIe TLP, " .. line)
	show(t, item, not item.visible and rest)
	if err then
		item:add_proto_expert_info(BAD, err)
		return
	end
	if not pinfo.visited then
		join(t, pinfo)
	end
	show_joined(item, pinfo.number)
	if t.data > 0 and t.stop > t.payload then
		local len = math.min(t.data, t.stop - t.payload)
		Dissector.get("data"):call(tvb(t.payload, len):tvb(), pinfo, tree)
	end
end

function proto.dissector(tvb, pinfo, tree)
	dissect(tvb, 0, pinfo, tree, false)
	return tvb:len()
end

-- The same in the other framing, with no fields of its own
local flit_proto = Proto("tlp_flit", "PCIe TLP of Flit Mode")

function flit_proto.dissector(tvb, pinfo, tree)
	dissect(tvb, 0, pinfo, tree, true)
	return tvb:len()
end

local encaps = DissectorTable.get("wtap_encap")
for n = 0, 15 do
	encaps:add(wtap["USER" .. n], n % 2 == 0 and proto or flit_proto)
end

-- NetTLP: a sequence number and a time stamp in front of a non-flit TLP in UDP

local NETTLP_HEADER = 6

local nettlp = Proto("nettlp", "NetTLP")
nettlp.fields.sequence = ProtoField.uint16("nettlp.sequence", "Sequence Number")
nettlp.fields.timestamp = ProtoField.uint32("nettlp.timestamp", "Time Stamp")

function nettlp.dissector(tvb, pinfo, tree)
	local item

	if tvb:len() <= NETTLP_HEADER then
		return 0
	end
	item = tree:add(nettlp, tvb(0, NETTLP_HEADER))
	item:add(nettlp.fields.sequence, tvb(0, 2))
	item:add(nettlp.fields.timestamp, tvb(2, 4))
	dissect(tvb, NETTLP_HEADER, pinfo, tree, false)
	return tvb:len()
end

DissectorTable.get("udp.port"):add("12288-12544,16384-16399", nettlp)
