import { type BleConnection, type BleServiceInfo, StreamDescriptor, serializeError } from '@modlink/sdk';
import { deviceInformation, hasCharacteristic } from './gatt.js';
import type { SensorLink } from './sensor-part.js';

/** What a sensor says of itself, where it does. */
export type DeviceInformation = Partial<Record<keyof typeof deviceInformation, string>>;

/** Reads the Device Information Service (Bluetooth SIG, "Device Information Service" 1.1): UTF-8 texts, all optional. */
export async function readDeviceInformation(
  connection: BleConnection,
  services: readonly BleServiceInfo[],
  log: SensorLink['log'],
): Promise<DeviceInformation> {
  const information: DeviceInformation = {};
  for (const name of Object.keys(deviceInformation) as (keyof typeof deviceInformation)[]) {
    const characteristic = deviceInformation[name];
    if (!hasCharacteristic(services, characteristic)) continue;
    try {
      const text = new TextDecoder().decode(await connection.read(characteristic));
      // Some sensors fill their texts up with zeros.
      information[name] = text.replace(/\0.*$/s, '').trim();
    } catch (error) {
      log.warn(`The ${name} of the sensor cannot be read: ${serializeError(error).message}`);
    }
  }
  return information;
}

/** The streams, with what the sensor says of itself among their metadata. */
export function withInformation(
  streams: readonly StreamDescriptor[],
  information: DeviceInformation,
): readonly StreamDescriptor[] {
  return streams.map((stream) => {
    const init = stream.toJSON();
    return new StreamDescriptor({ ...init, metadata: { ...init.metadata, ...information } });
  });
}
