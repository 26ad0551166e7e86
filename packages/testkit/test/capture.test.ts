import { describe, expect, it, onTestFinished } from 'vitest';
import {
  CapturedSerial,
  captureSerial,
  FrameRecorder,
  parseCapture,
  type RecordedFrame,
  SimulatedSerial,
  VirtualClock,
} from '../src/index.js';
import { MeterDriver, path, simulatedMeter } from './meter.js';

const header = `{"format":"modlink-serial-capture","version":1,"path":"${path}","baudRate":9600,"startNs":"7"}`;

/** What a session with a transport gives, always at the same times. */
async function session(
  clock: VirtualClock,
  serial: ConstructorParameters<typeof FrameRecorder>[1],
): Promise<FrameRecorder<{ path: string }>> {
  clock.install();
  onTestFinished(() => clock.uninstall());
  const recorder = new FrameRecorder(new MeterDriver(), { ...serial, clock, settings: {} });
  await recorder.connect({ title: 'Meter', extra: { path } });
  await clock.advance(12.5);
  await recorder.start();
  await clock.advance(333);
  await recorder.stop();
  await clock.advance(50);
  await recorder.disconnect();
  clock.uninstall();
  return recorder;
}

/** A session with the simulated meter, and its capture. */
async function captured(): Promise<{ text: string; frames: RecordedFrame[] }> {
  const clock = new VirtualClock({ startNs: 1_000n });
  let text = '';
  const serial = captureSerial(
    simulatedMeter(clock),
    (opened) => {
      expect(opened).toBe(path);
      return (line) => {
        text += line;
      };
    },
    clock,
  );
  const { frames } = await session(clock, { transports: { serial } });
  return { text, frames };
}

describe('a capture', () => {
  it('has everything that went over the line, with its time and direction', async () => {
    const { text } = await captured();
    const capture = parseCapture(text);
    expect(capture).toMatchObject({ path, baudRate: 9_600, startNs: 1_000n });
    const events = capture.events.map((event) => [
      event.offsetNs / 1e6,
      event.kind === 'ended' ? event.code : `${event.kind} ${Buffer.from(event.bytes).toString()}`,
    ]);
    expect(events.slice(0, 3)).toEqual([
      [12.5, 'written start\n'],
      [22.5, 'received 0,0\n'],
      [32.5, 'received 1,2\n'],
    ]);
    expect(events.slice(-2)).toEqual([
      [345.5, 'written stop\n'],
      [395.5, ''],
    ]);
    expect(events).toHaveLength(1 + 33 + 1 + 1);
  });

  it('plays back byte-exact into the same frames, at the same times', async () => {
    const { text, frames } = await captured();
    const capture = parseCapture(text);
    const clock = new VirtualClock({ startNs: capture.startNs });
    const serial = new CapturedSerial({ clock, capture });
    const again = await session(clock, { transports: serial.transports });
    expect(frames.length).toBeGreaterThan(5);
    expect(again.frames).toEqual(frames);
  });

  it('has what came before anyone listened, at its time, and the driver gets it all the same', async () => {
    const clock = new VirtualClock({ startNs: 0n });
    const lines: string[] = [];
    const device = new SimulatedSerial({
      clock,
      devices: [
        {
          path,
          connect(line) {
            line.after(5, () => line.send('hi'));
            return {};
          },
        },
      ],
    });
    const serial = captureSerial(device, () => (line) => lines.push(line), clock);
    const connection = await serial.open({ path, baudRate: 9_600 });
    await clock.advance(10);
    await connection.write('?');
    const seen: unknown[] = [];
    connection.onData((bytes, arrivalNs) => seen.push([Buffer.from(bytes).toString(), arrivalNs]));
    await clock.advance(10);
    expect(seen).toEqual([['hi', 5_000_000n]]);
    device.unplug();
    expect(lines.slice(1)).toEqual([
      '[5000000,"<","6869"]\n',
      '[10000000,">","3f"]\n',
      '[20000000,"!","DEVICE_UNPLUGGED"]\n',
    ]);
  });

  it('waits for what was written then, and takes nothing else', async () => {
    const clock = new VirtualClock();
    const capture = parseCapture(
      [
        header,
        '[5,"<","61"]',
        '[10,">","7672"]',
        '[3000010,"<","62"]',
        '[4000010,"!","DEVICE_UNPLUGGED"]',
      ].join('\n'),
    );
    const serial = new CapturedSerial({ clock, capture, port: { vendorId: '0403' } });
    expect(await serial.list()).toEqual([{ path, identity: path, vendorId: '0403' }]);
    const connection = await serial.open({ path, baudRate: 9_600 });
    const seen: unknown[] = [];
    connection.onData((bytes) => seen.push([clock.elapsedMs, ...bytes]));
    connection.onClose((error) => seen.push([clock.elapsedMs, error?.code]));
    await clock.advance(100);
    await connection.write('v');
    await expect(connection.write('x')).rejects.toMatchObject({
      code: 'CAPTURE_MISMATCH',
      message: expect.stringContaining('wrote "x", but the capture has "vr" next'),
    });
    await connection.write('r');
    await expect(connection.write('v')).rejects.toThrow('the capture has no more writes');
    await clock.advance(10);
    expect(seen).toEqual([
      [0.000005, 0x61],
      [103, 0x62],
      [104, 'DEVICE_UNPLUGGED'],
    ]);
  });

  it.each([
    ['', 'Line 1 .*cut off'],
    ['{"format":"other"}', 'Line 1 .*no header'],
    ['null', 'Line 1 .*no header'],
    ['{"format":"modlink-serial-capture","version":1}', 'Line 1 .*path'],
    [`${header}\n[5,"<","6`, 'Line 2 .*cut off'],
    [`${header}\n[5,"<","6"]`, 'Line 2 .*hexadecimal'],
    [`${header}\n[5,"<","61"]\n[4,"<","61"]`, 'Line 3 .*earlier'],
    [`${header}\n[5,"=","61"]`, 'Line 2 .*none of'],
    [`${header}\n[-5,"<","61"]`, 'Line 2 .*nanoseconds'],
    [`${header}\n{}`, 'Line 2 .*nanoseconds'],
  ])('that is damaged is refused: %j', (text, message) => {
    expect(() => parseCapture(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_CAPTURE', message: expect.stringMatching(message) }),
    );
  });
});
