#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Passes the datagrams of NetTLP between two ends, and drops some of them.

Usage: relay.py A FACE_A B FACE_B SEED PERMILLE FIRST LAST

A sends to FACE_A, B to FACE_B; both are addresses of this program. PERMILLE of 1000
datagrams are dropped, by a random number for each, among FIRST to LAST of each direction
(in the order of their sequence numbers). Prints a line "ready", then a line for each
dropped datagram: the direction ("a" from A), its number, and the type of its TLP.
"""
import random
import selectors
import signal
import socket
import sys

a, face_a, b, face_b = sys.argv[1:5]
seed, permille, first, last = (int(word) for word in sys.argv[5:9])
PORTS = [*range(0x3000, 0x3100), *range(0x4000, 0x4010)]
TYPES = {0x00: "MRd", 0x20: "MRd", 0x40: "MWr", 0x60: "MWr", 0x0a: "Cpl", 0x4a: "CplD"}


def listen(address, port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    sock.bind((address, port))
    sock.setblocking(False)
    return sock


class Way:
    """One direction."""

    def __init__(self, name):
        self.name = name
        self.dice = random.Random(f"{seed} {name}")
        self.sent = 0
        self.expected = 0
        self.waiting = []

    def take(self, data, port, out, to):
        sequence = int.from_bytes(data[:2], "big")
        ahead = (sequence - self.expected + 0x8000) % 0x10000 - 0x8000
        self.waiting.append((ahead, data, port, out, to))

    def forward(self):
        """All that has come, in the order of the sender: sockets have none."""
        self.waiting.sort(key=lambda one: one[0])
        for _, data, port, out, to in self.waiting:
            self.sent += 1
            self.expected = (int.from_bytes(data[:2], "big") + 1) % 0x10000
            roll = self.dice.randrange(1000)
            if roll < permille and first <= self.sent <= last:
                print(self.name, self.sent, TYPES.get(data[6], "?"), flush=True)
            else:
                out.sendto(data, (to, port))
        self.waiting = []


selector = selectors.DefaultSelector()
ways = {"a": Way("a"), "b": Way("b")}
for port in PORTS:
    side_a, side_b = listen(face_a, port), listen(face_b, port)
    selector.register(side_a, selectors.EVENT_READ, ("a", side_a, port, side_b, b))
    selector.register(side_b, selectors.EVENT_READ, ("b", side_b, port, side_a, a))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("ready", flush=True)
while True:
    ready = selector.select()
    # A datagram that was sent before another one is there when the other one is
    while ready:
        for key, _ in ready:
            name, sock, port, out, to = key.data
            try:
                data = sock.recv(8192)
            except BlockingIOError:
                continue
            ways[name].take(data, port, out, to)
        ready = selector.select(0)
    for way in ways.values():
        way.forward()
