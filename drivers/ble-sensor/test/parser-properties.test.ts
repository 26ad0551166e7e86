import { encodeDeltas, encodeFrame, encodeHeartRate, encodeRaw } from '@modlink/simulators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePmdSamples,
  decodePpi,
  encodePmdCommand,
  parseBatteryLevel,
  parseHeartRate,
  parsePmdFeatures,
  parsePmdFrame,
  parsePmdResponse,
  parsePmdSettings,
  pmdMeasurementNames,
} from '../src/parser/index.js';

const byte = fc.integer({ min: 0, max: 255 });
const word = fc.integer({ min: 0, max: 65_535 });

describe('what was sent is read', () => {
  it('heart rates', () => {
    const measurement = fc.record({
      heartRateBpm: fc.integer({ min: 0, max: 1000 }),
      contact: fc.boolean(),
      energyKj: fc.option(word, { nil: undefined }),
      rrTicks: fc.array(word, { maxLength: 9 }),
    });
    fc.assert(
      fc.property(measurement, (sent) => {
        const { rrTicks, ...rest } = sent;
        const rrIntervalsMs = rrTicks.map((ticks) => (ticks * 1000) / 1024);
        expect(parseHeartRate(encodeHeartRate(sent))).toEqual({ ...rest, rrIntervalsMs });
      }),
    );
  });

  it.each([
    ['accel', 0x81, 2, 3, 2, 1],
    ['gyro', 0x80, 5, 3, 2, 0.0625],
    ['ppg', 0x80, 1, 4, 3, 1],
  ])('compressed frames: %s', (_, frameType, code, channels, bytesPerValue, factor) => {
    const limit = 2 ** (8 * bytesPerValue - 1);
    // Slow and wild signals: few bits, and as many as there are.
    const value = fc.oneof(fc.integer({ min: -limit, max: limit - 1 }), fc.integer({ min: -20, max: 20 }));
    const sample = fc.array(value, { minLength: channels, maxLength: channels });
    const all = fc.array(sample, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(all, fc.integer({ min: 1, max: 40 }), (samples, samplesPerGroup) => {
        const content = encodeDeltas(samples, bytesPerValue, samplesPerGroup);
        const frame = parsePmdFrame(encodeFrame(code, 17n, frameType, content));
        const values = frame && decodePmdSamples(frame, factor);
        expect(values && [...values]).toEqual(samples.flat().map((count) => count * factor + 0));
      }),
    );
  });

  it('raw frames and their clock', () => {
    const sample = fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 });
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 80 }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (samples, clockNs) => {
          const content = encodeRaw(
            samples.map((count) => [count]),
            3,
          );
          const frame = parsePmdFrame(encodeFrame(0, clockNs, 0, content));
          expect(frame?.timestampNs).toBe(clockNs);
          expect([...((frame && decodePmdSamples(frame)) ?? [])]).toEqual(samples);
        },
      ),
    );
  });

  it('settings, which a start writes as an answer lists them', () => {
    const settings = fc.record(
      { sampleRateHz: word, resolutionBits: word, range: word, rangeMilli: fc.nat(2 ** 31), channels: byte },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(settings, fc.constantFrom(...pmdMeasurementNames), (chosen, measurement) => {
        const command = encodePmdCommand('start', measurement, chosen);
        const read = parsePmdSettings(command.subarray(2));
        expect(read).toEqual(
          Object.fromEntries(Object.entries(chosen).map(([name, value]) => [name, [value]])),
        );
      }),
    );
  });
});

describe('any bytes at all', () => {
  const anything = fc.uint8Array({ maxLength: 300 });
  /** Bytes that begin as they should, so that more of them is read. */
  const frames = fc
    .tuple(fc.constantFrom(0, 1, 2, 3, 5, 6), fc.constantFrom(0, 1, 2, 0x80, 0x81), anything)
    .map(([code, frameType, content]) => encodeFrame(code, 1n, frameType, content));

  it('make nothing throw, and become no more than they hold', () => {
    fc.assert(
      fc.property(fc.oneof(anything, frames), (bytes) => {
        expect(parseHeartRate(bytes)?.rrIntervalsMs.length ?? 0).toBeLessThanOrEqual(bytes.length / 2);
        expect(parseBatteryLevel(bytes) ?? 0).toBeLessThanOrEqual(100);
        expect(parsePmdFeatures(bytes)?.length ?? 0).toBeLessThanOrEqual(pmdMeasurementNames.length);
        const response = parsePmdResponse(bytes);
        const settings = response && parsePmdSettings(response.parameters);
        expect(Object.values(settings ?? {}).flat().length).toBeLessThanOrEqual(bytes.length);
        const frame = parsePmdFrame(bytes);
        if (frame === undefined) return;
        // The smallest delta has one bit.
        expect(decodePmdSamples(frame)?.length ?? 0).toBeLessThanOrEqual(bytes.length * 8);
        expect(decodePpi(frame)?.length ?? 0).toBeLessThanOrEqual(bytes.length / 6);
      }),
      { numRuns: 1000 },
    );
  });

  it('do not become part of what was read: it stays when they change', () => {
    fc.assert(
      fc.property(frames, (bytes) => {
        const frame = parsePmdFrame(bytes);
        const values = frame && decodePmdSamples(frame);
        const intervals = frame && decodePpi(frame);
        const before = JSON.stringify([[...(values ?? [])], intervals]);
        bytes.fill(0xee);
        expect(JSON.stringify([[...(values ?? [])], intervals])).toBe(before);
      }),
    );
  });
});
