/** The pages of the studio, in the order of the menu. */
import {
  IconActivity,
  IconFileText,
  IconListCheck,
  IconPlugConnected,
  IconPuzzle,
  IconSettings,
  IconVideo,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { DevicesPage } from '../devices/devices-page.js';
import { DriversPage } from '../drivers/drivers-page.js';
import { ExperimentPage } from '../experiment/experiment-page.js';
import { LivePage } from '../live/live-page.js';
import { LogsPage } from '../logs/logs-page.js';
import { RecordingsPage } from '../recordings/recordings-page.js';
import { SettingsPage } from '../settings/settings-page.js';

export interface StudioPage {
  readonly key: 'live' | 'devices' | 'drivers' | 'recordings' | 'experiment' | 'settings' | 'logs';
  readonly path: string;
  readonly Icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
  readonly Page: ComponentType;
}

export const pages: readonly StudioPage[] = [
  { key: 'live', path: '/', Icon: IconActivity, Page: LivePage },
  { key: 'devices', path: '/devices', Icon: IconPlugConnected, Page: DevicesPage },
  { key: 'recordings', path: '/recordings', Icon: IconVideo, Page: RecordingsPage },
  { key: 'experiment', path: '/experiment', Icon: IconListCheck, Page: ExperimentPage },
  { key: 'drivers', path: '/drivers', Icon: IconPuzzle, Page: DriversPage },
  { key: 'settings', path: '/settings', Icon: IconSettings, Page: SettingsPage },
  { key: 'logs', path: '/logs', Icon: IconFileText, Page: LogsPage },
];
