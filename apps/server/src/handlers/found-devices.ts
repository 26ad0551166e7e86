import { createHash } from 'node:crypto';
import type { FoundDevice } from '@modlink/host';
import type { WireFoundDevice } from '@modlink/protocol';
import { ServerError } from '../server-error.js';

/** More than any machine has plugged in, so that searches for years do not grow. */
const keptDevices = 1_000;

/**
 * The devices that searches found, by an id that stays the same for the same physical device of the same driver. What the
 * driver wants back at connecting stays here: clients cannot make it up.
 */
export class FoundDevices {
  readonly #found = new Map<string, FoundDevice>();

  keep(device: FoundDevice): WireFoundDevice {
    const { driverId, provider, title, subtitle, identity } = device;
    const foundId = createHash('sha256')
      .update(JSON.stringify([driverId, provider, identity]))
      .digest('base64url')
      .slice(0, 22);
    // The latest stand last, so that the oldest go first.
    this.#found.delete(foundId);
    this.#found.set(foundId, device);
    const oldest = this.#found.keys().next();
    if (this.#found.size > keptDevices && !oldest.done) this.#found.delete(oldest.value);
    return { foundId, driverId, provider, title, subtitle, identity };
  }

  /** @throws {ServerError} `UNKNOWN_FOUND_DEVICE` */
  get(foundId: string): FoundDevice {
    const found = this.#found.get(foundId);
    if (found !== undefined) return found;
    throw new ServerError(
      'UNKNOWN_FOUND_DEVICE',
      'No search of this host found a device of this id. Search again, and connect what it finds.',
    );
  }
}
