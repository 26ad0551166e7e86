/** A driver that is captured and then played emits the same frames, times and losses included. */
import {
  type ControlOptions,
  Driver,
  type SearchResult,
  type SerialConnection,
  StreamDescriptor,
} from '@modlink/sdk';
import { FrameRecorder, SimulatedSerial, VirtualClock } from '@modlink/testkit';
import { expect, it } from 'vitest';
import { captureTransports, playCaptures } from '../src/index.js';
import { KeptCaptures } from './kept-captures.js';

/** Emits each byte that comes after `on`; asks for the model first. */
class ByteDriver extends Driver<{ path: string }> {
  override readonly deviceId = 'bytes.01';
  override readonly supportedProviders = ['serial'];
  #port: SerialConnection | undefined;

  override descriptors() {
    const stream = {
      streamKey: 'byte',
      payloadType: 'signal',
      nominalSampleRateHz: 100,
      chunkSize: 1,
    } as const;
    return [new StreamDescriptor({ deviceId: this.deviceId, ...stream })];
  }
  override async search() {
    const ports = await this.transports.serial.list();
    return ports.map(({ path, identity }) => ({ title: path, identity, extra: { path } }));
  }
  override async connectDevice({ extra }: SearchResult<{ path: string }>, { signal }: ControlOptions) {
    const port = await this.transports.serial.open({ path: extra.path, baudRate: 9_600, signal });
    this.#port = port;
    const answer = new Promise<void>((resolve) => {
      const stop = port.onData((bytes) => {
        this.report('info', new TextDecoder().decode(bytes));
        stop();
        resolve();
      });
    });
    await port.write('model?');
    await answer;
    port.onData((bytes, arrivalNs) => {
      for (const byte of bytes) this.emit('byte', [byte], { arrivalNs });
    });
    port.onClose((error) => error && this.emitConnectionLost({ code: error.code, message: error.message }));
  }
  override disconnectDevice = async () => this.#port?.close();
  override startStreaming = async () => this.#port?.write('on');
  override stopStreaming = async () => this.#port?.write('off');
}

async function session(
  clock: VirtualClock,
  transports: ConstructorParameters<typeof FrameRecorder>[1],
  unplug: () => void,
) {
  const recorder = new FrameRecorder(new ByteDriver(), { ...transports, clock });
  const connecting = recorder.connect('serial');
  await clock.advance(40);
  await connecting;
  await recorder.start();
  await clock.advance(333);
  await recorder.stop();
  await clock.advance(20);
  await recorder.start();
  await clock.advance(95);
  unplug();
  await clock.advance(10);
  const { frames, reports, losses } = recorder;
  return { frames, reports, losses };
}

it('a driver emits the same frames from a capture as from the device', async () => {
  const clock = new VirtualClock();
  const kept = new KeptCaptures();
  const simulated = new SimulatedSerial({
    clock,
    devices: [
      {
        path: '/dev/ttySIM0',
        connect(line) {
          let stop = () => {};
          return {
            onWrite(_, text) {
              stop();
              if (text === 'model?') line.after(31, () => line.send('Bytes 3000'));
              else if (text === 'on') stop = line.every(9.7, (index) => Uint8Array.of(index, 255 - index));
            },
          };
        },
      },
    ],
  });
  const captured = captureTransports(simulated.transports, { clock, openSink: kept.openSink });
  const original = await session(clock, { transports: captured }, () => simulated.unplug());
  expect(original.frames).toHaveLength(2 * (34 + 9));
  expect(original.reports).toEqual([{ level: 'info', message: 'Bytes 3000' }]);
  expect(original.losses).toHaveLength(1);

  const [capture = expect.fail('nothing was captured')] = kept.captures;
  const again = new VirtualClock({ startNs: capture.header.startNs });
  const transports = playCaptures({ captures: [capture], clock: again });
  expect(await session(again, { transports }, () => {})).toEqual(original);
});
