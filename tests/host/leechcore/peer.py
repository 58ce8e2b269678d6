#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A peer that speaks NetTLP over UDP, in the place of tph fabric.

peer.py LOCAL PEER SCRIPT: answers reads from its memory, and does what the script says,
a line each:

  send PORT HEX       a TLP with the next sequence number
  raw PORT HEX        a datagram without a header of ours
  uncounted PORT HEX  a TLP with sequence number and time stamp 0
  foreign PORT HEX    a TLP from another port
  stranger PORT HEX   a TLP from another address
  skip N              leave N sequence numbers out
  again               the last TLP with its sequence number
  restart             count from 0 again, as a new process does
  late N PORT HEX     a TLP with sequence number N
  wait N              until N datagrams have come in all
  sleep MS
  serve no            answer no read from here on
  noise N             N datagrams of random bytes, from random.Random(1)

It prints "ready", each datagram as "got PORT SEQUENCE HEX", "done" after the script, and
keeps on until SIGTERM.
"""
import random
import select
import signal
import socket
import struct
import sys
import time

local, peer, script = sys.argv[1:4]
PORTS = [0x3000 + i for i in range(256)] + [0x4000 + i for i in range(16)]


def bound(address, port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((address, port))
    s.setblocking(False)
    return s


sockets = {port: bound(local, port) for port in PORTS}
port_of = {s.fileno(): port for port, s in sockets.items()}
poll = select.poll()
for s in sockets.values():
    poll.register(s, select.POLLIN)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

memory = {}
waiting = []
number = 0
got = 0
serving = True
last = None


def say(*words):
    print(*words, flush=True)


def datagram(port, data):
    sockets[port].sendto(data, (peer, port))


def send(port, tlp):
    global number, last
    last = (port, struct.pack(">HI", number & 0xffff, 0x12345678) + tlp)
    number += 1
    datagram(*last)


def dwords(data):
    return " ".join(data[i:i + 4].hex() for i in range(0, len(data), 4))


# PCIe Base r5 sec 2.2: writes land by byte enables, reads are answered in pieces that end
# at multiples of 64 bytes
def serve(port, tlp):
    kind, hints = tlp[0], tlp[1] & 1
    if kind not in (0x00, 0x20, 0x40, 0x60):
        return
    count = (tlp[2] << 8 | tlp[3]) & 0x3ff or 1024
    header = 16 if kind & 0x20 else 12
    address = int.from_bytes(tlp[8:header], "big") & ~3
    first, last_be = tlp[7] & 15, tlp[7] >> 4
    if kind & 0x40:
        for i in range(count * 4):
            enables = first if i < 4 else last_be if i >= count * 4 - 4 else 15
            if enables >> (i % 4) & 1:
                memory[address + i] = tlp[header + i]
        return
    if not serving or (not hints and count == 1 and first != 15):
        return
    left = count * 4
    while left:
        n = min(left, 64 - address % 64)
        data = bytes(memory.get(address + i, 0) for i in range(n))
        send(port, struct.pack(">BBHHHHBB", 0x4a, 0, n // 4, 0x0200, left & 0xfff,
                               tlp[4] << 8 | tlp[5], tlp[6], address & 0x7f) + data)
        address += n
        left -= n


def drain(timeout_ms):
    for fd, _ in poll.poll(timeout_ms):
        port = port_of[fd]
        while True:
            try:
                data, source = sockets[port].recvfrom(65536)
            except BlockingIOError:
                break
            if source == (peer, port):
                waiting.append((struct.unpack(">H", data[:2])[0], port, data[6:]))
            else:
                say("foreign", source)


# In the order of the sequence, across ports. The sender skips no number, so a gap is a
# datagram that came to a port after a look at it.
def receive(timeout_ms):
    global got
    drain(timeout_ms)
    waiting.sort()
    while waiting and waiting[0][0] == got & 0xffff:
        sequence, port, tlp = waiting.pop(0)
        say("got %04x %d %s" % (port, sequence, dwords(tlp)))
        got += 1
        serve(port, tlp)


def wait(done):
    while not done():
        receive(20)


def run(words):
    global number, serving
    verb = words[0]
    if verb == "wait":
        wait(lambda: got >= int(words[1]))
    elif verb == "sleep":
        end = time.monotonic() + int(words[1]) / 1000
        wait(lambda: time.monotonic() >= end)
    elif verb == "skip":
        number += int(words[1])
    elif verb == "restart":
        number = 0
    elif verb == "again":
        datagram(*last)
    elif verb == "serve":
        serving = words[1] != "no"
    elif verb == "noise":
        noise(int(words[1]))
    elif verb == "late":
        port, data = int(words[2], 16), bytes.fromhex(" ".join(words[3:]))
        datagram(port, struct.pack(">HI", int(words[1]), 1) + data)
    else:
        port, data = int(words[1], 16), bytes.fromhex(" ".join(words[2:]))
        counted = struct.pack(">HI", number & 0xffff, 1) + data
        if verb == "send":
            send(port, data)
        elif verb == "raw":
            datagram(port, data)
        elif verb == "uncounted":
            datagram(port, bytes(6) + data)
        elif verb == "foreign":
            bound(local, 0x2f00).sendto(counted, (peer, port))
        elif verb == "stranger":
            other = socket.inet_ntoa(socket.inet_aton(local)[:3] + b"\x09")
            bound(other, port).sendto(counted, (peer, port))
        else:
            raise SystemExit("not a line of a script: " + verb)


# Half of the datagrams look like TLPs; the next number is kept, so that none is far away
def noise(count):
    global number
    rng = random.Random(1)
    for i in range(count):
        data = bytearray(rng.randbytes(rng.choice([0, 3, 6, 7, 18, 22, 30, 90, 4122, 4200])))
        if len(data) >= 18 and rng.random() < 0.5:
            data[0:2] = struct.pack(">H", number & 0xffff)
            number += 1
            data[6] = rng.choice([0x00, 0x20, 0x40, 0x60, 0x0a, 0x4a, 0x0b])
            data[7] &= 0x05
            length = (len(data) - 6 - (16 if data[6] & 0x20 else 12)) // 4
            data[8] &= 0x70
            data[8:10] = struct.pack(">H", data[8] << 8 | length & 0x3ff)
        datagram(rng.choice(PORTS), bytes(data))
        if i % 16 == 15:
            receive(0)
            time.sleep(0.0005)


say("ready")
with open(script, encoding="ascii") as lines:
    for line in lines:
        if line.strip() and not line.startswith("#"):
            run(line.split())
say("done")
wait(lambda: False)
