import { Stack } from '@mantine/core';
import { SetupsSection } from '../setups/setups-section.js';
import { AppearanceSection } from './appearance-section.js';
import { HostSection } from './host-section.js';
import { HostSettingsSection } from './host-settings-section.js';
import { ShortcutsSection } from './shortcuts-section.js';

/** What belongs to this browser, what the host is, and the setups of the lab. */
export function SettingsPage() {
  return (
    <Stack gap="xl" maw={820}>
      <AppearanceSection />
      <SetupsSection />
      <ShortcutsSection />
      <HostSettingsSection />
      <HostSection />
    </Stack>
  );
}
