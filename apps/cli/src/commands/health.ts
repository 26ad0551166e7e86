import type { HealthEntry } from '@modlink/host';
import wrapAnsi from 'wrap-ansi';
import type { AddCommand, CommandContext } from '../command-context.js';
import { driverOrDevice } from '../host/host-policy.js';
import { openHost } from '../host/open-host.js';
import type { Output } from '../output/output.js';
import { momentText } from '../output/quantities.js';

export const addHealth: AddCommand = (program, act) => {
  program
    .command('health [driver-or-device]')
    .description('what befell drivers and devices: crashes, lost connections, failed searches')
    .addHelpText(
      'after',
      `
Examples:
  modlink health                                  of all drivers, the newest first
  modlink health openbci-cyton
  modlink health openbci_cyton.01                 of one device

It is kept when ModLink ends: 200 entries for each driver and its devices.`,
    )
    .action(act(health));
};

async function health({ globals, output }: CommandContext, _options: object, id?: string): Promise<void> {
  await using host = await openHost(globals);
  const entries = id === undefined ? newestFirst(Object.values(host.health.all()).flat()) : await of(id);
  output.result({ entries }, () =>
    entries.length === 0
      ? `Nothing befell ${id ?? 'any driver or device'}: no crash, no lost connection, no failed search.`
      : healthText(entries, output),
  );

  async function of(driverOrDeviceId: string): Promise<readonly HealthEntry[]> {
    const { kind } = await driverOrDevice(host, driverOrDeviceId);
    return kind === 'drivers'
      ? host.health.ofDriver(driverOrDeviceId)
      : host.health.ofDevice(driverOrDeviceId);
  }
}

const newestFirst = (entries: readonly HealthEntry[]): readonly HealthEntry[] =>
  [...entries].sort((a, b) => Number(BigInt(b.lastNs) - BigInt(a.lastNs)));

function healthText(entries: readonly HealthEntry[], { colors, columns }: Output): string {
  const indent = '  ';
  return entries
    .map(({ lastNs, kind, driverId, deviceId, message, remedy, count }) => {
      const times = count > 1 ? colors.dim(` (${count} times)`) : '';
      const head = `${momentText(BigInt(lastNs)).slice(0, 19)}  ${colors.bold(kind)}  ${deviceId ?? driverId}${times}`;
      const lines = [message, ...(remedy === undefined ? [] : [`-> ${remedy}`])].map((text) =>
        wrapAnsi(text, Math.max(columns - indent.length, 30)).replaceAll(/^/gm, indent),
      );
      return [head, ...lines].join('\n');
    })
    .join('\n\n');
}
