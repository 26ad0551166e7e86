/** What happens between the opened port and the first sample: OpenBCI documentation, "Cyton Board SDK". */
import type { BoardCallOptions, CytonBoard } from './board.js';
import { CytonError } from './errors.js';
import type { ChannelCount } from './parser/index.js';
import {
  type ChannelConfiguration,
  type CompleteSettings,
  channelCommand,
  configureChannels,
  isAsAfterReset,
} from './settings.js';

/** The board that was really found, ready to stream. */
export interface CytonSetup {
  readonly channels: readonly ChannelConfiguration[];
  readonly channelCount: ChannelCount;
  /** As in `v3.1.1`; `undefined` where the board does not tell (firmware 1). */
  readonly firmware: string | undefined;
}

/** The banner, or what the dongle says when it does not reach the board. */
const resetAnswer = /(OpenBCI|Failure)[\s\S]*?\$\$\$/;

/** Resets the board and sets it up. */
export async function setUpBoard(
  board: CytonBoard,
  settings: CompleteSettings,
  signal: AbortSignal,
): Promise<CytonSetup> {
  const options = { signal, timeoutMs: settings.replyTimeoutMs };
  const banner = await board.ask('v', resetAnswer, options);
  if (banner.startsWith('Failure')) throw boardNotReached(board, banner);
  const hasDaisy = await chooseDaisy(board, settings, banner.includes('Daisy'), options);
  const channelCount = hasDaisy ? 16 : 8;
  const channels = configureChannels(settings, channelCount);
  await setChannels(board, channels, options);
  return { channels, channelCount, firmware: /Firmware: *(\S+)/.exec(banner)?.[1] };
}

/** @returns whether 16 channels are in use. */
async function chooseDaisy(
  board: CytonBoard,
  settings: CompleteSettings,
  isAttached: boolean,
  options: BoardCallOptions,
): Promise<boolean> {
  switch (settings.expectDaisy) {
    case 'auto':
      return isAttached;
    case 'off':
      if (isAttached) await board.ask('c', /daisy removed\s*\$\$\$/, options);
      return false;
    case 'on': {
      if (isAttached) return true;
      const answer = await board.ask('C', /(16|8)\s*\$\$\$/, options);
      if (answer.startsWith('16')) return true;
      throw new CytonError(
        'DAISY_NOT_FOUND',
        'The board has no Daisy module, but the setting expectDaisy is "on". Plug the module onto the board while it is ' +
          'off, or set expectDaisy to "auto" for 8 channels.',
        { subject: { path: board.path } },
      );
    }
  }
}

/** Sets channels that stand as they do after a reset. */
export async function setChannels(
  board: CytonBoard,
  channels: readonly ChannelConfiguration[],
  options: BoardCallOptions,
): Promise<void> {
  for (const [index, channel] of channels.entries()) {
    if (!isAsAfterReset(channel)) await confirmed(board, channelCommand(index, channel), options);
  }
}

/** Sends a command that the board confirms. @throws {CytonError} `COMMAND_FAILED`, `NO_ANSWER`. */
export async function confirmed(
  board: CytonBoard,
  command: string,
  options: BoardCallOptions,
): Promise<void> {
  const answer = await board.ask(command, /(Success|Failure)[\s\S]*?\$\$\$/, options);
  if (answer.startsWith('Success')) return;
  throw new CytonError(
    'COMMAND_FAILED',
    `The board refused the command "${command}": ${trimAnswer(answer)}. Connect again; if it refuses it again, update its ` +
      'firmware.',
    { subject: { path: board.path } },
  );
}

function boardNotReached(board: CytonBoard, answer: string): CytonError {
  return new CytonError(
    'BOARD_NOT_REACHED',
    `The dongle on ${board.path} answers, but it does not reach the board: "${trimAnswer(answer)}". Switch the board to PC, ` +
      'check its battery, bring it near the dongle, and make sure that both are on the same radio channel.',
    { subject: { path: board.path } },
  );
}

/** An answer without its end, which is `$$$`. */
export function trimAnswer(answer: string): string {
  return answer.replace('$$$', '').trim();
}
