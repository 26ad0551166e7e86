/** Text stands for its ASCII bytes, as in `write('v')` of a serial port; anything else is taken as it is. */
export function textAsBytes(value: unknown): unknown {
  return typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'latin1')) : value;
}
