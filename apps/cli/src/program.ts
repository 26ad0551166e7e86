/** The command line: which commands there are, and how each runs and ends. */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { CliError } from './cli-error.js';
import { type Act, collect, type GlobalOptions } from './command-context.js';
import { loadCommands } from './commands/index.js';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.js';
import { Interruption } from './interruption.js';
import { Output } from './output/output.js';

const fiveThings = `
The five things to do with it:
  modlink start                                   watch the built-in synthetic devices, live
  modlink search                                  find what is plugged in
  modlink record --driver <id> --duration 10s     record it to a file
  modlink inspect <file>                          see what a recording holds
  modlink export <file> --format csv              turn it into tables

Something is amiss?  modlink doctor
More about each:     modlink <command> --help`;

/**
 * Runs the command line.
 * @param args - without the program itself.
 * @returns the exit code.
 */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const act: Act =
    (run, kind = 'once') =>
    async (...commanderArguments) => {
      const command = commanderArguments.at(-1) as Command;
      const options = command.optsWithGlobals();
      exitCode = await runCommand(options as GlobalOptions, kind === 'live', (context) =>
        run(context, options as Parameters<typeof run>[1], ...command.args),
      );
    };
  try {
    const program = createProgram();
    for (const add of await loadCommands(namedCommand(args))) add(program, act);
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    exitCode = usageExitCode(error, args);
  }
  return exitCode;
}

/** The command that is asked for, if one is. @throws {CommanderError} where it is the version, or an option lacks its value. */
function namedCommand(args: readonly string[]): string | undefined {
  return createProgram().parseOptions([...args]).operands[0];
}

/** What commander found wrong it has said already, in words for people. */
function usageExitCode(error: unknown, args: readonly string[]): ExitCode {
  const json = args.includes('--json');
  const output = new Output({ json, color: !args.includes('--no-color'), debug: args.includes('--debug') });
  if (!(error instanceof CommanderError)) {
    output.error(error, false);
    return exitCodeOf(error);
  }
  if (error.exitCode === 0) return exitCodes.ok;
  if (json) output.error(new CliError('WRONG_USAGE', error.message.replace(/^error: /, '')), false);
  return exitCodes.wrongUsage;
}

function createProgram(): Command {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  return new Command('modlink')
    .exitOverride()
    .description('ModLink: find sensors, watch them live, record and export what they measure.')
    .version(version, '--version', 'print the version')
    .option('--json', 'print JSON for programs instead of text')
    .option('--home <folder>', "ModLink's folder, with settings and installed drivers (or MODLINK_HOME)")
    .option(
      '--root <folder>',
      'one more place for drivers: a driver package, or an application (repeatable)',
      collect,
    )
    .option(
      '--playback <file>',
      'play a capture of raw bytes instead of opening devices (repeatable)',
      collect,
    )
    .option('--safe-mode', "only ModLink's own drivers may run, whatever is installed")
    .option('--no-color', 'no colours (as does NO_COLOR)')
    .option('--debug', 'show where an error comes from')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command, or of exit-codes')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Add --help to see how it is used, with examples.')
    .showSuggestionAfterError()
    .addHelpText('after', fiveThings);
}

/** Runs one command; whatever it throws becomes an error block and an exit code. */
async function runCommand(
  globals: GlobalOptions,
  isLive: boolean,
  run: (context: {
    globals: GlobalOptions;
    output: Output;
    interruption: Interruption;
    // biome-ignore lint/suspicious/noConfusingVoidType: as in CommandRun.
  }) => Promise<ExitCode | void>,
): Promise<ExitCode> {
  const output = new Output({
    json: globals.json ?? false,
    color: globals.color,
    debug: globals.debug ?? false,
  });
  using interruption = new Interruption();
  process.stdout.on('error', () => interruption.readerGone());
  // A terminal that was closed takes no more words; what is under way is brought to its end all the same.
  process.stderr.on('error', () => {});
  try {
    return (await run({ globals, output, interruption })) ?? exitCodes.ok;
  } catch (error) {
    if (interruption.signal.aborted) {
      output.error(interruption.signal.reason, isLive);
      return interruption.exitCode;
    }
    output.error(error, isLive);
    return exitCodeOf(error);
  }
}
