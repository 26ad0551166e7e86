// Installs what it is told to: a program of its own, so that it can be killed.
import { DriverInstaller } from '../../dist/index.js';

const [folder, registry, cache, ...specs] = process.argv.slice(2);
const installer = new DriverInstaller({ folder, npm: { registry, cache } });
process.stdout.write('ready\n');
for (const spec of specs) {
  await installer.install(spec, {
    reinstall: true,
    onProgress: ({ phase }) => process.stdout.write(`${phase}\n`),
  });
}
process.stdout.write('done\n');
