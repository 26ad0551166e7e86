/**
 * Reads the Battery Level characteristic, 0x2A19 (Bluetooth SIG, "Battery Service" 1.0, section 3.1): percent, 0 to 100.
 * `undefined` for anything else.
 */
export function parseBatteryLevel(bytes: Uint8Array): number | undefined {
  const [level] = bytes;
  return bytes.length === 1 && level !== undefined && level <= 100 ? level : undefined;
}
