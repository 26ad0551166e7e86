/** A correct driver of a simulated meter, and the meter: what the broken drivers of the tests are made from. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ControlOptions,
  type DeviceCommands,
  Driver,
  type SearchResult,
  type SearchResultInit,
  type SerialConnection,
  StreamDescriptor,
} from '@modlink/sdk';
import { type DriverCheckOptions, SimulatedSerial, type VirtualClock } from '../src/index.js';

export const path = '/dev/ttyMETER';
export const chunkSize = 4;

/** Sends `n,2n` a hundred times a second, between `start` and `stop`. */
export function simulatedMeter(clock: VirtualClock): SimulatedSerial {
  return new SimulatedSerial({
    clock,
    devices: [
      {
        path,
        connect(line) {
          let stop = () => {};
          return {
            onWrite(_, command) {
              stop();
              if (command === 'start\n') stop = line.every(10, (n) => `${n},${2 * n}\n`);
            },
          };
        },
      },
    ],
  });
}

export class MeterDriver extends Driver<{ path: string }> {
  readonly deviceId: string = 'meter.01';
  override readonly supportedProviders: readonly string[] = ['serial'];
  port: SerialConnection | undefined;
  isStreaming = false;
  line = '';
  factor = 1;
  rows: number[][] = [];

  descriptors(): readonly StreamDescriptor[] {
    return [this.stream('level')];
  }

  stream(streamKey: string): StreamDescriptor {
    return new StreamDescriptor({
      deviceId: 'meter.01',
      streamKey,
      payloadType: 'signal',
      nominalSampleRateHz: 100,
      chunkSize,
      channelNames: ['once', 'twice'],
    });
  }

  override commands(): DeviceCommands {
    return {
      'set-factor': {
        title: 'Set the factor',
        arguments: { type: 'object', properties: { factor: { type: 'number', default: 1 } } },
        run: ({ factor }: { factor: number }) => {
          this.factor = factor;
        },
      },
      settle: {
        title: 'Wait until it has settled',
        when: 'idle',
        run: (_args, { signal }) => sleep(5_000, 'settled', { signal }),
      },
    };
  }

  async search(): Promise<SearchResultInit<{ path: string }>[]> {
    const ports = await this.transports.serial.list();
    return ports.map((port) => ({ title: port.path, identity: port.identity, extra: { path: port.path } }));
  }

  async connectDevice({ extra }: SearchResult<{ path: string }>, { signal }: ControlOptions): Promise<void> {
    const port = await this.transports.serial.open({ path: extra.path, baudRate: 9_600, signal });
    this.port = port;
    port.onData((bytes, arrivalNs) => this.receive(bytes, arrivalNs));
    port.onClose((error) => {
      this.port = undefined;
      this.isStreaming = false;
      if (error) this.lost(error);
    });
  }

  lost(error: Error): void {
    this.emitConnectionLost(error.message);
  }

  async disconnectDevice(): Promise<void> {
    await this.stopStreaming();
    await this.port?.close();
  }

  async startStreaming(): Promise<void> {
    if (this.isStreaming) return;
    this.isStreaming = true;
    await this.port?.write('start\n');
  }

  async stopStreaming(): Promise<void> {
    if (!this.isStreaming) return;
    this.isStreaming = false;
    await this.port?.write('stop\n');
    this.flush();
  }

  override async onShutdown(): Promise<void> {
    await this.disconnectDevice();
  }

  receive(bytes: Uint8Array, arrivalNs: bigint): void {
    const lines = (this.line + new TextDecoder().decode(bytes)).split('\n');
    this.line = lines.pop() ?? '';
    for (const line of lines) this.rows.push(line.split(',').map(Number));
    if (this.rows.length >= chunkSize) this.flush(arrivalNs);
  }

  flush(arrivalNs?: bigint): void {
    const rows = this.rows.splice(0);
    if (rows.length > 0) this.send(rows.flat(), arrivalNs);
  }

  send(values: number[], arrivalNs?: bigint): void {
    this.emit(
      'level',
      values.map((value) => value * this.factor),
      { order: 'samples', arrivalNs },
    );
  }
}

export const manifest = {
  apiVersion: 1,
  drivers: {
    meter: {
      entry: './dist/index.js',
      displayName: 'Meter',
      providers: ['serial'],
      transports: ['serial'],
      settings: { type: 'object', properties: { gain: { type: 'number', default: 2 } } },
    },
  },
};

export const options: DriverCheckOptions = { provider: 'serial', transport: simulatedMeter, manifest };
