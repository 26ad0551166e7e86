import type { ExportJob } from '../export-format.js';
import { isJsonObject } from './json-object.js';

/** Ohm by channel: its name, or its number from 1. */
export type Impedances = ReadonlyMap<string | number, number>;

/**
 * What the electrodes of each device were last measured to have, by the commands `impedance` that were run while it was
 * recorded: these answer `{ channel, ohm }` for one channel, or an object of ohms by channel name.
 */
export async function recordedImpedances({
  recording,
}: Pick<ExportJob, 'recording'>): Promise<ReadonlyMap<string, Impedances>> {
  const byDevice = new Map<string, Map<string | number, number>>();
  for await (const { type, label, deviceId = '', data } of recording.events()) {
    if (type !== 'command' || label !== 'impedance') continue;
    const result = isJsonObject(data) ? data.result : undefined;
    if (!isJsonObject(result)) continue;
    const found = byDevice.get(deviceId) ?? new Map<string | number, number>();
    byDevice.set(deviceId, found);
    const { channel, ohm } = result;
    if (typeof channel === 'number' && typeof ohm === 'number') found.set(channel, ohm);
    else {
      for (const [name, value] of Object.entries(result))
        if (typeof value === 'number') found.set(name, value);
    }
  }
  return byDevice;
}
