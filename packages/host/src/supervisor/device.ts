/**
 * One connected device: its driver's isolate, its state, its streams on the bus, and its return after a crash.
 */
import { type JsonObject, type JsonValue, type SearchResultInit, serializeError } from '@modlink/sdk';
import type { Bus, BusStream } from '../bus/bus.js';
import type { HostClock } from '../clock/host-clock.js';
import { HostError } from '../errors.js';
import type { HostEvents } from '../events/host-events.js';
import type { LoadReply } from '../isolate/messages.js';
import type { IsolateExit } from './carrier.js';
import { DeviceStreams } from './device-streams.js';
import { driverWords } from './driver-words.js';
import type { DeviceMessage, Isolate, IsolateObserver } from './isolate.js';
import { type RestartOptions, RestartPolicy } from './restart-policy.js';

/**
 * `connecting` -> `connected` <-> `streaming`; `restarting` after the isolate ended by itself; `disconnected` at the end,
 * on request or because the device went away; `failed` when it was given up.
 */
export type DeviceState = 'connecting' | 'connected' | 'streaming' | 'restarting' | 'disconnected' | 'failed';

/** A device as others see it. */
export interface DeviceInfo {
  readonly deviceId: string;
  readonly driverId: string;
  readonly title: string;
  readonly state: DeviceState;
  readonly streamIds: readonly string[];
  /** The process of its driver; absent inline and while there is none. */
  readonly pid: number | undefined;
}

/** A driver in an isolate, loaded, with what it said of itself. */
export interface LoadedIsolate {
  readonly isolate: Isolate;
  readonly loaded: LoadReply;
}

export interface DeviceOptions {
  readonly deviceId: string;
  readonly driverId: string;
  readonly result: SearchResultInit;
  readonly settings: () => Promise<JsonObject>;
  readonly bus: Bus;
  readonly events: HostEvents;
  readonly clock: HostClock;
  readonly restart: RestartOptions;
  /** Starts and loads a fresh isolate of the same driver. */
  readonly startIsolate: (observer: IsolateObserver) => Promise<LoadedIsolate>;
}

export class Device {
  readonly #options: DeviceOptions;
  readonly #policy: RestartPolicy;
  readonly #streams: DeviceStreams;
  readonly #words: ReturnType<typeof driverWords>;
  #isolate: Isolate | undefined;
  #state: DeviceState = 'connecting';
  #wasStreaming = false;
  #settings: JsonObject = {};
  #interruptedNs: bigint | undefined;
  /** It is being disconnected on request: that it goes is no news. */
  #leaving = false;
  #restartTimer: NodeJS.Timeout | undefined;
  /** Ends a restart that is under way. */
  #restartAbort: AbortController | undefined;
  #operations: Promise<unknown> = Promise.resolve();

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#policy = new RestartPolicy(options.restart);
    this.#streams = new DeviceStreams(options.deviceId, options.bus, options.events);
    this.#words = driverWords(options.events, options);
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

  info(): DeviceInfo {
    return {
      deviceId: this.deviceId,
      driverId: this.driverId,
      title: this.#options.result.title,
      state: this.#state,
      streamIds: this.streams.map(({ streamId }) => streamId),
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
      this.#policy.started(performance.now());
      this.#options.events.emit('device-connected', {
        deviceId: this.deviceId,
        driverId: this.driverId,
        title: this.#options.result.title,
      });
    });
  }

  /** Does nothing while it streams. @throws {HostError} `NOT_CONNECTED`, and what the driver threw. */
  startStreaming(signal?: AbortSignal): Promise<void> {
    return this.#serialize(async () => {
      if (this.#state === 'streaming') return;
      const isolate = this.#requireConnected('start streaming');
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

  /** Stops, disconnects and ends the isolate, within the time-outs of these calls. The first failure is thrown at the end. */
  disconnect(): Promise<void> {
    clearTimeout(this.#restartTimer);
    this.#restartAbort?.abort();
    this.#leaving = true;
    return this.#serialize(async () => {
      if (!this.isActive) return;
      const isolate = this.#isolate;
      const failures: unknown[] = [];
      const attempt = (call: Promise<unknown> | undefined) =>
        call?.catch((error: unknown) => failures.push(error));
      if (this.#state === 'streaming') await attempt(isolate?.call('stopStreaming', null));
      if (this.#state === 'streaming' || this.#state === 'connected')
        await attempt(isolate?.call('disconnect', null));
      const wasActive = this.isActive;
      this.#setState('disconnected');
      await isolate?.close();
      this.#streams.retire();
      if (wasActive) this.#options.events.emit('device-disconnected', { deviceId: this.deviceId });
      if (failures.length > 0) throw failures[0];
    });
  }

  async #connectIn(isolate: Isolate, signal: AbortSignal | undefined): Promise<void> {
    this.#isolate = isolate;
    isolate.observer = this.#observer(isolate);
    const settings = await this.#options.settings();
    this.#settings = settings;
    await isolate.call(
      'connect',
      {
        result: this.#options.result,
        deviceId: this.deviceId,
        settings,
        firstSeq: this.#streams.firstSeq(),
      },
      signal,
    );
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
        this.#connectionLost(message.detail);
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

  /** The driver says that the device is gone: the isolate has nothing to do any more. */
  #connectionLost(detail: JsonValue): void {
    if (this.#leaving || (this.#state !== 'connected' && this.#state !== 'streaming')) return;
    this.#setState('disconnected');
    this.#options.events.emit('connection-lost', { deviceId: this.deviceId, detail });
    const isolate = this.#isolate;
    this.#serialize(async () => {
      await isolate?.close();
      if (!this.isActive) this.#streams.retire();
    }).catch(() => {});
  }

  #isolateEnded(exit: IsolateExit): void {
    if (exit.cause === 'closed') return;
    this.#words.onExit(exit);
    // An attempt to connect that is under way fails with this exit, and whoever made it decides what follows.
    if (!this.isActive || this.#state === 'connecting' || this.#restartAbort !== undefined) return;
    this.#interruptedNs ??= this.#options.clock.nowNs();
    this.#setState('restarting');
    this.#scheduleRestart();
  }

  #scheduleRestart(): void {
    const { events } = this.#options;
    const decision = this.#policy.failed(performance.now());
    if (decision.giveUp) {
      this.#setState('failed');
      this.#streams.retire();
      const error = new HostError(
        'ISOLATE_GAVE_UP',
        `The driver "${this.driverId}" failed again and again and is not started any more. ` +
          'Look at its last error output, update or replace the driver, and connect the device again.',
        { subject: { deviceId: this.deviceId, driverId: this.driverId } },
      );
      events.emit('gave-up', { deviceId: this.deviceId, error });
      return;
    }
    const { attempt, delayMs } = decision;
    events.emit('restart-scheduled', { deviceId: this.deviceId, attempt, delayMs });
    this.#restartTimer = setTimeout(() => {
      this.#serialize(() => this.#restart()).catch(() => {});
    }, delayMs);
  }

  async #restart(): Promise<void> {
    if (this.#state !== 'restarting') return;
    const { events, clock } = this.#options;
    let isolate: Isolate | undefined;
    this.#restartAbort = new AbortController();
    const { signal } = this.#restartAbort;
    try {
      const observer = this.#observer(undefined);
      ({ isolate } = await this.#options.startIsolate(observer));
      await this.#connectIn(isolate, signal);
      if (this.#wasStreaming) {
        this.#setState('streaming');
        await isolate.call('startStreaming', null, signal);
      }
      this.#restartAbort = undefined;
    } catch (error) {
      this.#restartAbort = undefined;
      this.#isolate = undefined;
      await isolate?.close();
      events.emit('log', {
        deviceId: this.deviceId,
        driverId: this.driverId,
        level: 'error',
        message: `Restart failed: ${serializeError(error).message}`,
      });
      if (!this.isActive || signal.aborted) return;
      this.#setState('restarting');
      this.#scheduleRestart();
      return;
    }
    this.#policy.started(performance.now());
    events.emit('restarted', {
      deviceId: this.deviceId,
      gapFromNs: this.#interruptedNs ?? clock.nowNs(),
      gapToNs: clock.nowNs(),
    });
    this.#interruptedNs = undefined;
  }

  #requireConnected(what: string): Isolate {
    if ((this.#state === 'connected' || this.#state === 'streaming') && this.#isolate !== undefined)
      return this.#isolate;
    throw new HostError(
      'NOT_CONNECTED',
      `The device "${this.deviceId}" cannot ${what}: it is ${this.#state}. Connect it first.`,
      { subject: { deviceId: this.deviceId } },
    );
  }

  #setState(state: DeviceState): void {
    this.#state = state;
  }

  /** Operations of one device do not overlap. */
  #serialize<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#operations.then(operation);
    this.#operations = result.catch(() => {});
    return result;
  }
}
