/** Notifications of a Muse, as its parser does not make them: written apart, from the same documents. */

function withSequence(sequence: number, content: readonly number[]): Uint8Array {
  return Uint8Array.of((sequence >> 8) & 0xff, sequence & 0xff, ...content);
}

/** Twelve values of 12 bits. */
export function encodeMuseEeg(sequence: number, counts: readonly number[]): Uint8Array {
  const digits = counts.map((count) => count.toString(16).padStart(3, '0')).join('');
  return withSequence(sequence, [...Buffer.from(digits, 'hex')]);
}

/** Samples of three axes, 16 bits each. */
export function encodeMuseMotion(sequence: number, samples: readonly (readonly number[])[]): Uint8Array {
  const counts = samples.flat();
  const content = Buffer.alloc(2 * counts.length);
  for (const [index, count] of counts.entries()) content.writeInt16BE(count, 2 * index);
  return withSequence(sequence, [...content]);
}

/** Six values of 24 bits. */
export function encodeMusePpg(sequence: number, counts: readonly number[]): Uint8Array {
  const content = Buffer.alloc(3 * counts.length);
  for (const [index, count] of counts.entries()) content.writeUIntBE(count, 3 * index, 3);
  return withSequence(sequence, [...content]);
}

/** Battery in 1/512 %, fuel gauge in 2.2 mV, a value of the converter, temperature. */
export function encodeMuseTelemetry(
  sequence: number,
  { batteryPercent, voltageMv, celsius }: { batteryPercent: number; voltageMv: number; celsius: number },
): Uint8Array {
  const content = Buffer.alloc(18);
  content.writeUInt16BE(Math.round(batteryPercent * 512), 0);
  content.writeUInt16BE(Math.round(voltageMv / 2.2), 2);
  content.writeUInt16BE(3900, 4);
  content.writeUInt16BE(celsius, 6);
  return withSequence(sequence, [...content]);
}

/** Text of the control characteristic, in pieces: how many characters count, then 19 of them; the rest is left over. */
export function encodeMuseText(text: string): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += 19) {
    const piece = Buffer.alloc(20, 0x2a);
    piece[0] = Math.min(19, text.length - at);
    piece.write(text.slice(at, at + 19), 1, 'latin1');
    pieces.push(piece);
  }
  return pieces;
}
