import { type MediaTransport, type TransportRuntime, watchList } from '@modlink/sdk';
import { listInputs } from './list-inputs.js';
import { type Machine, thisMachine } from './machine.js';
import { ffmpegVersion, openCamera, openMicrophone } from './open-input.js';
import { linux } from './platforms/linux.js';
import { macos } from './platforms/macos.js';
import type { Platform } from './platforms/platform.js';
import { windows } from './platforms/windows.js';

/** @param machine - another one only where a test needs a system that this one is not. */
export function createMediaTransport(
  runtime: TransportRuntime,
  machine: Machine = thisMachine,
): MediaTransport {
  const platform = platformOf(machine);
  const around = { runtime, machine, platform };
  return {
    async list() {
      const [inputs] = await Promise.all([listInputs(platform), ffmpegVersion(machine)]);
      return inputs;
    },
    watch: (onChange) =>
      watchList({
        list: () => platform.find(),
        keyOf: ({ id, identity }) => `${id} ${identity}`,
        onChange,
        intervalMs: platform.watchIntervalMs,
        hints: platform.hints,
      }),
    openCamera: (options) => openCamera(around, options),
    openMicrophone: (options) => openMicrophone(around, options),
  };
}

/** Other systems with V4L2 or a sound server, such as FreeBSD, are like Linux in this. */
function platformOf(machine: Machine): Platform {
  switch (machine.platform) {
    case 'darwin':
      return macos(machine);
    case 'win32':
      return windows(machine);
    default:
      return linux(machine);
  }
}
