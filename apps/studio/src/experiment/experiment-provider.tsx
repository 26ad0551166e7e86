/** The run of an experiment, above the pages: it goes on whichever is shown. */
import { ClientError } from '@modlink/client';
import {
  createContext,
  type PropsWithChildren,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { useFailureNotice } from '../api/failure-notice.js';
import { useServer } from '../api/server-provider.js';
import { ExperimentRun, type ExperimentState } from './experiment-run.js';

const RunContext = createContext<ExperimentRun | undefined>(undefined);

export function ExperimentProvider({ children }: PropsWithChildren) {
  const { client } = useServer();
  const showFailure = useFailureNotice();
  const run = useMemo(
    () =>
      new ExperimentRun(
        {
          start: (label) => client.call('startSegment', { body: { label } }),
          // A recording that ended has ended its segments.
          end: (label) => client.call('endSegment', { body: { label } }).catch(unlessEnded),
        },
        (error) => {
          if (error instanceof ClientError) showFailure(error);
        },
      ),
    [client, showFailure],
  );
  useEffect(() => () => run.stop(), [run]);
  return <RunContext value={run}>{children}</RunContext>;
}

/** The run, and where it is. */
export function useExperimentRun(): readonly [ExperimentRun, ExperimentState | undefined] {
  const run = useContext(RunContext);
  if (run === undefined) throw new Error('useExperimentRun is used outside of ExperimentProvider');
  return [run, useSyncExternalStore(run.subscribe, () => run.state)];
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof ClientError && error.code === 'WRONG_STATE')) throw error;
}
