/** A host in simulated time: the clock that a driver reads and the timers that it sets move only when a test says so. */
import {
  DriverContext,
  type FrameEnvelope,
  type JsonValue,
  type Marker,
  type NdArray,
  SearchResult,
  type StreamDescriptor,
} from '@modlink/sdk';
import { vi } from 'vitest';
import type { DeviceKind } from '../src/devices.js';
import { SyntheticDriver } from '../src/driver.js';
import type { SyntheticSettings } from '../src/settings.js';

/** Simulated time begins at this host time. */
export const epochNs = 1_700_000_000_000_000_000n;

export interface SimulatedHost {
  readonly driver: SyntheticDriver;
  readonly context: DriverContext<Partial<SyntheticSettings>>;
  readonly frames: FrameEnvelope[];
  readonly markers: Marker[];
  readonly losses: JsonValue[];
  /** The host times at which frames were handed over. */
  readonly handedOverNs: bigint[];
  /** Connects the device of a kind, as a host does. */
  connect(kind: DeviceKind): readonly StreamDescriptor[];
  framesOf(streamKey: string): FrameEnvelope[];
}

export interface SimulatedHostOptions {
  readonly settings?: Partial<SyntheticSettings>;
  readonly deviceId?: string;
  readonly onFrame?: (frame: FrameEnvelope) => void;
}

export const nowNs = (): bigint => epochNs + BigInt(Math.round(performance.now() * 1e6));
export const inMs = (ms: number): bigint => BigInt(Math.round(ms * 1e6));

/** Call `vi.useFakeTimers()` before. */
export function simulatedHost({ settings, deviceId, onFrame }: SimulatedHostOptions = {}): SimulatedHost {
  const frames: FrameEnvelope[] = [];
  const markers: Marker[] = [];
  const losses: JsonValue[] = [];
  const handedOverNs: bigint[] = [];
  const context = new DriverContext<Partial<SyntheticSettings>>({
    clock: { nowNs },
    settings,
    deviceId,
    onFrame: (frame) => {
      // A frame's values are borrowed, as in a real host.
      const data = { ...frame.data, values: frame.data.values.slice() } as NdArray;
      frames.push(Object.assign(Object.create(frame), { data }) as FrameEnvelope);
      handedOverNs.push(nowNs());
      onFrame?.(frame);
    },
    onConnectionLost: (detail) => losses.push(detail),
    onMarker: (marker) => markers.push(marker),
  });
  const driver = new SyntheticDriver();
  driver.bind(context);
  return {
    driver,
    context,
    frames,
    markers,
    losses,
    handedOverNs,
    connect(kind) {
      const result = driver.search('synthetic').find(({ extra }) => extra?.kind === kind);
      if (result === undefined) throw new Error(`search() found no device of kind ${kind}`);
      const streams = driver.connectDevice(new SearchResult(result)) ?? [];
      driver.useDescriptors(streams);
      return streams;
    },
    framesOf: (streamKey) => frames.filter((frame) => frame.streamKey === streamKey),
  };
}

/** How many samples, lines or pictures a frame holds. */
export const countOf = (frame: FrameEnvelope): number => frame.data.shape[1] ?? 0;

/** The samples of all frames together. */
export const totalOf = (frames: readonly FrameEnvelope[]): number =>
  frames.reduce((total, frame) => total + countOf(frame), 0);

export function advance(ms: number): void {
  vi.advanceTimersByTime(ms);
}
