/** What the headband tells of itself every ten seconds or so. */
export interface MuseTelemetry {
  readonly sequence: number;
  /** Percent. */
  readonly batteryPercent: number;
  /** Of the battery, as its fuel gauge measures it, in millivolts. */
  readonly voltageMv: number;
  /** Degrees Celsius. */
  readonly temperatureC: number;
}

/**
 * Big-endian: number, battery in 1/512 %, fuel gauge in 2.2 mV, a value of the converter, temperature (muse-js,
 * `muse-parse.ts`: `parseTelemetry`; muse-lsl, `muse.py`: `_handle_telemetry`). What follows is not known.
 * @returns `undefined` for what is cut short or says more than 100 %. Never throws.
 */
export function parseTelemetry(bytes: Uint8Array): MuseTelemetry | undefined {
  if (bytes.length < 10) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const batteryPercent = view.getUint16(2) / 512;
  if (batteryPercent > 100) return undefined;
  return {
    sequence: view.getUint16(0),
    batteryPercent,
    voltageMv: view.getUint16(4) * 2.2,
    temperatureC: view.getUint16(8),
  };
}
