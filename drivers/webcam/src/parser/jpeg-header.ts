/** What stands before the pixels of a JPEG picture: the segments of ITU-T T.81, Annex B. */

export interface JpegHeader {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Whether the picture has the tables that its pixels are decoded with. */
  readonly hasHuffmanTables: boolean;
  /** Whether its pixels are coded with Huffman tables in one go (baseline or extended sequential), as cameras do it. */
  readonly isSequential: boolean;
  /** Where the first scan begins: what is missing is put before it. */
  readonly scanOffset: number;
}

/** Codes of markers: table B.1. Each stands after a byte 0xff. */
const markers = { startOfImage: 0xd8, endOfImage: 0xd9, startOfScan: 0xda, huffmanTables: 0xc4 } as const;
/** Markers that look like a start of frame, and are none: DHT, JPG and DAC. */
const noFrames: readonly number[] = [0xc4, 0xc8, 0xcc];

/** @returns `undefined` for what is no JPEG picture, or is cut off before its pixels. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== markers.startOfImage) return undefined;
  let size: { readonly width: number; readonly height: number; readonly isSequential: boolean } | undefined;
  let hasHuffmanTables = false;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    // Any number of bytes 0xff may stand before a marker: B.1.1.2.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === markers.endOfImage || marker === 0) return undefined;
    if (marker === markers.startOfScan) {
      return size === undefined ? undefined : { ...size, hasHuffmanTables, scanOffset: at };
    }
    const length = readUint16(bytes, at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return undefined;
    if (marker === markers.huffmanTables) hasHuffmanTables = true;
    if (marker >= 0xc0 && marker <= 0xcf && !noFrames.includes(marker)) {
      // Segment: length, precision, height, width (B.2.2).
      if (length < 8) return undefined;
      const [height, width] = [readUint16(bytes, at + 5), readUint16(bytes, at + 7)];
      size = { width, height, isSequential: marker <= 0xc1 };
    }
    at += 2 + length;
  }
  return undefined;
}

function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
