import { Box, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { WireReplay } from '@modlink/protocol';
import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { clockText } from '../../format/quantities.js';
import { hitTimeline, type TimelineGrip } from './hit-timeline.js';
import { paintTimeline, type TimelineColors, timelineHeight } from './paint-timeline.js';
import type { TimelineContent } from './recorded-events.js';
import { replayPosition } from './replay-position.js';
import { panned, type TimelineView, xToTime, zoomed } from './timeline-view.js';
import type { EventSelection } from './use-event-editing.js';

export interface TimelineProps {
  readonly content: TimelineContent;
  readonly replay: WireReplay;
  readonly toldAtMs: number;
  readonly view: TimelineView;
  readonly onView: (view: TimelineView) => void;
  readonly onSeek: (positionMs: number) => void;
  readonly selection: EventSelection;
}

/** Pixels that a pointer moves before what it holds moves too. */
const holdPx = 3;

/**
 * Markers, segments and the playhead. Click or drag to seek; a marker or segment is chosen by a click and moved by dragging it; the
 * wheel zooms.
 */
export function Timeline(props: TimelineProps) {
  const { content, replay, toldAtMs, view, onView, onSeek, selection } = props;
  const t = useTranslations('player');
  const scheme = useComputedColorScheme('light');
  const { ref: box, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const hint = useRef<HTMLDivElement>(null);
  /** Held by the pointer now. */
  const held = useRef<{ readonly grip: TimelineGrip; readonly fromPx: number; isMoved: boolean }>(undefined);
  const { durationMs } = content;
  const height = timelineHeight(content);
  const loop = typeof replay.loop === 'boolean' ? undefined : replay.loop;

  const paint = useEffectEvent((colors: TimelineColors) => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0) return;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const positionMs = replayPosition(replay, toldAtMs, Date.now());
    const { selected } = selection;
    paintTimeline(context, { content, view, positionMs, loop, selected, widthPx: width, colors });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: painted anew when one of these changed.
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    // Setting the size clears it.
    element.width = Math.round(width * devicePixelRatio);
    element.height = Math.round(height * devicePixelRatio);
    const colors = themeColors(element);
    paint(colors);
    if (replay.state !== 'playing') return;
    let request = requestAnimationFrame(function next() {
      paint(colors);
      request = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(request);
  }, [width, height, scheme, content, view, replay, toldAtMs, selection.selected]);

  const turnWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    const around = xToTime(view, width, event.offsetX);
    const span = view.toMs - view.fromMs;
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    onView(
      sideways !== 0
        ? panned(view, durationMs, (sideways / 1_000) * span)
        : zoomed(view, durationMs, around, event.deltaY > 0 ? 1.25 : 0.8),
    );
  });
  useEffect(() => {
    const element = canvas.current;
    const listen = (event: WheelEvent) => turnWheel(event);
    // Not passive: the page does not scroll while the timeline is zoomed.
    element?.addEventListener('wheel', listen, { passive: false });
    return () => element?.removeEventListener('wheel', listen);
  }, []);

  const place = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent) => ({
    atMs: xToTime(view, width, offsetX),
    hit: hitTimeline({ content, view, widthPx: width }, offsetX, offsetY),
  });
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { atMs, hit } = place(event);
    onSeek(hit?.atMs ?? atMs);
    selection.select(hit?.grip?.selects ?? []);
    held.current = hit?.grip && { grip: hit.grip, fromPx: event.nativeEvent.offsetX, isMoved: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const { atMs, hit } = place(event);
    const hold = held.current;
    if (hold !== undefined) {
      const byPx = event.nativeEvent.offsetX - hold.fromPx;
      hold.isMoved ||= Math.abs(byPx) >= holdPx;
      const byMs = xToTime(view, width, byPx) - xToTime(view, width, 0);
      if (hold.isMoved) selection.drag({ grip: hold.grip, byMs });
    } else if (event.currentTarget.hasPointerCapture(event.pointerId)) onSeek(atMs);
    event.currentTarget.style.cursor = hold?.isMoved
      ? 'grabbing'
      : hit?.grip === undefined
        ? 'pointer'
        : 'grab';
    const element = hint.current;
    if (element === null) return;
    element.textContent = `${clockText(hit?.atMs ?? atMs, 2)}${hit === undefined ? '' : `  ${hit.label}`}`;
    element.style.transform = `translate(${Math.min(event.nativeEvent.offsetX + 10, width - element.offsetWidth)}px, 0)`;
    element.style.opacity = '1';
  };
  const onPointerUp = () => {
    if (held.current?.isMoved) selection.drop();
    held.current = undefined;
  };
  const hideHint = () => {
    if (hint.current !== null) hint.current.style.opacity = '0';
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = keyTarget(event, replay.positionMs, durationMs);
    if (target === undefined) return;
    event.preventDefault();
    onSeek(target);
  };
  return (
    <Box
      ref={box}
      pos="relative"
      role="slider"
      tabIndex={0}
      aria-label={t('position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs)}
      aria-valuenow={Math.round(replay.positionMs)}
      aria-valuetext={t('positionOf', {
        position: clockText(replay.positionMs, 1),
        duration: clockText(durationMs, 1),
      })}
      onKeyDown={onKeyDown}
    >
      <canvas
        ref={canvas}
        style={{ display: 'block', width: '100%', height, cursor: 'pointer', touchAction: 'pan-y' }}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onPointerLeave={hideHint}
      />
      <Box
        ref={hint}
        aria-hidden
        pos="absolute"
        bottom="100%"
        left={0}
        px={6}
        py={2}
        fz="xs"
        bg="var(--mantine-color-text)"
        c="var(--mantine-color-body)"
        style={{ opacity: 0, pointerEvents: 'none', whiteSpace: 'pre', borderRadius: 4 }}
      />
    </Box>
  );
}

/** Where keys take a slider, as ARIA has it. */
function keyTarget(
  { key, shiftKey }: KeyboardEvent,
  positionMs: number,
  durationMs: number,
): number | undefined {
  const stepMs = shiftKey ? 10_000 : 1_000;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return positionMs + stepMs;
    case 'ArrowLeft':
    case 'ArrowDown':
      return positionMs - stepMs;
    case 'PageUp':
      return positionMs + 10_000;
    case 'PageDown':
      return positionMs - 10_000;
    case 'Home':
      return 0;
    case 'End':
      return durationMs;
    default:
      return undefined;
  }
}

function themeColors(element: Element): TimelineColors {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(`--mantine-color-${name}`).trim();
  return {
    text: color('text'),
    dimmed: color('dimmed'),
    line: color('default-border'),
    marker: color('blue-text'),
    mishap: color('red-text'),
    segment: color('teal-light-hover'),
    segmentText: color('text'),
    loop: color('yellow-light'),
    playhead: color('red-filled'),
  };
}
