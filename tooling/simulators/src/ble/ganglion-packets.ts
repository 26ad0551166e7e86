/** Packets of an OpenBCI Ganglion, as its driver does not make them: written apart, from the same documents. */

/** The first sample of a cycle of firmware 2: four values of 24 bits, then letters. */
export function encodeGanglionRaw(counts: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(20);
  for (const [channel, count] of counts.entries()) bytes.writeIntBE(count, 1 + 3 * channel, 3);
  bytes.write('ABCDEFG', 13, 'latin1');
  return Uint8Array.from(bytes);
}

/**
 * A packet of two samples.
 * @param fields - of each channel of the first sample, then of the second: numbers of so many bits, unsigned.
 * @param accel - in the last byte, which is free where the numbers have 18 bits.
 */
export function encodeGanglionPair(
  id: number,
  fields: readonly number[],
  bits: 18 | 19,
  accel = 0,
): Uint8Array {
  const digits = fields.map((field) => field.toString(2).padStart(bits, '0')).join('');
  const content = Array.from({ length: digits.length / 8 }, (_, n) =>
    Number.parseInt(digits.slice(8 * n, 8 * n + 8), 2),
  );
  return Uint8Array.of(id, ...content, ...(bits === 18 ? [accel & 0xff] : []));
}

/** A difference as firmware 2 sends it: what was before less what is now, its sign in the last bit. */
export function ganglionDeltaField(before: number, now: number, bits: 18 | 19): number {
  const delta = before - now;
  const withSign = delta < 0 ? delta | 1 : delta & ~1;
  return withSign & (2 ** bits - 1);
}

/** A value as firmware 3 sends it: the first bits of its 24. */
export function ganglionValueField(count: number, bits: 18 | 19): number {
  return (count >> (24 - bits)) & (2 ** bits - 1);
}

/** Ohms in ASCII. @param electrode - 1 to 4, 5 for the reference. */
export function encodeGanglionImpedance(electrode: number, ohm: number): Uint8Array {
  return Uint8Array.from(Buffer.from(`${String.fromCharCode(200 + electrode)}${ohm}Z`, 'latin1'));
}

/** Text in pieces: 19 characters each, the last piece has another id. */
export function encodeGanglionText(text: string): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(text.length / 19));
  return Array.from({ length: count }, (_, piece) =>
    Uint8Array.from([
      piece === count - 1 ? 207 : 206,
      ...Buffer.from(text.slice(19 * piece, 19 * piece + 19), 'latin1'),
    ]),
  );
}
