import {
  type BleCharacteristic,
  type BleConnection,
  type BleServiceInfo,
  type Clock,
  type DataListener,
  normalizeBleUuid,
  type TransportError,
  type Unsubscribe,
} from '@modlink/sdk';
import { type CloseListener, CloseListeners } from '@modlink/sdk/transport-parts';
import { connectionClosed, errorOf } from '../errors.js';
import type { Endpoint, RadioCallKind, RadioCalls } from '../wire/messages.js';
import type { RadioClient } from './radio-client.js';
import { Subscriptions } from './subscriptions.js';

/** Of every connection, until something larger was agreed upon: Bluetooth Core Specification 5.4, Vol 3, Part G, section 5.2.1. */
const smallestMtuBytes = 23;

/** A peripheral that is connected, or about to be; the obligations are those of the interface. */
export class RadioConnection implements BleConnection {
  readonly id: string;
  /** Its number on the line to the radio. */
  readonly link: number;
  readonly #radio: RadioClient;
  readonly #clock: Clock;
  readonly #giveLeaseBack: () => void;
  readonly #stopListening: () => void;
  readonly #closeListeners = new CloseListeners();
  readonly #pending = new Set<(error: TransportError) => void>();
  readonly #subscriptions: Subscriptions;
  #mtuBytes = smallestMtuBytes;
  #state: 'open' | 'closing' | 'closed' = 'open';
  /** Why the connection ended, where it was not asked to. */
  #loss: TransportError | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: {
    id: string;
    radio: RadioClient;
    clock: Clock;
    giveLeaseBack: () => void;
  }) {
    this.id = options.id;
    this.#radio = options.radio;
    this.#clock = options.clock;
    this.#giveLeaseBack = options.giveLeaseBack;
    this.#subscriptions = new Subscriptions((kind, endpoint) => this.#call(kind, endpoint));
    const { link, stop } = this.#radio.listen({
      onData: ({ service, characteristic, bytes, atNs }) => {
        if (this.#state !== 'open') return;
        this.#subscriptions.deliver(`${service}/${characteristic}`, bytes, this.#hostTime(atNs));
      },
      onMtu: (mtuBytes) => {
        this.#mtuBytes = mtuBytes;
      },
      onLost: (failure) => {
        if (this.#state !== 'open') return;
        this.#loss = errorOf(failure, this.id);
        this.#rejectPending();
        this.#end();
      },
    });
    this.link = link;
    this.#stopListening = stop;
  }

  get mtuBytes(): number {
    return this.#mtuBytes;
  }

  services(): Promise<readonly BleServiceInfo[]> {
    return this.#call('services', { link: this.link });
  }

  readRssiDbm(): Promise<number> {
    return this.#call('rssi', { link: this.link });
  }

  async read(characteristic: BleCharacteristic): Promise<Uint8Array> {
    return await this.#call('read', this.#endpoint(characteristic));
  }

  async write(
    characteristic: BleCharacteristic,
    bytes: Uint8Array,
    { withoutResponse = false }: { readonly withoutResponse?: boolean } = {},
  ): Promise<void> {
    await this.#call('write', {
      ...this.#endpoint(characteristic),
      bytes: Uint8Array.from(bytes),
      withoutResponse,
    });
  }

  async subscribe(characteristic: BleCharacteristic, listener: DataListener): Promise<() => Promise<void>> {
    return await this.#subscriptions.add(this.#endpoint(characteristic), listener);
  }

  onClose(listener: CloseListener): Unsubscribe {
    return this.#closeListeners.add(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** It could not be connected. */
  abandon(): void {
    if (this.#state === 'open') this.#end();
  }

  async #close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#rejectPending();
    // A radio that is gone has no connection either.
    await this.#radio.call('disconnect', { link: this.link }).catch(() => {});
    this.#end();
  }

  #end(): void {
    this.#state = 'closed';
    this.#stopListening();
    this.#giveLeaseBack();
    this.#closeListeners.end(this.#loss);
  }

  #rejectPending(): void {
    for (const reject of this.#pending) reject(connectionClosed(this.id, this.#loss));
    this.#pending.clear();
  }

  /** Rejects as soon as the connection is closed, whatever the radio says. */
  #call<Kind extends RadioCallKind>(
    kind: Kind,
    asks: RadioCalls[Kind]['asks'],
  ): Promise<RadioCalls[Kind]['gives']> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'open') throw connectionClosed(this.id, this.#loss);
      this.#pending.add(reject);
      this.#radio
        .call(kind, asks)
        .then(resolve, reject)
        .finally(() => this.#pending.delete(reject));
    });
  }

  #endpoint({ service, characteristic }: BleCharacteristic): Endpoint {
    return {
      link: this.link,
      service: normalizeBleUuid(service),
      characteristic: normalizeBleUuid(characteristic),
    };
  }

  /** When it arrived at the radio, by the host clock here: what it waited on its way since then does not count. */
  #hostTime(atNs: bigint): bigint {
    const agoNs = process.hrtime.bigint() - atNs;
    return this.#clock.nowNs() - (agoNs > 0n ? agoNs : 0n);
  }
}
