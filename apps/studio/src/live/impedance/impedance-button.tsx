import { modals } from '@mantine/modals';
import type { WireStreamDescriptor } from '@modlink/protocol';
import { IconOmega } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useRoute } from '../../api/routes.js';
import { CardAction } from '../card/stream-card.js';
import { hasElectrodes } from '../card/stream-name.js';
import { impedanceCommandOf } from './impedance-plan.js';
import { ImpedanceTable } from './impedance-table.js';

export interface ImpedanceButtonProps {
  /** Of the stream. */
  readonly name: string;
  readonly descriptor: WireStreamDescriptor;
}

/** Opens the impedance view, where a stream has electrodes and its device can measure them. */
export function ImpedanceButton({ name, descriptor }: ImpedanceButtonProps) {
  const t = useTranslations('live');
  const words = useTranslations('impedance');
  const { data } = useRoute('listDevices');
  const device = data?.devices.find(({ deviceId }) => deviceId === descriptor.deviceId);
  const command = impedanceCommandOf(device);
  if (device === undefined || command === undefined || !hasElectrodes(descriptor)) return null;
  const open = () =>
    modals.open({
      title: words('title', { title: device.title }),
      size: 'md',
      children: (
        <ImpedanceTable deviceId={device.deviceId} command={command} channelNames={descriptor.channelNames} />
      ),
    });
  return (
    <CardAction label={t('impedance', { name })} onClick={open}>
      <IconOmega size={15} />
    </CardAction>
  );
}
