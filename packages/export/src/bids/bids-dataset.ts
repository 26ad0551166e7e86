/** The files of a data set that are there once: BIDS 1.8.0, "Modality agnostic files". */
import { ExportError } from '../errors.js';
import type { BidsEntities } from './bids-names.js';
import type { BidsTarget } from './bids-target.js';
import { jsonText, parseTsv, tsvText } from './tsv.js';

const bidsVersion = '1.8.0';

/** What tables have where there is no value. */
const missing = 'n/a';

const readme = `Recordings of ModLink as a BIDS data set.

Each file of EEG begins with its first sample, in UTC. Samples stand on the even grid of the nominal rate; where some are
missing, the file has zeros and the annotation "BAD gap". Markers, segments and events are in the files "_events.tsv"; the tables
"_scans.tsv" say from which recording each file is. Other signals of a regular rate are in the files "_physio.tsv.gz".
`;

/** Writes what is not there yet. */
export async function writeDataset(
  target: BidsTarget,
  { name, hostVersion }: { readonly name: string; readonly hostVersion: string },
): Promise<void> {
  const files: readonly (readonly [name: string, text: string])[] = [
    [
      'dataset_description.json',
      jsonText({
        Name: name,
        BIDSVersion: bidsVersion,
        DatasetType: 'raw',
        GeneratedBy: [{ Name: 'ModLink', Version: hostVersion }],
      }),
    ],
    ['README', readme],
    [
      'participants.json',
      jsonText({
        participant_id: { Description: 'The label of the subject in the names of files' },
        recorded_as: { Description: 'What the recordings call the subject' },
      }),
    ],
  ];
  for (const [file, text] of files) {
    if ((await target.read(file)) === undefined) await target.writeShared(file, text);
  }
}

/**
 * Adds the subject to the table of participants, where it is not in it.
 * @throws {ExportError} `EXPORT_NAME_TAKEN`
 */
export async function addParticipant(
  target: BidsTarget,
  { subject, subjectText }: BidsEntities,
): Promise<void> {
  const name = 'participants.tsv';
  const id = `sub-${subject}`;
  const before = await readTable(target, name);
  const known = before.find((row) => row.participant_id === id);
  if (known !== undefined) {
    const { recorded_as: knownText = missing } = known;
    if (knownText === missing || knownText === subjectText) return;
    throw new ExportError(
      'EXPORT_NAME_TAKEN',
      `In the table ${target.path(name)} ${id} is the subject ${JSON.stringify(knownText)}, and this recording is of ${JSON.stringify(subjectText)}. Give the subject another code with the option subject.`,
      { subject: { path: target.path(name) } },
    );
  }
  await target.writeShared(name, tableText([...before, { participant_id: id, recorded_as: subjectText }]));
}

/** A file of EEG, as the table of a session has it. */
export interface Scan {
  /** From the folder of the session. */
  readonly filename: string;
  readonly acq_time: string;
  readonly recording: string;
  readonly stream: string;
  readonly timestamps: string;
}

const scanColumns = {
  filename: { Description: 'The file, from the folder of this table' },
  acq_time: { Description: 'When its first sample was taken' },
  recording: {
    Description: 'The recording that it was made of: its start in nanoseconds since 1970',
  },
  stream: { Description: 'The stream of the recording' },
  timestamps: { Description: 'By which timestamps the samples stand: raw or dejittered' },
};

/** Adds files to the table of a session; those that are in it are made anew. @param prefix - its path, up to `_scans.tsv`. */
export async function addScans(target: BidsTarget, prefix: string, scans: readonly Scan[]): Promise<void> {
  const before = await readTable(target, `${prefix}_scans.tsv`);
  const others = before.filter((row) => !scans.some(({ filename }) => filename === row.filename));
  await target.writeShared(
    `${prefix}_scans.tsv`,
    tableText([...others, ...scans.map((scan) => ({ ...scan }))]),
  );
  await target.writeShared(`${prefix}_scans.json`, jsonText(scanColumns));
}

/**
 * Refuses to write over the files of another recording.
 * @param sidecar - a file that would be written, and that is not of this recording if the table does not say so.
 * @throws {ExportError} `EXPORT_NAME_TAKEN`
 */
export async function requireOwn(
  target: BidsTarget,
  prefix: string,
  { filename, recording }: Pick<Scan, 'filename' | 'recording'>,
  sidecar: string,
): Promise<void> {
  const rows = await readTable(target, `${prefix}_scans.tsv`);
  const found = rows.find((row) => row.filename === filename)?.recording;
  if (found === recording) return;
  if (found === undefined && (await target.read(sidecar)) === undefined) return;
  throw new ExportError(
    'EXPORT_NAME_TAKEN',
    `The file ${target.path(sidecar)} is of another recording${found === undefined ? '' : ` (${found})`}. Tell them apart with the options subject, session, task or run.`,
    { subject: { path: target.path(sidecar) } },
  );
}

type TableRow = Readonly<Record<string, string>>;

async function readTable(target: BidsTarget, name: string): Promise<TableRow[]> {
  const { columns, rows } = parseTsv((await target.read(name)) ?? '');
  return rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column, row[index] ?? missing])),
  );
}

/** With all columns that some row has. */
function tableText(rows: readonly TableRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return tsvText([columns, ...rows.map((row) => columns.map((column) => row[column]))]);
}
