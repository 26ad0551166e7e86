import { StreamStatistics } from '@modlink/recording';
import type { StreamDescriptor, Unsubscribe } from '@modlink/sdk';
import { decodeFrame, type FrameView } from '@modlink/sdk/encoding';
import type { HostClock } from '../clock/host-clock.js';
import { HostError } from '../errors.js';
import { RecentRates, type StreamRates } from './recent-rates.js';
import { Subscription, type SubscriptionOptions } from './subscription.js';

/**
 * Which streams a consumer wants: a stream id (`synthetic_eeg.01:eeg`), a device id, a pattern with `*` (`*:eeg`),
 * several of these, or a function of the descriptor.
 */
export type StreamSelector = string | readonly string[] | ((descriptor: StreamDescriptor) => boolean);

/** One stream on the bus. It stays the same object when its device comes back with the same descriptor. */
export interface BusStream {
  readonly descriptor: StreamDescriptor;
  readonly streamId: string;
  readonly statistics: StreamStatistics;
  /** What it brings per second, over the last one to two seconds. */
  readonly rates: StreamRates;
  /** Frames of this stream that the isolate dropped because the host did not keep up. */
  readonly droppedFrames: number;
  /** The sequence number that the next frame of a restarted driver gets. */
  readonly nextSeq: number;
}

/** A frame on the bus. `view` is read-only, and valid as long as it is referenced. */
export interface FrameMessage {
  readonly stream: BusStream;
  readonly view: FrameView;
  /** Host clock at which the host received the frame. */
  readonly arrivalNs: bigint;
}

/** Gets each frame at once, on the host's thread: do little, or subscribe instead. */
export type FrameListener = (message: FrameMessage) => void;

/** One consumer of the bus, and how well it keeps up. */
export interface ConsumerInfo {
  readonly name: string;
  /** A `tap` gets each frame at once and never waits; a `subscription` has a queue. */
  readonly kind: 'tap' | 'subscription';
  readonly streamIds: readonly string[];
  /** Frames that wait for it now. */
  readonly queuedFrames: number;
  /** Frames that it did not get because its queue was full. */
  readonly droppedFrames: number;
}

interface Consumer {
  readonly name: string;
  readonly subscription: Subscription | undefined;
  readonly matches: (descriptor: StreamDescriptor) => boolean;
  readonly accept: FrameListener;
}

class PublishedStream implements BusStream {
  readonly descriptor: StreamDescriptor;
  readonly streamId: string;
  readonly statistics: StreamStatistics;
  consumers: readonly Consumer[] = [];
  droppedFrames = 0;
  nextSeq = 0;
  readonly recent = new RecentRates();
  readonly #clock: HostClock;

  constructor(descriptor: StreamDescriptor, clock: HostClock) {
    this.#clock = clock;
    this.descriptor = descriptor;
    this.streamId = descriptor.streamId;
    this.statistics = new StreamStatistics(descriptor.nominalSampleRateHz);
  }

  get rates(): StreamRates {
    return this.recent.at(Number(this.#clock.nowNs()));
  }
}

export interface BusOptions {
  readonly clock: HostClock;
  /** Told when a listener threw. The listener stays, the other consumers get the frame. */
  readonly onConsumerFailed: (error: unknown, stream: BusStream) => void;
}

/** Carries frames from isolates to consumers. Nothing here copies or decodes a frame; a slow consumer slows nobody. */
export class Bus {
  readonly #options: BusOptions;
  readonly #streams = new Map<string, PublishedStream>();
  readonly #consumers = new Set<Consumer>();
  readonly #watchers = new Set<(stream: BusStream) => void>();

  constructor(options: BusOptions) {
    this.#options = options;
  }

  /** The streams of all connected devices. */
  streams(): readonly BusStream[] {
    return [...this.#streams.values()];
  }

  /** @throws {HostError} `UNKNOWN_STREAM` */
  stream(streamId: string): BusStream {
    const stream = this.#streams.get(streamId);
    if (stream !== undefined) return stream;
    throw new HostError(
      'UNKNOWN_STREAM',
      `There is no stream "${streamId}". The streams are: ${[...this.#streams.keys()].join(', ') || 'none, no device is connected'}.`,
      { subject: { streamId } },
    );
  }

  /**
   * Calls a listener for each frame, at once. For consumers that hand the frame on without waiting; the recorder is one.
   * @param options - a `name`, for {@link Bus.consumers}.
   * @returns a function that ends it.
   */
  tap(
    selector: StreamSelector,
    listener: FrameListener,
    options: { readonly name?: string } = {},
  ): Unsubscribe {
    return this.#add({
      name: options.name ?? 'tap',
      subscription: undefined,
      matches: streamMatcher(selector),
      accept: listener,
    });
  }

  /**
   * Calls a listener for each stream that is there, and for each that comes.
   * @returns a function that ends it.
   */
  watch(selector: StreamSelector, listener: (stream: BusStream) => void): Unsubscribe {
    const matches = streamMatcher(selector);
    const watcher = (stream: BusStream) => {
      if (matches(stream.descriptor)) listener(stream);
    };
    this.#watchers.add(watcher);
    for (const stream of this.#streams.values()) watcher(stream);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Frames through a bounded queue, as an async iterable:
   *
   * ```ts
   * for await (const { view } of host.bus.subscribe({ streams: '*:eeg' })) console.log(view.data.values);
   * ```
   */
  subscribe(options: SubscriptionOptions): Subscription {
    const subscription: Subscription = new Subscription(options, () => end());
    const end = this.#add({
      name: options.name ?? 'subscription',
      subscription,
      matches: streamMatcher(options.streams),
      accept: (message) => subscription.offer(message),
    });
    return subscription;
  }

  /** Who listens, to what, and how well each keeps up. */
  consumers(): readonly ConsumerInfo[] {
    return [...this.#consumers].map(({ name, subscription, matches }) => ({
      name,
      kind: subscription === undefined ? 'tap' : 'subscription',
      streamIds: this.streams().flatMap(({ descriptor, streamId }) =>
        matches(descriptor) ? [streamId] : [],
      ),
      queuedFrames: subscription?.queuedFrames ?? 0,
      droppedFrames: subscription?.droppedFrames ?? 0,
    }));
  }

  /**
   * Puts a stream on the bus, or finds it there when its descriptor is the same.
   * @internal
   */
  declare(descriptor: StreamDescriptor): BusStream {
    const known = this.#streams.get(descriptor.streamId);
    if (known !== undefined && JSON.stringify(known.descriptor) === JSON.stringify(descriptor)) return known;
    const stream = new PublishedStream(descriptor, this.#options.clock);
    if (known !== undefined) stream.nextSeq = known.nextSeq;
    this.#streams.set(descriptor.streamId, stream);
    this.#route(stream);
    for (const watcher of this.#watchers) watcher(stream);
    return stream;
  }

  /** @internal */
  retire(streamId: string): void {
    this.#streams.delete(streamId);
  }

  /**
   * Hands a frame to every consumer of its stream.
   * @param dropped - frames of the stream that the isolate dropped before this one.
   * @internal
   */
  publish(stream: BusStream, bytes: Uint8Array, dropped: number): void {
    const published = stream as PublishedStream;
    const view = decodeFrame(bytes);
    const arrivalNs = this.#options.clock.nowNs();
    published.droppedFrames += dropped;
    published.statistics.add(view, arrivalNs);
    published.recent.add(view.axisLength(1), bytes.byteLength, Number(arrivalNs));
    published.nextSeq = (view.seq ?? published.nextSeq) + 1;
    if (published.consumers.length === 0) return;
    const message: FrameMessage = { stream, view, arrivalNs };
    for (const consumer of published.consumers) {
      try {
        consumer.accept(message);
      } catch (error) {
        this.#options.onConsumerFailed(error, stream);
      }
    }
  }

  /**
   * Whether a subscription that must have every frame does not keep up: a source that can wait does so.
   * @internal
   */
  get isAnyFilling(): boolean {
    for (const { subscription } of this.#consumers) if (subscription?.isFilling) return true;
    return false;
  }

  #add(consumer: Consumer): Unsubscribe {
    this.#consumers.add(consumer);
    for (const stream of this.#streams.values()) this.#route(stream);
    return () => {
      this.#consumers.delete(consumer);
      for (const stream of this.#streams.values()) this.#route(stream);
    };
  }

  /** Who gets a stream's frames is found when streams or consumers change, not per frame. */
  #route(stream: PublishedStream): void {
    stream.consumers = [...this.#consumers].filter((consumer) => consumer.matches(stream.descriptor));
  }
}

/** Whether a selector means a stream. */
export function streamMatcher(selector: StreamSelector): (descriptor: StreamDescriptor) => boolean {
  if (typeof selector === 'function') return selector;
  const patterns = (typeof selector === 'string' ? [selector] : selector).map(
    (pattern) => new RegExp(`^${pattern.replace(/[^a-z0-9_*:]/g, '\\$&').replaceAll('*', '.*')}$`),
  );
  return ({ streamId, deviceId }) =>
    patterns.some((pattern) => pattern.test(streamId) || pattern.test(deviceId));
}
