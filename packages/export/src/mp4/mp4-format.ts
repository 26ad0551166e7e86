import type { PixelFormat, StreamDescriptor } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { writeMarkersTable } from '../csv/markers-table.js';
import type { ExportFormat } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { bytesOf, fromPlanes } from '../pictures/picture-files.js';
import { type StreamFileFormat, shapeChanged, writeStreamFiles } from '../streams/stream-files.js';
import { chosenTimeNs, chosenTimesNs, sameColumns, timeFirst } from '../streams/time-axis.js';
import { FfmpegEncoder } from './ffmpeg-encoder.js';
import { type MatroskaVideo, matroskaHead, matroskaPictureHead } from './matroska.js';

/** ffmpeg's four bytes for uncompressed pixels (`libavcodec/raw.c`). */
const colourSpaces: Partial<Record<PixelFormat, string>> = {
  gray8: 'Y800',
  rgb24: 'RGB\u0018',
  bgr24: 'BGR\u0018',
  rgba32: 'RGBA',
  bgra32: 'BGRA',
  yuyv422: 'YUY2',
  nv12: 'NV12',
};
/** Planes are brought side by side, as these formats have them. */
const planarColourSpaces: Readonly<Record<number, string>> = { 1: 'Y800', 3: 'RGB\u0018', 4: 'RGBA' };

/**
 * MP4: for each video `<stem>.<device>.<stream>.mp4`, H.264 made by ffmpeg, each picture at its own time (a variable frame
 * rate, to the microsecond from the first); and `<stem>.markers.csv`. Lossy, where a picture's values are concerned.
 */
export const mp4Format: ExportFormat = {
  id: 'mp4',
  title: 'MP4: each video as H.264, every picture at its own time, and the markers as CSV (needs ffmpeg)',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { files, skipped } = await writeStreamFiles(job, videos);
    const markers = await writeMarkersTable(job);
    return { files: markers === undefined ? files : [...files, markers], skipped };
  },
};

const videos: StreamFileFormat = {
  extension: 'mp4',
  whyNot: ({ descriptor }) =>
    descriptor.payloadType === 'video' ? undefined : 'Only video becomes a video file.',
  async open({ streamId, descriptor }, firstFrame, file) {
    const { view: first, dejittered } = firstFrame;
    const { shape } = first.data;
    const video = describeVideo(descriptor, first);
    if (typeof video === 'string') return { add: async () => video, finish: async () => 0 };
    const startNs = chosenTimeNs(firstFrame);
    const kind = dejittered === undefined ? '' : ', timestamps dejittered';
    const encoder = new FfmpegEncoder(file.path, file.temporaryPath, {
      title: streamId,
      creation_time: new Date(Number(startNs / 1_000_000n)).toISOString(),
      comment: `first picture ${startNs} ns since 1970-01-01 UTC${kind}`,
    });
    let lastUs = -1;
    let count = 0;
    let isBegun = false;
    return {
      async add(frame) {
        const { view } = frame;
        if (first.pixelFormat !== 'mjpeg' && !sameColumns(view.data.shape, shape))
          return shapeChanged(view.data.shape);
        if (!isBegun) await encoder.write(matroskaHead(video));
        isBegun = true;
        const times = chosenTimesNs(descriptor, frame);
        const all = pictureBytes(view);
        for (const [step, timeNs] of times.entries()) {
          const bytes = all.subarray(
            (step * all.length) / times.length,
            ((step + 1) * all.length) / times.length,
          );
          // A picture that is not later than the one before would be refused.
          lastUs = Math.max(Math.round(Number(timeNs - startNs) / 1000), lastUs + 1);
          await encoder.write(matroskaPictureHead(lastUs, bytes.byteLength));
          await encoder.write(bytes);
          count += 1;
        }
        return undefined;
      },
      async finish() {
        await encoder.finish();
        await file.adopt();
        return count;
      },
      abandon: () => encoder.abandon(),
    };
  },
};

/** @returns why there is no video of such frames. */
function describeVideo({ pixelFormat }: StreamDescriptor, first: FrameView): MatroskaVideo | string {
  const [channels = 0, , height = 0, width = 0] = first.data.shape;
  if (first.dtype !== 'uint8') return `Its values are ${first.dtype}; a video has 8 bits. Export it to NPZ.`;
  // Of JPEG pictures the decoder finds the size itself, and Matroska wants one.
  if (pixelFormat === 'mjpeg') return { codecId: 'V_MJPEG', width: 1, height: 1 };
  const colourSpace = pixelFormat === undefined ? planarColourSpaces[channels] : colourSpaces[pixelFormat];
  if (colourSpace === undefined)
    return `Its pictures have ${channels} channels, a video 1, 3 or 4. Export it to NPZ.`;
  return {
    codecId: 'V_UNCOMPRESSED',
    width,
    // The rows of nv12 are those of the luma, and half as many of the chroma.
    height: pixelFormat === 'nv12' ? (height * 2) / 3 : height,
    colourSpace,
  };
}

function pictureBytes(view: FrameView): Uint8Array {
  const [channels = 0, frames = 0, height = 0, width = 0] = view.data.shape;
  if (view.pixelFormat !== undefined || channels === 1) return bytesOf(view.data.values);
  const planes = bytesOf(timeFirst(view));
  const size = channels * height * width;
  const pixels = new Uint8Array(planes.length);
  const picture = { width, height, channels: channels as 3 | 4, bytesPerSample: 1 } as const;
  for (let frame = 0; frame < frames; frame++) {
    pixels.set(fromPlanes(planes.subarray(frame * size, (frame + 1) * size), picture), frame * size);
  }
  return pixels;
}
