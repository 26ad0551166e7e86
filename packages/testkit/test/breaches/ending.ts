import { MeterDriver } from '../meter.js';
import { type Breaches, breaks } from './breach.js';

export const endingBreaches: Breaches = {
  'disconnect-streaming': [
    breaks(
      'frames came after disconnectDevice() had returned',
      class extends MeterDriver {
        override async startStreaming() {
          setInterval(() => this.emit('level', [1, 2]), 100);
        }
        override async disconnectDevice() {
          await this.port?.close();
        }
      },
    ),
    breaks(
      'was reported as a connection lost',
      class extends MeterDriver {
        override async disconnectDevice() {
          await super.disconnectDevice();
          this.emitConnectionLost('closed');
        }
      },
    ),
  ],
  unplug: [
    breaks(
      'no connection lost was reported',
      class extends MeterDriver {
        override lost() {}
      },
    ),
    breaks(
      'was reported 2 times',
      class extends MeterDriver {
        override lost(error: Error) {
          super.lost(error);
          super.lost(error);
        }
      },
    ),
    breaks(
      'The detail is an object of class TransportError',
      class extends MeterDriver {
        override lost(error: Error) {
          this.emitConnectionLost(error as unknown as string);
        }
      },
    ),
    breaks(
      '1 frames came after the connection was lost',
      class extends MeterDriver {
        override lost(error: Error) {
          super.lost(error);
          this.emit('level', [1, 2]);
        }
      },
    ),
  ],
  shutdown: [
    breaks(
      '/dev/ttyMETER is still open',
      class extends MeterDriver {
        override async onShutdown() {}
      },
    ),
  ],
  'shutdown-idle': [
    breaks(
      'disconnectDevice() failed with TypeError',
      class extends MeterDriver {
        override async disconnectDevice() {
          await this.port!.close();
        }
      },
    ),
    breaks(
      'onShutdown() failed with Error: shut down already',
      class extends MeterDriver {
        isShutDown = false;
        override async onShutdown() {
          if (this.isShutDown) throw new Error('shut down already');
          this.isShutDown = true;
        }
      },
    ),
  ],
  'closed-context': [
    breaks(
      'listener of the driver threw Error: the host is gone',
      class extends MeterDriver {
        override send(values: number[]) {
          if (!this.emit('level', values, { order: 'samples' })) throw new Error('the host is gone');
        }
      },
    ),
  ],
};
