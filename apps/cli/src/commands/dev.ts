import { resolve } from 'node:path';
import type { HostEvent } from '@modlink/host';
import type { AddCommand, CommandContext } from '../command-context.js';
import { Development, type DevelopmentStep, developmentSpeaker } from '../dev/development.js';
import { readDriverFolder } from '../dev/driver-folder.js';
import { watchSources } from '../dev/watch-sources.js';
import { openHost } from '../host/open-host.js';
import { openServer, parsePort, type ServerChoice, showStudio } from '../host/open-server.js';
import { waitForEnding } from '../live/ending.js';
import { messageOf, paintedWords } from '../live/messages.js';
import { errorDocument } from '../output/json-text.js';
import type { Output } from '../output/output.js';
import { durationText, parseDuration, pluralText } from '../output/quantities.js';

interface DevOptions extends ServerChoice {
  readonly simulate?: string;
  readonly duration?: number;
  readonly open: boolean;
}

export const addDev: AddCommand = (program, act) => {
  program
    .command('dev [folder]')
    .description('run the driver that is written in a folder, with the studio, and again after each change')
    .option('--simulate <file>', 'play this capture of raw bytes in place of a device')
    .option('--duration <time>', 'end after this time: 10s, 5m, 1h', parseDuration)
    .option('--no-open', 'do not open the studio in the browser')
    .option('--port <number>', 'where the server listens; 7788, or another where that is taken', parsePort)
    .addHelpText(
      'after',
      `
Examples:
  modlink dev                              the driver package of the folder you stand in
  modlink dev ./my-driver                  of another one
  modlink dev --simulate <file>.capture.jsonl
                                           without the device: plays what "modlink record --capture-raw" wrote

The package is built with its own script "build", now and whenever one of its files changes. When that succeeds, the driver's
process is started anew and its devices stream on; nothing else is touched. When it fails, the version before goes on, and
the errors stand here and in the log of the studio. Ctrl-C ends it.`,
    )
    .action(
      act<DevOptions>((context, options, folder = '.') => develop(context, options, resolve(folder)), 'live'),
    );
};

async function develop(context: CommandContext, options: DevOptions, folder: string): Promise<void> {
  const { output, interruption } = context;
  const { signal } = interruption;
  const { simulate } = options;
  const driver = await readDriverFolder(folder);
  const globals = {
    ...context.globals,
    root: [folder, ...(context.globals.root ?? [])],
    ...(simulate !== undefined && { playback: [simulate, ...(context.globals.playback ?? [])] }),
  };
  await using host = await openHost(globals, { onEvent: (event) => tellEvent(event, output) });
  const serving = await openServer(host, options);
  await using _server = serving.server;
  output.step(
    { type: 'started', url: serving.server.url, package: driver.packageName, driverIds: driver.driverIds },
    () => `Studio: ${serving.server.url}\nWriting ${driver.packageName}: ${folder}`,
  );
  const development = new Development({ host, folder, signal, tell: (step) => tellStep(step, output) });
  await using _watch = await watchSources(driver, () => void development.update());
  await development.update();
  if (options.open && output.terminal !== undefined) await showStudio(serving);
  const ending = await waitForEnding({
    host,
    durationMs: options.duration,
    stopped: signal,
    isServer: true,
  });
  output.step({ type: 'finished', ending }, () => undefined);
}

function tellStep(step: DevelopmentStep, output: Output): void {
  if (step.type === 'load-failed') {
    const { type, driverId, error } = step;
    if (output.json) output.step({ type, driverId, error: errorDocument(error) }, () => undefined);
    else output.error(error, false);
  } else {
    output.step(step, () => stepText(step, output));
  }
}

function stepText(
  step: Exclude<DevelopmentStep, { type: 'load-failed' }>,
  { colors }: Output,
): string | undefined {
  switch (step.type) {
    case 'built':
      return `${colors.green('Built')} in ${durationText(step.durationMs)}.`;
    case 'build-failed':
      return `${step.output}\n${colors.red('The build failed.')} The version before goes on, if there is one.`;
    case 'loaded': {
      const devices =
        step.deviceIds.length === 0
          ? 'no device yet: search for it in the studio'
          : `${pluralText(step.deviceIds.length, 'device')}: ${step.deviceIds.join(', ')}`;
      return `${colors.green('Loaded')} ${step.driverIds.join(', ')}, ${devices}.`;
    }
  }
}

/** What the driver and its devices say; of the log also what is only for whoever writes the driver. */
function tellEvent(event: HostEvent, output: Output): void {
  // That is told as a step.
  if (event.type === 'log' && event.driverId === developmentSpeaker) return;
  output.step({ type: 'event', event }, () => {
    const words = messageOf(event);
    if (words !== undefined) return paintedWords(words, output.colors);
    return event.type === 'log' ? output.colors.dim(`  ${event.driverId}: ${event.message}`) : undefined;
  });
}
