import type { ForeignRecording, ImportedEvent, ImportFormat, ImportJob } from '../import-format.js';
import { mergeByTime } from '../input/merge-by-time.js';
import { readAnnotations } from './edf-annotations.js';
import { bdfMagic, type EdfHeader, edfMagic, readEdfHeader } from './edf-header.js';
import { edfFrames } from './edf-samples.js';
import { edfStreams, equipmentOf } from './edf-streams.js';

/**
 * EDF, EDF+, BDF and BDF+. The signals of each rate become a stream of physical values as `float64`; annotations become
 * markers, those with a duration segments; the triggers in the status of a BDF file become markers, and its values a stream.
 * The date and time of the head have no zone, and are taken as UTC. Records of discontinuous files are at the time they say.
 * A file that ModLink exported gets back its streams, names, electrodes and reference.
 */
export const edfFormat: ImportFormat = {
  id: 'edf',
  title: 'EDF, EDF+: biosignals of 16 bits',
  extensions: ['.edf'],
  recognises: (head) => startsWith(head, edfMagic),
  open: openEdf,
};

export const bdfFormat: ImportFormat = {
  id: 'bdf',
  title: 'BDF, BDF+: biosignals of 24 bits',
  extensions: ['.bdf'],
  recognises: (head) => startsWith(head, bdfMagic),
  open: openEdf,
};

const startsWith = (head: Buffer, magic: Buffer): boolean => head.subarray(0, magic.byteLength).equals(magic);

async function openEdf({ source, warnings }: ImportJob): Promise<ForeignRecording> {
  const header = await readEdfHeader(source, warnings);
  const streams = edfStreams(header, source.path, warnings);
  source.startPass(0, 2);
  const events = await readAnnotations(source, header, warnings);
  const { kind, patient, recording, startNs } = header;
  const deviceIds = [...new Set(streams.map(({ descriptor }) => descriptor.deviceId))];
  const equipment = equipmentOf(header);
  const subject = subjectOf(header);
  return {
    startedNs: startNs,
    ...(subject !== '' && { subject }),
    facts: { kind, patient, recording, ...(equipment !== '' && { equipment }) },
    devices: deviceIds.map((deviceId) => ({
      deviceId,
      ...(equipment !== '' && { displayName: equipment }),
      metadata: { patient, recording },
    })),
    streams: streams.map(({ descriptor }) => descriptor),
    items() {
      source.startPass(1, 2);
      return mergeByTime([
        inOrder(events),
        ...streams.map((stream, index) => edfFrames(source, header, stream, index, warnings)),
      ]);
    },
  };
}

/** The first of the subfields of EDF+, 2.1.3.3, is a code; EDF has any text in this field. */
function subjectOf({ isPlus, patient }: EdfHeader): string {
  if (!isPlus) return patient;
  const [code = ''] = patient.split(' ');
  return code === 'X' ? '' : code;
}

async function* inOrder(events: readonly ImportedEvent[]): AsyncGenerator<ImportedEvent, void, void> {
  yield* events;
}
