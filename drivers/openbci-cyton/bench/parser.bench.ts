import { encodeCytonSample, syntheticCytonSamples } from '@modlink/simulators';
import { bench, describe } from 'vitest';
import { CytonPacketParser, SampleAssembler } from '../src/parser/index.js';

const seconds = 100;
const packets = syntheticCytonSamples({ length: 250 * seconds }).flatMap((sample, index) =>
  encodeCytonSample(index, sample),
);
const stream = Buffer.concat(packets);
const noise = Uint8Array.from(stream, (byte, index) => (index % 500 === 0 ? byte ^ 0xff : byte));

/** Parses in the pieces in which a dongle hands bytes over. */
function parse(bytes: Uint8Array, pieceBytes: number): number {
  let sum = 0;
  const assembler = new SampleAssembler(8, ({ counts }) => {
    sum += counts[0] ?? 0;
  });
  const parser = new CytonPacketParser({ onPacket: (packet) => assembler.push(packet), onResync: () => {} });
  for (let at = 0; at < bytes.length; at += pieceBytes) parser.push(bytes.subarray(at, at + pieceBytes));
  return sum;
}

// 25,000 packets each: divide for packets per second.
describe(`${seconds} s of a board's bytes`, () => {
  bench('in pieces of 132 bytes, as from a dongle', () => void parse(stream, 132));
  bench('in pieces of 4096 bytes, as from a file', () => void parse(stream, 4096));
  bench('byte by byte', () => void parse(stream, 1));
  bench('with one bad byte in 500', () => void parse(noise, 132));
});
