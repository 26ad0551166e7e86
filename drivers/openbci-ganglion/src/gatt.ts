/** OpenBCI documentation, "Ganglion Data Format", section "Standard Bluetooth 4.n BLE Setup". */
import type { BleCharacteristic } from '@modlink/sdk';

export const ganglionService = 'fe84';

export const gatt = {
  /** What the board sends. */
  receive: { service: ganglionService, characteristic: '2d30c082-f39f-4ce6-923f-3484ea480596' },
  /** What the board takes. */
  send: { service: ganglionService, characteristic: '2d30c083-f39f-4ce6-923f-3484ea480596' },
  /** "Device Information Service" 1.1 of the Bluetooth SIG. */
  softwareRevision: { service: '180a', characteristic: '2a28' },
} as const satisfies Record<string, BleCharacteristic>;

/**
 * What an advertisement is of; `undefined` for what is no Ganglion. Some call themselves after their radio module (BrainFlow,
 * `ganglion_native.cpp`).
 */
export function kindOf({
  name = '',
  serviceUuids,
}: {
  readonly name?: string;
  readonly serviceUuids: readonly string[];
}): string | undefined {
  return /^(Ganglion|Simblee)/.test(name) || serviceUuids.includes(ganglionService)
    ? 'OpenBCI Ganglion'
    : undefined;
}
