import { readFileSync } from 'node:fs';
import { FrameRecorder, VirtualClock } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { expect, it, onTestFinished } from 'vitest';
import checks from '../modlink.check.js';
import createDriver, { streams } from '../src/index.js';
import { firstSample, plugIn } from './device.js';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
const check = checks['template-sensor'];

/** The contract of ModLink: one test for each of its rules. */
describeDriver(createDriver, {
  ...check,
  manifest: read('package.json'),
  settingsSchema: read('settings.schema.json'),
});

/** What the simulated device sends comes out, in virtual time. */
async function record(settings: { scale?: number }): Promise<FrameRecorder> {
  const clock = new VirtualClock().install();
  onTestFinished(() => clock.uninstall());
  const recorder = new FrameRecorder(createDriver(), {
    clock,
    settings,
    transports: plugIn?.(clock).transports,
  }) as FrameRecorder;
  await recorder.connect(check.provider);
  const started = recorder.start();
  await clock.advance(check.streamForMs ?? 1_000);
  await started;
  const stopped = recorder.stop();
  await clock.advance(100);
  await stopped;
  return recorder;
}

const firstValues = (recorder: FrameRecorder, streamKey: string, length: number): number[] => {
  const [frame] = recorder.framesOf(streamKey);
  const [, samples = 1] = frame?.data.shape ?? [];
  const values = Array.from(frame?.data.values ?? [], Number);
  // A signal holds all samples of its first channel first.
  const isSignal = frame?.data.shape.length === 2;
  return Array.from({ length }, (_, index) => values[isSignal ? index * samples : index] ?? Number.NaN);
};

it('emits what the device sends, on every stream', async () => {
  const recorder = await record({});
  for (const [index, { streamKey }] of streams.entries()) {
    const expected = firstSample(index);
    expect(firstValues(recorder, streamKey, expected.length), streamKey).toEqual(expected);
  }
  expect(recorder).toHaveNoGaps();
});

it('multiplies by the scale of the settings', async () => {
  const recorder = await record({ scale: 2 });
  for (const [index, { streamKey }] of streams.entries()) {
    const expected = firstSample(index).map((value) => 2 * value);
    expect(firstValues(recorder, streamKey, expected.length), streamKey).toEqual(expected);
  }
});
