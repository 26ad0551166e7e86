/**
 * One video track as a Matroska stream (RFC 9559; its elements are those of EBML, RFC 8794): what carries pictures with their
 * own timestamps into ffmpeg, which knows no timestamps of raw pictures on a pipe.
 */

/** Elements by their names in RFC 9559, section 5.1, and RFC 8794, section 11.2. */
const ids = {
  EBML: 0x1a45dfa3,
  DocType: 0x4282,
  Segment: 0x18538067,
  Info: 0x1549a966,
  TimestampScale: 0x2ad7b1,
  Tracks: 0x1654ae6b,
  TrackEntry: 0xae,
  TrackNumber: 0xd7,
  TrackUID: 0x73c5,
  TrackType: 0x83,
  CodecID: 0x86,
  Video: 0xe0,
  PixelWidth: 0xb0,
  PixelHeight: 0xba,
  ColourSpace: 0x2eb524,
  Cluster: 0x1f43b675,
  Timestamp: 0xe7,
  SimpleBlock: 0xa3,
} as const;

/** "Unknown-Sized Element" of RFC 8794, 6.2: a stream does not know its length. */
const unknownSize = Buffer.from('01ffffffffffffff', 'hex');
/** Timestamps are microseconds. */
const timestampScaleNs = 1000;
const trackNumber = 1;
const videoTrack = 1;

export interface MatroskaVideo {
  /** Such as `V_MJPEG`: https://www.matroska.org/technical/codec_specs.html. */
  readonly codecId: string;
  readonly width: number;
  readonly height: number;
  /** Of `V_UNCOMPRESSED`: the four bytes that name the pixels. */
  readonly colourSpace?: string | undefined;
}

export function matroskaHead({ codecId, width, height, colourSpace }: MatroskaVideo): Buffer {
  return Buffer.concat([
    element(ids.EBML, element(ids.DocType, Buffer.from('matroska'))),
    id(ids.Segment),
    unknownSize,
    element(ids.Info, element(ids.TimestampScale, uint(timestampScaleNs))),
    element(
      ids.Tracks,
      element(
        ids.TrackEntry,
        element(ids.TrackNumber, uint(trackNumber)),
        element(ids.TrackUID, uint(trackNumber)),
        element(ids.TrackType, uint(videoTrack)),
        element(ids.CodecID, Buffer.from(codecId)),
        element(
          ids.Video,
          element(ids.PixelWidth, uint(width)),
          element(ids.PixelHeight, uint(height)),
          ...(colourSpace === undefined
            ? []
            : [element(ids.ColourSpace, Buffer.from(colourSpace, 'latin1'))]),
        ),
      ),
    ),
  ]);
}

/** What stands before a picture: a cluster of its own, since the time in a block has only 16 bits. */
export function matroskaPictureHead(timestampUs: number, pictureBytes: number): Buffer {
  // Track, time from the cluster's, flags: a key frame.
  const block = Buffer.from([0x80 | trackNumber, 0, 0, 0x80]);
  const blockHead = Buffer.concat([id(ids.SimpleBlock), size(block.byteLength + pictureBytes), block]);
  const timestamp = element(ids.Timestamp, uint(timestampUs));
  const clusterBytes = timestamp.byteLength + blockHead.byteLength + pictureBytes;
  return Buffer.concat([id(ids.Cluster), size(clusterBytes), timestamp, blockHead]);
}

function element(elementId: number, ...content: readonly Buffer[]): Buffer {
  const bytes = content.reduce((total, { byteLength }) => total + byteLength, 0);
  return Buffer.concat([id(elementId), size(bytes), ...content]);
}

function id(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

/** A size in 8 bytes, the first of which says that there are 8. */
function size(bytes: number): Buffer {
  const encoded = Buffer.alloc(8);
  encoded.writeBigUInt64BE(BigInt(bytes) | (1n << 56n));
  return encoded;
}

function uint(value: number): Buffer {
  const encoded = Buffer.alloc(8);
  encoded.writeBigUInt64BE(BigInt(value));
  return encoded;
}
