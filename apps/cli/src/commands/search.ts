import type { FoundDevice, SearchOutcome } from '@modlink/host';
import { serializeError } from '@modlink/sdk';
import wrapAnsi from 'wrap-ansi';
import type { AddCommand } from '../command-context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { openHost } from '../host/open-host.js';
import type { Output } from '../output/output.js';
import { table } from '../output/table.js';

export const addSearch: AddCommand = (program, act) => {
  program
    .command('search [driver]')
    .description('find devices, with one driver or with all')
    .addHelpText(
      'after',
      `
Examples:
  modlink search                     ask every driver
  modlink search openbci-cyton       ask one
  modlink search --json              for a program: what "record --device" may match stands in it

A device that was found is recorded with "modlink record --driver <driver> --device <text>", where the text is part of
its title, its details or its identity.`,
    )
    .action(
      act(async ({ globals, output, interruption }, _options, driverId?: string) => {
        await using host = await openHost(globals);
        const { signal } = interruption;
        const outcome = await host.search({ driverId, signal });
        signal.throwIfAborted();
        const asked =
          driverId === undefined ? host.drivers.startable().map((each) => each.driverId) : [driverId];
        output.result(searchDocument(outcome), () => searchText(outcome, asked, output));
        return exitCodeOfSearch(outcome);
      }),
    );
};

function exitCodeOfSearch({ devices, failures }: SearchOutcome): ExitCode {
  if (devices.length > 0) return exitCodes.ok;
  return failures.length > 0 ? exitCodes.deviceFailed : exitCodes.noDevice;
}

function searchDocument({ devices, failures }: SearchOutcome): object {
  return { devices: devices.map(deviceDocument), failures };
}

function deviceDocument({ driverId, provider, title, subtitle, identity, result }: FoundDevice): object {
  return { driverId, provider, title, subtitle, identity, extra: result.extra ?? {} };
}

function searchText({ devices, failures }: SearchOutcome, asked: readonly string[], output: Output): string {
  const { colors, columns } = output;
  const wrap = (text: string): string => wrapAnsi(text, columns);
  const parts: string[] = [];
  if (devices.length > 0) {
    const rows = devices.map(({ title, subtitle, driverId, identity }) => [
      title,
      subtitle,
      driverId,
      identity,
    ]);
    parts.push(table(['DEVICE', 'DETAILS', 'DRIVER', 'IDENTITY'], rows, { columns, colors }));
  }
  for (const { driverId, error } of failures) {
    const { message, code } = serializeError(error);
    parts.push(wrap(`${colors.red(`${driverId} could not search:`)} ${message} ${colors.dim(code)}`));
  }
  const without = asked.filter((driverId) =>
    [...devices, ...failures].every((each) => each.driverId !== driverId),
  );
  if (asked.length === 0) {
    parts.push(
      wrap('There is no driver that could search. "modlink drivers" shows which are installed, and why.'),
    );
  } else if (devices.length === 0 && failures.length === 0) {
    parts.push(
      wrap(
        `No device found with ${without.join(', ')}. Plug it in, switch it on, and search again; "modlink doctor" checks ports and permissions.`,
      ),
    );
  } else if (without.length > 0) {
    parts.push(wrap(colors.dim(`Nothing found with ${without.join(', ')}.`)));
  }
  return parts.join('\n\n');
}
