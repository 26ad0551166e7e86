/** What bad cables and radio links do to bytes, as pure functions of each chunk and its number. */

/** @returns what arrives of the chunk, in order; nothing for one that is lost. `index` counts from 0. */
export type Distortion = (chunk: Uint8Array, index: number) => readonly Uint8Array[];

const isTurn = (index: number, every: number): boolean => index % every === every - 1;

/** Every n-th chunk loses its second half. */
export function truncated(every: number): Distortion {
  return (chunk, index) => [isTurn(index, every) ? chunk.subarray(0, chunk.length >> 1) : chunk];
}

/** Every n-th chunk arrives twice. */
export function duplicated(every: number): Distortion {
  return (chunk, index) => (isTurn(index, every) ? [chunk, chunk.slice()] : [chunk]);
}

/** Every n-th chunk does not arrive. */
export function dropped(every: number): Distortion {
  return (chunk, index) => (isTurn(index, every) ? [] : [chunk]);
}

/** Chunks arrive in pieces of so many bytes, as slow links hand them over. */
export function split(sizeBytes: number): Distortion {
  return (chunk) =>
    Array.from({ length: Math.ceil(chunk.length / sizeBytes) }, (_, piece) =>
      chunk.subarray(piece * sizeBytes, (piece + 1) * sizeBytes),
    );
}

/** Every n-th chunk has one bit flipped, and which one follows from the seed. */
export function noisy(every: number, seed = 1): Distortion {
  return (chunk, index) => {
    if (!isTurn(index, every) || chunk.length === 0) return [chunk];
    const copy = chunk.slice();
    const random = hash(index + seed * 0x9e3779b1);
    const at = random % copy.length;
    copy[at] = (copy[at] ?? 0) ^ (1 << ((random >>> 24) & 7));
    return [copy];
  };
}

/** A well-mixed 32-bit number of another: the finalizer of MurmurHash3, by Austin Appleby, public domain. */
function hash(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
