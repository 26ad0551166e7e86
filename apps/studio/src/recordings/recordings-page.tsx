import { Stack } from '@mantine/core';
import { Route, Switch } from 'wouter';
import { Imports } from '../imports/imports.js';
import { RecordingDetails } from './recording-details.js';
import { RecordingTable } from './recording-table.js';

/** The stored recordings, or one of them. */
export function RecordingsPage() {
  return (
    <Switch>
      <Route path="/recordings/:recordingId">
        {({ recordingId }) => <RecordingDetails key={recordingId} recordingId={recordingId} />}
      </Route>
      <Route>
        <Stack>
          <Imports />
          <RecordingTable />
        </Stack>
      </Route>
    </Switch>
  );
}
