import {
  type ConnectedStreams,
  Driver,
  DriverContext,
  type DriverContextInit,
  type EmitOptions,
  type EmitSamples,
  type FrameEnvelope,
  type JsonValue,
  LoopDriver,
  type Marker,
  type ReportLevel,
  type SearchResult,
  StreamDescriptor,
  type StreamDescriptorInit,
} from '../../src/index.js';

/** One stream as tests describe it: a two-channel signal at 100 Hz unless said otherwise. */
export function stream(init: Partial<StreamDescriptorInit> = {}): StreamDescriptor {
  return new StreamDescriptor({
    deviceId: 'bench.01',
    streamKey: 'eeg',
    payloadType: 'signal',
    nominalSampleRateHz: 100,
    chunkSize: 50,
    channelNames: ['a', 'b'],
    ...init,
  });
}

/** A driver on the workbench: what is protected in a real driver is open here, and calls are noted. */
export class BenchDriver extends Driver {
  readonly deviceId = 'bench.01';
  readonly calls: string[] = [];
  streams: readonly StreamDescriptor[] = [stream()];

  descriptors() {
    return this.streams;
  }
  search() {
    return [{ title: 'Bench', extra: { path: 'bench' } }];
  }
  connectDevice(result: SearchResult): ConnectedStreams {
    this.calls.push(`connect ${result.title}`);
  }
  disconnectDevice() {
    this.calls.push('disconnect');
  }
  startStreaming() {
    this.calls.push('start');
  }
  stopStreaming() {
    this.calls.push('stop');
  }

  emitSamples(streamKey: string, samples: EmitSamples, options?: EmitOptions): boolean {
    return this.emit(streamKey, samples, options);
  }
  send(frame: FrameEnvelope): boolean {
    return this.emitFrame(frame);
  }
  lose(detail: JsonValue): void {
    this.emitConnectionLost(detail);
  }
  end(): void {
    this.emitStreamingEnded();
  }
  mark(marker: Marker): void {
    this.emitMarker(marker);
  }
  tell(level: ReportLevel, message: string): void {
    this.report(level, message);
  }
  get given() {
    return {
      transports: this.transports,
      settings: this.settings,
      clock: this.clock,
      log: this.log,
    };
  }
}

/** A looping driver on the workbench. */
export class BenchLoopDriver extends LoopDriver {
  readonly deviceId = 'bench.01';
  override readonly loopIntervalMs: number;
  readonly calls: string[] = [];
  body: () => void | Promise<void> = () => {};
  started: () => void | Promise<void> = () => {};
  stopped: () => void | Promise<void> = () => {};

  constructor(loopIntervalMs = 10) {
    super();
    this.loopIntervalMs = loopIntervalMs;
  }

  descriptors() {
    return [stream()];
  }
  search() {
    return [];
  }
  connectDevice() {}
  disconnectDevice() {}
  loop() {
    this.calls.push('loop');
    return this.body();
  }
  override onLoopStarted() {
    this.calls.push('started');
    return this.started();
  }
  override onLoopStopped() {
    this.calls.push('stopped');
    return this.stopped();
  }
}

/** What a host sees of a driver: everything that the driver gave, in order. */
export interface Seen {
  readonly frames: FrameEnvelope[];
  readonly losses: JsonValue[];
  readonly markers: Marker[];
  readonly reports: string[];
  readonly errors: string[];
}

/** A context whose sinks only note what they get. */
export function notingContext(init: Partial<DriverContextInit> = {}): { context: DriverContext; seen: Seen } {
  const seen: Seen = { frames: [], losses: [], markers: [], reports: [], errors: [] };
  const context = new DriverContext({
    onFrame: (frame) => seen.frames.push(frame),
    onConnectionLost: (detail) => seen.losses.push(detail),
    onMarker: (marker) => seen.markers.push(marker),
    onReport: (level, message) => seen.reports.push(`${level}: ${message}`),
    log: { debug() {}, info() {}, warn() {}, error: (message) => seen.errors.push(message) },
    ...init,
  });
  return { context, seen };
}

/** A looping driver in a noting context. */
export function boundLoopDriver(loopIntervalMs?: number) {
  const driver = new BenchLoopDriver(loopIntervalMs);
  const { context, seen } = notingContext();
  driver.bind(context);
  return { driver, seen, context };
}

/** A promise that the test settles. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
