import { encodeCytonSample, loadCytonEeg, syntheticCytonSamples } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { describe, expect, it } from 'vitest';
import {
  type ChannelCount,
  CytonPacketParser,
  gains,
  microvoltPerCount,
  SampleAssembler,
} from '../src/parser/index.js';
import { cut } from './parser-events.js';

const sharedData = await part('shared-data');

/** Samples of bytes. */
function assemble(channels: ChannelCount, packets: readonly Uint8Array[], pieceBytes = 4096) {
  const samples: { counts: number[]; accelG: number[]; lost: number }[] = [];
  const assembler = new SampleAssembler(channels, ({ counts, accelG, lost }) => {
    samples.push({ counts: [...counts], accelG: [...accelG], lost });
  });
  const parser = new CytonPacketParser({
    onPacket: (packet) => assembler.push(packet),
    onResync: () => {},
  });
  for (const piece of cut(Buffer.concat(packets), [pieceBytes])) parser.push(piece);
  return samples;
}

const losses = (samples: readonly { lost: number }[]) => samples.map(({ lost }) => lost);

describe('lost samples', () => {
  const synthetic = syntheticCytonSamples({ length: 1 });
  const numbered = (...numbers: number[]) =>
    numbers.flatMap((number) => encodeCytonSample(number, synthetic[0]!));

  it('are counted from the sample number, over its wrap', () => {
    const samples = assemble(8, numbered(7, 8, 10, 14, 254, 255, 0, 3, 2));
    expect(losses(samples)).toEqual([0, 0, 1, 3, 239, 0, 0, 2, 254]);
  });

  it('are counted in samples of 16 channels with a Daisy module', () => {
    const sixteen = syntheticCytonSamples({ length: 1, channels: 16 });
    const pairs = (...numbers: number[]) =>
      numbers.flatMap((number) => encodeCytonSample(number, sixteen[0]!));
    expect(losses(assemble(16, pairs(0, 2, 6, 254, 0, 4)))).toEqual([0, 0, 1, 123, 0, 1]);
  });
});

describe('a Daisy sample', () => {
  const sixteen = syntheticCytonSamples({ length: 6, channels: 16 });
  const packets = sixteen.flatMap((sample, index) => encodeCytonSample(2 * index, sample));
  const without = (...missing: number[]) => packets.filter((_, index) => !missing.includes(index));
  const countsOf = (...indices: number[]) => indices.map((index) => sixteen[index]?.counts);

  it('is an even packet with the odd one after it', () => {
    const samples = assemble(16, packets);
    expect(samples.map(({ counts }) => counts)).toEqual(countsOf(0, 1, 2, 3, 4, 5));
  });

  it.each([
    ['its Daisy half', 4],
    ['its board half', 5],
  ])('is lost with %s, and no other sample with it', (_, packet) => {
    const samples = assemble(16, without(packet));
    expect(samples.map(({ counts }) => counts)).toEqual(countsOf(0, 1, 3, 4, 5));
    expect(losses(samples)).toEqual([0, 0, 1, 0, 0]);
  });

  it('does not join halves of different samples', () => {
    const samples = assemble(16, without(3, 4));
    expect(samples.map(({ counts }) => counts)).toEqual(countsOf(0, 3, 4, 5));
    expect(losses(samples)).toEqual([0, 2, 0, 0]);
  });
});

describe('the accelerometer', () => {
  const counts = Array.from({ length: 8 }, () => 0);
  const stopped = (packet: Buffer, stopByte: number) => {
    packet[32] = stopByte;
    return packet;
  };
  const accel = (x: number, y: number, z: number) => encodeCytonSample(0, { counts, accel: [x, y, z] })[0]!;

  it('is not a number before its first value, and holds the last one where X is 0', () => {
    const packets = [accel(0, 5, 5), accel(-32768, 0, 8000), accel(0, 0, 0), accel(16, -16, 32767)];
    const samples = assemble(8, packets);
    expect(samples.map(({ accelG }) => accelG)).toEqual([
      [Number.NaN, Number.NaN, Number.NaN],
      [-4.096, 0, 1].map(Math.fround),
      [-4.096, 0, 1].map(Math.fround),
      [0.002, -0.002, 4.095875].map(Math.fround),
    ]);
  });

  it('is not read from auxiliary bytes of another meaning', () => {
    const packets = [accel(8000, 0, 0), stopped(accel(1, 2, 3), 0xc1), stopped(accel(1, 2, 3), 0xc6)];
    expect(assemble(8, packets).map(({ accelG }) => accelG[0])).toEqual([1, 1, 1]);
  });
});

describe('microvolts as float32', () => {
  it('is 4.5 V / gain / (2^23 - 1)', () => {
    expect(microvoltPerCount(24)).toBeCloseTo(0.0223517445, 10);
    expect(microvoltPerCount(1)).toBeCloseTo(0.5364418669, 10);
  });

  it.each(gains)('tell each count from the next at gain %i', (gain) => {
    const scale = microvoltPerCount(gain);
    let worst = 0;
    // Below 2^22 a float32, with its 24 binary digits, is off by a quarter of a count at most.
    for (let count = 2 ** 22; count <= 2 ** 23; count++) {
      const error = Math.abs(Math.fround(count * scale) / scale - count);
      if (error > worst) worst = error;
    }
    expect(worst).toBeLessThan(0.5);
    expect(Math.round(Math.fround(-(2 ** 23) * scale) / scale)).toBe(-(2 ** 23));
  });
});

sharedData.describe('the recorded EEG', () => {
  const eeg = sharedData.available ? loadCytonEeg() : { samples: [], rows: [] };

  it.each([1, 31, 4096])('comes through to the last count, in pieces of %i bytes', (pieceBytes) => {
    const packets = eeg.samples.flatMap((sample, index) => encodeCytonSample(index, sample));
    const samples = assemble(8, packets, pieceBytes);
    expect(samples).toHaveLength(12_000);
    for (const [index, { counts, accelG, lost }] of samples.entries()) {
      const truth = eeg.samples[index]!;
      if (counts.join() !== truth.counts.join() || lost !== 0) expect.fail(`sample ${index} differs`);
      const accel = accelG.map((g) => Math.round(g / (0.002 / 16)));
      if (accel.join() !== truth.accel.join()) expect.fail(`the accelerometer of sample ${index} differs`);
    }
  });
});
