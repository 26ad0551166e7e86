import { readJpegHeader } from './jpeg-header.js';
import { standardHuffmanSegment } from './standard-huffman-tables.js';

/**
 * Makes pictures of cameras readable for every decoder. Many cameras leave the Huffman tables out of their pictures, since they
 * are always the same: those of ITU-T T.81, Annex K.3. Most programs that read JPEG files cannot read such pictures.
 */
export class JpegCompleter {
  #buffer = new Uint8Array(0);

  /**
   * @returns the picture itself where it has its tables; with the tables put in, in memory that the next call uses again, where
   * it has none; `undefined` for what is no picture, or is cut off before its pixels.
   */
  complete(picture: Uint8Array): Uint8Array | undefined {
    const header = readJpegHeader(picture);
    if (header === undefined) return undefined;
    if (header.hasHuffmanTables || !header.isSequential) return picture;
    const length = picture.length + standardHuffmanSegment.length;
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(2 * length);
    const { scanOffset } = header;
    this.#buffer.set(picture.subarray(0, scanOffset));
    this.#buffer.set(standardHuffmanSegment, scanOffset);
    this.#buffer.set(picture.subarray(scanOffset), scanOffset + standardHuffmanSegment.length);
    return this.#buffer.subarray(0, length);
  }
}
