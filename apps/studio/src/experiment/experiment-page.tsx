import { Stack } from '@mantine/core';
import { useExperimentRun } from './experiment-provider.js';
import { ProtocolEditor } from './protocol-editor.js';
import { RunView } from './run-view.js';

/** Edits the protocol of an experiment, and runs it. */
export function ExperimentPage() {
  const [, state] = useExperimentRun();
  return <Stack maw={1100}>{state === undefined ? <ProtocolEditor /> : <RunView state={state} />}</Stack>;
}
