import { type DeviceCommandInfo, type JsonValue, serializeError } from '@modlink/sdk';
import type { HostClock } from '../clock/host-clock.js';
import type { HostEvents } from '../events/host-events.js';
import { type CommandWish, checkCommandCall } from './command-call.js';
import type { Isolate } from './isolate.js';

/** The commands of one device, and what became of those that ran. */
export class DeviceCommands {
  readonly #deviceId: string;
  readonly #events: HostEvents;
  readonly #clock: HostClock;
  readonly #untilGivenUp = new AbortController();
  #current: readonly DeviceCommandInfo[] = [];

  constructor(
    deviceId: string,
    { events, clock }: { readonly events: HostEvents; readonly clock: HostClock },
  ) {
    this.#deviceId = deviceId;
    this.#events = events;
    this.#clock = clock;
  }

  /** Those that the driver declares for the device. */
  get current(): readonly DeviceCommandInfo[] {
    return this.#current;
  }

  /** Takes those that the driver declares from now on. */
  use(commands: readonly DeviceCommandInfo[]): void {
    const isSame = JSON.stringify(commands) === JSON.stringify(this.#current);
    this.#current = commands;
    if (isSame) return;
    const names = commands.map(({ name }) => name);
    this.#events.emit('commands-changed', { deviceId: this.#deviceId, commands: names });
  }

  /** @throws as `Device.runCommand`. */
  async run(
    isolate: Isolate,
    { signal, ...wish }: CommandWish & { readonly signal: AbortSignal | undefined },
  ): Promise<JsonValue> {
    const { command, args } = checkCommandCall(wish);
    const { name, timeoutMs } = command;
    const told = { deviceId: this.#deviceId, command: name, arguments: args, beganNs: this.#clock.nowNs() };
    const signals = [this.#untilGivenUp.signal, ...(signal === undefined ? [] : [signal])];
    try {
      const result = await isolate.call('runCommand', { name, args }, AbortSignal.any(signals), timeoutMs);
      this.#events.emit('command-run', { ...told, result, error: undefined });
      return result;
    } catch (error) {
      this.#events.emit('command-run', { ...told, result: null, error: serializeError(error) });
      throw error;
    }
  }

  /** Ends what runs: the device is being let go. */
  giveUp(): void {
    this.#untilGivenUp.abort();
  }
}
