#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Files of logic analyzers out of a simulation's VCD: a sample at each rising edge.

Usage: sample.py [--clock NAME] [--first N] [--last N] PREFIX VCD FORM=FILE...

FORM: ila           Vivado ILA CSV with the row of radixes
      ila-legacy    without that row: all values are hexadecimal
      ila-gap       with ChipScoPy's column GAP, and rows that are gaps
      ila-windows   in two windows; the stream is idle where the second begins
      litescope, litescope-vcd          LiteScope's CSV and VCD
      litescope-old, litescope-vcd-old  those of its first versions, each sample once
"""
import argparse
import sys

from vcd import Vcd

RADIX = {"HEX": lambda bits: format(int(bits, 2), f"0{(len(bits) + 3) // 4}X"),
         "BINARY": lambda bits: bits,
         "UNSIGNED": lambda bits: str(int(bits, 2)),
         "SIGNED": lambda bits: str(int(bits, 2) - (int(bits[0]) << len(bits))),
         "OCTAL": lambda bits: format(int(bits, 2), "o")}


def radix(name, width):
    """Each radix occurs: a tool lets its user choose."""
    if name.endswith("tkeep"):
        return "BINARY"
    if name.endswith("tuser"):
        return "OCTAL" if width < 32 else "SIGNED"
    return "HEX" if width > 1 or name.endswith("valid") else "UNSIGNED"


def longest_idle(rows, valid):
    """Index in the middle of the longest time without a beat, beginnings and ends left out."""
    best = start = None
    for i, row in enumerate(rows + [None]):
        if row is not None and "1" not in row[valid]:
            start = i if start is None else start
            continue
        if start and row is not None and (best is None or i - start > best[1] - best[0]):
            best = start, i
        start = None
    return sum(best) // 2


def write_ila(form, names, widths, rows):
    radixes = ["HEX" if form == "ila-legacy" else radix(*pair) for pair in zip(names, widths)]
    labels = [f"u_dut/u_ila/{name}" + (f"[{width - 1}:0]" if width > 1 else "")
              for name, width in zip(names, widths)]
    head = ["Sample in Buffer", "Sample in Window", "TRIGGER"]
    gap = form == "ila-gap"
    print(",".join(head + ["GAP"] * gap + labels))
    if form != "ila-legacy":
        print(",".join(["Radix - UNSIGNED", "UNSIGNED", "UNSIGNED"] + radixes))
    valid = next(i for i, name in enumerate(names) if "valid" in name)
    second = longest_idle(rows, valid) if form == "ila-windows" else 0
    number = 0
    for i, row in enumerate(rows):
        if gap and i % 97 == 50:
            print(",".join([str(number), str(number), "0", "1"] + [""] * len(row)))
            number += 1
        window = number - second if number >= second else number
        values = [RADIX[base](bits) for base, bits in zip(radixes, row)]
        trigger = "1" if window == 0 else "0"
        print(",".join([str(number), str(window), trigger] + ["0"] * gap + values))
        number += 1


def twice(names, widths, rows):
    """LiteScope has each sample two times, so that a clock of its own can be drawn."""
    doubled = [row + [clock, str(int(i > 0))] for i, row in enumerate(rows) for clock in "10"]
    return names + ["scope_clk", "scope_trig"], widths + [1, 1], doubled


def write_litescope(form, names, widths, rows):
    if form == "litescope":
        names, widths, rows = twice(names, widths, rows)
    print("".join(f"{name}," for name in names))
    print("".join(f"{width}," for width in widths))
    for row in rows:
        print("".join(f"{bits}, " for bits in row))


def write_litescope_vcd(form, names, widths, rows):
    old = form.endswith("old")
    if not old:
        names, widths, rows = twice(names, widths, rows)
    codes = [chr(33 + i) for i in range(len(names))]
    print("$date\n\t2026-01-02 03:04\n$end\n$timescale 4000ps $end")
    print("$scope dumped_signals $end" if old else "$scope module top $end")
    for code, name, width in zip(codes, names, widths):
        print(f"$var wire {width} {code} {name} $end")
    print("$unscope  $end" if old else "$upscope  $end")
    print("$enddefinitions  $end\n$dumpvars")
    for code, width in zip(codes, widths):
        print(f"b{'x' * width} {code}")
    print("$end")
    before = [None] * len(names)
    for i, row in enumerate(rows):
        if row != before:
            print(f"#{i}")
            for code, was, now in zip(codes, before, row):
                if was != now:
                    print(f"b{now} {code}")
        before = row


FORMS = {"ila": write_ila, "ila-legacy": write_ila, "ila-gap": write_ila,
         "ila-windows": write_ila,
         "litescope": write_litescope, "litescope-old": write_litescope,
         "litescope-vcd": write_litescope_vcd, "litescope-vcd-old": write_litescope_vcd}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--clock", default="clk")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int)
    parser.add_argument("prefix")
    parser.add_argument("vcd")
    parser.add_argument("file", nargs="+")
    args = parser.parse_args()
    vcd = Vcd(args.vcd)
    names = vcd.names(args.prefix)
    widths = [vcd.widths[name] for name in names]
    rows = [values for values, _ in vcd.samples(names, args.clock) if "" not in values]
    rows = rows[args.first:None if args.last is None else args.last + 1]
    for form, _, path in (file.partition("=") for file in args.file):
        with open(path, "w", encoding="ascii") as sys.stdout:
            FORMS[form](form, names, widths, rows)


if __name__ == "__main__":
    main()
