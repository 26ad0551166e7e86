import { openBattery } from './battery-part.js';
import { BleSensorError } from './errors.js';
import { openHeartRate } from './heart-rate-part.js';
import { openPolar } from './polar-part.js';
import { openRssi } from './rssi-part.js';
import type { OpenPart, SensorLink, SensorPart } from './sensor-part.js';
import { openText } from './text-part.js';

/** Without one of these there is nothing to record. */
const measuring: readonly OpenPart[] = [openHeartRate, openPolar, openText];
const accompanying: readonly OpenPart[] = [openBattery, openRssi];

/**
 * The parts of a connected sensor, by the services that it has.
 * @throws {BleSensorError} `NOTHING_TO_MEASURE`, and what the parts throw.
 */
export async function openParts(link: SensorLink, signal: AbortSignal): Promise<readonly SensorPart[]> {
  const parts = await openAll(measuring, link, signal);
  if (parts.length === 0) {
    const { connection, services, settings } = link;
    throw new BleSensorError(
      'NOTHING_TO_MEASURE',
      `The device ${connection.id} has none of the services that the setting measurements asks for ` +
        `(${settings.measurements.join(', ')}). Its services are ${services.map(({ uuid }) => uuid).join(', ') || 'none'}. ` +
        'Known ones are heart rate (180d), the measurement data of Polar sensors, and the Nordic UART service.',
      { subject: { path: connection.id } },
    );
  }
  return [...parts, ...(await openAll(accompanying, link, signal))];
}

async function openAll(
  openers: readonly OpenPart[],
  link: SensorLink,
  signal: AbortSignal,
): Promise<readonly SensorPart[]> {
  const parts: SensorPart[] = [];
  for (const open of openers) {
    signal.throwIfAborted();
    const part = await open(link, signal);
    if (part !== undefined) parts.push(part);
  }
  return parts;
}
