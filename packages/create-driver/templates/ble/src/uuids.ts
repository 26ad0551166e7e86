import type { BleCharacteristic } from '@modlink/sdk';

/** The service by which the device is known. As given here: the Nordic UART Service, a stream of bytes both ways. */
export const service = '6e400001-b5a3-f393-e0a9-e50e24dcca9e';

/** Where its packets come from. */
export const packetsCharacteristic: BleCharacteristic = {
  service,
  characteristic: '6e400003-b5a3-f393-e0a9-e50e24dcca9e',
};
