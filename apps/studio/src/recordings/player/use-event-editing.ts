import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useMarkTarget } from '../../acquisition/mark-target.js';
import type { Label } from '../../labels/labels.js';
import { useLabels } from '../../labels/use-labels.js';
import type { EventEditorProps } from './event-editor.js';
import { type EventEdit, shifting } from './event-history.js';
import { type TimelineGrip, withinGrip } from './hit-timeline.js';
import {
  type RecordedEvent,
  segmentIds,
  shifted,
  type TimelineContent,
  timelineContent,
} from './recorded-events.js';
import { useEventEdits } from './use-event-edits.js';

/** What is dragged now, and how far. */
export interface TimelineDrag {
  readonly grip: TimelineGrip;
  readonly byMs: number;
}

export interface EventSelection {
  readonly selected: readonly string[];
  select(eventIds: readonly string[]): void;
  drag(drag: TimelineDrag): void;
  drop(): void;
}

export interface EventEditingOptions {
  readonly recordingId: string;
  readonly events: readonly RecordedEvent[];
  readonly startNs: string;
  readonly durationMs: number;
  /** How much of the timeline is shown: a new segment is a part of that. */
  readonly shownMs: number;
  readonly cursorMs: () => number;
}

export interface EventEditing {
  readonly content: TimelineContent;
  readonly selection: EventSelection;
  readonly editor: EventEditorProps;
}

/** Which marker or segment of a recording is chosen, and what can be done with it. */
export function useEventEditing(options: EventEditingOptions): EventEditing {
  const { recordingId, events, startNs, durationMs, shownMs, cursorMs } = options;
  const t = useTranslations('acquisition');
  const [labels] = useLabels();
  const { edit, canUndo, canRedo, undo, redo } = useEventEdits(recordingId);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [dragged, setDragged] = useState<TimelineDrag>();
  const shown = useMemo(
    () => (dragged === undefined ? events : shifted(events, dragged.grip.eventIds, dragged.byMs)),
    [events, dragged],
  );
  const content = useMemo(() => timelineContent(shown, startNs, durationMs), [shown, startNs, durationMs]);
  // Of a segment both ends, also when it was just ended.
  const segment = content.segments.find(({ startId }) => selected.includes(startId));
  const chosen = (segment === undefined ? selected : segmentIds(segment)).flatMap((id) =>
    shown.filter(({ eventId }) => eventId === id),
  );
  const nsAt = (ms: number): string => String(BigInt(startNs) + BigInt(Math.round(ms * 1e6)));
  const atCursor = (): number => Math.min(Math.max(0, cursorMs()), durationMs);

  /** What is chosen stays so under its new id. */
  const editSelected = async (edits: readonly EventEdit[]) => {
    const ids = await edit(edits);
    setSelected((known) => known.map((eventId) => ids[indexOf(edits, eventId)] ?? eventId));
  };
  const add = async (added: readonly (readonly [type: AddedType, label: string, atMs: number])[]) => {
    const ids = await edit(
      added.map(([type, label, atMs]) => ({ type: 'add', event: { type, label, timestampNs: nsAt(atMs) } })),
    );
    setSelected(ids.filter((eventId) => eventId !== undefined));
  };
  const nameOf = (kind: Label['kind'], absent: string) =>
    labels.find((label) => label.kind === kind)?.name ?? absent;
  const addMarker = (name = nameOf('marker', t('plainMarker'))) => void add([['marker', name, atCursor()]]);
  const addSegment = () => {
    const fromMs = Math.min(atCursor(), Math.max(0, durationMs - shownMs / 10));
    const name = nameOf('segment', t('plainSegment'));
    void add([
      ['segment-start', name, fromMs],
      ['segment-end', name, Math.min(durationMs, fromMs + shownMs / 10)],
    ]);
  };
  /** As in a recording that runs: the first time it begins, the second time it ends. */
  const toggleSegment = (name: string) => {
    const open = content.segments.find(
      ({ label, isOpen, fromMs }) => label === name && isOpen && fromMs <= atCursor(),
    );
    if (open === undefined) void add([['segment-start', name, atCursor()]]);
    else void add([['segment-end', name, atCursor()]]);
  };
  useMarkTarget(({ name, kind }) => (kind === 'marker' ? addMarker(name) : toggleSegment(name)));

  return {
    content,
    selection: {
      selected,
      select: setSelected,
      drag: ({ grip, byMs }) => {
        setSelected(grip.selects);
        setDragged({ grip, byMs: withinGrip(grip, byMs) });
      },
      drop: () => {
        if (dragged === undefined) return;
        const { grip, byMs } = dragged;
        const moved = events.filter(({ eventId }) => grip.eventIds.includes(eventId));
        // It stays where it was dragged to until the answer tells the same.
        void editSelected(byMs === 0 ? [] : shifting(moved, byMs)).finally(() => setDragged(undefined));
      },
    },
    editor: {
      selected: chosen,
      startNs,
      durationMs,
      canUndo,
      canRedo,
      cursorMs: atCursor,
      onAddMarker: () => addMarker(),
      onAddSegment: addSegment,
      onUndo: undo,
      onRedo: redo,
      onEdit: (edits) => void editSelected(edits),
      onRemove: () => {
        setSelected([]);
        void edit(chosen.map(({ eventId }) => ({ type: 'remove', eventId })));
      },
      onClose: () => setSelected([]),
    },
  };
}

type AddedType = 'marker' | 'segment-start' | 'segment-end';

const indexOf = (edits: readonly EventEdit[], eventId: string): number =>
  edits.findIndex((edit) => edit.type !== 'add' && edit.eventId === eventId);
