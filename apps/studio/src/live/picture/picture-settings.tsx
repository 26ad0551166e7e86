import { Switch } from '@mantine/core';
import { useTranslations } from 'use-intl';
import {
  ChannelField,
  ChoiceField,
  RangeFields,
  type SettingsFormProps,
  WindowField,
} from '../card/setting-fields.js';
import type { SettingsOf, Transform } from '../setup/card-settings.js';
import { type ColourMapName, colourMapNames } from './colour-maps.js';

export function RasterSettings({ descriptor, settings, onChange }: SettingsFormProps<SettingsOf<'raster'>>) {
  const set = (change: Partial<SettingsOf<'raster'>>) => onChange({ ...settings, ...change });
  return (
    <>
      <WindowField value={settings.windowS} onChange={(windowS) => set({ windowS })} />
      <ColourFields settings={settings} onChange={set} />
      <RangeFields descriptor={descriptor} range={settings.range} onChange={(range) => set({ range })} />
      <ChannelField
        descriptor={descriptor}
        value={settings.channel}
        onChange={(channel) => set({ channel })}
      />
    </>
  );
}

export function FieldSettings({ descriptor, settings, onChange }: SettingsFormProps<SettingsOf<'field'>>) {
  const set = (change: Partial<SettingsOf<'field'>>) => onChange({ ...settings, ...change });
  return (
    <>
      <ColourFields settings={settings} onChange={set} />
      <RangeFields descriptor={descriptor} range={settings.range} onChange={(range) => set({ range })} />
      <TransformFields transform={settings.transform} onChange={(transform) => set({ transform })} />
      <ChannelField
        descriptor={descriptor}
        value={settings.channel}
        onChange={(channel) => set({ channel })}
      />
    </>
  );
}

export function VideoSettings({ settings, onChange }: SettingsFormProps<SettingsOf<'video'>>) {
  const t = useTranslations('viewSettings');
  const set = (change: Partial<SettingsOf<'video'>>) => onChange({ ...settings, ...change });
  return (
    <>
      <Switch
        label={t('fill')}
        checked={settings.isFilled}
        onChange={(event) => set({ isFilled: event.currentTarget.checked })}
      />
      <TransformFields transform={settings.transform} onChange={(transform) => set({ transform })} />
    </>
  );
}

interface ColourSettings {
  readonly colourMap: ColourMapName;
  readonly isInterpolated: boolean;
}

interface ColourFieldsProps {
  readonly settings: ColourSettings;
  readonly onChange: (change: Partial<ColourSettings>) => void;
}

function ColourFields({ settings, onChange }: ColourFieldsProps) {
  const t = useTranslations('viewSettings');
  return (
    <>
      <ChoiceField
        label={t('colourMap')}
        choices={colourMapNames.map((name) => ({ value: name, label: t(name) }))}
        value={settings.colourMap}
        onChange={(colourMap) => onChange({ colourMap })}
      />
      <Switch
        label={t('interpolate')}
        checked={settings.isInterpolated}
        onChange={(event) => onChange({ isInterpolated: event.currentTarget.checked })}
      />
    </>
  );
}

interface TransformFieldsProps {
  readonly transform: Transform;
  readonly onChange: (transform: Transform) => void;
}

function TransformFields({ transform, onChange }: TransformFieldsProps) {
  const t = useTranslations('viewSettings');
  const turns: readonly Transform['quarterTurns'][] = [0, 1, 2, 3];
  return (
    <>
      <ChoiceField
        label={t('rotate')}
        choices={turns.map((value) => ({ value, label: t('degrees', { degrees: value * 90 }) }))}
        value={transform.quarterTurns}
        onChange={(quarterTurns) => onChange({ ...transform, quarterTurns })}
      />
      <Switch
        label={t('mirror')}
        checked={transform.isMirrored}
        onChange={(event) => onChange({ ...transform, isMirrored: event.currentTarget.checked })}
      />
      <Switch
        label={t('upsideDown')}
        checked={transform.isUpsideDown}
        onChange={(event) => onChange({ ...transform, isUpsideDown: event.currentTarget.checked })}
      />
    </>
  );
}
