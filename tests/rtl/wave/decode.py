#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""TLPs of a stream in a simulation's VCD: a second reader, which checks the sources.

Usage: decode.py [-b] KIND VCD     KIND: us-cq, us-cq-aligned, s7-rx, avst

Prints the TLPs in hexadecimal, one a line, but those that are marked as damaged. With -b:
samples of the first and of the last beat, and a bit of the header: the line of the file
that set it, and its number.
"""
import sys

from vcd import Vcd


def bits(value, high, low):
    """Bits high..low of a string of digits."""
    return int(value[len(value) - 1 - high:len(value) - low], 2)


def words(value, byte_order):
    """DWs of a bus, lane 0 first; bytes as on the wire."""
    number = int(value, 2)
    return [(number >> at & 0xffffffff).to_bytes(4, byte_order)
            for at in range(0, len(value), 32)]


US_TYPES = {0: (0, 0x00), 1: (2, 0x00), 2: (0, 0x02), 3: (2, 0x02), 4: (2, 0x0c), 5: (2, 0x0d),
            6: (2, 0x0e), 7: (0, 0x01)}


def us_tlp(beats, width, aligned):
    """Header and payload of a request on CQ."""
    lanes, user = width // 32, beats[0][1]
    head = max(1, 4 // lanes)
    dws = [dw for data, _ in beats for dw in words(data, "little")]
    number = int.from_bytes(b"".join(dws[:4]), "little")
    field = lambda at, n: number >> at & (1 << n) - 1
    fmt, kind = US_TYPES[field(75, 4)]
    addr, length, hint = field(2, 62) << 2, field(64, 11), bits(user, 42, 42)
    fmt |= addr >> 32 > 0
    attr, tag, enables = field(124, 3), field(96, 8), bits(user, 7, 0)
    if hint:
        steering = bits(user, 52, 45)
        addr |= bits(user, 44, 43)
        tag, enables = (steering, enables) if fmt & 2 else (tag, steering)
    dw0 = fmt << 29 | kind << 24 | field(121, 3) << 20 | attr >> 2 << 18 | hint << 16 | \
        (attr & 3) << 12 | field(0, 2) << 10 | length % 1024
    dw1 = field(80, 16) << 16 | tag << 8 | enables
    header = [dw0, dw1] + ([addr >> 32] if fmt & 1 else []) + [addr & 0xffffffff]
    first = head * lanes + addr // 4 % lanes if aligned else 4
    data = dws[first:first + length] if fmt & 2 else []
    return b"".join(dw.to_bytes(4, "big") for dw in header) + b"".join(data)


def us_cq(vcd, aligned=False):
    names = ["m_axis_cq_" + name for name in ("tvalid", "tready", "tlast", "tdata", "tuser")]
    beats = []
    for i, (row, lines) in enumerate(vcd.samples(names, "clk")):
        valid, ready, last, data, user = row
        if valid + ready != "11":
            continue
        if not beats:
            first, place = i, (lines[3], 0)
        beats.append((data, user))
        if last == "1":
            yield first, i, place, us_tlp(beats, len(data), aligned), bits(user, 41, 41) == 1
            beats = []


def s7_rx(vcd):
    names = ["m_axis_rx_" + name
             for name in ("tvalid", "tready", "tlast", "tkeep", "tdata", "tuser")]
    tlp = None
    for i, (row, lines) in enumerate(vcd.samples(names, "clk")):
        valid, ready, last, keep, data, user = row
        if valid + ready != "11":
            continue
        dws, start = words(data, "big"), 0
        if len(data) == 64:
            sof, eof = None, last == "1"
            end = 2 if bits(keep, 4, 4) else 1
        else:
            sof = bits(user, 13, 10) // 4 if bits(user, 14, 14) else None
            eof = bits(user, 21, 21) == 1
            end = bits(user, 20, 17) // 4 + 1 if eof else 4
        if tlp is None:
            start = sof or 0
            tlp, first, place = [], i, (lines[4], start * 32)
        tlp += dws[start:end]
        if eof:
            yield first, i, place, b"".join(tlp), bits(user, 0, 0) == 1
            tlp = None
            if len(data) == 128 and sof:
                tlp, first, place = dws[sof:], i, (lines[4], sof * 32)


def avst(vcd):
    stem = "p0_rx_st_{}_o" if "p0_rx_st_valid_o" in vcd.codes else "rx_st_{}"
    names = [stem.format(name)
             for name in ("valid", "sop", "eop", "empty", "hdr", "tlp_prfx", "data")]
    tlp = None
    for i, (row, lines) in enumerate(vcd.samples(names, "clk")):
        valid, sop, eop, empty, header, prefix, data = row
        number = len(valid)
        for segment in range(number):
            part = lambda bus: bus[len(bus) - (segment + 1) * (len(bus) // number):
                                   len(bus) - segment * (len(bus) // number)]
            if part(valid) == "0":
                continue
            if part(sop) == "1":
                head, front = int(part(header), 2).to_bytes(16, "big"), int(part(prefix), 2)
                tlp, first = (front.to_bytes(4, "big") if front >> 29 == 4 else b""), i
                tlp += head[:16 if head[0] & 0x20 else 12]
                more, place = head[0] & 0x40, (lines[4], segment * 128 + 96)
            if more:
                dws = words(part(data), "little")
                tlp += b"".join(dws[:len(dws) - int(part(empty), 2) if part(eop) == "1" else None])
            if part(eop) == "1":
                yield first, i, place, tlp, False


def main():
    args = [arg for arg in sys.argv[1:] if arg != "-b"]
    kinds = {"us-cq": us_cq, "us-cq-aligned": lambda vcd: us_cq(vcd, True),
             "s7-rx": s7_rx, "avst": avst}
    if len(args) != 2 or args[0] not in kinds:
        sys.exit(__doc__)
    for first, last, place, tlp, damaged in kinds[args[0]](Vcd(args[1])):
        if len(args) < len(sys.argv) - 1:
            print(first, last, *place)
        elif not damaged:
            print(tlp.hex())


if __name__ == "__main__":
    main()
