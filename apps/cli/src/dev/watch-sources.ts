import { sep } from 'node:path';
import { watch } from 'chokidar';
import type { DriverFolder } from './driver-folder.js';

/** Editors write several files at once, and each in several steps. */
const settleMs = 150;

/** Names of folders that hold no sources. */
const ignoredNames = new Set(['node_modules', '.git', 'coverage', '.test-results', '.turbo']);

/** Calls back some time after files of the package changed, but for those that its build makes. */
export async function watchSources(
  { path, madeFolders }: DriverFolder,
  onChange: () => void,
): Promise<AsyncDisposable> {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(path, {
    ignoreInitial: true,
    ignored: (file) =>
      madeFolders.some((made) => file === made || file.startsWith(made + sep)) ||
      file
        .slice(path.length)
        .split(sep)
        .some((name) => ignoredNames.has(name)),
  });
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
