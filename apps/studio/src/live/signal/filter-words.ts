import { useTranslations } from 'use-intl';
import type { SignalSettings } from '../setup/card-settings.js';

/** What is done to the preview of a signal, in words; empty where it shows what was measured. */
export function useFilterWords(): (settings: SignalSettings) => string {
  const t = useTranslations('filterWords');
  return ({ filter: { kind, lowHz, highHz, notchHz }, reference }) =>
    [
      ...(kind === 'none' ? [] : [t(kind, { low: lowHz, high: highHz })]),
      ...(notchHz === 0 ? [] : [t('notch', { hz: notchHz })]),
      ...(reference === 'none' ? [] : [t('reference')]),
    ].join(', ');
}
