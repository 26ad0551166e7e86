/** Services and characteristics that the driver knows. */
import type { BleCharacteristic, BleServiceInfo } from '@modlink/sdk';

const heartRateService = '180d';
const polarService = 'fb005c80-02e7-f387-1cad-8acd2d8df0c8';
const uartService = '6e400001-b5a3-f393-e0a9-e50e24dcca9e';

/**
 * Assigned numbers of the Bluetooth SIG; "Polar Measurement Data Specification for 3rd Party", "Gatt Service and
 * Characteristics Declaration"; "Nordic UART Service" of the nRF Connect SDK, whose RX and TX are the device's.
 */
export const gatt = {
  heartRate: { service: heartRateService, characteristic: '2a37' },
  battery: { service: '180f', characteristic: '2a19' },
  polarControl: { service: polarService, characteristic: 'fb005c81-02e7-f387-1cad-8acd2d8df0c8' },
  polarData: { service: polarService, characteristic: 'fb005c82-02e7-f387-1cad-8acd2d8df0c8' },
  uartToDevice: { service: uartService, characteristic: '6e400002-b5a3-f393-e0a9-e50e24dcca9e' },
  uartFromDevice: { service: uartService, characteristic: '6e400003-b5a3-f393-e0a9-e50e24dcca9e' },
} as const satisfies Record<string, BleCharacteristic>;

/** What a sensor says of itself (Assigned Numbers of the Bluetooth SIG). */
export const deviceInformation = {
  manufacturer: { service: '180a', characteristic: '2a29' },
  model: { service: '180a', characteristic: '2a24' },
  firmware: { service: '180a', characteristic: '2a26' },
} as const satisfies Record<string, BleCharacteristic>;

/** What kind of sensor advertises which service; the first that fits names it. */
const kinds: readonly (readonly [serviceUuid: string, kind: string])[] = [
  [polarService, 'Polar sensor'],
  [uartService, 'Nordic UART device'],
  [heartRateService, 'Heart-rate sensor'],
];
const polarName = /^Polar /;

/** What an advertisement is of; `undefined` where nothing in it is known. */
export function kindOf(name: string | undefined, serviceUuids: readonly string[]): string | undefined {
  if (name !== undefined && polarName.test(name)) return 'Polar sensor';
  return kinds.find(([uuid]) => serviceUuids.includes(uuid))?.[1];
}

/** Whether a connected sensor has a characteristic. */
export function hasCharacteristic(
  services: readonly BleServiceInfo[],
  { service, characteristic }: BleCharacteristic,
): boolean {
  return services.some(
    ({ uuid, characteristics }) =>
      uuid === service && characteristics.some((each) => each.uuid === characteristic),
  );
}
