import { Stack, Text, VisuallyHidden } from '@mantine/core';
import type { WireStreamDescriptor } from '@modlink/protocol';
import { useEffect, useState } from 'react';
import { useFormatter } from 'use-intl';
import { channelName, unitOf } from '../card/stream-name.js';
import type { LatestValues } from './latest-values.js';

const refreshMs = 500;
/** A screen reader tells new values at most this often: someone may listen to something else. */
const announceMs = 30_000;

/** Digits do not jump from value to value. */
const tabular = { fontVariantNumeric: 'tabular-nums' } as const;

export interface ValueReadoutProps {
  readonly name: string;
  readonly descriptor: WireStreamDescriptor;
  readonly latest: LatestValues;
  /** Of the channels that are shown. */
  readonly channels: readonly number[];
  /** A value of a replay has no age. */
  readonly isLive: boolean;
  readonly isPaused: boolean;
  readonly isAnnounced: boolean;
}

/** The latest value of each channel as text: the number, its unit and how old it is. */
export function ValueReadout(props: ValueReadoutProps) {
  const { name, descriptor, latest, channels, isLive, isPaused, isAnnounced } = props;
  const format = useFormatter();
  const { values, atMs, nowMs } = useLatest(latest, isPaused);
  const unit = unitOf(descriptor);
  const isMany = channels.length > 3;
  const text = (channel: number): string => {
    const value = values[channel];
    return value === undefined ? '–' : format.number(value, { maximumSignificantDigits: 5 });
  };
  const named = (channel: number): string =>
    descriptor.channelNames.length > 1 ? `${channelName(descriptor, channel)} ` : '';
  const words = channels
    .map((channel) => `${named(channel)}${text(channel)} ${unit ?? ''}`.trim())
    .join(', ');
  return (
    <>
      <Stack component="dl" gap={0} m={0} pl="xs" h="100%" miw={0}>
        {channels.map((channel, row) => (
          <Stack key={channel} gap={0} justify="center" miw={0} style={{ flex: 1 }}>
            <Text component="dt" size="xs" c="dimmed" lineClamp={1}>
              {channelName(descriptor, channel)}
            </Text>
            <Text component="dd" m={0} fw={600} fz={isMany ? 'md' : 28} lh={1.2} truncate style={tabular}>
              {text(channel)}
              <Text span size="sm" fw={400}>
                {unit !== undefined && ` ${unit}`}
              </Text>
              {row === 0 && isLive && atMs > 0 && (
                <Text span size="xs" fw={400} c="dimmed" ml={8}>
                  {format.relativeTime(atMs, { now: Math.max(nowMs, atMs), style: 'narrow' })}
                </Text>
              )}
            </Text>
          </Stack>
        ))}
      </Stack>
      {isAnnounced && values.length > 0 && <Announcement words={`${name}: ${words}`} />}
    </>
  );
}

interface Shown extends Readonly<LatestValues> {
  readonly nowMs: number;
}

/** Read anew twice a second; a view that is frozen keeps what it shows. */
function useLatest(latest: LatestValues, isPaused: boolean): Shown {
  const [shown, setShown] = useState<Shown>(() => ({ ...latest, nowMs: Date.now() }));
  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => setShown({ ...latest, nowMs: Date.now() }), refreshMs);
    return () => clearInterval(timer);
  }, [latest, isPaused]);
  return shown;
}

/** Tells the first words at once and later ones when some time has passed. */
function Announcement({ words }: { readonly words: string }) {
  const [told, setTold] = useState({ words, atMs: Date.now() });
  if (told.words !== words && Date.now() - told.atMs >= announceMs) setTold({ words, atMs: Date.now() });
  return <VisuallyHidden role="status">{told.words}</VisuallyHidden>;
}
