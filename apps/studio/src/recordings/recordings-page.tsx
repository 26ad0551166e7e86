import { Route, Switch } from 'wouter';
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
        <RecordingTable />
      </Route>
    </Switch>
  );
}
