/** Where cards stand: in columns and rows of a grid, without holes above them. */
import type { WireStreamDescriptor } from '@modlink/protocol';
import { type Layout, type LayoutItem, verticalCompactor } from 'react-grid-layout/core';
import type { CardPlace } from '../setup/live-setup.js';

export const gridColumns = 12;
export const rowHeight = 30;
export const gridMargin = 10;
const least = { minW: 3, minH: 4 } as const;

/** The size that a card has before anybody changes it. */
export function defaultSize({ payloadType, nominalSampleRateHz, channelNames }: WireStreamDescriptor) {
  if (payloadType === 'signal' && nominalSampleRateHz === 'irregular') return { w: 4, h: 4 };
  if (payloadType === 'signal' && channelNames.length > 3) return { w: 12, h: 9 };
  return { w: 6, h: 8 };
}

export interface PlacedStream {
  readonly streamId: string;
  readonly descriptor: WireStreamDescriptor;
}

/** The layout of these streams: as kept, and the others where there is room, from the top left. */
export function arrange(
  streams: readonly PlacedStream[],
  places: Readonly<Record<string, CardPlace>>,
): LayoutItem[] {
  const items: LayoutItem[] = [];
  for (const { streamId } of streams) {
    const place = places[streamId];
    if (place === undefined) continue;
    const w = Math.min(gridColumns, place.w);
    items.push({ ...least, i: streamId, ...place, w, x: Math.min(place.x, gridColumns - w) });
  }
  for (const { streamId, descriptor } of streams) {
    if (places[streamId] !== undefined) continue;
    const size = defaultSize(descriptor);
    items.push({ ...least, i: streamId, ...size, ...firstRoom(items, size) });
  }
  return compact(items);
}

/** All cards below each other, in reading order: for narrow windows. */
export function stackCards(layout: Layout): LayoutItem[] {
  let y = 0;
  return inReadingOrder(layout).map((item) => {
    const stacked = { ...item, x: 0, y, w: gridColumns, static: true };
    y += item.h;
    return stacked;
  });
}

/** One card over the whole width and so many rows, the others below it. */
export function maximizeCard(layout: Layout, id: string, rows: number): LayoutItem[] {
  return layout.map((item) =>
    item.i === id
      ? { ...item, x: 0, y: 0, w: gridColumns, h: Math.max(least.minH, rows), static: true }
      : { ...item, y: item.y + rows },
  );
}

export const inReadingOrder = (layout: Layout): LayoutItem[] =>
  [...layout].sort((one, other) => one.y - other.y || one.x - other.x);

export type CardMove = 'left' | 'right' | 'up' | 'down' | 'wider' | 'narrower' | 'taller' | 'lower';

/** Moves a card past the one beside, above or below it, or by a column where there is none; or changes its size by one. */
export function moveCard(layout: Layout, id: string, move: CardMove): LayoutItem[] {
  const items = layout.map((item) => ({ ...item }));
  const item = items.find(({ i }) => i === id);
  if (item === undefined) return items;
  switch (move) {
    case 'left':
    case 'right':
      passBeside(items, item, move);
      break;
    case 'wider':
      item.w = Math.min(gridColumns - item.x, item.w + 1);
      break;
    case 'narrower':
      item.w = Math.max(least.minW, item.w - 1);
      break;
    case 'taller':
      item.h += 1;
      break;
    case 'lower':
      item.h = Math.max(least.minH, item.h - 1);
      break;
    default:
      passVertically(items, item, move);
  }
  return compact(items, id);
}

function passBeside(items: readonly LayoutItem[], item: LayoutItem, move: 'left' | 'right'): void {
  const isBeside = (other: LayoutItem) =>
    other.y < item.y + item.h &&
    item.y < other.y + other.h &&
    (move === 'left' ? other.x + other.w === item.x : item.x + item.w === other.x);
  const beside = items.find(isBeside);
  if (beside === undefined) {
    const x = item.x + (move === 'left' ? -1 : 1);
    item.x = Math.max(0, Math.min(gridColumns - item.w, x));
    return;
  }
  const [first, second] = move === 'left' ? [beside, item] : [item, beside];
  second.x = first.x;
  first.x = second.x + second.w;
}

function passVertically(items: LayoutItem[], item: LayoutItem, move: 'up' | 'down'): void {
  const overlaps = (other: LayoutItem) =>
    other !== item && other.x < item.x + item.w && item.x < other.x + other.w;
  const others = items.filter(overlaps);
  if (move === 'down') {
    const below = others.filter(({ y }) => y >= item.y + item.h).sort((one, other) => one.y - other.y)[0];
    if (below === undefined) return;
    const top = item.y;
    item.y = top + below.h;
    below.y = top;
  } else {
    const above = others
      .filter(({ y, h }) => y + h <= item.y)
      .sort((one, other) => other.y + other.h - one.y - one.h)[0];
    if (above === undefined) return;
    item.y = above.y;
    above.y = item.y + item.h;
  }
}

/** In the order that they came. @param first - goes before others that want the same place. */
function compact(items: readonly LayoutItem[], first?: string): LayoutItem[] {
  const ordered = [...items].sort((one, other) => Number(other.i === first) - Number(one.i === first));
  const compacted = new Map(
    verticalCompactor.compact(ordered, gridColumns).map((item) => [item.i, item] as const),
  );
  return items.map((item) => compacted.get(item.i) ?? item);
}

function firstRoom(items: readonly LayoutItem[], { w, h }: { readonly w: number; readonly h: number }) {
  for (let y = 0; ; y++) {
    for (let x = 0; x + w <= gridColumns; x++) {
      const isFree = items.every(
        (item) => item.x >= x + w || x >= item.x + item.w || item.y >= y + h || y >= item.y + item.h,
      );
      if (isFree) return { x, y };
    }
  }
}
