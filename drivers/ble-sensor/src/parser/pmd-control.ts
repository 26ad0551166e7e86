/**
 * The control point of Polar's measurement data service ("Polar Measurement Data Specification for 3rd Party", sections "PMD
 * Measurement Types", "Control Point Error Codes", "Read Features from device", "Request Stream Settings", "Start Stream",
 * "Stop Stream"; widths of the settings and later error codes: `PmdSetting.kt`, `PmdControlPointResponse.kt` of the Polar BLE SDK).
 */

/** The code of each measurement, which is also its bit in the features. */
export const pmdMeasurements = { ecg: 0, ppg: 1, accel: 2, ppi: 3, gyro: 5, mag: 6 } as const;
export type PmdMeasurement = keyof typeof pmdMeasurements;
export const pmdMeasurementNames = Object.keys(pmdMeasurements) as readonly PmdMeasurement[];

/** What is asked of the control point. */
export const pmdOpCodes = { settings: 1, start: 2, stop: 3 } as const;
export type PmdOperation = keyof typeof pmdOpCodes;

const featuresTag = 0x0f;
const responseTag = 0xf0;

/** What the device answers, by code. */
export const pmdStatuses = [
  'success',
  'invalid operation',
  'invalid measurement',
  'not supported',
  'invalid length',
  'invalid parameter',
  'already in this state',
  'invalid resolution',
  'invalid sample rate',
  'invalid range',
  'packets of Bluetooth too small',
  'invalid number of channels',
  'invalid state',
  'device in the charger',
  'memory full',
] as const;
export type PmdStatus = (typeof pmdStatuses)[number] | `error ${number}`;

/** Code and width of what can be set. `factor` comes with the answer to a start, as a float: value = count * factor. */
const settingCodes = {
  sampleRateHz: { code: 0, bytes: 2 },
  resolutionBits: { code: 1, bytes: 2 },
  range: { code: 2, bytes: 2 },
  rangeMilli: { code: 3, bytes: 4 },
  channels: { code: 4, bytes: 1 },
  factor: { code: 5, bytes: 4 },
} as const;
export type PmdSettingName = keyof typeof settingCodes;
const settingNames = Object.keys(settingCodes) as readonly PmdSettingName[];

/** What a device offers, or has chosen: the values of each setting. */
export type PmdSettings = Partial<Record<PmdSettingName, readonly number[]>>;

/** An answer of the control point. */
export interface PmdResponse {
  readonly operation: number;
  readonly measurement: number;
  readonly status: PmdStatus;
  /** Further packets with settings follow. */
  readonly more: boolean;
  readonly parameters: Uint8Array;
}

/** Reads which measurements a device has, from the value of the control point; `undefined` where it is no list of features. */
export function parsePmdFeatures(bytes: Uint8Array): readonly PmdMeasurement[] | undefined {
  const [tag, features] = bytes;
  if (tag !== featuresTag || features === undefined) return undefined;
  return pmdMeasurementNames.filter((name) => (features & (1 << pmdMeasurements[name])) !== 0);
}

/** Reads an answer; `undefined` for anything else. The parameters are a view into the bytes. */
export function parsePmdResponse(bytes: Uint8Array): PmdResponse | undefined {
  const [tag, operation, measurement, status, more = 0] = bytes;
  if (tag !== responseTag || operation === undefined || measurement === undefined || status === undefined)
    return undefined;
  return {
    operation,
    measurement: measurement & 0x3f,
    status: pmdStatuses[status] ?? `error ${status}`,
    more: more !== 0,
    parameters: bytes.subarray(5),
  };
}

/** Reads settings; `undefined` where they are cut short or of a kind that is not known. Never throws. */
export function parsePmdSettings(parameters: Uint8Array): PmdSettings | undefined {
  const view = new DataView(parameters.buffer, parameters.byteOffset, parameters.byteLength);
  const settings: PmdSettings = {};
  let at = 0;
  while (at < parameters.length) {
    const name = settingNames.find((each) => settingCodes[each].code === parameters[at]);
    const count = parameters[at + 1];
    if (name === undefined || count === undefined) return undefined;
    const { bytes } = settingCodes[name];
    const end = at + 2 + count * bytes;
    if (end > parameters.length) return undefined;
    const values: number[] = [];
    for (let offset = at + 2; offset < end; offset += bytes) {
      if (name === 'factor') values.push(view.getFloat32(offset, true));
      else if (bytes === 4) values.push(view.getUint32(offset, true));
      else values.push(bytes === 2 ? view.getUint16(offset, true) : view.getUint8(offset));
    }
    settings[name] = values;
    at = end;
  }
  return settings;
}

/** Writes a command: the settings of a start, one value each; nothing more for the others. */
export function encodePmdCommand(
  operation: PmdOperation,
  measurement: PmdMeasurement,
  settings: Partial<Record<PmdSettingName, number>> = {},
): Uint8Array {
  const chosen = settingNames.flatMap((name) => {
    const value = settings[name];
    if (value === undefined || name === 'factor') return [];
    const { code, bytes } = settingCodes[name];
    return [code, 1, ...Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256)];
  });
  return Uint8Array.of(pmdOpCodes[operation], pmdMeasurements[measurement], ...chosen);
}
