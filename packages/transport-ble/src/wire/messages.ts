/** What drivers and the radio say to each other. UUIDs are in the form of the SDK. */
import type { BlePeripheralInfo, BleServiceInfo, TransportErrorCode } from '@modlink/sdk';

/** Changes with every change of the messages: radios of different versions do not talk to each other's drivers. */
export const protocolVersion = 1;

/** A characteristic of a connection; `link` is the number that the driver's process gave it. */
export interface Endpoint {
  readonly link: number;
  readonly service: string;
  readonly characteristic: string;
}

/** What the radio does for a driver: for each kind of request, what it asks and what it is answered. */
export interface RadioCalls {
  scan: {
    asks: { readonly serviceUuids: readonly string[]; readonly timeoutMs: number };
    gives: readonly BlePeripheralInfo[];
  };
  connect: {
    asks: { readonly link: number; readonly peripheral: string; readonly timeoutMs: number };
    gives: undefined;
  };
  disconnect: { asks: { readonly link: number }; gives: undefined };
  services: { asks: { readonly link: number }; gives: readonly BleServiceInfo[] };
  rssi: { asks: { readonly link: number }; gives: number };
  read: { asks: Endpoint; gives: Uint8Array };
  write: {
    asks: Endpoint & { readonly bytes: Uint8Array; readonly withoutResponse: boolean };
    gives: undefined;
  };
  subscribe: { asks: Endpoint; gives: undefined };
  unsubscribe: { asks: Endpoint; gives: undefined };
}
export type RadioCallKind = keyof RadioCalls;

/** A request, with the number under which it is answered. */
export type RadioRequest = {
  [Kind in RadioCallKind]: { readonly kind: Kind; readonly call: number } & RadioCalls[Kind]['asks'];
}[RadioCallKind];

/** From a driver to the radio. */
export type ToRadio = RadioRequest | { readonly kind: 'cancel'; readonly call: number };

/** What went wrong, as it crosses processes. */
export interface Failure {
  readonly code: TransportErrorCode;
  readonly message: string;
}

/** From the radio to a driver. */
export type FromRadio =
  /** First of all: the radio listens. */
  | { readonly kind: 'hello'; readonly pid: number }
  | { readonly kind: 'result'; readonly call: number; readonly value: unknown }
  | ({ readonly kind: 'failure'; readonly call: number } & Failure)
  /** A notification; `atNs` is when it arrived, by `process.hrtime`, which all processes of a machine share. */
  | ({ readonly kind: 'data'; readonly bytes: Uint8Array; readonly atNs: bigint } & Endpoint)
  | { readonly kind: 'mtu'; readonly link: number; readonly mtuBytes: number }
  | ({ readonly kind: 'lost'; readonly link: number } & Failure);
