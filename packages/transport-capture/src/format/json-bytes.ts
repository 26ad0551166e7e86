/** Bytes within JSON: an object `{"base64": "..."}` stands for a Uint8Array, wherever it is. */
import type { JsonValue } from '@modlink/sdk';

/** The bytes as base64 text. */
export function toBase64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** The bytes of base64 text with its padding, in memory of their own; `undefined` when it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  // Node skips what is no base64, so that a stranger shows in the length.
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  return text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding ? bytes : undefined;
}

/** A value with bytes in it as JSON. Members that are `undefined`, and what JSON does not hold (signals, functions), go. */
export function encodeBytes(value: unknown): JsonValue {
  if (value instanceof Uint8Array) return { base64: toBase64(value) };
  if (Array.isArray(value)) return value.map(encodeBytes);
  if (typeof value === 'object' && value !== null) {
    const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(value));
    if (!isPlain) return null;
    const kept = Object.entries(value).filter(([, member]) => isHeld(member));
    return Object.fromEntries(kept.map(([key, member]) => [key, encodeBytes(member)]));
  }
  return isHeld(value) ? (value as JsonValue) : null;
}

/** The arguments of a call as JSON. Optional ones that were left out are left out. */
export function encodeArguments(args: readonly unknown[]): readonly JsonValue[] {
  return args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1).map(encodeBytes);
}

const isHeld = (value: unknown): boolean =>
  ['string', 'boolean'].includes(typeof value) ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'object' && !(value instanceof AbortSignal));

/** The value again. */
export function decodeBytes(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(decodeBytes);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value) as [string, JsonValue][];
  const [first] = members;
  if (members.length === 1 && first?.[0] === 'base64' && typeof first[1] === 'string') {
    return fromBase64(first[1]) ?? new Uint8Array();
  }
  return Object.fromEntries(members.map(([key, member]) => [key, decodeBytes(member)]));
}
