import { type Capture, type OpenSink, parseCapture } from '../src/index.js';

/** Keeps the captures of connections as texts. */
export class KeptCaptures {
  readonly texts: string[] = [];
  /** How many were ended. */
  ended = 0;

  readonly openSink: OpenSink = () => {
    const index = this.texts.push('') - 1;
    return {
      write: (line) => {
        this.texts[index] += line;
      },
      end: () => {
        this.ended += 1;
      },
    };
  };

  /** Read back. */
  get captures(): Capture[] {
    return this.texts.map((text, index) => parseCapture(text, `capture ${index + 1}`));
  }
}
