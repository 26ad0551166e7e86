/** PNG pictures, after the specification (third edition, https://www.w3.org/TR/png-3/; sections in brackets). */
import { promisify } from 'node:util';
import { constants, crc32, deflate } from 'node:zlib';

const deflated = promisify(deflate);

export interface PngPicture {
  readonly width: number;
  readonly height: number;
  /** Gray, gray and alpha, red green blue, red green blue alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly bytesPerSample: 1 | 2;
  /** Row by row, the channels of a pixel side by side; samples of two bytes big-endian. */
  readonly pixels: Uint8Array;
}

/** [5.2] */
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** [11.2.1]: "Colour type", by the number of channels. */
const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;
/** [9.2]: a byte less the one of the pixel to its left. */
const filterSub = 1;

export async function encodePng(picture: PngPicture): Promise<Buffer> {
  const { width, height, channels, bytesPerSample } = picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8 * bytesPerSample, 8);
  header.writeUInt8(colourTypes[channels], 9);
  const data = await deflated(filtered(picture), { level: constants.Z_BEST_SPEED });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function filtered({ width, height, channels, bytesPerSample, pixels }: PngPicture): Uint8Array {
  const pixelBytes = channels * bytesPerSample;
  const rowBytes = width * pixelBytes;
  const rows = new Uint8Array(height * (rowBytes + 1));
  for (let row = 0, from = 0, to = 0; row < height; row++) {
    rows[to++] = filterSub;
    for (let at = 0; at < rowBytes; at++, from++) {
      rows[to++] = (pixels[from] ?? 0) - (at < pixelBytes ? 0 : (pixels[from - pixelBytes] ?? 0));
    }
  }
  return rows;
}

/** [5.3]: length, type, content, and the checksum of type and content. */
function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.byteLength, 0);
  head.write(type, 4, 'latin1');
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(content, crc32(head.subarray(4))));
  return Buffer.concat([head, content, crc]);
}
