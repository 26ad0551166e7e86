/** Values that survive JSON unchanged. What drivers hand over as metadata, extra or detail is one of these. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/**
 * Whether a value survives `JSON.parse(JSON.stringify(value))` unchanged: no function, date, bigint, NaN or cycle.
 * Members that are `undefined` count as absent, and `-0` as `0`.
 */
export function isJsonValue(value: unknown, seen: ReadonlySet<object> = new Set()): value is JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || seen.has(value)) return false;
  const inside = new Set(seen).add(value);
  // Not every(), which skips the holes of a sparse array: JSON turns them into null.
  if (Array.isArray(value)) return Array.from<unknown>(value).every((item) => isJsonValue(item, inside));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return Object.values(value).every((item) => item === undefined || isJsonValue(item, inside));
}

/** A deep copy that the giver cannot change later. */
export function cloneJson<T extends JsonValue>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A deep copy that nobody can change. */
export function frozenJson<T extends JsonValue>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) => Object.freeze(part)) as T;
}
