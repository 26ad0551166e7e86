import { serializeError } from '@modlink/sdk';

/** JSON as this program writes it: bigints are decimal strings, errors have name, code, message and subject. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_key, part: unknown) => jsonPart(part), indent);
}

function jsonPart(part: unknown): unknown {
  if (typeof part === 'bigint') return String(part);
  if (part instanceof Error) return errorDocument(part);
  return part;
}

/** An error without its stack, which is for `--debug` alone. */
export function errorDocument(error: unknown): object {
  const { stack: _stack, ...document } = serializeError(error);
  return document;
}
