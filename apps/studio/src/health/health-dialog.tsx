import { Alert, Loader } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';
import { HealthList } from './health-list.js';

/** Opens what befell one device, or a driver and all its devices. */
export function openHealthDialog(of: { deviceId: string } | { driverId: string }, title: string): void {
  modals.open({
    title,
    size: 'lg',
    children: 'deviceId' in of ? <DeviceHealth params={of} /> : <DriverHealth params={of} />,
  });
}

function DeviceHealth({ params }: { readonly params: { readonly deviceId: string } }) {
  return <History {...useRoute('deviceHealth', { params })} />;
}

function DriverHealth({ params }: { readonly params: { readonly driverId: string } }) {
  return <History {...useRoute('driverHealth', { params })} />;
}

type HistoryProps = Pick<ReturnType<typeof useRoute<'deviceHealth'>>, 'data' | 'error'>;

function History({ data, error }: HistoryProps) {
  const t = useTranslations('health');
  if (error !== null) return <Alert color="red">{error.message}</Alert>;
  if (data === undefined) return <Loader aria-label={t('title')} />;
  return <HealthList entries={data.entries} />;
}
