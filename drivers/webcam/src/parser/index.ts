/** `@modlink/driver-webcam/parser`: JPEG pictures as cameras send them. Pure: no input and output, no clock. */
export { JpegCompleter } from './jpeg-completer.js';
export { type JpegHeader, readJpegHeader } from './jpeg-header.js';
export { standardHuffmanSegment } from './standard-huffman-tables.js';
