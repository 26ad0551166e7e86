/**
 * The isolate's side of a driver: brings it up, runs its control methods one at a time, and takes what it emits.
 * The same code runs in a child process, in a worker thread and inline; only the link to the host differs.
 */
import {
  checkMarker,
  type Driver,
  DriverContext,
  describeCommands,
  type JsonObject,
  type JsonValue,
  runCommand,
  SearchResult,
  type SearchResultInit,
  StreamDescriptor,
  type StreamDescriptorInit,
  serializeError,
  type TransportRuntime,
  type Unsubscribe,
} from '@modlink/sdk';
import { clockOf, type HostClock, type SharedClock } from '../clock/host-clock.js';
import { HostError } from '../errors.js';
import { openTransports } from './captures.js';
import { FrameGate } from './frame-gate.js';
import { LeaseClient } from './lease-client.js';
import { listTransports } from './list-transports.js';
import { loadDriver } from './load-driver.js';
import type {
  ConnectReply,
  ConnectRequest,
  ControlCalls,
  ControlName,
  HostMessage,
  IsolateLink,
  LoadReply,
  LoadRequest,
  WatchRequest,
} from './messages.js';
import { watchTransports } from './watch-transports.js';

export class DriverRuntime {
  readonly #link: IsolateLink;
  readonly #gate: FrameGate;
  readonly #leases: LeaseClient;
  readonly #calls = new Map<number, AbortController>();
  #queue: Promise<unknown> = Promise.resolve();
  #loaded: LoadedDriver | undefined;
  #clock: SharedClock | undefined;
  #endWatch: Unsubscribe = () => {};

  constructor(link: IsolateLink) {
    this.#link = link;
    this.#leases = new LeaseClient(link);
    this.#gate = new FrameGate({
      sendFrame: (index, bytes) => link.sendFrame(index, bytes),
      onRefused: (streamKey, refusal, count, message) =>
        link.send({ type: 'frames-refused', streamKey, refusal, count, message }),
    });
  }

  receive(message: HostMessage): void {
    switch (message.type) {
      case 'call':
        this.#enqueue(message.id, message.name, message.request);
        break;
      case 'abort':
        this.#calls
          .get(message.id)
          ?.abort(new HostError('CONTROL_ABORTED', 'The host gave up waiting for this call.'));
        break;
      case 'lease-granted':
        this.#leases.granted(message.id);
        break;
      case 'lease-refused':
        this.#leases.refused(message.id, message.message);
        break;
      case 'ping':
        this.#link.send({ type: 'pong', memoryBytes: this.#link.memoryBytes() });
        break;
      case 'clock':
        this.#clock?.moveTo(BigInt(message.offsetNs));
        break;
    }
  }

  /** Releases what the driver holds, when the host has gone away without saying so. */
  async abandon(): Promise<void> {
    for (const call of this.#calls.values()) call.abort();
    await this.#shutdown();
  }

  #enqueue(id: number, name: ControlName, request: unknown): void {
    const controller = new AbortController();
    this.#calls.set(id, controller);
    this.#queue = this.#queue.then(async () => {
      try {
        const value = await this.#run(name, request, controller.signal);
        this.#link.send({ type: 'reply', id, value });
      } catch (error) {
        this.#link.send({ type: 'failure', id, error: serializeError(error) });
      } finally {
        this.#calls.delete(id);
      }
    });
  }

  async #run(name: ControlName, request: unknown, signal: AbortSignal): Promise<unknown> {
    const steps: { [Name in ControlName]: (request: ControlCalls[Name]['request']) => Promise<unknown> } = {
      load: (load) => this.#load(load),
      watch: (watch) => this.#watch(watch),
      list: (list) => listTransports(list, this.#transportRuntime(list.clockOffsetNs)),
      search: ({ provider }) => this.#search(provider, signal),
      connect: (connect) => this.#connect(connect, signal),
      disconnect: () => this.#disconnect(signal),
      startStreaming: async () => this.#driver.startStreaming({ signal }),
      stopStreaming: async () => this.#driver.stopStreaming({ signal }),
      runCommand: ({ name, args }) => runCommand(this.#driver, name, args, { signal }),
      shutdown: () => this.#shutdown(),
    };
    const value = await (steps[name] as (request: unknown) => Promise<unknown>)(request);
    return value ?? null;
  }

  get #driver(): Driver {
    return this.#requireLoaded().driver;
  }

  #requireLoaded(): LoadedDriver {
    if (this.#loaded === undefined)
      throw new HostError('DRIVER_LOAD_FAILED', 'No driver is loaded in this isolate.');
    return this.#loaded;
  }

  async #load(request: LoadRequest): Promise<LoadReply> {
    const runtime = this.#transportRuntime(request.clockOffsetNs);
    const { clock } = runtime;
    const driver = await loadDriver(request);
    const transports = await openTransports(request, runtime, this.#link);
    const state: ContextState = { settings: request.settings, deviceId: undefined, firstSeq: {} };
    const context = new DriverContext({
      onFrame: (frame) => this.#gate.accept(frame),
      onConnectionLost: (detail) => this.#connectionLost(detail, clock),
      onStreamingEnded: () => this.#link.send({ type: 'streaming-ended' }),
      onMarker: (marker) => {
        const { label, timestampNs = clock.nowNs(), data = null } = checkMarker(marker);
        this.#link.send({ type: 'marker', label, timestampNs: String(timestampNs), data });
      },
      onStreamsChanged: (descriptors) => this.#changeStreams(descriptors),
      onReport: (level, message) => this.#link.send({ type: 'report', level, message: String(message) }),
      log: logTo(this.#link),
      transports,
      clock,
      firstSeq: (streamKey) => state.firstSeq[streamKey] ?? 0,
      get settings() {
        return state.settings;
      },
      get deviceId() {
        return state.deviceId;
      },
    });
    driver.bind(context);
    this.#loaded = { driver, context, state };
    await driver.onRuntimeStarted();
    return {
      deviceId: driver.deviceId,
      displayName: driver.displayName,
      supportedProviders: [...driver.supportedProviders],
      descriptors: checkDescriptors(driver, driver.descriptors(), undefined).map((descriptor) =>
        descriptor.toJSON(),
      ),
    };
  }

  async #watch(request: WatchRequest): Promise<void> {
    this.#endWatch = await watchTransports(request, this.#transportRuntime(request.clockOffsetNs), {
      onChange: (transport) => this.#link.send({ type: 'devices-changed', transport }),
      onFailed: (kind, message) =>
        this.#link.send({ type: 'log', level: 'warn', message: `${kind} cannot be watched: ${message}` }),
    });
  }

  #transportRuntime(clockOffsetNs: string): TransportRuntime & { readonly clock: SharedClock } {
    const clock = clockOf(BigInt(clockOffsetNs));
    this.#clock = clock;
    return { clock, lease: (resource) => this.#leases.request(resource) };
  }

  async #search(provider: string, signal: AbortSignal): Promise<SearchResultInit[]> {
    const results: unknown = await this.#driver.search(provider, { signal });
    if (!Array.isArray(results))
      throw invalidResult(this.#driver, 'search', 'an array of search results', results);
    return results.map((result) => ({ ...new SearchResult(result as SearchResultInit) }));
  }

  async #connect({ result, ...given }: ConnectRequest, signal: AbortSignal): Promise<ConnectReply> {
    const { driver, state } = this.#requireLoaded();
    const { deviceId } = given;
    Object.assign(state, given);
    const found = await driver.connectDevice(new SearchResult(result), { signal });
    const descriptors = checkDescriptors(driver, found ?? driver.descriptors(), deviceId);
    const commands = describeCommands(driver);
    driver.useDescriptors(found === undefined ? undefined : descriptors);
    this.#declareStreams(descriptors);
    this.#gate.open();
    return { commands };
  }

  /** Ignored where no device is connected: what it streams is told when it is. */
  #changeStreams(given: readonly StreamDescriptor[]): void {
    if (!this.#gate.isOpen) return;
    const { driver, state } = this.#requireLoaded();
    this.#declareStreams(checkDescriptors(driver, given, state.deviceId));
  }

  #declareStreams(descriptors: readonly StreamDescriptor[]): void {
    const streams = this.#gate
      .useStreams(descriptors)
      .map(({ index, descriptor }) => ({ index, descriptor: descriptor.toJSON() }));
    this.#link.send({ type: 'streams', streams });
  }

  async #disconnect(signal: AbortSignal): Promise<void> {
    const driver = this.#driver;
    try {
      await driver.disconnectDevice({ signal });
    } finally {
      this.#gate.close();
      this.#gate.flushRefusals();
      driver.useDescriptors(undefined);
    }
  }

  async #shutdown(): Promise<void> {
    this.#endWatch();
    const loaded = this.#loaded;
    if (loaded === undefined) return;
    this.#loaded = undefined;
    try {
      await loaded.driver.onShutdown();
    } finally {
      loaded.context.close();
      this.#gate.close();
      this.#gate.flushRefusals();
      this.#leases.releaseAll();
    }
  }

  #connectionLost(detail: JsonValue, clock: HostClock): void {
    if (!this.#gate.isOpen) return;
    this.#gate.close();
    this.#gate.flushRefusals();
    this.#link.send({ type: 'connection-lost', detail, timestampNs: String(clock.nowNs()) });
  }
}

interface LoadedDriver {
  readonly driver: Driver;
  readonly context: DriverContext;
  readonly state: ContextState;
}

/** What the host may change after the driver was bound. */
interface ContextState {
  settings: JsonObject;
  deviceId: string | undefined;
  firstSeq: Readonly<Record<string, number>>;
}

/** Descriptors of whichever copy of the SDK, checked and made ours; with the id that the host gave the device. */
function checkDescriptors(
  driver: Driver,
  descriptors: unknown,
  deviceId: string | undefined,
): StreamDescriptor[] {
  if (!Array.isArray(descriptors))
    throw invalidResult(driver, 'descriptors', 'an array of stream descriptors', descriptors);
  const checked = descriptors.map((descriptor: { toJSON?: () => StreamDescriptorInit }) => {
    const init =
      typeof descriptor?.toJSON === 'function' ? descriptor.toJSON() : (descriptor as StreamDescriptorInit);
    return new StreamDescriptor({ ...init, ...(deviceId !== undefined && { deviceId }) });
  });
  const keys = checked.map((descriptor) => descriptor.streamKey);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    throw invalidResult(driver, 'descriptors', 'each stream key once', `"${twice}" twice`);
  return checked;
}

function invalidResult(driver: Driver, method: string, expected: string, got: unknown): HostError {
  return new HostError(
    'DRIVER_RESULT_INVALID',
    `${driver.constructor.name}.${method}() gave ${typeof got === 'string' ? got : String(got)}; ${expected} was expected.`,
  );
}

function logTo(link: IsolateLink) {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string) =>
    link.send({ type: 'log', level, message: String(message) });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
