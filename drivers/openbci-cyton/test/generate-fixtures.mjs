// Writes test/fixtures: bytes as a board sends them, and beside them what they mean, both from the same truth.
// The packets come from the simulator, which shares no code with the parser. Run: node test/generate-fixtures.mjs
import { writeFileSync } from 'node:fs';
import { encodeCytonPacket, encodeCytonSample, syntheticCytonSamples } from '@modlink/simulators';

const samples = syntheticCytonSamples({ length: 40 });

/** A packet as bytes, and as the parser must tell of it. */
function packet(index, sampleNumber = index % 256) {
  const { counts, accel } = samples[index];
  const bytes = encodeCytonPacket(sampleNumber, counts, accel);
  return {
    bytes,
    event: { packet: { sampleNumber, counts, aux: [...bytes.subarray(26, 32)], stopByte: 0xc0 } },
  };
}
const packets = (from, to) => Array.from({ length: to - from }, (_, index) => packet(from + index));
const changed = ({ bytes }, at, value) => {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
};
const bytesOf = (list) => list.map(({ bytes }) => bytes);
const eventsOf = (list) => list.map(({ event }) => event);

function write(name, bytes, expected) {
  writeFileSync(new URL(`fixtures/${name}.bin`, import.meta.url), Buffer.concat(bytes));
  writeFileSync(new URL(`fixtures/${name}.json`, import.meta.url), `${JSON.stringify(expected, null, 1)}\n`);
}

// Valid: the sample number wraps; every stop byte; 16 channels.
const wrapping = samples.slice(0, 12).map((_, index) => packet(index, (250 + index) % 256));
write('valid/board', bytesOf(wrapping), { events: eventsOf(wrapping), pendingBytes: 0 });

const stops = [0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6].map((stopByte, index) => {
  const { bytes, event } = packet(index);
  const copy = Buffer.from(bytes);
  const aux = [1, 2, 3, 4, 5, 6].map((value) => value * 16 + index);
  copy.set(aux, 26);
  copy[32] = stopByte;
  return { bytes: copy, event: { packet: { ...event.packet, aux, stopByte } } };
});
write('valid/stop-bytes', bytesOf(stops), { events: eventsOf(stops), pendingBytes: 0 });

const sixteen = syntheticCytonSamples({ length: 6, channels: 16 });
write(
  'valid/daisy',
  sixteen.flatMap((sample, index) => encodeCytonSample(252 + 2 * index, sample)),
  {
    samples: sixteen.map(({ counts }) => ({ counts, lost: 0 })),
    pendingBytes: 0,
  },
);

// Truncated: the end is missing, or the beginning is.
write('truncated/end', [...bytesOf(packets(0, 3)), packet(3).bytes.subarray(0, 17)], {
  events: eventsOf(packets(0, 3)),
  pendingBytes: 17,
});
write('truncated/beginning', [packet(0).bytes.subarray(13), ...bytesOf(packets(1, 5))], {
  events: [{ resync: 20 }, ...eventsOf(packets(1, 5))],
  pendingBytes: 0,
});

// Corrupt: one bad byte costs one packet; what is between packets is skipped.
write(
  'corrupt/stop-byte',
  [...bytesOf(packets(0, 3)), changed(packet(3), 32, 0x3f), ...bytesOf(packets(4, 8))],
  {
    events: [...eventsOf(packets(0, 3)), { resync: 33 }, ...eventsOf(packets(4, 8))],
    pendingBytes: 0,
  },
);
write(
  'corrupt/start-byte',
  [...bytesOf(packets(0, 3)), changed(packet(3), 0, 0xa1), ...bytesOf(packets(4, 8))],
  {
    events: [...eventsOf(packets(0, 3)), { resync: 33 }, ...eventsOf(packets(4, 8))],
    pendingBytes: 0,
  },
);
write(
  'corrupt/missing-byte',
  [...bytesOf(packets(0, 3)), packet(3).bytes.subarray(0, 32), ...bytesOf(packets(4, 8))],
  {
    events: [...eventsOf(packets(0, 3)), { resync: 32 }, ...eventsOf(packets(4, 8))],
    pendingBytes: 0,
  },
);
const banner = Buffer.from('OpenBCI V3 8-16 channel\n$$$');
write('corrupt/text-between', [...bytesOf(packets(0, 2)), banner, ...bytesOf(packets(2, 5))], {
  events: [...eventsOf(packets(0, 2)), { resync: banner.length }, ...eventsOf(packets(2, 5))],
  pendingBytes: 0,
});
// Out of step, a start byte inside of channel data has a stop byte at its distance, but no start byte after that.
const falseStart = changed(packet(3), 10, 0xa0);
falseStart[32] = 0x00;
const falseStop = Buffer.from(packet(4).bytes);
falseStop[9] = 0xc0;
const { counts, ...rest } = packet(4).event.packet;
const falseCounts = [...counts];
falseCounts[2] = falseStop.readIntBE(8, 3);
write('corrupt/false-start', [...bytesOf(packets(0, 3)), falseStart, falseStop, ...bytesOf(packets(5, 8))], {
  events: [
    ...eventsOf(packets(0, 3)),
    { resync: 33 },
    { packet: { ...rest, counts: falseCounts } },
    ...eventsOf(packets(5, 8)),
  ],
  pendingBytes: 0,
});
