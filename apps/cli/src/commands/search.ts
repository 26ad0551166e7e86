import type { FoundDevice } from '@modlink/host';
import type { AddCommand, CommandContext } from '../command-context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { openHost } from '../host/open-host.js';
import { parseDuration } from '../output/quantities.js';
import { type Search, searchDrivers } from '../search/search-drivers.js';
import { searchText, transportsIn } from '../search/search-words.js';
import { watchSearch } from '../search/watch-search.js';

/** How long the others may take once one has answered, where all are asked, milliseconds. */
const defaultTimeoutMs = 2_500;

interface SearchOptions {
  readonly timeout?: number;
  readonly watch?: boolean;
}

export const addSearch: AddCommand = (program, act) => {
  program
    .command('search [driver]')
    .description('find devices, with one driver or with all')
    .option(
      '--timeout <time>',
      'how long drivers may take once one has answered; 2.5s when all are asked',
      parseDuration,
    )
    .option('--watch', 'go on, and tell what comes and goes')
    .addHelpText(
      'after',
      `
Examples:
  modlink search                     ask every driver
  modlink search openbci-cyton       ask one
  modlink search --watch             until Ctrl-C: plug something in and see
  modlink search --json              for a program: what "record --device" may match stands in it

A device that was found is recorded with "modlink record --driver <driver> --device <text>", where the text is part of
its title, its details or its identity.`,
    )
    .action(
      act<SearchOptions>(async (context, options, driverId?: string) =>
        options.watch === true ? watch(context, driverId, options) : search(context, driverId, options),
      ),
    );
};

async function search(
  { globals, output, interruption }: CommandContext,
  driverId: string | undefined,
  options: SearchOptions,
): Promise<ExitCode> {
  await using host = await openHost(globals);
  const found = await searchDrivers(host, askedOf(host, driverId), {
    timeoutMs: timeoutOf(driverId, options),
    signal: interruption.signal,
  });
  output.result(searchDocument(found), () => searchText(found, transportsIn(host), output));
  if (found.devices.length > 0) return exitCodes.ok;
  return found.failures.some(({ error }) => !isUnavailable(error))
    ? exitCodes.deviceFailed
    : exitCodes.noDevice;
}

async function watch(
  context: CommandContext,
  driverId: string | undefined,
  options: SearchOptions,
): Promise<void> {
  const { globals, output, interruption } = context;
  await using host = await openHost(globals);
  const first = await searchDrivers(host, askedOf(host, driverId), {
    timeoutMs: timeoutOf(driverId, options),
    signal: interruption.signal,
  });
  output.step({ type: 'found', ...searchDocument(first) }, () =>
    searchText(first, transportsIn(host), output),
  );
  output.note(output.errorColors.dim('Watching; Ctrl-C ends it.'));
  await watchSearch(host, first, context, ({ type, device }) =>
    output.step({ type, device: deviceDocument(device) }, () => {
      const { colors } = output;
      const sign = type === 'came' ? colors.green('+') : colors.red('-');
      return `${sign} ${[device.title, device.subtitle, device.driverId].filter(Boolean).join('  ')}`;
    }),
  );
}

const askedOf = (
  { drivers }: Awaited<ReturnType<typeof openHost>>,
  driverId: string | undefined,
): readonly string[] =>
  driverId === undefined
    ? drivers.startable().map((each) => each.driverId)
    : [drivers.require(driverId).driverId];

const timeoutOf = (driverId: string | undefined, { timeout }: SearchOptions): number | undefined =>
  timeout ?? (driverId === undefined ? defaultTimeoutMs : undefined);

/** A radio that is not there is no failure of a driver. */
const isUnavailable = (error: Error): boolean => 'code' in error && error.code === 'TRANSPORT_UNAVAILABLE';

function searchDocument({ devices, failures, slow }: Search): object {
  return { devices: devices.map(deviceDocument), failures, slow };
}

function deviceDocument({ driverId, provider, title, subtitle, identity, result }: FoundDevice): object {
  const { extra = {}, likely } = result;
  return { driverId, provider, title, subtitle, identity, ...(likely === false && { likely }), extra };
}
