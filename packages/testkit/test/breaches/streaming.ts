import { FrameEnvelope, ndarray } from '@modlink/sdk';
import { MeterDriver } from '../meter.js';
import { type Breaches, breaks } from './breach.js';

/** A frame that the driver makes itself. */
const frame = (init: Partial<ConstructorParameters<typeof FrameEnvelope>[0]>) =>
  new FrameEnvelope({
    deviceId: 'meter.01',
    streamKey: 'level',
    timestampNs: 0n,
    data: ndarray(new Float32Array(2), [2, 1]),
    ...init,
  });

export const streamingBreaches: Breaches = {
  frames: [
    breaks(
      'which no descriptor names',
      class extends MeterDriver {
        override send() {
          this.emitFrame(frame({ streamKey: 'depth', timestampNs: this.clock.nowNs() }));
        }
      },
    ),
    breaks(
      'but the axes of a signal are [channel, sample]',
      class extends MeterDriver {
        override send() {
          this.emitFrame(frame({ data: ndarray(new Float32Array(4), [2, 1, 2]) }));
        }
      },
    ),
    breaks(
      'names 2 channels',
      class extends MeterDriver {
        override send() {
          this.emitFrame(frame({ data: ndarray(new Float32Array(3), [3, 1]) }));
        }
      },
    ),
    breaks(
      '5 samples, where chunkSize is 4',
      class extends MeterDriver {
        override send() {
          this.emitFrame(frame({ data: ndarray(new Float32Array(10), [2, 5]) }));
        }
      },
    ),
    breaks(
      'is int16, not float32',
      class extends MeterDriver {
        sent = 0;
        override send() {
          this.sent += 1;
          const values = this.sent === 3 ? new Int16Array(2) : new Float32Array(2);
          this.emitFrame(frame({ data: ndarray(values, [2, 1]) }));
        }
      },
    ),
    breaks(
      'came of the device "gauge.01"',
      class extends MeterDriver {
        override send() {
          this.emitFrame(frame({ deviceId: 'gauge.01' }));
        }
      },
    ),
    breaks(
      'listener of the driver threw DriverError (UNKNOWN_STREAM)',
      class extends MeterDriver {
        override send(values: number[]) {
          this.emit('depth', values);
        }
      },
    ),
    breaks(
      'No frame came within 1000 ms',
      class extends MeterDriver {
        override send() {}
      },
    ),
  ],
  order: [
    breaks(
      'seq 0 came after',
      class extends MeterDriver {
        seq = 0;
        override async startStreaming() {
          this.seq = 0;
          await super.startStreaming();
        }
        override send() {
          this.emitFrame(frame({ seq: this.seq++, timestampNs: this.clock.nowNs() }));
        }
      },
    ),
    breaks(
      'the time 7 came after 7',
      class extends MeterDriver {
        override send() {
          this.emitFrame(frame({ timestampNs: 7n }));
        }
      },
    ),
  ],
  'host-time': [
    breaks(
      'on the host clock, but is stamped',
      class extends MeterDriver {
        override send(values: number[]) {
          this.emit('level', values, { timestampNs: BigInt(Date.now()) * 1_000_000n });
        }
      },
    ),
  ],
  twice: [
    breaks(
      'where startStreaming() was called twice',
      class extends MeterDriver {
        timers: NodeJS.Timeout[] = [];
        override async startStreaming() {
          this.timers.push(setInterval(() => this.emit('level', [1, 2]), 100));
        }
        override async stopStreaming() {
          for (const timer of this.timers.splice(0)) clearInterval(timer);
        }
      },
    ),
    breaks(
      'stopStreaming() failed with Error: not streaming',
      class extends MeterDriver {
        override async stopStreaming() {
          if (!this.isStreaming) throw new Error('not streaming');
          await super.stopStreaming();
        }
        override async disconnectDevice() {
          await this.port?.close();
        }
      },
    ),
  ],
  stop: [
    breaks(
      'frames came after stopStreaming() had returned',
      class extends MeterDriver {
        override async stopStreaming() {}
      },
    ),
    breaks(
      'No frame came after the second startStreaming()',
      class extends MeterDriver {
        override async stopStreaming() {
          if (this.isStreaming) await this.port?.write('stop\n');
        }
      },
    ),
  ],
  tail: [
    breaks(
      'every frame had all 4 samples',
      class extends MeterDriver {
        override async stopStreaming() {
          this.rows = [];
          await super.stopStreaming();
        }
      },
    ),
  ],
  'borrowed-bytes': [
    breaks(
      'overwrote its buffer',
      class extends MeterDriver {
        override receive(bytes: Uint8Array, arrivalNs: bigint) {
          queueMicrotask(() =>
            super.receive(bytes[0] === 0xee ? new TextEncoder().encode('9,9\n') : bytes, arrivalNs),
          );
        }
      },
    ),
  ],
};
