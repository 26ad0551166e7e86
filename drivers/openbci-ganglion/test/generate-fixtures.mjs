// Writes test/fixtures: packets as a board sends them and messages as the dongle does, and beside them what they mean, both from the
// same truth. The bytes come from the simulators, which share no code with the parser. Run: node test/generate-fixtures.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  encodeEvent,
  encodeGanglionImpedance,
  encodeGanglionPair,
  encodeGanglionRaw,
  encodeGanglionText,
  encodeResponse,
  ganglionAccel,
  ganglionDeltaField,
  ganglionSamples,
  ganglionValueField,
} from '@modlink/simulators';

function write(name, bytes, expected) {
  const file = new URL(`fixtures/${name}`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(new URL(`${file}.bin`), bytes);
  writeFileSync(new URL(`${file}.json`), `${JSON.stringify(expected)}\n`);
}
const range = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** Packets of 20 bytes, one after the other. */
function packetsOf(firmware, bits, samples) {
  const pair = (position, before, now, after) => {
    const fields =
      firmware === 2
        ? [
            ...now.map((each, n) => ganglionDeltaField(before[n], each, bits)),
            ...after.map((each, n) => ganglionDeltaField(now[n], each, bits)),
          ]
        : [...now, ...after].map((each) => ganglionValueField(each, bits));
    const axis = Math.min(position % 10 === 0 ? 9 : position % 10, 3) - 1;
    const accel = ganglionAccel(Math.floor(position / 10))[axis];
    return encodeGanglionPair(bits === 19 ? 100 + position : position, fields, bits, accel);
  };
  if (firmware === 3)
    return range(samples.length / 2, (n) => pair(n, undefined, samples[2 * n], samples[2 * n + 1]));
  return [
    encodeGanglionRaw(samples[0]),
    ...range((samples.length - 1) / 2, (n) =>
      pair(n + 1, samples[2 * n], samples[2 * n + 1], samples[2 * n + 2]),
    ),
  ];
}
const accelOf = (bits, rounds) => (bits === 18 ? rounds.map((round) => ganglionAccel(round)) : []);

for (const firmware of [2, 3]) {
  for (const bits of [18, 19]) {
    const samples = ganglionSamples({ firmware, bits }, firmware === 2 ? 29 : 28);
    const packets = packetsOf(firmware, bits, samples);
    const value = { samples, lost: 0, accel: accelOf(bits, [0, 1]), unknown: 0 };
    write(`valid/firmware-${firmware}-${bits}-bit`, Buffer.concat(packets), { parser: firmware, value });
    // Packet 8 is missing: with firmware 2 all that follows is unknown.
    const kept = samples.slice(0, firmware === 2 ? 15 : 16);
    const after = firmware === 2 ? [] : samples.slice(18);
    write(
      `corrupt/firmware-${firmware}-${bits}-bit-missing`,
      Buffer.concat(packets.filter((_, n) => n !== 8)),
      {
        parser: firmware,
        value: {
          samples: [...kept, ...after],
          lost: firmware === 2 ? 0 : 2,
          accel: accelOf(bits, [0, 1]),
          unknown: 0,
        },
      },
    );
    write(
      `truncated/firmware-${firmware}-${bits}-bit`,
      Buffer.concat([...packets.slice(0, 3), packets[3].subarray(0, 11)]),
      {
        parser: firmware,
        value: { samples: samples.slice(0, firmware === 2 ? 5 : 6), lost: 0, accel: [], unknown: 1 },
      },
    );
  }
}
const extremes = [2 ** 23 - 1, -(2 ** 23), 0, -1];
write('valid/firmware-2-extremes', encodeGanglionRaw(extremes), {
  parser: 2,
  value: { samples: [extremes], lost: 0, accel: [], unknown: 0 },
});

for (const [electrode, ohm, name] of [
  [1, 5000, 'ch1'],
  [5, 123_456, 'reference'],
]) {
  const bytes = encodeGanglionImpedance(electrode, ohm);
  write(`valid/impedance-${name}`, bytes, { parser: 'impedance', value: { electrode: name, ohm } });
  write(`truncated/impedance-${name}`, bytes.subarray(0, -1), { parser: 'impedance', value: null });
}
write('corrupt/impedance', Buffer.from('\u00c912x4Z', 'latin1'), { parser: 'impedance', value: null });

const text = 'OpenBCI Ganglion v2.0.1\nLIS2DH ID: 0x33\n';
// The last piece is shorter than the others.
write('valid/message', Buffer.concat(encodeGanglionText(text)), { parser: 'message', value: text });
write('truncated/message', encodeGanglionText(text)[0], { parser: 'message', value: text.slice(0, 19) });

// Messages of the dongle: what the reference manual shows, and a notification of the board.
const uuid = [...Buffer.from('2d30c082f39f4ce6923f3484ea480596', 'hex')].reverse();
const hello = encodeResponse(0, 1);
const found = encodeEvent(4, 4, [0, 0x19, 0x00, 16, ...uuid]);
const value = encodeEvent(4, 5, [0, 0x19, 0x00, 1, 3, 10, 20, 30]);
const lost = encodeEvent(3, 4, [0, 0x13, 0x02]);
const seen = encodeEvent(6, 0, [0xc7, 0, 0x84, 0xfe, 0, 0xee, 0xff, 0xc0, 1, 0xff, 3, 2, 1, 6]);
const events = [
  { type: 'information-found', handle: 25, uuid: '2d30c082-f39f-4ce6-923f-3484ea480596' },
  { type: 'attribute-value', handle: 25, isNotification: true, value: [10, 20, 30] },
  { type: 'disconnected', connection: 0, reason: 0x0213 },
  { type: 'scan-response', rssiDbm: -57, address: 'c0:ff:ee:00:fe:84', addressType: 1, data: [2, 1, 6] },
];
write('valid/dongle', Buffer.concat([hello, found, value, lost, seen]), {
  parser: 'dongle',
  value: { responses: 1, events, unread: 0, skipped: 0 },
});
write('truncated/dongle', Buffer.concat([hello, found, value.subarray(0, 9)]), {
  parser: 'dongle',
  value: { responses: 1, events: events.slice(0, 1), unread: 0, skipped: 0 },
});
write('corrupt/dongle-text-before', Buffer.concat([Buffer.from('login: '), hello, lost]), {
  parser: 'dongle',
  value: { responses: 1, events: [events[2]], unread: 0, skipped: 7 },
});
// An array that says that it is longer than its message.
write('corrupt/dongle-array', Buffer.concat([encodeEvent(4, 5, [0, 0x19, 0x00, 1, 30, 10]), lost]), {
  parser: 'dongle',
  value: { responses: 0, events: [events[2]], unread: 1, skipped: 0 },
});
