import { Badge } from '@mantine/core';
import type { WireStoredRecording } from '@modlink/protocol';
import { useTranslations } from 'use-intl';

const colors = { running: 'blue', complete: 'green', 'cut-off': 'orange', unreadable: 'red' } as const;

/** `cut-off` reads as far as it goes; `unreadable` does not. */
export function stateOf(recording: WireStoredRecording): keyof typeof colors {
  if (recording.isRunning) return 'running';
  if (recording.complete) return 'complete';
  return recording.startedNs === undefined ? 'unreadable' : 'cut-off';
}

export function RecordingState({ recording }: { readonly recording: WireStoredRecording }) {
  const t = useTranslations('recordingState');
  const state = stateOf(recording);
  return (
    <Badge color={colors[state]} variant="light" tt="none" title={recording.problem}>
      {t(state)}
    </Badge>
  );
}
