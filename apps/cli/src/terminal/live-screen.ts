import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';

/** Room on a terminal, in characters. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
}

const redrawMs = 100;
/** The terminal's second screen, as full-screen programs use it: what was there before comes back at the end. */
const enterScreen = '\u001B[?1049h\u001B[H';
const leaveScreen = '\u001B[?1049l\u001B[?25h';
const clearScreen = '\u001B[2J\u001B[H';
const hideCursor = '\u001B[?25l';

/** A view that fills the terminal and is drawn again about ten times a second. */
export class LiveScreen implements Disposable {
  readonly #terminal: WriteStream;
  readonly #draw: (room: Room) => readonly string[];
  readonly #update: ReturnType<typeof createLogUpdate>;
  readonly #timer: NodeJS.Timeout;
  readonly #resized = () => this.#startOver();
  /** Whatever ends the program: the terminal is not left on the second screen. */
  readonly #leave = () => this.#terminal.write(leaveScreen);

  /** @param draw - the lines of the view for the room there is; lines beyond it are not shown. */
  constructor(terminal: WriteStream, draw: (room: Room) => readonly string[]) {
    this.#terminal = terminal;
    this.#draw = draw;
    this.#update = createLogUpdate(terminal, { showCursor: true });
    terminal.write(enterScreen + hideCursor);
    terminal.on('resize', this.#resized);
    process.on('exit', this.#leave);
    this.#timer = setInterval(() => this.#redraw(), redrawMs);
    this.#redraw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#terminal.off('resize', this.#resized);
    process.off('exit', this.#leave);
    this.#update.done();
    this.#leave();
  }

  /** A terminal wraps its lines anew when it is resized: nothing on it is where it was. */
  #startOver(): void {
    this.#update.done();
    this.#terminal.write(clearScreen);
    this.#redraw();
  }

  #redraw(): void {
    // A line as wide as the terminal may wrap, and the last line holds the cursor.
    const room = {
      columns: Math.max((this.#terminal.columns || 80) - 1, 10),
      rows: Math.max((this.#terminal.rows || 24) - 1, 1),
    };
    this.#update(this.#draw(room).slice(0, room.rows).join('\n'));
  }
}
