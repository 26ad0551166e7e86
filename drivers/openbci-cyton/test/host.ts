import { createRequire } from 'node:module';
import {
  type ControlOptions,
  createSystemClock,
  DriverContext,
  type JsonObject,
  type JsonValue,
  SearchResult,
  type SerialTransport,
  type StreamDescriptor,
  TransportError,
} from '@modlink/sdk';
import { type CytonSimulator, type CytonSimulatorOptions, openCytonSimulator } from '@modlink/simulators';
import serialTransport from '@modlink/transport-serial';
import createDriver, { type CytonSettings } from '../src/index.js';

export const patience = { timeout: 15_000, interval: 5 };

/** Of a call that nobody gives up on. */
export const unhurried: ControlOptions = { signal: new AbortController().signal };

/** A frame as a host has it after the driver has gone on: copied. */
export interface CopiedFrame {
  readonly timestampNs: bigint;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly seq: number | undefined;
  readonly lost: number;
}

/** What happened, in order. */
export type HostEvent =
  | { readonly kind: 'frame'; readonly streamKey: string; readonly frame: CopiedFrame }
  | { readonly kind: 'lost'; readonly detail: JsonValue }
  | { readonly kind: 'report'; readonly level: string; readonly message: string };

/** A simulated board, and the driver in the hands of the least host there can be, over a real serial port. */
export class TestHost {
  readonly simulator: CytonSimulator;
  readonly driver = createDriver();
  readonly events: HostEvent[] = [];
  readonly #context: DriverContext<CytonSettings>;
  readonly #leases = new Set<string>();
  streams: readonly StreamDescriptor[] = [];
  /** Those that the driver told of after it was connected. */
  changedStreams: readonly StreamDescriptor[] = [];
  /** Bytes that the driver was given. */
  receivedBytes = 0;

  constructor(simulator: CytonSimulatorOptions, settings: CytonSettings = {}, serial?: SerialTransport) {
    this.simulator = openCytonSimulator(simulator);
    const clock = createSystemClock();
    const lease = async (resource: string) => {
      if (this.#leases.has(resource)) throw new TransportError('DEVICE_BUSY', `${resource} is held.`);
      this.#leases.add(resource);
      return () => void this.#leases.delete(resource);
    };
    this.#context = new DriverContext({
      clock,
      settings,
      transports: { serial: serial ?? this.#counting(serialTransport.create({ clock, lease })) },
      onFrame: ({ streamKey, data, timestampNs, seq, lost }) => {
        const values = Float32Array.from(data.values as Float32Array);
        this.events.push({
          kind: 'frame',
          streamKey,
          frame: { timestampNs, shape: data.shape, values, seq, lost },
        });
      },
      onStreamsChanged: (streams) => {
        this.changedStreams = streams;
      },
      onConnectionLost: (detail) => this.events.push({ kind: 'lost', detail }),
      onReport: (level, message) => this.events.push({ kind: 'report', level, message }),
    });
    this.driver.bind(this.#context);
  }

  #counting(serial: SerialTransport): SerialTransport {
    return {
      list: () => serial.list(),
      watch: (onChange) => serial.watch(onChange),
      open: async (options) => {
        const connection = await serial.open(options);
        connection.onData((bytes) => {
          this.receivedBytes += bytes.length;
        });
        return connection;
      },
    };
  }

  /** Connects the simulated board. */
  async connect(signal: AbortSignal = unhurried.signal): Promise<readonly StreamDescriptor[]> {
    const result = new SearchResult({ title: 'the simulator', extra: { path: this.simulator.path } });
    this.streams = await this.driver.connectDevice(result, { signal });
    this.driver.useDescriptors(this.streams);
    return this.streams;
  }

  frames(streamKey: string): readonly CopiedFrame[] {
    return this.events.flatMap((event) =>
      event.kind === 'frame' && event.streamKey === streamKey ? [event.frame] : [],
    );
  }

  /** All samples of a stream so far, one array of channel values each. */
  samples(streamKey: string): number[][] {
    return this.frames(streamKey).flatMap(({ shape: [channels = 0, count = 0], values }) =>
      Array.from({ length: count }, (_, sample) =>
        Array.from({ length: channels }, (_, channel) => values[channel * count + sample] as number),
      ),
    );
  }

  get heldLeases(): number {
    return this.#leases.size;
  }

  async close(): Promise<void> {
    await this.driver.onShutdown();
    this.#context.close();
    await this.simulator.close();
  }
}

/** Counts of microvolts: the formula of the recording's README, apart from the driver's code. */
export function countsOf(microvolts: readonly number[], gains: readonly number[] = []): number[] {
  return microvolts.map((value, channel) =>
    Math.round(value / ((4.5 / (gains[channel] ?? 24) / (2 ** 23 - 1)) * 1e6)),
  );
}

/** A file of this package, read as JSON. */
export function readPackageFile(name: string): JsonObject {
  return createRequire(import.meta.url)(`../${name}`) as JsonObject;
}
