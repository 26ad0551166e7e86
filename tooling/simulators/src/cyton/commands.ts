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
}

const defaultSettings = '060110';
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
  };
}

/** Takes command bytes one after another. */
export class CytonCommands {
  readonly #state: CytonBoardState;
  /** The characters of a channel setting that is not complete yet, its `x` included. */
  #setting = '';

  constructor(state: CytonBoardState) {
    this.#state = state;
  }

  /** @returns what the board answers: text, or `''`. */
  take(character: string): string {
    if (this.#setting !== '' || character === 'x') return this.#takeSetting(character);
    const state = this.#state;
    switch (character) {
      case 'v':
        state.streaming = false;
        state.daisyAttached = state.hasDaisy;
        state.channelSettings.fill(defaultSettings);
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

  #takeSetting(character: string): string {
    this.#setting += character;
    if (character === 'X' && this.#setting.length < 9) return this.#endSetting('Failure: too few chars');
    if (this.#setting.length < 9) return '';
    if (character !== 'X') return this.#endSetting('Failure: 9th char not X');
    const channel = channelKeys.indexOf(this.#setting.charAt(1));
    const settings = this.#setting.slice(2, 8);
    if (channel < 0 || !/^[01][0-6][0-7][01]{3}$/.test(settings)) {
      return this.#endSetting('Failure: Err: too many chars');
    }
    this.#state.channelSettings[channel] = settings;
    return this.#endSetting(`Success: Channel set for ${channel + 1}`);
  }

  #endSetting(reply: string): string {
    this.#setting = '';
    return this.#unlessStreaming(reply);
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
