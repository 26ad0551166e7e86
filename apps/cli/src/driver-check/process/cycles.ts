/** A driver that is used again and again: whether it starts anew, and what it leaves behind. */
import { type DriverFactory, serializeError } from '@modlink/sdk';
import { type DriverCheckOptions, FrameRecorder, VirtualClock } from '@modlink/testkit';
import { sizeText } from '../../output/quantities.js';
import { type CheckResult, doubtful, passed, wrong } from '../check-result.js';

const cycles = 100;
/** Collecting all garbage takes longer than a cycle. */
const cyclesPerLook = 5;
/** Caches and compiled code settle in the first ones. */
const warmUpCycles = 20;
/** A driver that grows by so much each time would take 100 MB in a thousand reconnections. */
const mostBytesPerCycle = 100_000;
const streamMs = 200;

export async function checkCycles(
  factory: DriverFactory,
  options: DriverCheckOptions,
  hasDevice: boolean,
): Promise<readonly CheckResult[]> {
  try {
    const restarted = await runCycle(factory, options, hasDevice);
    if (hasDevice && !restarted) {
      return [
        wrong(
          'cycle',
          'CYCLE_FAILED',
          'No frame came after streaming was stopped and started again.',
          'Let startStreaming() begin anew whatever stopStreaming() ended.',
        ),
      ];
    }
    const slope = await memorySlope(() => runCycle(factory, options, hasDevice));
    const what = hasDevice ? 'connect, start, stop, start, stop, disconnect' : 'load, search, shut down';
    return [
      passed('cycle', `${what}: ${cycles + warmUpCycles} times`),
      { ...memoryResult(slope), bytesPerCycle: Math.round(slope) },
    ];
  } catch (error) {
    return [
      wrong(
        'cycle',
        'CYCLE_FAILED',
        `The driver could not be used again and again: ${serializeError(error).message}`,
        'Release everything in disconnectDevice() and onShutdown(), and begin anew in connectDevice().',
      ),
    ];
  }
}

/** One life of a driver, in virtual time. @returns whether frames came after the second start. */
async function runCycle(
  factory: DriverFactory,
  { provider, settings, transport, choose, streamForMs = streamMs }: DriverCheckOptions,
  hasDevice: boolean,
): Promise<boolean> {
  const clock = new VirtualClock().install();
  try {
    let frames = 0;
    const driver = await clock.until((async () => factory())());
    const recorder = new FrameRecorder(driver, {
      clock,
      ...(settings && { settings }),
      transports: transport?.(clock).transports,
      onFrame: () => {
        frames += 1;
      },
    });
    await clock.until((async () => driver.onRuntimeStarted())());
    const found = await clock.until(recorder.search(provider));
    let restarted = false;
    const result = choose === undefined ? found[0] : choose(found);
    if (hasDevice && result !== undefined) {
      await clock.until(recorder.connect(result));
      for (let start = 0; start < 2; start++) {
        const before = frames;
        await clock.until(recorder.start());
        await clock.advance(streamForMs);
        await clock.until(recorder.stop());
        restarted = frames > before;
      }
      await clock.until(recorder.disconnect());
    }
    await clock.until((async () => driver.onShutdown())());
    recorder.context.close();
    return restarted;
  } finally {
    clock.uninstall();
  }
}

/** @returns bytes per cycle, by least squares over what is in use after each few. */
async function memorySlope(cycle: () => Promise<unknown>): Promise<number> {
  for (let index = 0; index < warmUpCycles; index++) await cycle();
  const used: number[] = [];
  for (let index = 0; index < cycles; index++) {
    await cycle();
    if ((index + 1) % cyclesPerLook !== 0) continue;
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    used.push(heapUsed + external);
  }
  const middle = (used.length - 1) / 2;
  const mean = used.reduce((sum, bytes) => sum + bytes, 0) / used.length;
  const covariance = used.reduce((sum, bytes, look) => sum + (look - middle) * (bytes - mean), 0);
  const variance = used.reduce((sum, _, look) => sum + (look - middle) ** 2, 0);
  return covariance / variance / cyclesPerLook;
}

function memoryResult(slope: number): CheckResult {
  const text = `${slope < 0 ? '-' : ''}${sizeText(Math.round(Math.abs(slope)))} per cycle, over ${cycles}`;
  if (slope <= mostBytesPerCycle) return passed('memory', text);
  return doubtful(
    'memory',
    'MEMORY_GROWS',
    `The memory in use grows by ${text}.`,
    'Look for what is kept beyond a connection: listeners that are not removed, lists that only grow, in the module or in a ' +
      'static field.',
  );
}
