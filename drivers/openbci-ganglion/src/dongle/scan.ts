import { setTimeout as sleep } from 'node:timers/promises';
import { parseAdvertisement, uint16 } from '../parser/index.js';
import type { Bled112 } from './bled112.js';

/** A device that the dongle has seen. */
export interface SeenDevice {
  readonly address: string;
  /** 0 public, 1 random. */
  readonly addressType: number;
  readonly rssiDbm: number;
  readonly name?: string;
  readonly serviceUuids: readonly string[];
}

/** 0.625 ms each: listens for 50 of every 75 ms, and asks for names. */
const scanParameters = [...uint16(120), ...uint16(80), 1];
/** All that is seen, not only what says that it can be discovered. */
const observation = 2;

/** Looks around for a while. @returns what was seen, the strongest signal first. */
export async function scan(
  dongle: Bled112,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<readonly SeenDevice[]> {
  const seen = new Map<string, SeenDevice>();
  const closed = new AbortController();
  const stopClose = dongle.onClose((error) => closed.abort(error ?? new Error('The port was closed.')));
  const stop = dongle.onEvent((event) => {
    if (event.type !== 'scan-response') return;
    const { address, addressType, rssiDbm, data } = event;
    const before = seen.get(address);
    // Name and services come in different packets.
    const { name = before?.name, serviceUuids } = parseAdvertisement(data);
    seen.set(address, {
      address,
      addressType,
      rssiDbm,
      ...(name !== undefined && { name }),
      serviceUuids: [...new Set([...(before?.serviceUuids ?? []), ...serviceUuids])],
    });
  });
  try {
    await dongle.command('setScanParameters', scanParameters, { resultAt: 0, signal });
    await dongle.command('discover', [observation], { resultAt: 0, signal });
    await sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, closed.signal]) }).catch(() => {});
    signal.throwIfAborted();
    closed.signal.throwIfAborted();
    await dongle.request('endProcedure', [], signal);
  } finally {
    stop();
    stopClose();
  }
  return [...seen.values()].sort((a, b) => b.rssiDbm - a.rssiDbm);
}
