/** File names: BIDS 1.8.0, "Common principles", "Filenames" (https://bids-specification.readthedocs.io/en/v1.8.0/02-common-principles.html). */
import type { RecordedStreamInfo, RecordingInfo } from '@modlink/recording';
import { ExportError } from '../errors.js';
import type { ExportOptionValues } from '../export-option.js';

/** What the labels of a recording are in its file names. */
export interface BidsEntities {
  readonly subject: string;
  readonly session: string | undefined;
  readonly task: string;
  readonly run: string | undefined;
  /** As people say it. */
  readonly subjectText: string;
  readonly taskText: string;
}

/** Where nobody said what it is. */
const unknown = 'unknown';

/** The letters and digits of a text, without accents: all that a label may have. */
export function bidsLabel(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[^A-Za-z0-9]/g, '');
}

/** @throws {ExportError} `EXPORT_INVALID_OPTION` */
export function bidsEntities(info: RecordingInfo, options: ExportOptionValues): BidsEntities {
  const subjectText = options.subject || info.subject || unknown;
  const taskText = options.task || info.experiment || unknown;
  const sessionText = options.session || info.session || '';
  const run = options.run || undefined;
  if (run !== undefined && !/^[1-9]\d{0,5}$/.test(run)) {
    throw new ExportError(
      'EXPORT_INVALID_OPTION',
      `The option run of the format bids cannot be ${JSON.stringify(run)}; it is a number from 1.`,
    );
  }
  return {
    subject: bidsLabel(subjectText) || unknown,
    session: bidsLabel(sessionText) || undefined,
    task: bidsLabel(taskText) || unknown,
    run,
    subjectText,
    taskText,
  };
}

/** The folder of the session, or of the subject where there is none, and the beginning of the names in it. */
export function bidsSession({ subject, session }: BidsEntities): { folder: string; prefix: string } {
  if (session === undefined) return { folder: `sub-${subject}`, prefix: `sub-${subject}` };
  return { folder: `sub-${subject}/ses-${session}`, prefix: `sub-${subject}_ses-${session}` };
}

/** The beginning of a file name. @param acquisition - where there are several streams of EEG: which one. */
export function bidsPrefix(entities: BidsEntities, acquisition: string | undefined): string {
  const { task, run } = entities;
  const { prefix } = bidsSession(entities);
  const parts = [prefix, `task-${task}`, acquisition && `acq-${acquisition}`, run && `run-${run}`];
  return parts.filter((part) => part !== undefined).join('_');
}

/** A label for each of some streams, all different: the key of the stream where that tells them apart. */
export function streamLabels(streams: readonly RecordedStreamInfo[]): ReadonlyMap<number, string> {
  const keys = streams.map(({ descriptor }) => bidsLabel(descriptor.streamKey));
  const labels = new Map<number, string>();
  const taken = new Set<string>();
  for (const [index, { channelId, descriptor }] of streams.entries()) {
    const key = keys[index] ?? '';
    const isAlone = keys.filter((each) => each === key).length === 1;
    const base = isAlone ? key : bidsLabel(descriptor.deviceId) + key;
    let label = base;
    for (let number = 2; taken.has(label); number++) label = `${base}${number}`;
    taken.add(label);
    labels.set(channelId, label);
  }
  return labels;
}
