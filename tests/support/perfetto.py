# SPDX-License-Identifier: BSD-3-Clause
"""perfetto.py TPH CAPTURE TRACE [CONDITION]...: compare a trace of tph convert, as
protoc prints it, with tph dump, stat and follow of the same capture. Prints the first
difference, or counts."""
import collections
import json
import re
import subprocess
import sys

TPH, CAPTURE, TRACE = sys.argv[1:4]
CONDITIONS = sys.argv[4:]
HEX = {'addr', 'st', 'reg', 'msg_code'}
SHOWN = {'number', 'requester', 'completer', 'target', 'tag', 'addr', 'reg', 'length', 'bytes',
         'ph', 'st', 'width', 'msg_code', 'status', 'byte_count'}

NOTE = re.compile(r'debug_annotations \{\n\s*name_iid: (\d+)\n\s*(\w+)_value: (.*)\n\s*\}\n')
NAME = re.compile(r'(\w+) \{\n\s*iid: (\d+)\n\s*name: "(.*)"\n\s*\}\n')
FIELD = re.compile(r'^\s*(\w+): (.*)$', re.M)
MESSAGE = re.compile(r'^\s*(\w+) \{$', re.M)


def packets(path):
    """Packets in protoc's text form"""
    rest = ''
    with open(path, encoding='utf-8') as file:
        while chunk := file.read(1 << 20):
            *whole, rest = (rest + chunk).split('packet {\n')
            yield from filter(None, whole)
    yield rest


def value(text):
    return json.loads(text) if text[0] in '"-0123456789' else text


def fields(text):
    """Fields of a packet without annotations and names; messages have the value None"""
    found = [(key, value(text)) for key, text in FIELD.findall(text)]
    found += [(key, None) for key in MESSAGE.findall(text)]
    assert len(dict(found)) == len(found) and not any(key.isdigit() for key, _ in found), text
    return dict(found)


def tph(*args):
    result = subprocess.run([TPH, *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert result.returncode in (0, 1), args
    return [json.loads(line) for line in result.stdout.splitlines()]


def same(name, got, want):
    if got != want:
        for key in list(want) + list(got) if isinstance(want, dict) else []:
            if got.get(key) != want.get(key):
                sys.exit(f'{name}: {key}: {got.get(key)!r} is not {want.get(key)!r}')
        sys.exit(f'{name}: {got!r} is not {want!r}')


class Trace:
    """Events with the names of their tracks, by kind of track."""

    def __init__(self, path):
        self.tracks, self.names, self.notes = {}, {}, {}
        self.tlps, self.spans, self.points = {}, {}, {}
        self.counters = collections.defaultdict(list)
        self.flows = collections.defaultdict(set)
        self.open, self.last_end, self.events = {}, {}, collections.Counter()
        for i, text in enumerate(packets(path)):
            notes = {} if i else self.take_names(text)
            for iid, kind, note in NOTE.findall(text):
                name = self.notes[int(iid)]
                assert name not in notes and (kind == 'pointer') == (name in HEX), text
                notes[name] = value(note)
            packet = fields((NOTE if i else NAME).sub('', text))
            same('sequence', packet.pop('trusted_packet_sequence_id'), 1)
            same('flags', packet.pop('sequence_flags'), 2 if i else 1)
            if not i:
                same('first packet', packet, {'interned_data': None})
            elif 'track_descriptor' in packet:
                self.take_track(packet)
            else:
                self.take_event(packet, notes)
        assert not self.open, f'slices without an end: {self.open}'

    def take_names(self, text):
        tables = {'event_names': self.names, 'debug_annotation_names': self.notes}
        for table, iid, name in NAME.findall(text):
            tables[table][int(iid)] = name
        return {}

    def take_track(self, track):
        uuid, parent = track['uuid'], track.get('parent_uuid')
        assert uuid and uuid not in self.tracks and (not parent or parent in self.tracks), track
        self.tracks[uuid] = (track['name'], 'counter' in track)

    def take_event(self, event, notes):
        kind, uuid, ns = event['type'], event['track_uuid'], event['timestamp']
        name, counter = self.tracks[uuid]
        self.events[kind] += 1
        assert (kind == 'COUNTER') == counter, event
        if counter:
            self.counters[name].append(event['counter_value'])
            return
        if 'flow_ids' in event:
            self.flows[event['flow_ids']].add(notes['number'])
        entry = {'ns': ns, 'type': self.names.get(event.get('name_iid')), 'track': name,
                 'notes': notes}
        if kind == 'INSTANT':
            points = self.points if name.endswith(' without duration') else self.tlps
            assert notes['number'] not in points, event
            points[notes['number']] = entry
        else:
            self.take_slice(kind, uuid, entry)

    def take_slice(self, kind, uuid, entry):
        """Slices of a track follow one another: none overlaps, none is left open."""
        assert entry['track'].endswith(' outstanding'), entry
        if kind == 'BEGIN':
            assert uuid not in self.open, f'slices overlap: {entry}'
            assert entry['ns'] >= self.last_end.get(uuid, 0), f'slices overlap: {entry}'
            self.open[uuid] = entry
            return
        begin = self.open.pop(uuid)
        assert entry['ns'] >= begin['ns'], f'a slice ends before it begins: {begin}'
        self.last_end[uuid] = entry['ns']
        begin.update(duration=entry['ns'] - begin['ns'], end=entry['notes'])
        assert begin['notes']['number'] not in self.spans, begin
        self.spans[begin['notes']['number']] = begin


def check_tlps(trace, dump):
    untimed = 0
    for tlp in dump:
        entry = trace.tlps[tlp['number']]
        want = {key: int(value, 0) if key in HEX and isinstance(value, str) else value
                for key, value in tlp.items() if key in SHOWN}
        if not tlp.get('time_ns'):
            want['time'] = 'unknown: 1 us is one packet'
            untimed += 1
        same(f'packet {tlp["number"]}', entry['notes'], want)
        same(f'type of packet {tlp["number"]}', entry['type'], tlp['type'])
        assert entry['track'].endswith(' ' + tlp.get('dir', 'unknown')), entry
        if 'link' in tlp:
            assert entry['track'].startswith(tlp['link'] + ' '), entry
    if untimed == len(dump):
        times = {number: entry['ns'] for number, entry in trace.tlps.items()}
        same('times', times, {number: 1000 * number for number in times})
    elif not untimed:
        for tlp in dump:
            same(f'time of {tlp["number"]}', trace.tlps[tlp['number']]['ns'], tlp['time_ns'])
    same('TLPs', len(trace.tlps), len(dump))
    return untimed


def check_stat(trace, stat):
    tracks = collections.Counter(entry['track'] for entry in trace.tlps.values())
    same('tracks', dict(tracks),
         {f'{row["link"]} {row["dir"]}': row['tlps'] for row in stat['links']})
    types = collections.Counter(entry['type'] for entry in trace.tlps.values())
    same('types', dict(types), {row['type']: row['tlps'] for row in stat['types']})
    # A counter counts its own TLPs, one by one; the links together have the counts of stat
    sums = collections.Counter()
    for name, values in trace.counters.items():
        same(name, values, list(range(1, len(values) + 1)))
        sums[name.split(' ', 2)[2]] += len(values)
    want = {'no ST' if row['st'] is None else
            f'ST 0x{row["st"]:0{row["width"] // 4}x} PH {row["ph"]}': row['tlps']
            for row in stat['sts']}
    same('STs', dict(sums), want)
    # ... and each those of its link
    each = collections.Counter()
    for entry in trace.tlps.values():
        notes = entry['notes']
        if 'st' in notes:
            each[f'{entry["track"]} ST 0x{notes["st"]:0{notes["width"] // 4}x}'
                 f' PH {notes["ph"]}'] += 1
    same('STs of links', dict(each), {name: values[-1] for name, values in trace.counters.items()
                                      if not name.endswith(' no ST')})


def check_follow(trace, follow, shown):
    flows, spans, points = {}, {}, {}
    for row in follow:
        if 'request_in' not in row:
            continue
        number = row['request_in']
        flows[number] = {number} | (set(row['response_in']) & shown)
        end = {'state': row['state'], 'completions': row['completions']}
        if row['completions']:
            end.update(completed_bytes=row['bytes'], completed_status=row['status'])
        if 'misfit' in row:
            end.update(misfit=row['misfit'], misfit_in=row['misfit_in'])
        timed = 'time' not in trace.tlps[number]['notes']
        last = max(row['response_in'], default=0)
        if timed and 'latency_last_ns' in row:
            spans[number] = (row['latency_last_ns'], end)
        elif not timed and row['state'] == 'completed' and last > number:
            # The time that the capture lacks is its place in the order of packets
            spans[number] = (1000 * (last - number), end)
        else:
            points[number] = end
    same('flows', dict(trace.flows), flows)
    same('slices', {n: (span['duration'], span['end']) for n, span in trace.spans.items()}, spans)
    for number, entry in list(trace.spans.items()) + list(trace.points.items()):
        notes = dict(entry['notes'])
        if number in trace.points:
            for key in points[number]:
                same(f'{key} of {number}', notes.pop(key), points[number][key])
        tlp = trace.tlps[number]
        same(f'request {number}', notes, tlp['notes'])
        same(f'request {number}', (entry['ns'], entry['type']), (tlp['ns'], tlp['type']))
        assert entry['track'].startswith(tlp['track'] + ' '), entry
    same('points', set(trace.points), set(points))


def main():
    trace = Trace(TRACE)
    dump = [tlp for tlp in tph('dump', '--json', CAPTURE, *CONDITIONS) if 'type' in tlp]
    untimed = check_tlps(trace, dump)
    check_stat(trace, tph('stat', '--json', CAPTURE, *CONDITIONS)[0])
    check_follow(trace, tph('follow', '--json', CAPTURE, *CONDITIONS), set(trace.tlps))
    same('begins', trace.events['BEGIN'], trace.events['END'])
    print(f'{len(trace.tlps)} TLPs, {untimed} without a time, {len(trace.spans)} slices,'
          f' {len(trace.points)} points, {sum(len(f) > 1 for f in trace.flows.values())} flows,'
          f' {len(trace.counters)} counters')


main()
