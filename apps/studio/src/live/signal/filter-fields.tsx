import { Alert, Fieldset, Stack } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { ChoiceField, NumberField } from '../card/setting-fields.js';
import { type FilterSettings, filterFamilies } from '../setup/card-settings.js';
import { isFilterPossible } from './conditioner.js';

export interface FilterFieldsProps {
  readonly rateHz: number;
  readonly filter: FilterSettings;
  readonly onChange: (filter: FilterSettings) => void;
}

/** The filter of a preview. */
export function FilterFields({ rateHz, filter, onChange }: FilterFieldsProps) {
  const t = useTranslations('viewSettings');
  const set = (change: Partial<FilterSettings>) => onChange({ ...filter, ...change });
  const { kind } = filter;
  const hasBoth = kind === 'band' || kind === 'stop';
  return (
    <Fieldset legend={t('filter')} p="xs">
      <Stack gap="xs">
        <ChoiceField
          label={t('filter')}
          choices={[
            { value: 'none', label: t('filterNone') },
            { value: 'low', label: t('filterLow') },
            { value: 'high', label: t('filterHigh') },
            { value: 'band', label: t('filterBand') },
            { value: 'stop', label: t('filterStop') },
          ]}
          value={kind}
          onChange={(chosen) => set({ kind: chosen })}
        />
        {kind !== 'none' && (
          <>
            <ChoiceField
              label={t('family')}
              choices={filterFamilies.map((value) => ({ value, label: t(value) }))}
              value={filter.family}
              onChange={(family) => set({ family })}
            />
            <NumberField
              label={t('order')}
              min={1}
              max={8}
              value={filter.order}
              onChange={(order) => set({ order: Math.round(order) })}
            />
            {kind !== 'low' && (
              <NumberField
                label={hasBoth ? t('lowEdge') : t('edge')}
                min={0.01}
                value={filter.lowHz}
                onChange={(lowHz) => set({ lowHz })}
              />
            )}
            {kind !== 'high' && (
              <NumberField
                label={hasBoth ? t('highEdge') : t('edge')}
                min={0.01}
                value={filter.highHz}
                onChange={(highHz) => set({ highHz })}
              />
            )}
          </>
        )}
        <ChoiceField
          label={t('notch')}
          choices={([0, 50, 60] as const).map((value) => ({
            value,
            label: value === 0 ? t('notchNone') : t('notchHz', { hz: value }),
          }))}
          value={filter.notchHz}
          onChange={(notchHz) => set({ notchHz })}
        />
        {!isFilterPossible(filter, rateHz) && (
          <Alert color="red" p="xs">
            {t('filterImpossible', { rate: rateHz, limit: rateHz / 2 })}
          </Alert>
        )}
      </Stack>
    </Fieldset>
  );
}
