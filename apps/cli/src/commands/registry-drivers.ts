import type { Command } from 'commander';
import wrapAnsi from 'wrap-ansi';
import type { Act, CommandContext } from '../command-context.js';
import { openHost } from '../host/open-host.js';
import { table } from '../output/table.js';

/** Adds what finds drivers that are not installed yet. */
export function addRegistryDrivers(drivers: Command, act: Act): void {
  drivers
    .command('search [text...]')
    .description('find driver packages in the registry')
    .action(act((context, _options, ...words) => searchRegistry(context, words.join(' '))));
  drivers
    .command('suggest')
    .description('find drivers for what is plugged in: installed ones, and packages of the registry')
    .action(act(suggest));
}

async function searchRegistry(
  { globals, output, interruption }: CommandContext,
  text: string,
): Promise<void> {
  await using host = await openHost(globals);
  const { signal } = interruption;
  const [found, installed] = await Promise.all([
    host.packages.search(text, { signal }),
    host.packages.list(),
  ]);
  const versions = new Map(installed.map(({ name, version }) => [name, version]));
  const packages = found.map((each) => ({ ...each, installedVersion: versions.get(each.name) }));
  const { colors, columns } = output;
  output.result({ packages }, () => {
    if (packages.length === 0) return 'The registry has no such driver.';
    const rows = packages.map(({ name, version, description = '', installedVersion = '' }) => [
      name,
      version,
      installedVersion,
      description,
    ]);
    const list = table(['PACKAGE', 'VERSION', 'INSTALLED', 'DESCRIPTION'], rows, { columns, colors });
    return `${list}\n\nInstall one: modlink install <package>`;
  });
}

async function suggest({ globals, output, interruption }: CommandContext): Promise<void> {
  await using host = await openHost(globals);
  const suggestions = await host.packages.suggestions({ signal: interruption.signal });
  const { colors, columns } = output;
  output.result(suggestions, () => {
    const rows = suggestions.devices.flatMap(({ device, drivers }) =>
      drivers.map(({ displayName, package: name, version, installed, reason }, index) => [
        index === 0 ? device : '',
        displayName,
        `${name}@${version}`,
        installed ? colors.green('installed') : `modlink install ${name}`,
        reason,
      ]),
    );
    const list =
      rows.length === 0
        ? 'No driver is known for anything that is plugged in.'
        : table(['DEVICE', 'DRIVER', 'PACKAGE', 'STATE', 'REASON'], rows, { columns, colors });
    const failures = suggestions.failures.map(({ source, message }) =>
      wrapAnsi(`${colors.yellow('Not looked at:')} ${source}: ${message}`, Math.min(columns, 100)),
    );
    return [list, ...failures].join('\n\n');
  });
}
