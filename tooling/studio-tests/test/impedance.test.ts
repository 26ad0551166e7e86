import { startCytonProcess, syntheticCytonSamples } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished } from 'vitest';
import { openStudio, packageFolder } from './support/studio.js';

const browser = await part('chromium');
const pty = await part('pty');

browser.describe('the live view of an amplifier', () => {
  pty.describe('on a pseudo-terminal', () => {
    it('measures the impedance of electrodes, and the stream goes on', { timeout: 120_000 }, async () => {
      const board = await startCytonProcess({
        samples: syntheticCytonSamples({ length: 1_000 }),
        repeat: true,
        impedanceOhm: 23_000,
      });
      onTestFinished(() => board.close());
      const root = (name: string) => ({ kind: 'package', path: packageFolder(name), label: name }) as const;
      const studio = await openStudio({
        hostOptions: {
          roots: [root('@modlink/driver-openbci-cyton')],
          transports: { serial: '@modlink/transport-serial' },
          appRoot: packageFolder('@modlink/studio-tests'),
          driverSettings: { 'openbci-cyton': { port: board.path } },
        },
      });
      const { host, page } = studio;
      const [found = expect.fail('the board was not found')] = (await host.search()).devices;
      const { deviceId } = await host.connect(found);
      await host.startStreaming(deviceId);
      await studio.open('/');
      await page.getByRole('button', { name: 'Impedance of EEG' }).click();
      await page.getByRole('button', { name: 'Measure', exact: true }).click();
      const row = page.getByRole('row').nth(1);
      await row.getByText(/^2[23](\.\d+)? kΩ$/).waitFor({ timeout: 60_000 });
      await row.getByText('fair', { exact: true }).waitFor();
      await studio.expectAccessible();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('button', { name: 'Measure', exact: true }).waitFor({ timeout: 60_000 });
      expect(host.devices.get(deviceId).info().state).toBe('streaming');
      expect(studio.errors).toEqual([]);
    });
  });
});
