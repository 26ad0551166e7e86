import { Button, Checkbox, Fieldset, Group, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import type { WireStreamDescriptor } from '@modlink/protocol';
import { useTranslations } from 'use-intl';
import {
  ChannelField,
  ChoiceField,
  NumberField,
  RangeFields,
  type SettingsFormProps,
  WindowField,
} from '../card/setting-fields.js';
import { channelName, hasElectrodes } from '../card/stream-name.js';
import type { SignalSettings } from '../setup/card-settings.js';
import { FilterFields } from './filter-fields.js';
import { isLowRate } from './low-rate.js';

type Props = SettingsFormProps<SignalSettings>;

export function SignalSettingsForm({ descriptor, settings, onChange }: Props) {
  const t = useTranslations('viewSettings');
  const set = (change: Partial<SignalSettings>) => onChange({ ...settings, ...change });
  const { nominalSampleRateHz: rateHz } = descriptor;
  if (rateHz === 'irregular' || isLowRate(descriptor)) {
    return (
      <>
        <RangeFields descriptor={descriptor} range={settings.range} onChange={(range) => set({ range })} />
        <ChannelChoice descriptor={descriptor} settings={settings} onChange={onChange} />
        <Switch
          label={t('announce')}
          description={t('announceWords')}
          checked={settings.isAnnounced}
          onChange={(event) => set({ isAnnounced: event.currentTarget.checked })}
        />
      </>
    );
  }
  return (
    <>
      <SegmentedControl
        aria-label={t('view')}
        fullWidth
        value={settings.view}
        onChange={(view) => set({ view: view as SignalSettings['view'] })}
        data={[
          { value: 'time', label: t('time') },
          { value: 'spectrum', label: t('spectrum') },
          { value: 'spectrogram', label: t('spectrogram') },
        ]}
      />
      {settings.view === 'time' ? (
        <TimeFields descriptor={descriptor} settings={settings} onChange={onChange} />
      ) : (
        <SpectrumFields descriptor={descriptor} settings={settings} onChange={onChange} />
      )}
      <FilterFields rateHz={rateHz} filter={settings.filter} onChange={(filter) => set({ filter })} />
      {hasElectrodes(descriptor) && (
        <ReferenceField descriptor={descriptor} settings={settings} onChange={onChange} />
      )}
      {settings.view !== 'spectrogram' && (
        <ChannelChoice descriptor={descriptor} settings={settings} onChange={onChange} />
      )}
    </>
  );
}

function TimeFields({ descriptor, settings, onChange }: Props) {
  const t = useTranslations('viewSettings');
  const set = (change: Partial<SignalSettings>) => onChange({ ...settings, ...change });
  return (
    <>
      <ChoiceField
        label={t('layout')}
        choices={(['stacked', 'expanded', 'overlaid'] as const).map((value) => ({ value, label: t(value) }))}
        value={settings.layout}
        onChange={(layout) => set({ layout })}
      />
      <WindowField value={settings.windowS} onChange={(windowS) => set({ windowS })} />
      <RangeFields descriptor={descriptor} range={settings.range} onChange={(range) => set({ range })} />
    </>
  );
}

function SpectrumFields({ descriptor, settings, onChange }: Props) {
  const t = useTranslations('viewSettings');
  const set = (change: Partial<SignalSettings>) => onChange({ ...settings, ...change });
  return (
    <>
      {settings.view === 'spectrogram' && (
        <ChannelField
          descriptor={descriptor}
          value={settings.channel}
          onChange={(channel) => set({ channel })}
        />
      )}
      <ChoiceField
        label={t('segment')}
        choices={([0.5, 1, 2, 4] as const).map((value) => ({
          value,
          label: t('segmentS', { seconds: value }),
        }))}
        value={settings.segmentS}
        onChange={(segmentS) => set({ segmentS })}
      />
      <WindowField value={settings.windowS} onChange={(windowS) => set({ windowS })} />
      <NumberField
        label={t('maximumHz')}
        min={0}
        value={settings.maximumHz}
        onChange={(maximumHz) => set({ maximumHz })}
      />
    </>
  );
}

function ReferenceField({ descriptor, settings, onChange }: Props) {
  const t = useTranslations('viewSettings');
  const choices: { value: SignalSettings['reference']; label: string }[] = [
    { value: 'none', label: t('referenceNone') },
    { value: 'average', label: t('referenceAverage') },
    ...descriptor.channelNames.map((name, value) => ({ value, label: t('referenceChannel', { name }) })),
  ];
  return (
    <ChoiceField
      label={t('reference')}
      choices={choices}
      value={settings.reference}
      onChange={(reference) => onChange({ ...settings, reference })}
    />
  );
}

/** Which channels are shown. */
function ChannelChoice({ descriptor, settings, onChange }: Props) {
  const t = useTranslations('viewSettings');
  const { hiddenChannels } = settings;
  const all = channelsOf(descriptor);
  if (all.length < 2) return null;
  const hide = (hidden: readonly number[]) => onChange({ ...settings, hiddenChannels: [...hidden] });
  return (
    <Fieldset legend={t('channels')} p="xs">
      <Stack gap="xs">
        <Group gap="xs">
          <Button size="compact-xs" variant="default" onClick={() => hide([])}>
            {t('all')}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => hide(all)}>
            {t('none')}
          </Button>
          <Text size="xs">
            {all.length - hiddenChannels.length} / {all.length}
          </Text>
        </Group>
        <Group gap={8}>
          {all.map((channel) => (
            <Checkbox
              key={channel}
              size="xs"
              label={channelName(descriptor, channel)}
              checked={!hiddenChannels.includes(channel)}
              onChange={(event) =>
                hide(
                  event.currentTarget.checked
                    ? hiddenChannels.filter((hidden) => hidden !== channel)
                    : [...hiddenChannels, channel],
                )
              }
            />
          ))}
        </Group>
      </Stack>
    </Fieldset>
  );
}

const channelsOf = ({ channelNames }: WireStreamDescriptor): number[] =>
  channelNames.map((_, channel) => channel);
