import type { SourceReader } from '../input/source-file.js';

/**
 * "Variable-length integers": how many bytes the number has (1, 4 or 8), and the number.
 * @returns `undefined` where there is none, or one beyond what JavaScript counts.
 */
export async function readLength(reader: SourceReader): Promise<number | undefined> {
  if (!(await reader.has(1))) return undefined;
  const [bytes = 0] = reader.peek(1);
  if (bytes !== 1 && bytes !== 4 && bytes !== 8) return undefined;
  if (!(await reader.has(1 + bytes))) return undefined;
  const field = reader.take(1 + bytes);
  if (bytes === 1) return field[1];
  if (bytes === 4) return field.readUInt32LE(1);
  const value = field.readBigUInt64LE(1);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}
