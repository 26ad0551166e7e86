type Plain = { readonly [key: string]: unknown };

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values on top of others, into objects within; what is `undefined` above leaves what is below. */
export function layered<Values extends object>(below: Values, ...above: readonly object[]): Values {
  return above.reduce<Values>((values, layer) => merged(values as Plain, layer as Plain) as Values, below);
}

/** What was set, after a change: `null` takes a value away, also one within an object. */
export function changed<Values extends object>(values: Values, change: object): Values {
  const result: Record<string, unknown> = { ...(values as Plain) };
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) continue;
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    if (value === null) delete result[key];
    else if (isPlain(value)) result[key] = changed(isPlain(before) ? before : {}, value);
    else result[key] = value;
  }
  return result as Values;
}

function merged(below: Plain, above: Plain): Plain {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    result[key] = isPlain(before) && isPlain(value) ? merged(before, value) : value;
  }
  return result;
}
