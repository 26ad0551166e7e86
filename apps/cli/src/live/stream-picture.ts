import type { FrameView } from '@modlink/sdk/encoding';
import type { Colors } from '../output/output.js';
import type { Room } from '../terminal/live-screen.js';

export interface Palette {
  readonly colors: Colors;
  /** Bits of colour of the terminal; 1 for none. */
  readonly colorDepth: number;
}

/** What a stream looks like right now. */
export interface StreamPicture {
  /** Lines that show everything there is to see. */
  readonly wantedRows: number;
  /** Takes a frame. Called on the path of every frame: it does little. */
  add(view: FrameView): void;
  /** At most as many lines as there is room for. */
  draw(room: Room, palette: Palette): string[];
}

/** Lines that a picture of pixels takes at most. */
export const pixelPictureRows = 16;
