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
} from '@modlink/sdk';
import { type LinesSimulator, type LinesSimulatorOptions, openLinesSimulator } from '@modlink/simulators';
import serialTransport from '@modlink/transport-serial';
import createDriver, { type SerialLinesSettings } from '../src/index.js';

export const patience = { timeout: 15_000, interval: 5 };

/** Of a call that nobody gives up on. */
export const unhurried: ControlOptions = { signal: new AbortController().signal };

/** A frame as a host has it after the driver has gone on: copied. */
export interface CopiedFrame {
  readonly timestampNs: bigint;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly lost: number;
  readonly deviceTimeNs: bigint | undefined;
}

/** What happened, in order. */
export type HostEvent =
  | { readonly kind: 'frame'; readonly streamKey: string; readonly frame: CopiedFrame }
  | { readonly kind: 'lost'; readonly detail: JsonValue }
  | { readonly kind: 'report'; readonly level: string; readonly message: string };

/** A device that prints lines, and the driver in the hands of the least host there can be, over a real serial port. */
export class TestHost {
  readonly simulator: LinesSimulator;
  readonly driver = createDriver();
  readonly events: HostEvent[] = [];
  readonly #context: DriverContext<SerialLinesSettings>;
  /** Leases that are held. */
  openPorts = 0;
  /** How often a port was opened. */
  openings = 0;
  /** Bytes that the driver was given. */
  receivedBytes = 0;

  constructor(device: LinesSimulatorOptions, settings: SerialLinesSettings = {}, serial?: SerialTransport) {
    this.simulator = openLinesSimulator(device);
    const clock = createSystemClock();
    const lease = async () => {
      this.openPorts += 1;
      return () => {
        this.openPorts -= 1;
      };
    };
    this.#context = new DriverContext({
      clock,
      settings,
      transports: { serial: serial ?? this.#counting(serialTransport.create({ clock, lease })) },
      onFrame: ({ streamKey, data, timestampNs, lost, deviceTimeNs }) => {
        const values = Array.from(data.values as Float64Array);
        this.events.push({
          kind: 'frame',
          streamKey,
          frame: { timestampNs, shape: data.shape, values, lost, deviceTimeNs },
        });
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
        this.openings += 1;
        connection.onData((bytes) => {
          this.receivedBytes += bytes.length;
        });
        return connection;
      },
    };
  }

  /** Connects the simulated device. */
  async connect(signal: AbortSignal = unhurried.signal): Promise<readonly StreamDescriptor[]> {
    const result = new SearchResult({ title: 'the simulator', extra: { path: this.simulator.path } });
    const streams = await this.driver.connectDevice(result, { signal });
    this.driver.useDescriptors(streams);
    return streams;
  }

  get frames(): readonly CopiedFrame[] {
    return this.events.flatMap((event) => (event.kind === 'frame' ? [event.frame] : []));
  }

  /** All samples so far, one array of channel values each. */
  get samples(): number[][] {
    return this.frames.flatMap(({ shape: [channels = 0, count = 0], values }) =>
      Array.from({ length: count }, (_, sample) =>
        Array.from({ length: channels }, (_, channel) => values[channel * count + sample] as number),
      ),
    );
  }

  get warnings(): readonly string[] {
    return this.events.flatMap((event) => (event.kind === 'report' ? [event.message] : []));
  }

  async close(): Promise<void> {
    await this.driver.onShutdown();
    this.#context.close();
    await this.simulator.close();
  }
}

/** A file of this package, read as JSON. */
export function readPackageFile(name: string): JsonObject {
  return createRequire(import.meta.url)(`../${name}`) as JsonObject;
}
