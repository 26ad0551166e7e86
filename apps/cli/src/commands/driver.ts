import type { AddCommand, CommandContext } from '../command-context.js';
import type { CheckResult } from '../driver-check/check-result.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { findingsText, problemsIn } from '../output/findings-text.js';

export const addDriver: AddCommand = (program, act) => {
  const driver = program
    .command('driver')
    .description('for authors of drivers: check a package before it is published')
    .addHelpText(
      'after',
      `
Examples:
  modlink driver check                          the driver package of the folder you stand in, built
  modlink driver check ./my-driver-1.0.0.tgz    what "npm pack" made
  npm create modlink-driver                     makes a driver package
  modlink dev                                   runs it, and again after each change`,
    );
  driver
    .command('check [folder|tarball]')
    .description('check a driver package as its users will get it')
    .addHelpText(
      'after',
      `
It is packed and unpacked beside nothing but its dependencies, and looked at: manifest, API and SDK range, scripts, what is
in it, exports and types. Then each driver runs in a process of its own: the rules of the driver contract in virtual time, a
cycle of starts and stops, and 100 more with a look at the memory. Rules that need a device take it from modlink.check.ts (or .js)
in the folder, whose default export has the options of @modlink/testkit by driver id.

Each line is ok, a warning or a problem, with what to do about it. Ends with exit code 1 when there is a problem.`,
    )
    .action(act((context, _options, target = '.') => checkDriver(context, target)));
};

async function checkDriver({ output, interruption }: CommandContext, target: string): Promise<ExitCode> {
  const { checkDriverPackage } = await import('../driver-check/check-package.js');
  const { packageName, version, results } = await checkDriverPackage(target, interruption.signal);
  const problems = problemsIn(results);
  output.result({ package: packageName, version, results, problems }, () =>
    [`${packageName} ${version}`, '', findingsText(results.map(inWords), output)].join('\n'),
  );
  return problems > 0 ? exitCodes.failure : exitCodes.ok;
}

function inWords(result: CheckResult): CheckResult {
  const { code, driverId, message } = result;
  const driver = driverId === undefined ? '' : `${driverId}: `;
  return { ...result, message: `${driver}${message}${code === undefined ? '' : ` [${code}]`}` };
}
