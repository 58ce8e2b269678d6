# SPDX-License-Identifier: BSD-3-Clause
"""Compares tph path with the kernel's answers and with the TLPs of a capture.

Usage: path-judge.py TPH TOPOLOGY GUEST CAPTURE. GUEST is the output of the guest:

  serial FUNCTION NUMBER
  pair FROM TO BITS ADDRESS TAG ERRNO     a write of 4096 bytes, and the kernel's answer
  path JSON                               the output of tph path --json in the guest
  hex LINE                                lspci -xxxx

Prints a line for each comparison that fails, then "pairs N widths N unsent N".
"""
import errno
import json
import subprocess
import sys

SIZE = 4096
# The importer itself cannot send the tag, whatever the path is
IMPORTER = {errno.ERANGE, errno.EDOM, errno.ENOSPC}
# There is no mapping, so nothing is written
UNMAPPED = {errno.EINVAL}

tph, topology, guest, capture = sys.argv[1:]
serials, pairs, paths, dump = {}, [], {}, []
failed = 0


def fail(*text):
    global failed
    failed += 1
    print(*text)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def path_of(text):
    path = json.loads(text)
    return (path["from"], path["to"]), {v["bits"]: v for v in path["verdicts"]}


for line in open(guest, errors="replace"):
    word, _, rest = line.rstrip("\r\n").partition(" ")
    if word == "serial":
        function, number = rest.split()
        serials[int(number.replace("-", ""), 16)] = function
    elif word == "pair":
        pairs.append(rest.split())
    elif word == "path":
        key, verdicts = path_of(rest)
        paths[key] = verdicts
    elif word == "hex":
        dump.append(rest)

# The link to each function has the name of the port above it
links = {}
for function in json.loads(output(tph, "topology", "--json", topology))["functions"]:
    parent = function["parent"]
    links[serials[function["serial"]]] = function["id"] if parent == "pcie.0" else parent


def wire(source, to, address, bits, tag):
    """What arrives: "tagged", "plain", "none", or a fault."""
    tlps = [json.loads(line) for line in output(
        tph, "dump", "--json", capture, "type=MWr", "dir=down", f"link={links[to]}",
        f"addr={address}+{SIZE}", f"requester={source[5:]}").splitlines()]
    size = sum(t["bytes"] for t in tlps)
    kinds = {(t["width"], t["st"], t["ph"]) if t["th"] else None for t in tlps}
    if not tlps:
        return "none"
    if size != SIZE:
        return f"{size} bytes"
    if kinds == {None}:
        return "plain"
    return "tagged" if kinds == {(bits, tag, 2)} else f"kinds {kinds}"


arrived, widths, unsent = set(), set(), 0
for source, to, bits, address, tag, answer in pairs:
    bits, tag, answer = int(bits), int(tag, 0), int(answer)
    verdict = paths[source, to][bits]
    seen = wire(source, to, address, bits, tag)
    text = f"{source} to {to}, {bits} bits: path {verdict['state']}, kernel {answer}, wire {seen}"
    expected = "tagged" if answer == 0 else "none" if answer in UNMAPPED else "plain"
    if seen != expected:
        fail("the kernel and the wire differ:", text)
    if seen == "tagged":
        arrived.add((source, to, bits))
    if answer in IMPORTER:
        unsent += 1
        continue
    widths.add((source, to, bits))
    if verdict["state"] != ("arrives" if answer == 0 else "lost"):
        fail("tph path and the kernel differ:", text)
    if verdict["state"] != verdict["kernel"]:
        fail("tph path has two answers:", text)

# The same by a dump, and for all other functions: nobody else arrives
with open(guest + ".hex", "w") as file:
    file.write("\n".join(dump) + "\n")
functions = [line.split()[0] for line in dump if line.count(".") == 1 and ":" in line.split()[0][4:]
             and len(line.split()[0]) == 12]
for source in functions:
    for to in functions:
        text = subprocess.run([tph, "path", "--json", "-F", guest + ".hex", source, to],
                              capture_output=True, text=True).stdout
        key, verdicts = path_of(text)
        for bits, verdict in verdicts.items():
            if verdict["state"] == "unknown":
                fail("unknown:", source, "to", to, bits)
            live = paths.get(key, verdicts)[bits]["state"]
            if verdict["state"] != live:
                fail("live and dump differ:", source, "to", to, bits, live, verdict["state"])
            sent = (source, to, bits) in widths
            if verdict["state"] == "arrives" and sent and (source, to, bits) not in arrived:
                fail("no TLP has arrived:", source, "to", to, bits)
            if verdict["state"] == "arrives" and not any(p[:2] == [source, to] for p in pairs):
                fail("nothing was written:", source, "to", to, bits)

if len(functions) < 5 or not pairs:
    fail(f"{len(functions)} functions, {len(pairs)} writes")
print(f"pairs {len({w[:2] for w in widths})} widths {len(widths)} unsent {unsent}")
sys.exit(1 if failed else 0)
