import type { Device, FoundDevice, Host } from '@modlink/host';
import { Option } from 'commander';
import { CliError } from '../cli-error.js';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import { findDevices } from '../host/choose-devices.js';
import {
  type OpenServer,
  openServer,
  parsePort,
  type ServerChoice,
  showStudio,
} from '../host/open-server.js';
import { openHostWithSettings } from '../host/setting-values.js';
import { connectDevices } from '../live/connect-devices.js';
import { devicesDocument } from '../live/devices-document.js';
import { eventTeller, type LiveView, runLive } from '../live/live-run.js';
import { LiveStreams } from '../live/live-streams.js';
import { Messages } from '../live/messages.js';
import { statusDocument } from '../live/status-line.js';
import type { Output } from '../output/output.js';
import { clockText, durationText, parseDuration, pluralText } from '../output/quantities.js';
import { atBothEnds, inColumns } from '../terminal/text-width.js';

interface StartOptions extends ServerChoice {
  readonly driver?: readonly string[];
  readonly device?: readonly string[];
  readonly duration?: number;
  readonly set?: readonly string[];
  readonly setup?: string;
  readonly recordings?: string;
  readonly preRoll?: number;
  readonly server: boolean;
  readonly open: boolean;
}

export const addStart: AddCommand = (program, act) => {
  program
    .command('start')
    .description('open the studio on devices: the built-in synthetic ones, or those of a driver')
    .option('--driver <id>', 'the devices of this driver (repeatable)', collect)
    .option('--device <text>', 'only the device that has this text (repeatable)', collect)
    .option('--duration <time>', 'end after this time: 10s, 5m, 1h', parseDuration)
    .option('--set <key=value>', 'a setting of the driver, for this time only (repeatable)', collect)
    .option('--setup <name>', 'the devices of a setup that was saved in the studio')
    .option('--recordings <folder>', 'where recordings go; as the settings say when absent')
    .option(
      '--pre-roll <time>',
      'recordings begin this long before they are started: 10s; as the settings say when absent',
      parseDuration,
    )
    .option('--no-open', 'do not open the studio in the browser')
    .option('--port <number>', 'where the server listens; 7788, or another where that is taken', parsePort)
    .option(
      '--address <address>',
      'let others in the network reach it, at this address of this machine: 0.0.0.0',
    )
    .option('--token <text>', 'what others in the network have to show; made up when absent')
    .addOption(
      new Option('--packages <which>', 'what may be installed from the studio')
        .choices(['none', 'registry', 'any'])
        .default('registry'),
    )
    .option('--no-server', 'only watch, here on the terminal')
    .addHelpText(
      'after',
      `
Examples:
  modlink start                                       all synthetic devices: nothing needs to be plugged in
  modlink start --device eeg                          one of them
  modlink start --driver openbci-cyton                what is plugged in
  modlink start --driver synthetic --set simulateDropoutPercent=5
  modlink start --address 0.0.0.0                     also for other computers, which have to show the token
  modlink start --setup "lab 1"                       the devices of a workplace, as it was saved in the studio
  modlink start --no-server                           without studio and API

The studio, the HTTP API and the frames are at the address that is shown; only this machine reaches them unless --address says
otherwise.

On a terminal it fills the screen; q or Ctrl-C ends it. Elsewhere it prints a status every second; with --json, a line of
JSON for each status and event. "±" is the jitter: how much the intervals between frames vary.`,
    )
    .action(act<StartOptions>(start, 'live'));
};

async function start(context: CommandContext, options: StartOptions): Promise<void> {
  const { output, interruption } = context;
  const { signal } = interruption;
  const { device = [], set = [], duration: durationMs, setup } = options;
  const driverIds = options.driver ?? (setup === undefined ? ['synthetic'] : []);
  const messages = new Messages();
  await using host = await openHostWithSettings(context.globals, driverIds, set, {
    onEvent: eventTeller(output, messages),
    recordingsFolder: options.recordings,
    preRoll: options.preRoll === undefined ? undefined : { durationMs: options.preRoll },
  });
  // Before the devices: what they send first is not held up by it.
  const serving = options.server ? await openServer(host, options) : undefined;
  await using _server = serving?.server;
  if (output.terminal !== undefined) output.note(output.errorColors.dim('Connecting ...'));
  if (setup !== undefined) await restoreSetup(host, setup, messages, context);
  const found =
    driverIds.length > 0
      ? await findDevices(host, { driverIds, matches: device, otherwise: 'all' }, signal)
      : [];
  const added = found.length > 0 ? await connectAny(host, found, messages, context) : [];
  const devices = host.devices.connected().map(({ deviceId }) => host.devices.get(deviceId));
  using streams = new LiveStreams(
    host,
    devices.map(({ deviceId }) => deviceId),
  );
  // Those of a setup are as it says.
  await Promise.all(added.map((device) => device.startStreaming(signal)));
  const startedMs = performance.now();
  output.step(
    {
      type: 'started',
      devices: devicesDocument(host),
      ...(serving !== undefined && { url: serving.server.url }),
      recordingsFolder: host.recordings.folder,
      safeMode: host.drivers.isSafeMode,
    },
    () =>
      output.terminal === undefined && serving !== undefined
        ? `Studio: ${addressText(serving)}\n${settingsText(host)}`
        : undefined,
  );
  if (serving !== undefined && options.open && output.terminal !== undefined) await showStudio(serving);
  const view = startView(context, { host, messages, startedMs, driverIds, found, serving });
  const ending = await runLive({
    context,
    host,
    streams,
    messages,
    view,
    startedMs,
    durationMs,
    isServer: options.server,
  });
  const elapsedMs = performance.now() - startedMs;
  await serving?.server.close();
  await host.close();
  output.step(
    { type: 'finished', ending, elapsedMs: Math.round(elapsedMs), streams: statusDocument(streams.list()) },
    () =>
      `Watched ${pluralText(streams.list().length, 'stream')} of ${pluralText(devices.length, 'device')} for ${durationText(elapsedMs)}.` +
      (found.length > 0 ? `\nRecord them: ${recordHint(driverIds, found)}` : ''),
  );
  if (ending === 'lost') {
    throw new CliError(
      'CONNECTION_LOST',
      'No device is connected any more. Plug it in again and start anew.',
    );
  }
}

/** Brings the devices of a setup up; what is missing is said, and may be connected in the studio later. */
async function restoreSetup(
  host: Host,
  name: string,
  messages: Messages,
  { output, interruption }: CommandContext,
): Promise<void> {
  for (const { device, error } of await host.setups.restore(name, interruption.signal)) {
    if (error === undefined) continue;
    tell(
      `${device.title} of the setup "${name}" is not there: ${(error as Error).message}`,
      messages,
      output,
    );
  }
}

function tell(text: string, messages: Messages, output: Output): void {
  messages.add({ level: 'error', text });
  if (output.terminal === undefined) output.note(text);
}

/** Watching goes on with those that could be connected. @throws what the first threw, where none could. */
async function connectAny(
  host: Host,
  found: readonly FoundDevice[],
  messages: Messages,
  { output, interruption }: CommandContext,
): Promise<readonly Device[]> {
  const { devices, failures } = await connectDevices(host, found, interruption.signal);
  const [first] = failures;
  if (devices.length === 0 && first !== undefined) throw first.error;
  for (const failure of failures) {
    tell(
      `${failure.found.title} could not be connected: ${(failure.error as Error).message}`,
      messages,
      output,
    );
  }
  return devices;
}

interface StartShow {
  readonly host: Host;
  readonly messages: Messages;
  readonly startedMs: number;
  readonly driverIds: readonly string[];
  readonly found: readonly FoundDevice[];
  readonly serving: OpenServer | undefined;
}

function startView({ output }: CommandContext, show: StartShow): LiveView {
  const { host, messages, startedMs, driverIds, found, serving } = show;
  const { colors } = output;
  return {
    head: (columns) => {
      const facts = [
        pluralText(host.devices.list().length, 'device'),
        pluralText(messages.markers, 'marker'),
        clockText(performance.now() - startedMs),
      ];
      const address = serving === undefined ? '' : `  ${addressText(serving)}`;
      const mode = host.drivers.isSafeMode ? '  safe mode' : '';
      const title = `${colors.bold(colors.cyan('ModLink'))} live${address}${mode}`;
      return [atBothEnds(title, colors.dim(facts.join(' · ')), columns)];
    },
    foot: (columns) => [
      inColumns(
        `${colors.bold('q')} quit ${found.length > 0 ? colors.dim(`· then record: ${recordHint(driverIds, found)}`) : ''}`,
        columns,
      ).trimEnd(),
    ],
    keys: {},
    statusDocument: () => ({}),
    statusLines: () => [],
  };
}

/** What the settings decide about recordings and drivers, where whoever starts it sees it. */
function settingsText({ settings, recordings, drivers }: Host): string {
  const { preRollMs } = settings.current;
  return [
    `Recordings: ${recordings.folder}`,
    ...(preRollMs > 0 ? [`they begin ${preRollMs / 1000} s before they are started`] : []),
    ...(drivers.isSafeMode ? ['safe mode: third-party drivers are switched off'] : []),
  ].join('; ');
}

const addressText = ({ server, token }: OpenServer): string =>
  `${server.url}${token === undefined ? '' : `  token: ${token}`}`;

/** The command that records the first of what is watched. */
function recordHint([driverId = '']: readonly string[], found: readonly FoundDevice[]): string {
  const own = found.filter((device) => device.driverId === driverId);
  const device = own.length > 1 ? ` --device "${own[0]?.title}"` : '';
  return `modlink record --driver ${driverId}${device} --duration 10s`;
}
