/** Times as files have them, in nanoseconds. */

/** What a recording can say: from 1970 to 2262, as MCAP and 64 signed bits of nanoseconds have it. */
const latestNs = 2n ** 63n - 1n;

export function isRecordable(ns: bigint): boolean {
  return ns >= 0n && ns <= latestNs;
}

/** Seconds, exact to the digits that the number has; `undefined` for what is no time. */
export function nsOfSeconds(seconds: number): bigint | undefined {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 1e10) return undefined;
  const whole = Math.floor(seconds);
  return BigInt(whole) * 1_000_000_000n + BigInt(Math.round((seconds - whole) * 1e9));
}

/** Milliseconds, exact to the digits that the number has; `undefined` for what is no time. */
export function nsOfMilliseconds(milliseconds: number): bigint | undefined {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 1e13) return undefined;
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6));
}

/** A decimal number of seconds, such as `+12.0000001`; digits after the ninth are dropped. `undefined` for what is none. */
export function nsOfDecimal(text: string): bigint | undefined {
  const match = /^([+-]?)(\d{1,10})(?:\.(\d*))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const ns = BigInt(whole) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return sign === '-' ? -ns : ns;
}
