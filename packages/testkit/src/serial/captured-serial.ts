import type { SerialPortInfo } from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { TestkitError } from '../errors.js';
import type { CaptureEvent, SerialCapture } from './capture.js';
import type { DeviceLine, DeviceReactions } from './serial-device.js';
import { SimulatedSerial } from './simulated-serial.js';

/** What a {@link CapturedSerial} is made of. */
export interface CapturedSerialOptions {
  /** The clock by which it plays. Begun at the capture's `startNs`, even the times of the frames are the same. */
  readonly clock: VirtualClock;
  /** What it plays. */
  readonly capture: SerialCapture;
  /** What `list` says of the port beside its path. */
  readonly port?: Partial<SerialPortInfo> | undefined;
}

/**
 * A serial port on which a capture is the device: every chunk arrives as it was, as long after the opening, or after the
 * write before it, as then. The driver has to write what was written then; anything else fails its `write` with
 * `CAPTURE_MISMATCH`. Each opening plays the capture from its beginning.
 */
export class CapturedSerial extends SimulatedSerial {
  constructor({ clock, capture, port = {} }: CapturedSerialOptions) {
    const lose = (): void => this.unplug();
    super({
      clock,
      devices: [{ ...port, path: capture.path, connect: (line) => play(capture, line, lose) }],
    });
  }
}

function play({ events }: SerialCapture, line: DeviceLine, lose: () => void): DeviceReactions {
  let position = 0;
  /** Bytes of the next written event that were written already. */
  let writtenBytes = 0;

  /** Plays up to the next write, each event as long after `anchorNs` as it was. */
  const playOn = (anchorNs: number): void => {
    for (; position < events.length; position++) {
      const event = events[position] as CaptureEvent;
      if (event.kind === 'written') return;
      const delayMs = (event.offsetNs - anchorNs) / 1e6;
      if (event.kind === 'received') line.after(delayMs, () => line.send(event.bytes));
      else if (event.kind === 'ended' && event.code !== '') line.after(delayMs, lose);
    }
  };
  playOn(0);

  return {
    onWrite(bytes) {
      for (const byte of bytes) {
        const event = events[position];
        const expected = event?.kind === 'written' ? event.bytes[writtenBytes] : undefined;
        if (event?.kind !== 'written' || expected !== byte) throw mismatch(bytes, event);
        writtenBytes += 1;
        if (writtenBytes < event.bytes.length) continue;
        writtenBytes = 0;
        position += 1;
        playOn(event.offsetNs);
      }
    },
  };
}

function mismatch(bytes: Uint8Array, event: CaptureEvent | undefined): TestkitError {
  const shown = (data: Uint8Array) => JSON.stringify(Buffer.from(data).toString('latin1'));
  const then =
    event?.kind === 'written'
      ? `the capture has ${shown(event.bytes)} next`
      : 'the capture has no more writes';
  return new TestkitError(
    'CAPTURE_MISMATCH',
    `The driver wrote ${shown(bytes)}, but ${then}. The driver speaks to the device in another way than it did when ` +
      'the capture was made: capture it again, or correct the driver.',
  );
}
