# SPDX-License-Identifier: BSD-3-Clause
"""Compares tph path with the kernel's answers and with the TLPs of a capture.

Usage: path-judge.py TPH TOPOLOGY GUEST CAPTURE [SIM]. GUEST is the output of the guest:

  serial FUNCTION NUMBER
  pair FROM TO BITS ADDRESS TAG ERRNO     a write of 4096 bytes, and the kernel's answer
  path JSON                               the output of tph path --json in the guest
  hex LINE                                lspci -xxxx

SIM is a topology for tph sim, with the Access Control that the guest enables: its DMA
engine sends tags on any path, so the links show where they are
lost.

Prints a line for each comparison that fails, then "pairs N widths N unsent N links N".
"""
import errno
import json
import subprocess
import sys

SIZE = 4096
# The importer itself cannot send the tag, on any path
IMPORTER = {errno.ERANGE, errno.EDOM, errno.ENOSPC}
# There is no mapping, so nothing is written
UNMAPPED = {errno.EINVAL}

tph, topology, guest, capture = sys.argv[1:5]
sim = sys.argv[5] if len(sys.argv) > 5 else None
serials, pairs, paths, hops, dump = {}, [], {}, {}, []
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
        hops[key] = json.loads(rest)["hops"]
    elif word == "hex":
        dump.append(rest)

# The link to each function has the name of the port above it
links, models, above = {}, {}, {"pcie.0": None}
tree = json.loads(output(tph, "topology", "--json", topology))
for bridge in tree["bridges"]:
    above[bridge["id"]] = bridge["parent"]
for function in tree["functions"]:
    parent = function["parent"]
    links[serials[function["serial"]]] = function["id"] if parent == "pcie.0" else parent
    models.setdefault(function["model"], serials[function["serial"]])


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


def crossings(source, to):
    """The links on the way: each with its direction, and the hop before it."""
    # The bridge of each hop: they are in the order of the ports above the ends
    names, up, down = [], links[source], []
    port = links[to]
    while port in above and port != "pcie.0":
        down.append(port)
        port = above[port]
    for hop in hops[source, to]:
        name = None
        if hop["part"] == "up":
            name, up = up, above[up]
        elif hop["part"] == "down":
            name = down[sum(h["part"] == "down" for h in hops[source, to]) -
                        sum(n[1] == "down" for n in names) - 1]
        names.append((name, hop["part"], hop.get("type")))
    found = []
    for i in range(len(names) - 1):
        (name, part, kind), (next_name, next_part, next_kind) = names[i:i + 2]
        # A link is below a Downstream or Root Port; the others are inside of a switch
        if next_part == "up" and next_kind in ("Downstream Port", "Root Port"):
            found.append((next_name, "up", i))
        elif next_part == "crosses" and part == "sends":
            found.append((links[source], "up", i))
        elif part == "down" and kind in ("Downstream Port", "Root Port"):
            found.append((name, "down", i))
        elif part in ("crosses", "turns") and next_part == "receives":
            found.append((links[to], "down", i))
    return found


def simulate():
    """Where the tags of tph sim are seen. Return: comparisons."""
    source, to = models["dma"], models["accel"]
    count = 0
    for bits, options, tag in (8, [], 0x5b), (16, ["--ext"], 0x125b):
        # Status 1: the write was lost, as a port that blocks prefixes does it
        subprocess.run([tph, "sim", "--st", hex(tag), "--capture", guest + ".sim", *options, sim],
                       capture_output=True)
        verdict = paths[source, to][bits]
        if verdict.get("evidence") and verdict["evidence"]["register"] == "TPHCtl":
            continue
        for link, direction, hop in crossings(source, to):
            seen = output(tph, "dump", "-n", "1", guest + ".sim", "type=MWr", f"link={link}",
                          f"dir={direction}", "th=1", f"st={tag}") != ""
            expected = verdict["state"] == "arrives" or hop < verdict["hop"]
            if seen != expected:
                fail("the verdict and tph sim differ:", source, "to", to, bits, "link", link,
                     direction, "seen" if seen else "not seen", verdict["state"],
                     verdict.get("at"))
            count += 1
    return count


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
crossed = simulate() if sim else 0
print(f"pairs {len({w[:2] for w in widths})} widths {len(widths)} unsent {unsent} links {crossed}")
sys.exit(1 if failed else 0)
