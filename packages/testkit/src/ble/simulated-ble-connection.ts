import {
  type BleCharacteristic,
  type BleCharacteristicProperty,
  type BleConnection,
  type BleServiceInfo,
  type DataListener,
  normalizeBleUuid,
  TransportError,
  type Unsubscribe,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { DeviceTimers } from '../transport/device-timers.js';
import type { Distortion } from '../transport/distortions.js';
import type { BleCharacteristicDefinition, BleLine, BlePeripheral, BleReactions } from './ble-peripheral.js';

/** What a phone and most adapters agree upon with a modern peripheral. */
const usualMtuBytes = 247;

type CloseListener = (error: TransportError | undefined) => void;

/** What a connection needs of its transport. */
export interface BleConnectionWorld {
  readonly clock: VirtualClock;
  /** What happens to notifications on their way. */
  distortion(): Distortion;
  overwritesBytes(): boolean;
  rssiDbm(): number;
  closed(connection: SimulatedBleConnection): void;
}

/** A characteristic, with who listens to it. */
interface Endpoint {
  readonly definition: BleCharacteristicDefinition;
  readonly listeners: Set<DataListener>;
}

/** A connection to a simulated peripheral; the obligations are those of the interface. */
export class SimulatedBleConnection implements BleConnection, BleLine {
  readonly id: string;
  readonly mtuBytes = usualMtuBytes;
  readonly #peripheral: BlePeripheral;
  readonly #world: BleConnectionWorld;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #reactions: ReadonlyMap<string, BleReactions>;
  readonly #closeListeners = new Set<CloseListener>();
  readonly #timers: DeviceTimers;
  #sent = 0;
  #isOpen = true;
  #loss: TransportError | undefined;

  constructor(peripheral: BlePeripheral, world: BleConnectionWorld) {
    this.id = peripheral.id;
    this.#peripheral = peripheral;
    this.#world = world;
    this.#timers = new DeviceTimers(world.clock);
    for (const { characteristics } of peripheral.services) {
      for (const definition of characteristics) {
        this.#endpoints.set(normalizeBleUuid(definition.uuid), { definition, listeners: new Set() });
      }
    }
    const reactions = Object.entries(peripheral.connect?.(this) ?? {});
    this.#reactions = new Map(reactions.map(([uuid, reaction]) => [normalizeBleUuid(uuid), reaction]));
  }

  async services(): Promise<readonly BleServiceInfo[]> {
    this.#expectOpen();
    return this.#peripheral.services.map(({ uuid, characteristics }) => ({
      uuid: normalizeBleUuid(uuid),
      characteristics: characteristics.map((each) => ({
        uuid: normalizeBleUuid(each.uuid),
        properties: [...each.properties],
      })),
    }));
  }

  async readRssiDbm(): Promise<number> {
    this.#expectOpen();
    return this.#world.rssiDbm();
  }

  async read(characteristic: BleCharacteristic): Promise<Uint8Array> {
    const { definition } = this.#find(characteristic, ['read']);
    const read = this.#reactionsOf(definition).onRead ?? (() => definition.value ?? new Uint8Array());
    return Uint8Array.from(this.#attempt('read', read));
  }

  async write(
    characteristic: BleCharacteristic,
    bytes: Uint8Array,
    { withoutResponse = false }: { readonly withoutResponse?: boolean } = {},
  ): Promise<void> {
    const { definition } = this.#find(characteristic, [withoutResponse ? 'writeWithoutResponse' : 'write']);
    const write = () => this.#reactionsOf(definition).onWrite?.(Uint8Array.from(bytes));
    try {
      this.#attempt('written', write);
    } catch (error) {
      // Nobody answers such a write, not even when it fails.
      if (!withoutResponse) throw error;
    }
  }

  async subscribe(characteristic: BleCharacteristic, listener: DataListener): Promise<() => Promise<void>> {
    const { definition, listeners } = this.#find(characteristic, ['notify', 'indicate']);
    const own: DataListener = (bytes, arrivalNs) => listener(bytes, arrivalNs);
    listeners.add(own);
    if (listeners.size === 1) this.#reactionsOf(definition).onSubscribe?.();
    return async () => {
      const isLast = listeners.delete(own) && listeners.size === 0;
      if (isLast && this.#isOpen) this.#reactionsOf(definition).onUnsubscribe?.();
    };
  }

  onClose(listener: CloseListener): Unsubscribe {
    if (this.#isOpen) this.#closeListeners.add(listener);
    else queueMicrotask(() => listener(this.#loss));
    return () => this.#closeListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#end(undefined);
  }

  notify(characteristic: string, bytes: Uint8Array): void {
    const listeners = this.#endpoints.get(normalizeBleUuid(characteristic))?.listeners;
    if (!this.#isOpen || listeners === undefined || listeners.size === 0) return;
    const pieces = this.#world.distortion()(Uint8Array.from(bytes), this.#sent);
    this.#sent += 1;
    for (const piece of pieces) {
      const lent = piece.slice();
      for (const listener of listeners) listener(lent, this.#world.clock.nowNs());
      if (this.#world.overwritesBytes()) lent.fill(0xee);
    }
  }

  isSubscribed(characteristic: string): boolean {
    return (this.#endpoints.get(normalizeBleUuid(characteristic))?.listeners.size ?? 0) > 0;
  }

  every(intervalMs: number, run: (index: number) => void): () => void {
    return this.#timers.every(intervalMs, run);
  }

  after(delayMs: number, run: () => void): void {
    this.#timers.after(delayMs, run);
  }

  disconnect(): void {
    this.loseLink('ended the connection');
  }

  /** The connection is lost. @param how - what the peripheral did. */
  loseLink(how: string): void {
    this.#end(
      new TransportError('DEVICE_UNPLUGGED', `The simulated peripheral ${this.id} ${how}.`, {
        subject: { path: this.id },
      }),
    );
  }

  #end(error: TransportError | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#loss = error;
    this.#timers.end();
    this.#world.closed(this);
    for (const listener of this.#closeListeners) listener(error);
  }

  #reactionsOf({ uuid }: BleCharacteristicDefinition): BleReactions {
    return this.#reactions.get(normalizeBleUuid(uuid)) ?? {};
  }

  #find(
    { service, characteristic }: BleCharacteristic,
    properties: readonly BleCharacteristicProperty[],
  ): Endpoint {
    this.#expectOpen();
    const uuid = normalizeBleUuid(characteristic);
    const isOfService = this.#peripheral.services
      .filter((each) => normalizeBleUuid(each.uuid) === normalizeBleUuid(service))
      .some((each) => each.characteristics.some((one) => normalizeBleUuid(one.uuid) === uuid));
    const endpoint = isOfService ? this.#endpoints.get(uuid) : undefined;
    if (endpoint === undefined) {
      throw new TransportError(
        'DEVICE_NOT_FOUND',
        `The simulated peripheral ${this.id} has no characteristic ${characteristic} in a service ${service}.`,
        { subject: { path: this.id } },
      );
    }
    if (!endpoint.definition.properties.some((property) => properties.includes(property))) {
      throw this.#failure(
        `The characteristic ${characteristic} is for "${endpoint.definition.properties.join(', ')}", not for ` +
          `"${properties.join(', ')}"`,
      );
    }
    return endpoint;
  }

  #attempt<T>(what: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw this.#failure(`A characteristic could not be ${what}: ${String(error)}`, error);
    }
  }

  #failure(message: string, cause?: unknown): TransportError {
    return new TransportError('IO_FAILED', `The simulated peripheral ${this.id}: ${message}.`, {
      cause,
      subject: { path: this.id },
    });
  }

  #expectOpen(): void {
    if (this.#isOpen) return;
    throw new TransportError(
      'CONNECTION_CLOSED',
      `The connection to the simulated peripheral ${this.id} is closed.`,
      { cause: this.#loss, subject: { path: this.id } },
    );
  }
}
