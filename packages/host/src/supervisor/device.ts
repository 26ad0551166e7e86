/** One connected device: its driver's isolate, its state, and its streams on the bus. */
import type { JsonObject, JsonValue, SearchResultInit } from '@modlink/sdk';
import type { BusStream } from '../bus/bus.js';
import { HostError } from '../errors.js';
import type { StartableDriver } from '../registry/index.js';
import type { IsolateExit } from './carrier.js';
import { DeviceCommands } from './device-commands.js';
import type { DeviceInfo, DeviceState } from './device-info.js';
import type { DeviceOptions } from './device-options.js';
import { DeviceRecovery } from './device-recovery.js';
import { DeviceStreams } from './device-streams.js';
import { driverWords } from './driver-words.js';
import type { DeviceMessage, Isolate, IsolateObserver } from './isolate.js';

export class Device implements AsyncDisposable {
  readonly #options: DeviceOptions;
  readonly #recovery: DeviceRecovery;
  readonly #streams: DeviceStreams;
  readonly #commands: DeviceCommands;
  readonly #words: ReturnType<typeof driverWords>;
  #result: SearchResultInit;
  #isolate: Isolate | undefined;
  #driver: StartableDriver | undefined;
  #state: DeviceState = 'connecting';
  /** Streaming is wanted, also while the device is away. */
  #wasStreaming = false;
  /** How many times streaming was started on request. */
  #starts = 0;
  #settings: JsonObject = {};
  /** It is being disconnected on request: that it goes is no news. */
  #leaving = false;
  #operations: Promise<unknown> = Promise.resolve();

  constructor(options: DeviceOptions) {
    const { deviceId, bus, events, result } = options;
    this.#options = options;
    this.#result = result;
    this.#streams = new DeviceStreams(deviceId, bus, events);
    this.#commands = new DeviceCommands(deviceId, options);
    this.#words = driverWords(events, options);
    this.#recovery = this.#createRecovery();
  }

  get deviceId(): string {
    return this.#options.deviceId;
  }

  get driverId(): string {
    return this.#options.driverId;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** Connected, streaming, or on the way there or back. */
  get isActive(): boolean {
    return this.#state !== 'disconnected' && this.#state !== 'failed';
  }

  /** Its streams on the bus. */
  get streams(): readonly BusStream[] {
    return this.#streams.current;
  }

  /** The values of its driver's settings that it was connected with. */
  get settings(): JsonObject {
    return this.#settings;
  }

  /** The driver that it was connected with: its package may have been updated since. */
  get driver(): StartableDriver | undefined {
    return this.#driver;
  }

  info(): DeviceInfo {
    return {
      deviceId: this.deviceId,
      driverId: this.driverId,
      title: this.#result.title,
      identity: this.#options.identity,
      state: this.#state,
      streamIds: this.streams.map(({ streamId }) => streamId),
      commands: this.#commands.current,
      pid: this.#isolate?.isRunning ? this.#isolate.pid : undefined,
    };
  }

  /**
   * Connects, in the isolate that searched.
   * @throws what the driver threw, and the errors of {@link Isolate.call}; the device is then `disconnected`.
   */
  connect(isolate: Isolate, signal: AbortSignal | undefined): Promise<void> {
    return this.#serialize(async () => {
      try {
        await this.#connectIn(isolate, signal);
      } catch (error) {
        this.#setState('disconnected');
        await isolate.close();
        throw error;
      }
      this.#recovery.connected();
      this.#options.events.emit('device-connected', {
        deviceId: this.deviceId,
        driverId: this.driverId,
        title: this.#result.title,
      });
    });
  }

  /** Does nothing while it streams. @throws {HostError} `NOT_CONNECTED`, and what the driver threw. */
  startStreaming(signal?: AbortSignal): Promise<void> {
    return this.#serialize(async () => {
      if (this.#state === 'streaming') return;
      const isolate = this.#requireConnected('start streaming');
      this.#starts += 1;
      // The first frames may come before the driver's answer.
      this.#setState('streaming');
      try {
        await isolate.call('startStreaming', null, signal);
      } catch (error) {
        if (this.state === 'streaming') this.#setState('connected');
        throw error;
      }
      this.#wasStreaming = true;
      this.#options.events.emit('streaming-started', { deviceId: this.deviceId });
    });
  }

  /** Does nothing while it does not stream. @throws what the driver threw. */
  stopStreaming(signal?: AbortSignal): Promise<void> {
    return this.#serialize(async () => {
      this.#wasStreaming = false;
      if (this.#state !== 'streaming') return;
      await this.#requireConnected('stop streaming').call('stopStreaming', null, signal);
      // The device may have gone away meanwhile.
      if (this.state !== 'streaming') return;
      this.#setState('connected');
      this.#options.events.emit('streaming-stopped', { deviceId: this.deviceId });
    });
  }

  /**
   * Runs one of its commands, after the control calls before it.
   * @returns what the command gave; `null` for nothing.
   * @throws {HostError} `NOT_CONNECTED`, `UNKNOWN_COMMAND`, `COMMAND_NOT_NOW`, `INVALID_ARGUMENTS`, `CONTROL_TIMEOUT`,
   * `CONTROL_ABORTED`; and what the driver threw.
   */
  runCommand(name: string, args: JsonObject = {}, signal?: AbortSignal): Promise<JsonValue> {
    return this.#serialize(() => {
      const isolate = this.#requireConnected(`run the command "${name}"`);
      return this.#commands.run(isolate, { ...this.info(), name, args, signal });
    });
  }

  /** Stops, disconnects and ends the isolate, within the time-outs of these calls. The first failure is thrown at the end. */
  disconnect(): Promise<void> {
    this.#recovery.cancel();
    this.#leaving = true;
    this.#commands.giveUp();
    return this.#serialize(async () => {
      if (!this.isActive) return;
      const isolate = this.#isolate;
      const failures: unknown[] = [];
      const attempt = (call: Promise<unknown> | undefined) =>
        call?.catch((error: unknown) => failures.push(error));
      if (this.#state === 'streaming') await attempt(isolate?.call('stopStreaming', null));
      if (this.#isConnected) await attempt(isolate?.call('disconnect', null));
      const wasActive = this.isActive;
      this.#setState('disconnected');
      await isolate?.close();
      this.#streams.retire();
      if (wasActive) this.#options.events.emit('device-disconnected', { deviceId: this.deviceId });
      if (failures.length > 0) throw failures[0];
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  /**
   * Goes on with the driver as its package is now. Does nothing for a device that was disconnected.
   * @throws what loading threw: the device goes on with the driver as it was. What connecting threw: it is looked for again.
   * @internal
   */
  reload(): Promise<void> {
    return this.#recovery.reload();
  }

  async #connectIn(isolate: Isolate, signal: AbortSignal | undefined): Promise<void> {
    this.#isolate = isolate;
    this.#driver = isolate.driver;
    isolate.observer = this.#observer(isolate);
    const settings = await this.#options.settings();
    this.#settings = settings;
    const { commands } = await isolate.call(
      'connect',
      { result: this.#result, deviceId: this.deviceId, settings, firstSeq: this.#streams.firstSeq() },
      signal,
    );
    this.#commands.use(commands);
    this.#setState('connected');
  }

  /** @param isolate - the one to listen to: what it says after it was replaced is not this device's any more. */
  #observer(isolate: Isolate | undefined): IsolateObserver {
    const isCurrent = () => isolate === undefined || isolate === this.#isolate;
    return {
      onFrame: (index, bytes, dropped) => {
        if (isCurrent()) this.#streams.publish(index, bytes, dropped);
      },
      onMessage: (message) => {
        if (isCurrent()) this.#receive(message);
      },
      onOutput: this.#words.onOutput,
      onExit: (exit) => {
        if (isCurrent()) this.#isolateEnded(exit);
      },
    };
  }

  #receive(message: DeviceMessage): void {
    const { events } = this.#options;
    const { deviceId } = this;
    switch (message.type) {
      case 'streams':
        this.#streams.declare(message);
        break;
      case 'connection-lost':
        if (!this.#leaving && this.#isConnected) this.#recovery.connectionLost(message.detail);
        break;
      case 'streaming-ended':
        this.#streamingEnded();
        break;
      case 'marker': {
        const { label, timestampNs, data } = message;
        events.emit('marker', { deviceId, label, markerNs: BigInt(timestampNs), data });
        break;
      }
      case 'frames-refused': {
        const { type, ...refused } = message;
        events.emit(type, { deviceId, ...refused });
        break;
      }
      default:
        this.#words.onMessage(message);
    }
  }

  /** The device has no more to give: it is not to be started again by itself, whatever happens to it. */
  #streamingEnded(): void {
    const start = this.#starts;
    // A start that is under way comes first; one that was asked for since makes this old news.
    void this.#serialize(async () => {
      if (this.#state !== 'streaming' || this.#starts !== start) return;
      this.#wasStreaming = false;
      this.#setState('connected');
      this.#options.events.emit('streaming-stopped', { deviceId: this.deviceId });
    });
  }

  #isolateEnded(exit: IsolateExit): void {
    if (exit.cause === 'closed') return;
    this.#words.onExit(exit);
    // An attempt to connect that is under way fails with this exit, and whoever made it decides what follows.
    this.#recovery.isolateEnded(exit, this.#isConnected);
  }

  #createRecovery(): DeviceRecovery {
    return new DeviceRecovery(this.#options, {
      state: () => this.#state,
      streams: () => this.streams,
      setState: (state) => this.#setState(state),
      startIsolate: () => this.#options.startIsolate(this.#observer(undefined)),
      startBeside: () => this.#options.startIsolate({ onFrame() {}, ...this.#words }),
      resumeIn: ({ isolate, ...found }, signal) => {
        if ('result' in found) this.#result = found.result;
        return this.#resumeIn(isolate, signal);
      },
      restartStream: () => this.#serialize(() => this.#restartStream()),
      letGo: (isThere) => this.#letGo(isThere),
      retire: () => this.#streams.retire(),
      serialize: (operation) => this.#serialize(operation),
    });
  }

  async #resumeIn(isolate: Isolate, signal: AbortSignal): Promise<void> {
    try {
      await this.#connectIn(isolate, signal);
      if (this.#wasStreaming) {
        this.#setState('streaming');
        await isolate.call('startStreaming', null, signal);
      }
      if (!this.#isConnected) throw new HostError('NOT_CONNECTED', 'The device went away again.');
    } catch (error) {
      this.#isolate = undefined;
      await isolate.close();
      throw error;
    }
  }

  async #restartStream(): Promise<void> {
    if (this.#state !== 'streaming') return;
    // A driver that cannot stop what does not run may still start it.
    await this.#isolate?.call('stopStreaming', null).catch(() => {});
    if (this.#state === 'streaming') await this.#isolate?.call('startStreaming', null);
  }

  async #letGo(isThere: boolean): Promise<void> {
    const isolate = this.#isolate;
    this.#isolate = undefined;
    if (isThere) await isolate?.call('disconnect', null).catch(() => {});
    await isolate?.close();
  }

  get #isConnected(): boolean {
    return this.#state === 'connected' || this.#state === 'streaming';
  }

  #requireConnected(what: string): Isolate {
    if (this.#isConnected && this.#isolate !== undefined) return this.#isolate;
    throw new HostError(
      'NOT_CONNECTED',
      `The device "${this.deviceId}" cannot ${what}: it is ${this.#state}. ${this.isActive ? 'Wait until it is back.' : 'Connect it first.'}`,
      { subject: { deviceId: this.deviceId } },
    );
  }

  #setState(state: DeviceState): void {
    this.#state = state;
    this.#recovery.watch(state === 'streaming');
  }

  /** Operations of one device do not overlap. */
  #serialize<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#operations.then(operation);
    this.#operations = result.catch(() => {});
    return result;
  }
}
