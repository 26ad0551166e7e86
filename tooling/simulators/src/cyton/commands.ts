/** The commands of the board: OpenBCI documentation, "Cyton Board SDK". */

/** What the commands act on. */
export interface CytonBoardState {
  readonly firmware: string;
  /** Whether the module is plugged in. */
  readonly hasDaisy: boolean;
  /** Whether the module is in use: after a reset it is, where it is plugged in. */
  daisyAttached: boolean;
  streaming: boolean;
  /** The six setting digits of each channel: power, gain, input, bias, SRB2, SRB1. */
  readonly channelSettings: string[];
  /** The two digits of each channel's test current: P, N. */
  readonly leadOff: string[];
}

const defaultSettings = '060110';
const noLeadOff = '00';
/** Test signals: the digit of the input that each connects all channels to. */
const testSignalInputs: Readonly<Record<string, string>> = {
  '0': '1',
  '-': '5',
  '=': '5',
  p: '5',
  '[': '5',
  ']': '5',
};
/** What a command of several characters may hold, by its first one. */
const longCommands = {
  x: { length: 9, end: 'X', values: /^[01][0-6][0-7][01]{3}$/, what: 'Channel' },
  z: { length: 5, end: 'Z', values: /^[01]{2}$/, what: 'Lead off' },
} as const;
const channelKeys = '12345678QWERTYUI';
const offKeys = '12345678qwertyui';
const onKeys = '!@#$%^&*QWERTYUI';
const endOfReply = '$$$';

/** A board as it is after power-up. */
export function createBoardState(options: { firmware: string; hasDaisy: boolean }): CytonBoardState {
  return {
    ...options,
    daisyAttached: options.hasDaisy,
    streaming: false,
    channelSettings: Array.from({ length: 16 }, () => defaultSettings),
    leadOff: Array.from({ length: 16 }, () => noLeadOff),
  };
}

/** Takes command bytes one after another. */
export class CytonCommands {
  readonly #state: CytonBoardState;
  /** The characters of a command of several that is not complete yet, its `x` or `z` included. */
  #long = '';

  constructor(state: CytonBoardState) {
    this.#state = state;
  }

  /** @returns what the board answers: text, or `''`. */
  take(character: string): string {
    if (this.#long !== '' || character === 'x' || character === 'z') return this.#takeLong(character);
    const state = this.#state;
    const testSignal = testSignalInputs[character];
    if (testSignal !== undefined) return this.#connectTestSignal(testSignal);
    switch (character) {
      case 'v':
        state.streaming = false;
        state.daisyAttached = state.hasDaisy;
        state.channelSettings.fill(defaultSettings);
        state.leadOff.fill(noLeadOff);
        return this.#banner();
      case 'b':
        state.streaming = true;
        return '';
      case 's':
        state.streaming = false;
        return '';
      case 'c':
        return this.#detachDaisy();
      case 'C':
        return this.#attachDaisy();
      case 'd':
        state.channelSettings.fill(defaultSettings);
        return this.#unlessStreaming('updating channel settings to default');
      case 'D':
        return this.#unlessStreaming(defaultSettings);
      case 'V':
        return this.#unlessStreaming(state.firmware);
      case '?':
        return this.#unlessStreaming(this.#registers());
      default:
        this.#switchChannel(character);
        return '';
    }
  }

  #takeLong(character: string): string {
    this.#long += character;
    const { length, end, values, what } = longCommands[this.#long.charAt(0) as keyof typeof longCommands];
    if (character === end && this.#long.length < length) return this.#endLong('Failure: too few chars');
    if (this.#long.length < length) return '';
    if (character !== end) return this.#endLong(`Failure: ${length}th char not ${end}`);
    const channel = channelKeys.indexOf(this.#long.charAt(1));
    const given = this.#long.slice(2, -1);
    if (channel < 0 || !values.test(given)) return this.#endLong('Failure: Err: too many chars');
    const settings = what === 'Channel' ? this.#state.channelSettings : this.#state.leadOff;
    settings[channel] = given;
    return this.#endLong(`Success: ${what} set for ${channel + 1}`);
  }

  #endLong(reply: string): string {
    this.#long = '';
    return this.#unlessStreaming(reply);
  }

  /** Turns all channels on and connects them to an input. */
  #connectTestSignal(input: string): string {
    const { channelSettings } = this.#state;
    for (const [channel, settings] of channelSettings.entries()) {
      channelSettings[channel] = `0${settings.charAt(1)}${input}${settings.slice(3)}`;
    }
    return this.#unlessStreaming('Success: Configured internal test signal.');
  }

  #switchChannel(character: string): void {
    const { channelSettings } = this.#state;
    const off = offKeys.indexOf(character);
    const on = onKeys.indexOf(character);
    const channel = Math.max(off, on);
    if (channel < 0) return;
    channelSettings[channel] = (off >= 0 ? '1' : '0') + (channelSettings[channel] ?? '').slice(1);
  }

  #detachDaisy(): string {
    if (!this.#state.daisyAttached) return '';
    this.#state.daisyAttached = false;
    return this.#unlessStreaming('daisy removed');
  }

  #attachDaisy(): string {
    if (this.#state.daisyAttached) return this.#unlessStreaming('16');
    this.#state.daisyAttached = this.#state.hasDaisy;
    return this.#unlessStreaming(this.#state.hasDaisy ? 'daisy attached16' : 'no daisy to attach!8');
  }

  #banner(): string {
    const daisy = this.#state.hasDaisy ? 'On Daisy ADS1299 Device ID: 0x3E\n' : '';
    return (
      `OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\n${daisy}` +
      `LIS3DH Device ID: 0x33\nFirmware: ${this.#state.firmware}\n${endOfReply}`
    );
  }

  #registers(): string {
    const channels = this.#state.daisyAttached ? 16 : 8;
    const lines = this.#state.channelSettings
      .slice(0, channels)
      .map((settings, channel) => `CH${channel + 1}SET, ${settings}`);
    return ['Board ADS Registers', 'ADS_ID, 3E', ...lines, 'LIS3DH Registers', '0x0F, 33', ''].join('\n');
  }

  #unlessStreaming(reply: string): string {
    return this.#state.streaming ? '' : reply + endOfReply;
  }
}
