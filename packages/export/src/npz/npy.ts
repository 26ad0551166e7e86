/**
 * The array files of NumPy, after NEP 1, "A Simple File Format for NumPy Arrays"
 * (https://numpy.org/neps/nep-0001-npy-format.html), version 1.0: magic, version, length of the header, and the header, a
 * Python dictionary in ASCII, padded so that the values begin at a multiple of 64 bytes (which readers map; NumPy's
 * `numpy.lib.format` has 64 since 1.14, the proposal 16).
 */
import { endianness } from 'node:os';
import type { DType } from '@modlink/sdk';

const magic = [0x93, ...Buffer.from('NUMPY'), 1, 0];
const alignmentBytes = 64;
const byteOrder = endianness() === 'LE' ? '<' : '>';
const letters: Record<DType, string> = {
  int8: 'i1',
  uint8: 'u1',
  int16: 'i2',
  uint16: 'u2',
  int32: 'i4',
  uint32: 'u4',
  int64: 'i8',
  uint64: 'u8',
  float32: 'f4',
  float64: 'f8',
};

/** NumPy's name of an element type; the byte order is that of typed arrays on this machine. */
export function npyDescr(dtype: DType): string {
  const letter = letters[dtype];
  return (letter.endsWith('1') ? '|' : byteOrder) + letter;
}

/** What stands before the values of an array in C order. @param shape - empty for a single value. */
export function npyHeader(descr: string, shape: readonly number[]): Buffer {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  const headBytes = magic.length + 2;
  const unpaddedBytes = headBytes + dictionary.length + 1;
  const padding = (alignmentBytes - (unpaddedBytes % alignmentBytes)) % alignmentBytes;
  const header = Buffer.from(`${dictionary}${' '.repeat(padding)}\n`, 'latin1');
  const head = Buffer.from([...magic, 0, 0]);
  head.writeUInt16LE(header.byteLength, magic.length);
  return Buffer.concat([head, header]);
}

/** Texts as NumPy holds them: UTF-32 in fields of one width, the unused end of which is zero. */
export class NpyText {
  readonly #width: number;

  /** @param width - characters (code points) of the longest text. */
  constructor(width: number) {
    this.#width = Math.max(width, 1);
  }

  static widthOf(text: string): number {
    return [...text].length;
  }

  get descr(): string {
    return `<U${this.#width}`;
  }

  encode(text: string): Buffer {
    const bytes = Buffer.alloc(4 * this.#width);
    for (const [index, character] of [...text].entries()) {
      bytes.writeUInt32LE(character.codePointAt(0) ?? 0, 4 * index);
    }
    return bytes;
  }
}
