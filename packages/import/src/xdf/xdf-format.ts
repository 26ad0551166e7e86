import type { JsonObject, StreamDescriptor } from '@modlink/sdk';
import type { ForeignRecording, ImportedItem, ImportFormat, ImportJob } from '../import-format.js';
import { FramePacker } from '../input/frame-packer.js';
import { mergeByTime } from '../input/merge-by-time.js';
import { DeviceNames } from '../input/names.js';
import type { SourceFile } from '../input/source-file.js';
import { expandGzip, isGzip } from './gunzip.js';
import { requireXdf, xdfMagic } from './xdf-chunks.js';
import { markerOf } from './xdf-events.js';
import { XdfSamples } from './xdf-samples.js';
import { type ScannedXdfStream, scanXdf } from './xdf-scan.js';
import { descriptorOf, headerFacts, isMarkerStream, xdfValueTypes } from './xdf-stream-info.js';
import { XdfTimeline } from './xdf-timeline.js';

const mostFrameValues = 2 ** 17;

/**
 * XDF 1.0, also compressed (`.xdfz`, `.xdf.gz`). Each stream of numbers becomes a stream of the same type, with each sample's
 * time; streams of texts become markers, and streams of numbers that are markers become both. Times are on the recorder's
 * clock (see `clock-offsets.ts`); those of the stream's own clock are the device times of the frames. Nothing is evened out.
 *
 * The file is read once for its headers and clock offsets, and then through each stream by itself, so that streams that were
 * written one after the other come out side by side.
 */
export const xdfFormat: ImportFormat = {
  id: 'xdf',
  title: 'XDF: recordings of Lab Streaming Layer, also compressed',
  extensions: ['.xdf', '.xdfz', '.xdf.gz'],
  recognises: (head) => head.subarray(0, xdfMagic.byteLength).equals(xdfMagic) || isGzip(head),
  async open(job) {
    if (!isGzip(await job.source.read(0, 2))) return openXdf(job, job.source, { first: 0, count: 2 });
    const path = job.scratchPath();
    job.source.startPass(0, 3);
    await expandGzip(job.source, path);
    return openXdf(job, await job.source.beside(path), { first: 1, count: 3 });
  },
};

/** @param passes - which of the readings the first here is, and of how many: for the progress. */
async function openXdf(
  { warnings }: ImportJob,
  source: SourceFile,
  passes: { readonly first: number; readonly count: number },
): Promise<ForeignRecording> {
  await requireXdf(source);
  source.startPass(passes.first, passes.count);
  const scan = await scanXdf(source, warnings);
  const timeline = new XdfTimeline(scan, warnings);
  const names = new DeviceNames();
  const streams: StreamDescriptor[] = [];
  const sources: (() => AsyncIterable<ImportedItem>)[] = [];
  const devices = new Map<string, { displayName?: string; headers: JsonObject[] }>();
  const markerStreams: JsonObject[] = [];
  for (const scanned of scan.streams) {
    const { info, offsets } = scanned;
    const facts = { clockOffsets: offsets.count, header: headerFacts(info.header) };
    if (offsets.resets > 0)
      warnings.add(
        `the clock of the stream ${info.id} was reset ${offsets.resets} times: its times before and after are fitted by themselves`,
      );
    const samples = () => new XdfSamples(source, scanned, timeline, warnings);
    if (info.format === 'string') {
      markerStreams.push(facts);
      sources.push(() => markers(scanned, samples()));
      continue;
    }
    const descriptor = descriptorOf(info, names);
    const index = streams.push(descriptor) - 1;
    sources.push(() => frames(scanned, samples(), descriptor, index));
    const device = devices.get(descriptor.deviceId) ?? {
      ...(info.name !== '' && { displayName: info.name.slice(0, 200) }),
      headers: [],
    };
    device.headers.push(facts);
    devices.set(descriptor.deviceId, device);
  }
  return {
    startedNs: timeline.startedNs,
    facts: { fileHeader: headerFacts(scan.fileHeader), ...(markerStreams.length > 0 && { markerStreams }) },
    devices: Array.from(devices, ([deviceId, { headers, ...rest }]) => ({
      deviceId,
      ...rest,
      metadata: { streams: headers },
    })),
    streams,
    items() {
      source.startPass(passes.first + 1, passes.count);
      return mergeByTime(sources.map((each) => each()));
    },
  };
}

async function* markers(
  { info }: ScannedXdfStream,
  samples: XdfSamples,
): AsyncGenerator<ImportedItem, void, void> {
  for await (const batch of samples.read()) {
    for (const sample of batch) yield markerOf(info, sample);
  }
}

async function* frames(
  { info }: ScannedXdfStream,
  samples: XdfSamples,
  descriptor: StreamDescriptor,
  stream: number,
): AsyncGenerator<ImportedItem, void, void> {
  if (info.format === 'string') return;
  const packer = new FramePacker({
    stream,
    channels: info.channels,
    dtype: xdfValueTypes[info.format].dtype,
    rateHz: info.rateHz,
    // A descriptor of our own may say more than the memory holds.
    chunkSize: Math.max(1, Math.min(descriptor.chunkSize, Math.floor(mostFrameValues / info.channels))),
  });
  const areMarkers = isMarkerStream(info);
  for await (const batch of samples.read()) {
    for (const sample of batch) {
      const done = packer.add(sample.row, sample.timestampNs, sample.deviceTimeNs);
      if (done !== undefined) yield done;
      if (areMarkers) yield markerOf(info, sample);
    }
  }
  const last = packer.take();
  if (last !== undefined) yield last;
}
