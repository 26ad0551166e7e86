/** Which commands there are, in the order of the help. Of the modules only those that are needed are loaded. */
import type { AddCommand } from '../command-context.js';

interface CommandModule {
  readonly names: readonly string[];
  readonly load: () => Promise<AddCommand>;
}

const commandModules: readonly CommandModule[] = [
  { names: ['start'], load: async () => (await import('./start.js')).addStart },
  { names: ['search'], load: async () => (await import('./search.js')).addSearch },
  { names: ['record'], load: async () => (await import('./record.js')).addRecord },
  { names: ['command'], load: async () => (await import('./command.js')).addCommand },
  { names: ['inspect'], load: async () => (await import('./inspect.js')).addInspect },
  { names: ['replay'], load: async () => (await import('./replay.js')).addReplay },
  { names: ['recordings'], load: async () => (await import('./recordings.js')).addRecordings },
  { names: ['edit'], load: async () => (await import('./edit.js')).addEdit },
  { names: ['repair'], load: async () => (await import('./repair.js')).addRepair },
  { names: ['verify'], load: async () => (await import('./verify.js')).addVerify },
  { names: ['export'], load: async () => (await import('./export.js')).addExport },
  { names: ['import'], load: async () => (await import('./import.js')).addImport },
  {
    names: ['install', 'update', 'rollback', 'remove', 'list', 'outdated', 'bundle'],
    load: async () => (await import('./packages.js')).addPackages,
  },
  { names: ['drivers'], load: async () => (await import('./drivers.js')).addDrivers },
  { names: ['driver'], load: async () => (await import('./driver.js')).addDriver },
  { names: ['settings'], load: async () => (await import('./settings.js')).addSettings },
  { names: ['policy'], load: async () => (await import('./policy.js')).addPolicy },
  { names: ['health'], load: async () => (await import('./health.js')).addHealth },
  { names: ['dev'], load: async () => (await import('./dev.js')).addDev },
  { names: ['doctor'], load: async () => (await import('./doctor.js')).addDoctor },
  { names: ['exit-codes'], load: async () => (await import('./exit-codes.js')).addExitCodes },
];

/** What adds a command; what adds all of them where none of that name is there: then they are to be listed. */
export function loadCommands(name: string | undefined): Promise<AddCommand[]> {
  const named = commandModules.filter(({ names }) => names.some((each) => each === name));
  return Promise.all((named.length > 0 ? named : commandModules).map(({ load }) => load()));
}
