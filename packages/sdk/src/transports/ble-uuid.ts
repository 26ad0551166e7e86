import { TransportError } from '../errors.js';

/**
 * What all UUIDs that the Bluetooth SIG has assigned end in: a short UUID stands for `0000xxxx` before it (Bluetooth Core
 * Specification 5.4, Vol 3, Part B, section 2.5.1).
 */
const baseUuidEnd = '00001000800000805f9b34fb';

/**
 * A Bluetooth UUID in the one form that ModLink writes: lower case, four digits where the Bluetooth SIG has assigned a 16-bit
 * one, the hyphenated form otherwise.
 * @param uuid - with or without hyphens, `0x`, upper case; 16, 32 or 128 bits.
 * @throws {TransportError} `INVALID_OPTIONS`
 */
export function normalizeBleUuid(uuid: string): string {
  const digits = String(uuid).toLowerCase().replace(/^0x|-/g, '');
  if (!/^([0-9a-f]{4}|[0-9a-f]{8}|[0-9a-f]{32})$/.test(digits)) {
    throw new TransportError(
      'INVALID_OPTIONS',
      `"${uuid}" is no Bluetooth UUID: expected four hexadecimal digits such as 180d, or all 32 as in ` +
        '273e0001-4c4d-454d-96be-f03bac821358.',
    );
  }
  const long = digits.length === 32 ? digits : digits.padStart(8, '0') + baseUuidEnd;
  if (long.startsWith('0000') && long.endsWith(baseUuidEnd)) return long.slice(4, 8);
  return long.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
