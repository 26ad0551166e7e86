/**
 * Randomness as a pure function: a hash of the seed, of what the value is for, and of a position.
 */

/** The finalizer of MurmurHash3 (`fmix32`, Austin Appleby, public domain): each bit of the input changes half of the output. */
function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * A seed of its own for one purpose, so that two noises of one device have nothing in common.
 * @param purpose - any name; the same name gives the same seed.
 * @param index - a channel, an octave, a finger.
 */
export function deriveSeed(seed: number, purpose: string, index = 0): number {
  let derived = mix(seed ^ 0x9e3779b9);
  for (let at = 0; at < purpose.length; at++) derived = mix(derived ^ purpose.charCodeAt(at));
  return mix(derived ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
}

/** 32 random bits for an integer position (up to 2^53, negative ones too). */
export function randomBits(seed: number, position: number): number {
  const high = Math.floor(position / 0x1_0000_0000);
  return mix(mix(seed ^ position) + Math.imul(high + 1, 0x9e3779b1)) >>> 0;
}

/** Uniform in [0, 1). */
export function uniform(seed: number, position: number): number {
  return randomBits(seed, position) / 0x1_0000_0000;
}

// Four bytes, each uniform in 0..255: the mean of their sum is 4 * 127.5, its variance 4 * (256^2 - 1) / 12.
const bytesMean = 4 * 127.5;
const bytesDeviation = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** Mean 0, standard deviation 1, bell-shaped, within 3.5: the sum of the four bytes of one hash. */
export function gaussian(seed: number, position: number): number {
  const bits = randomBits(seed, position);
  const sum = (bits & 0xff) + ((bits >>> 8) & 0xff) + ((bits >>> 16) & 0xff) + (bits >>> 24);
  return (sum - bytesMean) / bytesDeviation;
}

/** Smooth noise in [-1, 1): random values at the integers, eased between them. */
export function smoothNoise(seed: number, position: number): number {
  const left = Math.floor(position);
  const way = position - left;
  const from = uniform(seed, left);
  const eased = way * way * (3 - 2 * way);
  return 2 * (from + (uniform(seed, left + 1) - from) * eased) - 1;
}
