import {
  type Awaitable,
  type Driver,
  type DriverFactory,
  type JsonObject,
  type SearchResult,
  serializeError,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { FrameRecorder } from '../recording/frame-recorder.js';
import type { SimulatedTransport } from '../transport/simulated-transport.js';
import { defaultSettings } from './declared.js';
import { type DriverCheckOptions, expectThat, Observation } from './rule.js';

/** How long any control method may take, in milliseconds of virtual time. */
const controlLimitMs = 10_000;

/** How a call went. */
export type Outcome<T> =
  | { readonly kind: 'returned'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'pending' };

/** A driver that is being checked, with what is around it. */
export interface Subject {
  readonly driver: Driver;
  readonly recorder: FrameRecorder;
  readonly transport: SimulatedTransport | undefined;
  /** Frames that came after the connection was reported lost. */
  lateFrames: number;
}

/** Where one rule is checked: drivers of its own, in virtual time. */
export class Stage {
  readonly clock: VirtualClock;
  readonly options: DriverCheckOptions;
  readonly factory: DriverFactory;
  readonly streamForMs: number;

  constructor(factory: DriverFactory, options: DriverCheckOptions, clock: VirtualClock) {
    this.factory = factory;
    this.options = options;
    this.clock = clock;
    this.streamForMs = options.streamForMs ?? 1_000;
  }

  /** Lets time pass. */
  async advance(ms: number): Promise<void> {
    try {
      await this.clock.advance(ms);
    } catch (error) {
      throw new Observation(
        `A timer or a listener of the driver threw ${inWords(error)}; that would end its process.`,
      );
    }
  }

  /** Calls one of the driver's methods, and lets time pass until it is done. */
  async call<T>(what: string, run: () => Awaitable<T>): Promise<T> {
    const outcome = await this.attempt(run, controlLimitMs);
    if (outcome.kind === 'returned') return outcome.value;
    throw new Observation(
      outcome.kind === 'threw'
        ? `${what} failed with ${inWords(outcome.error)}.`
        : `${what} was not done after ${controlLimitMs / 1_000} s.`,
    );
  }

  /** The same, whatever comes of it. */
  async attempt<T>(run: () => Awaitable<T>, limitMs: number): Promise<Outcome<T>> {
    let outcome: Outcome<T> = { kind: 'pending' };
    const end = (settled: Outcome<T>) => {
      outcome = settled;
    };
    void (async () => run())().then(
      (value) => end({ kind: 'returned', value }),
      (error: unknown) => end({ kind: 'threw', error }),
    );
    const isPending = (): boolean => outcome.kind === 'pending';
    await this.advance(0);
    for (let waitedMs = 0; isPending() && waitedMs < limitMs; waitedMs++) await this.advance(1);
    return outcome;
  }

  /** A driver that is bound, with its runtime started. */
  async load(settings: JsonObject = this.settings): Promise<Subject> {
    const driver = await this.call('The factory', () => this.factory());
    const transport = this.options.transport?.(this.clock);
    const subject: Subject = {
      driver,
      transport,
      lateFrames: 0,
      recorder: new FrameRecorder(driver, {
        clock: this.clock,
        settings,
        transports: transport?.transports,
        onFrame: () => {
          if (subject.recorder.losses.length > 0) subject.lateFrames += 1;
        },
      }),
    };
    await this.call('onRuntimeStarted()', () => driver.onRuntimeStarted());
    return subject;
  }

  /** The settings that the driver gets. */
  get settings(): JsonObject {
    return this.options.settings ?? defaultSettings(this.options);
  }

  /** The device that is to be connected. */
  async find({ recorder }: Subject): Promise<SearchResult> {
    const { provider, choose = (results: readonly SearchResult[]) => results[0] } = this.options;
    const results = await this.call(`search("${provider}")`, () => recorder.search(provider));
    const result = choose(results);
    expectThat(
      result !== undefined,
      `search("${provider}") gave ${results.length} results, and none to connect, though a device is there.`,
    );
    return result;
  }

  /** A driver with its device connected. */
  async connect(subject?: Subject): Promise<Subject> {
    const connected = subject ?? (await this.load());
    const result = await this.find(connected);
    await this.call('connectDevice()', () => connected.recorder.connect(result));
    return connected;
  }

  async start({ recorder }: Subject): Promise<void> {
    await this.call('startStreaming()', () => recorder.start());
  }

  async stop({ recorder }: Subject): Promise<void> {
    await this.call('stopStreaming()', () => recorder.stop());
  }

  async disconnect({ recorder }: Subject): Promise<void> {
    await this.call('disconnectDevice()', () => recorder.disconnect());
  }

  async shutDown({ driver }: Subject): Promise<void> {
    await this.call('onShutdown()', () => driver.onShutdown());
  }

  /** A driver that has streamed for a while, and goes on. */
  async stream(subject?: Subject): Promise<Subject> {
    const streaming = await this.connect(subject);
    await this.start(streaming);
    await this.advance(this.streamForMs);
    expectThat(
      streaming.recorder.frames.length > 0,
      `No frame came within ${this.streamForMs} ms of startStreaming(). (Where the device is slower, say so: streamForMs.)`,
    );
    return streaming;
  }

  /** Nothing is open and no timer is set. */
  expectReleased({ transport }: Subject, after: string): void {
    const { openDevices = [] } = transport ?? {};
    expectThat(openDevices.length === 0, `After ${after}, ${openDevices.join(', ')} is still open.`);
    const timers = this.clock.pendingTimers;
    expectThat(
      timers === 0,
      `After ${after}, ${timers} ${timers === 1 ? 'timer is' : 'timers are'} still set.`,
    );
  }

  /** No frame comes any more. */
  async expectQuiet({ recorder }: Subject, after: string): Promise<void> {
    const before = recorder.frames.length;
    await this.advance(Math.max(1_000, this.streamForMs));
    const late = recorder.frames.length - before;
    expectThat(late === 0, `${late} ${late === 1 ? 'frame' : 'frames'} came after ${after}.`);
  }
}

/** An error as a sentence holds it. */
export function inWords(error: unknown): string {
  const { name, code, message } = serializeError(error);
  return `${name}${code === 'UNEXPECTED' ? '' : ` (${code})`}: ${message.replace(/\.$/, '')}`;
}
