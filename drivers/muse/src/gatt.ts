import type { BleCharacteristic, BleServiceInfo } from '@modlink/sdk';

/** Assigned to InteraXon by the Bluetooth SIG. */
export const museService = 'fe8d';

const of = (number: string): BleCharacteristic => ({
  service: museService,
  characteristic: `273e00${number}-4c4d-454d-96be-f03bac821358`,
});

/** muse-js, `muse.ts`; muse-lsl, `constants.py`. Electrodes and light are in the order of the channels. */
export const gatt = {
  control: of('01'),
  eeg: [of('03'), of('04'), of('05'), of('06'), of('07')],
  gyro: of('09'),
  accel: of('0a'),
  telemetry: of('0b'),
  ppg: [of('0f'), of('10'), of('11')],
} as const;

/** Whether a connected headband has a characteristic. */
export function hasCharacteristic(
  services: readonly BleServiceInfo[],
  { characteristic }: BleCharacteristic,
): boolean {
  return services.some(
    ({ uuid, characteristics }) =>
      uuid === museService && characteristics.some((each) => each.uuid === characteristic),
  );
}
