/**
 * How a connected device comes back: its driver is started again when its isolate ended, it is looked for when it went
 * away, and its stream is started again when no data comes.
 */
import { type JsonValue, serializeError } from '@modlink/sdk';
import type { BusStream } from '../bus/bus.js';
import { HostError } from '../errors.js';
import type { IsolateExit } from './carrier.js';
import { Comeback } from './comeback.js';
import type { DeviceState } from './device-info.js';
import type { DeviceOptions, FoundAgain } from './device-options.js';
import { isolateGaveUp, reconnectGaveUp } from './isolate-errors.js';
import { ReconnectPolicy } from './reconnect-policy.js';
import { RestartPolicy } from './restart-policy.js';
import { SilenceWatchdog } from './silence-watchdog.js';
import type { LoadedIsolate } from './start-isolate.js';

/** What the recovery does with its device. */
export interface RecoveringDevice {
  state(): DeviceState;
  streams(): readonly BusStream[];
  setState(state: DeviceState): void;
  /** Starts a fresh isolate of its driver. */
  startIsolate(): Promise<LoadedIsolate>;
  /** Starts one while the other goes on: what it says is heard, that it ends is nothing to the device. */
  startBeside(): Promise<LoadedIsolate>;
  /** Connects in a fresh isolate, and streams on if it did before. The isolate is ended when that fails. */
  resumeIn(isolate: LoadedIsolate | FoundAgain, signal: AbortSignal): Promise<void>;
  /** Stops and starts the stream. */
  restartStream(): Promise<void>;
  /** Ends the isolate. @param isThere - the device is, as far as its driver knows: it is disconnected first. */
  letGo(isThere: boolean): Promise<void>;
  /** Its streams leave the bus. */
  retire(): void;
  serialize<T>(operation: () => Promise<T>): Promise<T>;
}

export class DeviceRecovery {
  readonly #options: DeviceOptions;
  readonly #device: RecoveringDevice;
  readonly #restartPolicy: RestartPolicy;
  readonly #restart: Comeback;
  readonly #reconnectPolicy: ReconnectPolicy;
  readonly #reconnect: Comeback;
  readonly #watchdog: SilenceWatchdog;
  #isReloading = false;
  /** Since when nothing is received from the device. */
  #interruptedNs: bigint | undefined;
  #lastExit: IsolateExit | undefined;
  /** Why the device is gone, or why it was not found the last time. */
  #reason = '';

  constructor(options: DeviceOptions, device: RecoveringDevice) {
    const { deviceId, events, policies } = options;
    this.#options = options;
    this.#device = device;
    this.#restartPolicy = new RestartPolicy(policies().restart);
    this.#restart = this.#createRestart();
    this.#reconnectPolicy = new ReconnectPolicy(() => policies().reconnect);
    this.#reconnect = this.#createReconnect();
    this.#watchdog = new SilenceWatchdog({
      options: () => policies().silence,
      streams: () => device.streams(),
      onSilent: (streams, silentMs, act) => this.#fellSilent(streams, silentMs, act),
      onResumed: ({ streamId }, gapFromNs, gapToNs) =>
        events.emit('data-resumed', { deviceId, streamId, gapFromNs, gapToNs }),
    });
  }

  /** Whether an attempt is under way, which fails by itself when something happens to it. */
  get #isTrying(): boolean {
    return this.#restart.isTrying || this.#reconnect.isTrying || this.#isReloading;
  }

  /** The device was connected. */
  connected(): void {
    const nowMs = performance.now();
    this.#restartPolicy.started(nowMs);
    this.#reconnectPolicy.connected(nowMs);
  }

  /** Data is awaited, or not any more. */
  watch(isStreaming: boolean): void {
    if (isStreaming) this.#watchdog.start();
    else this.#watchdog.stop();
  }

  /** The isolate ended although nobody asked it to. @param wasConnected - the device was in use, and is gone with it. */
  isolateEnded(exit: IsolateExit, wasConnected: boolean): void {
    this.#lastExit = exit;
    if (this.#isTrying || !wasConnected) return;
    this.#interruptedNs ??= this.#options.clock.nowNs();
    this.#device.setState('restarting');
    this.#restart.begin();
  }

  /** The device went away. @param isThere - only its data stays away: its driver still holds it. */
  connectionLost(detail: JsonValue, isThere = false): void {
    const { events, clock, deviceId } = this.#options;
    const { isOn } = this.#reconnectPolicy;
    this.#interruptedNs ??= clock.nowNs();
    this.#reason = typeof detail === 'string' ? detail : JSON.stringify(detail);
    this.#device.setState(isOn ? 'reconnecting' : 'disconnected');
    events.emit('connection-lost', { deviceId, detail });
    if (this.#isTrying) return;
    void this.#device.serialize(async () => {
      await this.#device.letGo(isThere);
      if (!isOn) this.#device.retire();
    });
    if (isOn) this.#reconnect.begin();
  }

  /**
   * Goes on in a fresh isolate, with the driver as its package is now; streams on where it did. Not for a device that was
   * disconnected.
   * @throws what starting the isolate threw: the device goes on as it was. What connecting threw: the device is looked for.
   */
  reload(): Promise<void> {
    return this.#device.serialize(async () => {
      if (this.#device.state() === 'disconnected') return;
      const fresh = await this.#device.startBeside();
      this.cancel();
      this.#interruptedNs ??= this.#options.clock.nowNs();
      const state = this.#device.state();
      this.#isReloading = true;
      try {
        await this.#device.letGo(state === 'connected' || state === 'streaming');
        this.#device.setState('restarting');
        await this.#device.resumeIn(fresh, new AbortController().signal);
      } catch (error) {
        this.#isReloading = false;
        this.connectionLost({ code: 'RELOAD_FAILED', message: serializeError(error).message });
        throw error;
      }
      this.#isReloading = false;
      this.#isBack('restarted');
    });
  }

  /** The device is not wanted any more. */
  cancel(): void {
    this.#restart.cancel();
    this.#reconnect.cancel();
  }

  #createRestart(): Comeback {
    const { deviceId, driverId, events } = this.#options;
    /** The driver is well, but the device did not connect. */
    let deviceFailed = false;
    return new Comeback({
      decide: () => this.#restartPolicy.failed(performance.now()),
      onScheduled: (attempt, delayMs) => events.emit('restart-scheduled', { deviceId, attempt, delayMs }),
      attempt: async (signal) => {
        deviceFailed = false;
        const isolate = await this.#device.startIsolate();
        await this.#device.resumeIn(isolate, signal).catch((error: unknown) => {
          deviceFailed = !(error instanceof HostError);
          throw error;
        });
      },
      onBack: () => this.#isBack('restarted'),
      onFailed: (error) => {
        const { message } = serializeError(error);
        events.emit('log', { deviceId, driverId, level: 'error', message: `Restart failed: ${message}` });
        const state = this.#device.state();
        if (state === 'disconnected') {
          // It went away again, and is not looked for.
          this.#device.retire();
          return false;
        }
        if (this.#reconnectPolicy.isOn && (deviceFailed || state === 'reconnecting')) {
          this.#reason = message;
          this.#device.setState('reconnecting');
          this.#reconnect.begin();
          return false;
        }
        this.#device.setState('restarting');
        return true;
      },
      onGaveUp: () => {
        this.#giveUp();
        events.emit('gave-up', { deviceId, error: isolateGaveUp(driverId, deviceId, this.#lastExit) });
      },
      serialize: (operation) => this.#device.serialize(operation),
    });
  }

  #createReconnect(): Comeback {
    const { deviceId, events, isRecorded, findAgain } = this.#options;
    return new Comeback({
      decide: () => this.#reconnectPolicy.failed(performance.now(), isRecorded()),
      onScheduled: (attempt, delayMs) =>
        events.emit('reconnecting', { deviceId, attempt, delayMs, reason: this.#reason }),
      attempt: async (signal) => this.#device.resumeIn(await findAgain(signal), signal),
      onBack: () => this.#isBack('reconnected'),
      onFailed: (error) => {
        this.#reason = serializeError(error).message;
        this.#device.setState('reconnecting');
        return true;
      },
      onGaveUp: () => {
        this.#giveUp();
        events.emit('reconnect-gave-up', { deviceId, error: reconnectGaveUp(deviceId, this.#reason) });
      },
      serialize: (operation) => this.#device.serialize(operation),
    });
  }

  #isBack(type: 'restarted' | 'reconnected'): void {
    const { events, clock, deviceId } = this.#options;
    this.connected();
    const gapToNs = clock.nowNs();
    events.emit(type, { deviceId, gapFromNs: this.#interruptedNs ?? gapToNs, gapToNs });
    this.#interruptedNs = undefined;
  }

  #giveUp(): void {
    this.#device.setState('failed');
    this.#device.retire();
  }

  #fellSilent(streams: readonly BusStream[], silentMs: number, act: boolean): void {
    const { events, deviceId, driverId, policies } = this.#options;
    const wanted = act ? policies().silence.action : 'report';
    const action = wanted === 'reconnect' && !this.#reconnectPolicy.isOn ? 'report' : wanted;
    const streamIds = streams.map(({ streamId }) => streamId);
    events.emit('data-silent', { deviceId, streamIds, silentMs, action });
    if (action === 'reconnect') {
      this.connectionLost({ code: 'DATA_SILENT', message: `No data for ${silentMs / 1_000} s` }, true);
    } else if (action === 'restart-stream') {
      this.#device.restartStream().catch((error: unknown) => {
        const { message } = serializeError(error);
        events.emit('log', {
          deviceId,
          driverId,
          level: 'warn',
          message: `Streaming did not start again: ${message}`,
        });
      });
    }
  }
}
