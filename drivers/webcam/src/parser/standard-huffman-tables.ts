/** The Huffman tables that cameras leave out of their pictures: those of ITU-T T.81, Annex K.3. */

/** A table: how many codes there are of each length, from 1 to 16 bits, and the values in the order of their codes. */
interface HuffmanTable {
  /** Class (0 for DC, 1 for AC) and destination (0 for luminance, 1 for chrominance), as in a DHT segment. */
  readonly classAndDestination: number;
  readonly codesOfLength: readonly number[];
  readonly values: string;
}

/** Values as hexadecimal digits. Tables K.3 to K.6. */
const tables: readonly HuffmanTable[] = [
  {
    classAndDestination: 0x00,
    codesOfLength: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    values: '000102030405060708090a0b',
  },
  {
    classAndDestination: 0x01,
    codesOfLength: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    values: '000102030405060708090a0b',
  },
  {
    classAndDestination: 0x10,
    codesOfLength: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    values:
      '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738' +
      '393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5' +
      'a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  },
  {
    classAndDestination: 0x11,
    codesOfLength: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
    values:
      '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a353637' +
      '38393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3' +
      'a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  },
];

/** The tables as one segment of a picture: marker, length, and the four tables (ITU-T T.81, B.2.4.2). */
export const standardHuffmanSegment: Uint8Array = huffmanSegment();

function huffmanSegment(): Uint8Array {
  const contents = tables.flatMap(({ classAndDestination, codesOfLength, values }) => [
    classAndDestination,
    ...codesOfLength,
    ...(values.match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16)),
  ]);
  const length = contents.length + 2;
  return Uint8Array.of(0xff, 0xc4, length >> 8, length & 0xff, ...contents);
}
