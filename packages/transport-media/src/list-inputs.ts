import type { CameraInfo, MicrophoneInfo } from '@modlink/sdk';
import { bestFirst } from './modes.js';
import type { FoundInput, Platform } from './platforms/platform.js';

/** The inputs with what they can deliver. What delivers nothing is no input. */
export async function listInputs(platform: Platform): Promise<readonly (CameraInfo | MicrophoneInfo)[]> {
  const found = await Promise.all((await platform.find()).map(withModes));
  return found.filter(({ modes }) => modes.length > 0);
}

async function withModes(input: FoundInput): Promise<CameraInfo | MicrophoneInfo> {
  if (input.kind === 'camera') return { ...input, modes: bestFirst(await input.modes()) };
  return { ...input, modes: await input.modes() };
}
