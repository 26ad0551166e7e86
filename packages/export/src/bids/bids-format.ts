import { basename } from 'node:path';
import type { RecordedStreamInfo, RecordingInfo } from '@modlink/recording';
import { EdfFile, type PlannedStream, planStream } from '../edf/edf-file.js';
import { recordSeconds, type ScannedStream, scanStreams } from '../edf/edf-plan.js';
import { plainLabels } from '../edf/edf-signals.js';
import { bdfPlus, type EdfVariant, edfPlus } from '../edf/edf-variant.js';
import type { ExportFormat, ExportJob, SkippedStream } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { recordedImpedances } from '../streams/impedances.js';
import { shapeChanged, sortOut } from '../streams/stream-files.js';
import { chosenTimeNs } from '../streams/time-axis.js';
import { addParticipant, addScans, requireOwn, type Scan, writeDataset } from './bids-dataset.js';
import { electrodeFiles } from './bids-electrodes.js';
import { type BidsEntities, bidsEntities, bidsPrefix, bidsSession, streamLabels } from './bids-names.js';
import { bidsOptions } from './bids-options.js';
import { channelsTable, eegSidecar, eventColumns, eventsTable } from './bids-sidecars.js';
import { BidsTarget, bidsPlace } from './bids-target.js';
import { PhysioFile } from './physio-file.js';
import { jsonText } from './tsv.js';

/**
 * BIDS 1.8 (EEG-BIDS), as `<stem>.bids.zip` or in the folder `bids`: each stream of EEG as BDF+, or as EDF+ where its values are
 * integers of 16 bits, with its sidecars, channels and events; other signals of a regular rate as physiological recordings. What
 * is no signal of a regular rate has no place in it. A folder that has other recordings already is added to.
 */
export const bidsFormat: ExportFormat = {
  id: 'bids',
  title: 'BIDS: a data set of EEG, with events, channels, participants and other signals',
  options: [timestampsOption, ...Object.values(bidsOptions)],
  readings: 2,
  async write(job) {
    const { info } = job.recording;
    const entities = bidsEntities(info, job.options);
    const { streams, skipped } = sortOut(job.streams, whyNot);
    const eeg = streams.filter(isEeg);
    const others = streams.filter((stream) => !isEeg(stream));
    if (eeg.length === 0) {
      const reason = 'The format is for EEG, and there is none. Export it to a table.';
      return { files: [], skipped: [...skipped, ...others.map(({ streamId }) => ({ streamId, reason }))] };
    }
    const { outputs, root, zipped } = await bidsPlace(job);
    const target = new BidsTarget(outputs, root);
    const writer = new BidsWriter({ ...job, outputs }, target, entities, skipped);
    const rows = await writer.write(eeg, others);
    if (rows === undefined) return { files: [], skipped };
    await writeDataset(target, { name: info.experiment ?? info.name, hostVersion: info.hostVersion });
    // The last, so that it is read and replaced without much time between.
    await addParticipant(target, entities);
    if (zipped === undefined) return { files: target.files, skipped };
    const { zip, file } = await zipped.begin((path) => path, new Date(Number(info.startedNs / 1_000_000n)));
    await zip.finish();
    return { files: [{ path: file.path, rows, sizeBytes: file.sizeBytes }], skipped };
  },
};

function whyNot({
  descriptor: { payloadType, nominalSampleRateHz: rate },
}: RecordedStreamInfo): string | undefined {
  if (payloadType !== 'signal' || rate === 'irregular')
    return 'The format has a place for signals of a regular rate alone. Export it to a table or to MP4.';
  return undefined;
}

function isEeg({ descriptor: { streamKey, metadata } }: RecordedStreamInfo): boolean {
  return streamKey === 'eeg' || Array.isArray(metadata.electrodes);
}

/** Integers of 16 bits are exact in EDF+; everything else has 256 times finer steps in BDF+. */
function variantFor({ dtype, ranges }: ScannedStream): EdfVariant {
  const { digitalMin, digitalMax } = edfPlus;
  // Written so that a channel without a value fits.
  const fits = ranges.every(({ min, max }) => !(min < digitalMin) && !(max > digitalMax));
  return !dtype.startsWith('float') && fits ? edfPlus : bdfPlus;
}

/** A stream of EEG whose file is begun. */
interface EegFile {
  readonly plan: PlannedStream;
  readonly file: EdfFile;
}

/** Which recording it is, whatever it is called: it may be renamed. */
function recordingId({ startedNs, series }: RecordingInfo): string {
  return series === undefined ? String(startedNs) : `${startedNs} part ${series.part}`;
}

class BidsWriter {
  readonly #job: ExportJob;
  readonly #target: BidsTarget;
  readonly #entities: BidsEntities;
  readonly #skipped: SkippedStream[];
  readonly #startsNs = new Map<number, bigint>();

  constructor(job: ExportJob, target: BidsTarget, entities: BidsEntities, skipped: SkippedStream[]) {
    this.#job = job;
    this.#target = target;
    this.#entities = entities;
    this.#skipped = skipped;
  }

  /** @returns the samples of the longest EEG; `undefined` where none of it has a place. */
  async write(
    eeg: readonly RecordedStreamInfo[],
    others: readonly RecordedStreamInfo[],
  ): Promise<number | undefined> {
    for (const stream of [...eeg, ...others]) {
      const first = await this.#job.firstFrame(stream);
      if (first !== undefined) this.#startsNs.set(stream.channelId, chosenTimeNs(first));
    }
    const scanned = await scanStreams(this.#job, eeg, (stream) => this.#startNs(stream));
    const plans = [...scanned.values()].flatMap((entry) => this.#plan(entry));
    const [reference] = plans;
    if (reference === undefined) return undefined;
    const acquisitions = streamLabels(plans.map(({ stream }) => stream));
    const prefixes = new Map<number, string>();
    const { folder, prefix: session } = bidsSession(this.#entities);
    const scansName = `${folder}/${session}`;
    for (const { stream } of plans) {
      const acquisition = plans.length > 1 ? acquisitions.get(stream.channelId) : undefined;
      prefixes.set(stream.channelId, `${folder}/eeg/${bidsPrefix(this.#entities, acquisition)}`);
    }
    const files = new Map<number, EegFile>();
    const scans: Scan[] = [];
    for (const plan of plans) {
      const { channelId } = plan.stream;
      const name = prefixes.get(channelId) ?? '';
      const scan = this.#scan(plan, name);
      await requireOwn(this.#target, scansName, scan, `${name}_eeg.json`);
      scans.push(scan);
      files.set(channelId, await this.#begin(plan, name));
    }
    const taken = plans.map(({ stream }) => stream);
    const prefix = prefixes.get(reference.stream.channelId) ?? '';
    await this.#writeSamples(files, taken, others, { prefix, startNs: this.#startNs(reference.stream) });
    await addScans(this.#target, scansName, scans);
    return Math.max(...plans.map(({ grid }) => grid.length));
  }

  #startNs({ channelId }: RecordedStreamInfo): bigint {
    return this.#startsNs.get(channelId) ?? this.#job.recording.info.startedNs;
  }

  #plan(entry: ScannedStream): PlannedStream[] {
    const seconds = recordSeconds([entry.rateHz]);
    const plan =
      seconds === undefined
        ? `A minute has no whole number of samples at ${entry.rateHz} Hz. Export it to XDF or a table.`
        : planStream(variantFor(entry), entry, seconds);
    if (typeof plan !== 'string') return [plan];
    this.#skipped.push({ streamId: entry.stream.streamId, reason: plan });
    return [];
  }

  #scan(plan: PlannedStream, prefix: string): Scan {
    const { info } = this.#job.recording;
    const startNs = this.#startNs(plan.stream);
    return {
      filename: `eeg/${basename(prefix)}_eeg.${variantFor(plan).id}`,
      acq_time: new Date(Number(startNs / 1_000_000n)).toISOString(),
      recording: recordingId(info),
      stream: plan.stream.streamId,
      timestamps: this.#job.options.timestamps ?? '',
    };
  }

  /** Everything of a stream but its samples. */
  async #begin(plan: PlannedStream, prefix: string): Promise<EegFile> {
    const { stream, rateHz, grid, gaps, ranges } = plan;
    const { info } = this.#job.recording;
    const { descriptor } = stream;
    const target = this.#target;
    const variant = variantFor(plan);
    const startNs = this.#startNs(stream);
    const file = await EdfFile.create(this.#job, {
      variant,
      path: target.path(`${prefix}_eeg.${variant.id}`),
      planned: new Map([[stream.channelId, plan]]),
      recordSeconds: recordSeconds([rateHz]) ?? 1,
      gridStartNs: startNs,
      labels: plainLabels,
    });
    target.list(file.output, stream.streamId, () => grid.length);
    const driver = info.drivers.find(({ deviceId }) => deviceId === descriptor.deviceId);
    const sidecar = eegSidecar({
      stream,
      channels: ranges.length,
      task: this.#entities.taskText,
      powerLineFrequency: this.#job.options.powerLineFrequency ?? 'n/a',
      durationSeconds: grid.length / rateHz,
      hasGaps: gaps.length > 0,
      hostVersion: info.hostVersion,
      device: driver?.displayName ?? stream.driverId,
    });
    await target.write(`${prefix}_eeg.json`, jsonText(sidecar));
    await target.write(`${prefix}_channels.tsv`, channelsTable(stream, ranges.length));
    const events = await eventsTable(this.#job, startNs, rateHz);
    if (events !== undefined) {
      await target.write(`${prefix}_events.tsv`, events);
      await target.write(`${prefix}_events.json`, jsonText(eventColumns));
    }
    const impedances = (await recordedImpedances(this.#job)).get(descriptor.deviceId);
    const positions = electrodeFiles(descriptor, ranges.length, impedances);
    if (positions !== undefined) {
      // Of a session, whatever the task: those of the recording that was first stay.
      const session = prefix.replace(/_(task|run)-[^_]+/g, '');
      for (const [name, text] of [
        [`${session}_electrodes.tsv`, positions.electrodes],
        [`${session}_coordsystem.json`, positions.coordsystem],
      ] as const) {
        if ((await target.read(name)) === undefined) await target.writeShared(name, text);
      }
    }
    return { plan, file };
  }

  async #writeSamples(
    files: ReadonlyMap<number, EegFile>,
    eeg: readonly RecordedStreamInfo[],
    others: readonly RecordedStreamInfo[],
    { prefix, startNs }: { readonly prefix: string; readonly startNs: bigint },
  ): Promise<void> {
    const labels = streamLabels(others);
    const left = new Map(others.map((stream) => [stream.channelId, stream]));
    const open = new Map<number, PhysioFile>();
    const nameOf = (channelId: number) => `${prefix}_recording-${labels.get(channelId)}_physio`;
    try {
      for await (const frame of this.#job.frames([...eeg, ...others], 1)) {
        const { channelId } = frame;
        await files.get(channelId)?.file.add(frame);
        const stream = left.get(channelId);
        if (stream === undefined) continue;
        let physio = open.get(channelId);
        if (physio === undefined) {
          const file = await this.#job.outputs.create(this.#target.path(`${nameOf(channelId)}.tsv.gz`));
          physio = new PhysioFile(file, stream, frame, this.#startNs(stream));
          open.set(channelId, physio);
        }
        if (await physio.add(frame)) continue;
        left.delete(channelId);
        open.delete(channelId);
        physio.abandon();
        await this.#job.outputs.drop(physio.file);
        this.#skipped.push({ streamId: stream.streamId, reason: shapeChanged(frame.view.data.shape) });
      }
      for (const [channelId, physio] of open) {
        await physio.finish();
        const startSeconds = Number(this.#startNs(physio.stream) - startNs) / 1e9;
        this.#target.list(physio.file, physio.stream.streamId, () => physio.rows);
        const sidecar = physio.sidecar(startSeconds, this.#job.options.timestamps ?? '');
        await this.#target.write(`${nameOf(channelId)}.json`, jsonText(sidecar));
      }
    } finally {
      for (const physio of open.values()) physio.abandon();
    }
  }
}
