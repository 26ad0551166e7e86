/** One file for each part of the studio. */
import acquisition from './acquisition.json';
import devices from './devices.json';
import drivers from './drivers.json';
import experiment from './experiment.json';
import formats from './formats.json';
import imports from './imports.json';
import live from './live.json';
import logs from './logs.json';
import packages from './packages.json';
import provenance from './provenance.json';
import recordings from './recordings.json';
import settings from './settings.json';
import shell from './shell.json';

export default {
  ...acquisition,
  ...devices,
  ...drivers,
  ...experiment,
  ...formats,
  ...imports,
  ...live,
  ...logs,
  ...packages,
  ...provenance,
  ...recordings,
  ...settings,
  ...shell,
};
