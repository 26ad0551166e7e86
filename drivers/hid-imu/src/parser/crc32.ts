/**
 * CRC-32 with the reversed polynomial 0xEDB88320 (RFC 1952, section 8), the one of zlib. `node:zlib` has it too, but this
 * parser also runs in browsers.
 */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder >>> 0;
});

/**
 * The checksum of a byte that is not sent, followed by bytes that are.
 * @param seed - names the kind of report in Sony's Bluetooth checksums: see {@link reportSeeds}.
 */
export function seededCrc32(seed: number, bytes: Uint8Array): number {
  let remainder = step(0xffffffff, seed);
  for (const byte of bytes) remainder = step(remainder, byte);
  return ~remainder >>> 0;
}

function step(remainder: number, byte: number): number {
  return (remainder >>> 8) ^ (table[(remainder ^ byte) & 0xff] ?? 0);
}
