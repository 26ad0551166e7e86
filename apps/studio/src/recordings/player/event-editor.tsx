import { Button, Group, NumberInput, Text, TextInput } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowBarToDown,
  IconArrowForwardUp,
  IconBookmarkPlus,
  IconSpacingHorizontal,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../shell/icon-button.js';
import type { EventEdit } from './event-history.js';
import { positionOf, type RecordedEvent } from './recorded-events.js';

export interface EventEditorProps {
  /** A marker, or the start and the end of a segment. */
  readonly selected: readonly RecordedEvent[];
  readonly startNs: string;
  readonly durationMs: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly onAddMarker: () => void;
  readonly onAddSegment: () => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onEdit: (edits: readonly EventEdit[]) => void;
  readonly onRemove: () => void;
  readonly onClose: () => void;
  /** Where the playhead is, in milliseconds. */
  readonly cursorMs: () => number;
}

/** Adds markers and segments, and changes the one that was chosen. */
export function EventEditor(props: EventEditorProps) {
  const { selected, canUndo, canRedo, onAddMarker, onAddSegment, onUndo, onRedo } = props;
  const t = useTranslations('player');
  return (
    <Group gap="xs" role="group" aria-label={t('edit')} align="flex-end">
      <Button size="xs" variant="default" leftSection={<IconBookmarkPlus size={16} />} onClick={onAddMarker}>
        {t('addMarker')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconSpacingHorizontal size={16} />}
        onClick={onAddSegment}
      >
        {t('addSegment')}
      </Button>
      <IconButton label={t('undo')} isDisabled={!canUndo} onClick={onUndo}>
        <IconArrowBackUp size={16} />
      </IconButton>
      <IconButton label={t('redo')} isDisabled={!canRedo} onClick={onRedo}>
        <IconArrowForwardUp size={16} />
      </IconButton>
      {selected.length === 0 ? (
        <Text size="xs" c="dimmed" visibleFrom="md" style={{ alignSelf: 'center' }}>
          {t('editWords')}
        </Text>
      ) : (
        <SelectedFields {...props} />
      )}
    </Group>
  );
}

function SelectedFields(props: EventEditorProps) {
  const { selected, onEdit, onRemove, onClose } = props;
  const t = useTranslations('player');
  const [first, last] = selected;
  const label = first?.label ?? '';
  return (
    <>
      <LabelField
        label={label}
        onChange={(name) => onEdit(selected.map(({ eventId }) => ({ type: 'change', eventId, label: name })))}
      />
      {first !== undefined && (
        <TimeField
          {...props}
          event={first}
          name={t(first.type === 'marker' ? 'time' : 'from')}
          here={t(first.type === 'marker' ? 'here' : 'startHere')}
        />
      )}
      {last !== undefined && last !== first && (
        <TimeField {...props} event={last} name={t('until')} here={t('endHere')} />
      )}
      {first?.type === 'segment-start' && last === undefined && <EndHere {...props} start={first} />}
      <IconButton label={t('remove', { label })} onClick={onRemove}>
        <IconTrash size={16} />
      </IconButton>
      <IconButton label={t('closeEditor')} onClick={onClose}>
        <IconX size={16} />
      </IconButton>
    </>
  );
}

/** Changed with Enter, or when it is left. */
function LabelField({
  label,
  onChange,
}: {
  readonly label: string;
  readonly onChange: (label: string) => void;
}) {
  const t = useTranslations('player');
  const [text, setText] = useState(label);
  useEffect(() => setText(label), [label]);
  const take = () => {
    if (text.trim() === '') setText(label);
    else if (text.trim() !== label) onChange(text.trim());
  };
  return (
    <TextInput
      size="xs"
      label={t('label')}
      w={150}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  );
}

interface TimeFieldProps extends EventEditorProps {
  readonly event: RecordedEvent;
  readonly name: string;
  readonly here: string;
}

const typingMs = 400;

/** Arrow keys move by 10 milliseconds, with Shift by 100. */
function TimeField({ event, name, here, startNs, durationMs, selected, onEdit, cursorMs }: TimeFieldProps) {
  const t = useTranslations('player');
  const atS = positionOf(event.timestampNs, startNs) / 1_000;
  const [value, setValue] = useState<string | number>(atS);
  const [step, setStep] = useState(0.01);
  useEffect(() => setValue(atS), [atS]);
  // A segment does not end before it begins.
  const [first, last] = selected;
  const other = event === first ? last : first;
  const otherMs = other === undefined || other === event ? undefined : positionOf(other.timestampNs, startNs);
  const leastS = event === last && otherMs !== undefined ? otherMs / 1_000 : 0;
  const mostS = (event === first && otherMs !== undefined ? otherMs : durationMs) / 1_000;
  const move = (toS: number) => {
    const toMs = Math.min(Math.max(toS, leastS), mostS) * 1_000;
    const timestampNs = String(BigInt(startNs) + BigInt(Math.round(toMs * 1e6)));
    if (timestampNs !== event.timestampNs) onEdit([{ type: 'change', eventId: event.eventId, timestampNs }]);
  };
  useEffect(() => {
    if (typeof value !== 'number' || Math.abs(value - atS) < 0.000_5) return;
    const timer = setTimeout(() => move(value), typingMs);
    return () => clearTimeout(timer);
  });
  return (
    <Group gap={4} align="flex-end" wrap="nowrap">
      <NumberInput
        size="xs"
        w={110}
        label={t('seconds', { name })}
        value={value}
        onChange={setValue}
        step={step}
        min={leastS}
        max={mostS}
        decimalScale={3}
        onKeyDownCapture={(key) => setStep(key.shiftKey ? 0.1 : 0.01)}
      />
      <IconButton label={here} onClick={() => move(cursorMs() / 1_000)}>
        <IconArrowBarToDown size={16} />
      </IconButton>
    </Group>
  );
}

/** Ends a segment that was not ended. */
function EndHere({ start, startNs, onEdit, cursorMs }: EventEditorProps & { readonly start: RecordedEvent }) {
  const t = useTranslations('player');
  const end = () => {
    // It does not end before it begins.
    const endMs = Math.max(cursorMs(), positionOf(start.timestampNs, startNs));
    const timestampNs = String(BigInt(startNs) + BigInt(Math.round(endMs * 1e6)));
    const event = { type: 'segment-end' as const, label: start.label ?? '', timestampNs };
    onEdit([{ type: 'add', event }]);
  };
  return (
    <IconButton label={t('endHere')} onClick={end}>
      <IconArrowBarToDown size={16} />
    </IconButton>
  );
}
