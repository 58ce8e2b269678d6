# SPDX-License-Identifier: BSD-3-Clause
"""A VCD of a simulation: values of signals just before each rising edge of a clock.

For scripts of tests/rtl/wave.sh. They share no code with the readers of tph.
"""


class Vcd:
    """Signals by their last name; of equal names the first one counts."""

    def __init__(self, path):
        self.file = open(path, encoding="ascii")
        self.codes, self.widths = {}, {}
        self.line = 0
        for text in self.file:
            self.line += 1
            words = text.split()
            if words[:1] == ["$var"]:
                name = words[4].split("[")[0]
                self.codes.setdefault(name, words[3])
                self.widths.setdefault(name, int(words[2]))
            elif words[:1] == ["$enddefinitions"]:
                break

    def names(self, prefix):
        """Signals of a stream: those that begin with the prefix."""
        found = [name for name in self.codes if name.startswith(prefix)]
        if not found:
            raise SystemExit(f"no signal begins with {prefix}")
        return found

    def samples(self, names, clock):
        """Yield (values, lines) at each rising edge: strings of 0 and 1, and the lines
        that set them."""
        clock = self.codes[clock]
        wanted = {self.codes[name] for name in names} | {clock}
        width = {self.codes[name]: self.widths[name] for name in names}
        order = [self.codes[name] for name in names]
        now, at = {code: "" for code in wanted}, {code: 0 for code in wanted}
        step = {}
        for text in self.file:
            self.line += 1
            first = text[0]
            if first == "#":
                if now[clock] == "0" and step.get(clock, "0")[0] == "1":
                    yield [now[code] for code in order], [at[code] for code in order]
                now.update((code, value) for code, (value, _) in step.items())
                at.update((code, line) for code, (_, line) in step.items())
                step = {}
            elif first == "b":
                value, code = text[1:].split()
                if code in wanted:
                    step[code] = value.rjust(width[code], "0"), self.line
            elif first in "01":
                code = text[1:].rstrip()
                if code in wanted:
                    step[code] = first, self.line
