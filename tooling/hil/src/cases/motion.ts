/** Controllers in the kernel, recorded by the `modlink` command with the driver `hid-imu`, compared with how they were moved. */
import assert from 'node:assert/strict';
import { DualSenseSimulator, swung } from '@modlink/simulators/hid';
import { recorded, recordedChannels, recordedFrames, startRecording } from '../guest/modlink.js';
import { simulateOnUhid } from '../guest/simulated-controller.js';
import type { BenchGroup } from './bench-case.js';
import { loadHid } from './hid.js';

/** Slow: the emulated machine drops reports that come faster than it takes them. */
const rateHz = 50;
/** The motion begins again after 10 s. */
const samplesPerPeriod = 10 * rateHz;

/** Programs start slowly in the machine, and so does what they wait for. */
const settings = { answerTimeoutMs: 20_000 };

const plugIn = (connection: 'usb' | 'bluetooth', serialNumber: string) =>
  simulateOnUhid(new DualSenseSimulator({ connection, serialNumber, motion: swung, rateHz }));

/** The recorded samples are those of the motion, one after the other from some time on. */
async function checkMotion(file: string, deviceId: string): Promise<void> {
  for (const kind of ['accel', 'gyro'] as const) {
    const streamId = `${deviceId}:${kind}`;
    const losses = (await recordedFrames(file, streamId)).map(({ lost }) => lost);
    assert.ok(
      losses.every((lost) => lost === 0),
      `${streamId} has lost nothing`,
    );
    const channels = await recordedChannels(file, streamId);
    assert.deepEqual([channels.length, (channels[0]?.length ?? 0) >= 100], [3, true]);
    // A step of the sensor is 0.0012 m/s^2 or 0.00002 rad/s (8192 counts per g, 1024 per degree/s).
    const tolerance = kind === 'accel' ? 0.003 : 0.001;
    const startOffsets = Array.from({ length: samplesPerPeriod }, (_, offset) => offset);
    const fits = (offset: number): boolean =>
      channels.every((channel, axis) =>
        channel.every((value, at) => {
          const expected = swung((offset + at) / rateHz)[kind][axis] ?? Number.NaN;
          return Math.abs(value - expected) <= tolerance;
        }),
      );
    assert.equal(startOffsets.filter(fits).length, 1, `${streamId} is the motion from one moment on`);
  }
}

export const motionGroup: BenchGroup = {
  name: 'the driver hid-imu, through modlink record',
  cases: [
    {
      name: 'two DualSense at once, over USB and Bluetooth, are two devices, recorded value by value',
      async run() {
        await loadHid();
        const controllers = [
          await plugIn('usb', 'a0:ab:51:00:00:01'),
          await plugIn('bluetooth', 'a0:ab:51:00:00:02'),
        ];
        const recording = await startRecording('hid-imu', ['00:00:01', '00:00:02'], settings);
        await recorded(recording, 'hid_imu.01:gyro', 120);
        await recorded(recording, 'hid_imu.02:gyro', 120);
        const { exitCode, file, said } = await recording.stop();
        for (const controller of controllers) controller.destroy();
        assert.equal(exitCode, 0, said);
        await checkMotion(file, 'hid_imu.01');
        await checkMotion(file, 'hid_imu.02');
      },
    },
    {
      name: 'a DualSense that is unplugged leaves a whole file, and the exit code of a lost device',
      async run() {
        await loadHid();
        const controller = await plugIn('usb', 'a0:ab:51:00:00:03');
        const recording = await startRecording('hid-imu', ['00:00:03'], settings);
        await recorded(recording, 'hid_imu.01:gyro', 120);
        controller.destroy();
        const { exitCode, file, said } = await recording.ended;
        assert.equal(exitCode, 5, said);
        await checkMotion(file, 'hid_imu.01');
      },
    },
  ],
};
