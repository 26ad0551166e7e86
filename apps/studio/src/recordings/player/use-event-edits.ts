import type { ClientError } from '@modlink/client';
import type { RouteResponse } from '@modlink/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useFailureNotice } from '../../api/failure-notice.js';
import { queryKey } from '../../api/routes.js';
import { useServer } from '../../api/server-provider.js';
import { type EventEdit, editsTowards, idsAfter } from './event-history.js';
import type { RecordedEvent } from './recorded-events.js';

type Details = RouteResponse<'getRecording'>;
type Events = readonly RecordedEvent[];

/** How the events were before each step, the latest last. */
interface History {
  readonly undoable: readonly Events[];
  readonly redoable: readonly Events[];
}

export interface EventEditing {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** @returns the ids that the events have then, for each edit; none where it could not be done, which is shown. */
  edit(edits: readonly EventEdit[]): Promise<(string | undefined)[]>;
  undo(): void;
  redo(): void;
}

/** Edits markers and segments of a stored recording, one change after the other. */
export function useEventEdits(recordingId: string): EventEditing {
  const { client } = useServer();
  const queries = useQueryClient();
  const showFailure = useFailureNotice();
  // Read when their turn has come, when those before have been done: not as they were drawn.
  const history = useRef<History>({ undoable: [], redoable: [] });
  const [{ undoable, redoable }, setDrawn] = useState(history.current);
  const setHistory = (known: History) => {
    history.current = known;
    setDrawn(known);
  };
  const latest = useRef<Promise<unknown>>(Promise.resolve());
  const call = { params: { recordingId } };
  const key = queryKey('getRecording', call);

  /** The edits follow from how the recording is when those before have been done. */
  const run = (editsOf: (current: Events) => readonly EventEdit[], keep: (before: Events) => History) => {
    const done = latest.current.then(async () => {
      const current = queries.getQueryData<Details>(key);
      if (current === undefined) return [];
      const edits = editsOf(current.events);
      if (edits.length === 0) {
        setHistory(keep(current.events));
        return [];
      }
      try {
        const changed = await client.call('editRecordingEvents', {
          ...call,
          body: { revision: current.editRevision, edits: [...edits] },
        });
        queries.setQueryData(key, changed);
        setHistory(keep(current.events));
        return idsAfter(current.events, edits, changed.events);
      } catch (error) {
        showFailure(error as ClientError);
        // Somebody else may have edited it: steps back would undo theirs.
        setHistory({ undoable: [], redoable: [] });
        await queries.invalidateQueries({ queryKey: key });
        return [];
      }
    });
    latest.current = done;
    return done;
  };

  return {
    canUndo: undoable.length > 0,
    canRedo: redoable.length > 0,
    edit: async (edits) =>
      edits.length === 0
        ? []
        : run(
            () => edits,
            (before) => ({ undoable: [...history.current.undoable, before], redoable: [] }),
          ),
    undo: () =>
      void run(
        (current) => editsTowards(current, history.current.undoable.at(-1) ?? current),
        (before) => ({
          undoable: history.current.undoable.slice(0, -1),
          redoable: [...history.current.redoable, before],
        }),
      ),
    redo: () =>
      void run(
        (current) => editsTowards(current, history.current.redoable.at(-1) ?? current),
        (before) => ({
          undoable: [...history.current.undoable, before],
          redoable: history.current.redoable.slice(0, -1),
        }),
      ),
  };
}
