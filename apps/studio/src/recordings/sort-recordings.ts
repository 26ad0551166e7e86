import type { WireStoredRecording } from '@modlink/protocol';

export const recordingColumns = [
  'name',
  'session',
  'experiment',
  'started',
  'duration',
  'size',
  'streams',
] as const;
export type RecordingColumn = (typeof recordingColumns)[number];

export interface RecordingOrder {
  readonly by: RecordingColumn;
  readonly isDescending: boolean;
}

/** What a recording is sorted by; texts as people sort them, numbers in them by their value. */
export function sortRecordings(
  recordings: readonly WireStoredRecording[],
  { by, isDescending }: RecordingOrder,
  language: string,
): WireStoredRecording[] {
  const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const sign = isDescending ? -1 : 1;
  return [...recordings].sort((a, b) => {
    const left = sortValue(a, by);
    const right = sortValue(b, by);
    const order =
      typeof left === 'string' || typeof right === 'string'
        ? compare(String(left), String(right))
        : left - right;
    return sign * order;
  });
}

function sortValue(recording: WireStoredRecording, by: RecordingColumn): string | number {
  switch (by) {
    case 'name':
    case 'session':
    case 'experiment':
      return recording[by] ?? '';
    case 'started':
      return Number(recording.startedNs ?? 0);
    case 'duration':
      return recording.durationMs;
    case 'size':
      return recording.sizeBytes;
    case 'streams':
      return recording.streamIds.length;
  }
}
