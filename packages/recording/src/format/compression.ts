/**
 * The compressions of chunks that MCAP knows: https://mcap.dev/spec/registry, "Well-known compression formats". `lz4` is
 * the frame format of LZ4. Each library is loaded when it is first needed: most recordings need none.
 */
import type { RecordingChannel } from './recording-profile.js';

/** How the chunks of a recording may be compressed. */
export const recordingCompressions = ['none', 'lz4', 'zstd'] as const;
export type RecordingCompression = (typeof recordingCompressions)[number];

/** A compression that is loaded. */
export interface ChunkCodec {
  /** The name that chunks carry. */
  readonly name: Exclude<RecordingCompression, 'none'>;
  compress(records: Uint8Array): Uint8Array;
  /** Throws where the bytes are no such compression of so many bytes. */
  decompress(compressed: Uint8Array, sizeBytes: number): Uint8Array;
}

/** Compresses signals as well as 3, the library's default, at twice its speed. */
const zstdLevel = 1;

const loaders: Readonly<Record<ChunkCodec['name'], () => Promise<ChunkCodec>>> = {
  async lz4() {
    const { compressFrameSync, decompressFrameSync } = await import('lz4-napi');
    return {
      name: 'lz4',
      compress: (records) => compressFrameSync(asBuffer(records)),
      decompress: (compressed) => decompressFrameSync(asBuffer(compressed)),
    };
  },
  async zstd() {
    const { default: zstd } = await import('@foxglove/wasm-zstd');
    await zstd.isLoaded;
    return {
      name: 'zstd',
      compress: (records) => zstd.compress(records, zstdLevel),
      decompress: (compressed, sizeBytes) => zstd.decompress(compressed, sizeBytes),
    };
  },
};

const loaded = new Map<string, Promise<ChunkCodec>>();

/**
 * Loads a compression, once.
 * @param name - as chunks carry it.
 * @returns `undefined` for one that is not known here.
 */
export async function loadChunkCodec(name: string): Promise<ChunkCodec | undefined> {
  if (name !== 'lz4' && name !== 'zstd') return undefined;
  const known = loaded.get(name) ?? loaders[name]();
  loaded.set(name, known);
  return known;
}

/** Whether the messages of a channel are compressed by themselves, so that compressing their chunks is for nothing. */
export function holdsCompressedData({ metadata }: Pick<RecordingChannel, 'metadata'>): boolean {
  return metadata.get('compressed') === 'true';
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
