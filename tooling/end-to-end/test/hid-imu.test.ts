/**
 * Two controllers of one kind, recorded by the command side by side. There is no controller here: what two simulated ones sent
 * was captured in virtual time, and the captures stand in for them. The emulated machine of `tooling/hil` has them behind a
 * real kernel.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import createHidImu from '@modlink/driver-hid-imu';
import { openRecording } from '@modlink/host';
import { DualSenseSimulator, lyingStill, type MotionAt, swung } from '@modlink/simulators/hid';
import { FrameRecorder, SimulatedHid, samplesByChannel, VirtualClock } from '@modlink/testkit';
import { captureTransports } from '@modlink/transport-capture';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/folders.js';
import { hidDevice } from './support/hid-device.js';
import { startModlink } from './support/modlink.js';

interface Captured {
  readonly text: string;
  /** Metres per second squared, by axis. */
  readonly accel: readonly (readonly number[])[];
}

async function capture(motion: MotionAt, serialNumber: string, path: string): Promise<Captured> {
  const clock = new VirtualClock();
  clock.install();
  try {
    let text = '';
    const simulator = new DualSenseSimulator({ motion, serialNumber });
    const simulated = new SimulatedHid({ clock, devices: [hidDevice(simulator, path)] });
    const transports = captureTransports(simulated.transports, {
      clock,
      openSink: () => ({
        write(line) {
          text += line;
        },
        end() {},
      }),
    });
    const recorder = new FrameRecorder(await createHidImu(), { clock, transports });
    await clock.until(recorder.connect('hid'));
    await clock.until(recorder.start());
    await clock.advance(2_000);
    await clock.until(recorder.stop());
    await clock.until(recorder.disconnect());
    return {
      text,
      accel: samplesByChannel(recorder.frames.filter(({ streamKey }) => streamKey === 'accel')),
    };
  } finally {
    clock.uninstall();
  }
}

async function recordedAccel(path: string): Promise<Map<string, number[][]>> {
  const byStream = new Map<string, number[][]>();
  await using recording = await openRecording(path);
  for await (const { streamId, view } of recording.frames()) {
    if (!streamId.endsWith(':accel')) continue;
    const axes = byStream.get(streamId) ?? [[], [], []];
    byStream.set(streamId, axes);
    const [, samples = 0] = view.data.shape;
    axes.forEach((axis, n) => {
      axis.push(...Array.from(view.data.values.subarray(n * samples, (n + 1) * samples) as Float32Array));
    });
  }
  return byStream;
}

it('two DualSense controllers are two devices, recorded as they moved', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const still = await capture(lyingStill, 'a0:ab:51:00:00:01', '/dev/hidraw1');
  const moving = await capture(swung, 'a0:ab:51:00:00:02', '/dev/hidraw2');
  const files = [join(folder, 'still.capture.jsonl'), join(folder, 'moving.capture.jsonl')] as const;
  await writeFile(files[0], still.text);
  await writeFile(files[1], moving.text);

  const out = join(folder, 'motion.mcap');
  const command = startModlink(
    join(folder, 'home'),
    ...['record', '--driver', 'hid-imu', '--out', out],
    ...['--device', 'a0:ab:51:00:00:01', '--device', 'a0:ab:51:00:00:02'],
    ...['--playback', files[0], '--playback', files[1]],
  );
  expect(await command.exit, command.stderr()).toEqual({ code: 0, signal: null });

  const recorded = [...(await recordedAccel(out)).values()];
  expect(recorded).toHaveLength(2);
  for (const { accel } of [still, moving]) {
    // A controller sends all the time: what it sent before the command began to stream is not in the file.
    const from = (axes: readonly (readonly number[])[]) => (accel[0]?.length ?? 0) - (axes[0]?.length ?? 0);
    const match = recorded.find((axes) =>
      isDeepStrictEqual(
        axes,
        accel.map((axis) => axis.slice(from(axes))),
      ),
    );
    expect(match?.[0]?.length).toBeGreaterThan(100);
  }
  // What lies still measures gravity (ISO 80000-3: 9.80665 m/s^2), within what its converter tells apart.
  const [, ...norms] = (still.accel[0] ?? []).map((_, n) =>
    Math.hypot(...still.accel.map((axis) => axis[n] ?? 0)),
  );
  for (const norm of norms) expect(norm).toBeCloseTo(9.80665, 1);
});
