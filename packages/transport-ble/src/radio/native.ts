/**
 * The one file that loads noble, and that knows how it differs from what it promises.
 *
 * On HCI, its way to Bluetooth on Linux, noble 2.8 reads an answer that is an error as an empty value, and never ends a write or a
 * subscription that is refused. So errors of the attribute protocol are looked for in what the controller hands over.
 */
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Noble, Peripheral } from '@stoprocent/noble';
import type { Adapter } from '../adapter.js';
import { messageOf, unavailable } from '../errors.js';

export type { Characteristic, Noble, Peripheral } from '@stoprocent/noble';

/**
 * Noble as the build has put it beside this: see `scripts/take-noble.mjs`. Loads native code, so not before it is needed. By
 * `require`: an error in loading this CommonJS package gets lost in `import()`.
 */
const noblePackage = (): typeof import('@stoprocent/noble') =>
  createRequire(import.meta.url)('../../dist/noble/index.js');

/** @throws {TransportError} `TRANSPORT_UNAVAILABLE` when the native module of noble cannot be loaded. */
export function loadNoble(adapter: Adapter): Noble {
  try {
    const { withBindings } = noblePackage();
    switch (adapter.kind) {
      case 'default':
        return withBindings('default');
      case 'hci':
        return withBindings('hci', { deviceId: adapter.deviceId });
      case 'uart': {
        const { port, baudRate } = adapter;
        return withBindings('hci', { hciDriver: 'uart', bindParams: { uart: { port, baudRate } } });
      }
    }
  } catch (error) {
    throw unavailable(
      `Bluetooth cannot be used: the native part of noble could not be loaded (${messageOf(error)}). Install the package ` +
        `again on this machine; it has binaries for Linux and macOS on x64 and arm64 and for Windows on x64, and this is ` +
        `${process.platform} on ${process.arch}.`,
      error,
    );
  }
}

/** The status of a controller in words, as in `Remote User Terminated Connection (0x13)`. */
export function statusInWords(reason: number | string): string {
  return typeof reason === 'number' ? noblePackage().hciStatusMessage(reason) : reason;
}

/** Attribute protocol: its channel, the opcode of an error, and errors: Core Specification 5.4, Vol 3, Part F, section 3.4.1.1. */
const attributeChannel = 4;
const errorOpcode = 0x01;
const mtuRequestOpcode = 0x02;
const errorsOfPairing = [0x05, 0x08, 0x0f];
const errorsInWords: Readonly<Record<number, string>> = {
  1: 'invalid handle',
  2: 'reading is not permitted',
  3: 'writing is not permitted',
  5: 'it must be paired first',
  6: 'not supported',
  7: 'invalid offset',
  8: 'not authorized',
  10: 'not found',
  13: 'the value has the wrong length',
  14: 'it failed',
  15: 'it must be paired first',
};

/** What is used of the inside of noble's HCI bindings. */
interface HciInside {
  readonly _bindings?: {
    readonly _gatts?: Readonly<
      Record<string, { readonly _aclStream: EventEmitter; readonly _security: string }>
    >;
  };
}

/** Calls the listener when the peripheral answers a request with an error. Platforms other than HCI tell it themselves. */
export function watchRefusals(noble: Noble, { id }: Peripheral, onRefusal: (words: string) => void): void {
  const gatt = (noble as unknown as HciInside)._bindings?._gatts?.[id];
  // Before noble's own listener, which takes the error for an empty value.
  gatt?._aclStream.prependListener('data', (channel: number, data: Buffer | null) => {
    if (channel !== attributeChannel || data === null || data[0] !== errorOpcode || data.length < 5) return;
    const [, request, , , code = 0] = data;
    // noble pairs, and asks again.
    const isRetried = errorsOfPairing.includes(code) && gatt._security !== 'medium';
    if (request === mtuRequestOpcode || isRetried) return;
    onRefusal(`${errorsInWords[code] ?? 'refused'} (error 0x${code.toString(16).padStart(2, '0')})`);
  });
}
