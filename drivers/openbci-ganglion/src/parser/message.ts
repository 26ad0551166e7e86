/** Ids of pieces of text, and of the last piece (OpenBCI_Ganglion_Library, `Definitions_Ganglion.h`). */
const pieceId = 206;
const lastPieceId = 207;
const maxTextLength = 4096;

/** Joins the pieces of what the board prints. Its memory is bounded, and no input makes it throw. */
export class MessageParser {
  #text = '';

  /** @returns all text since the last message ended; `undefined` for a packet that is no text. */
  push(bytes: Uint8Array): string | undefined {
    const [id] = bytes;
    if (id !== pieceId && id !== lastPieceId) return undefined;
    const text = (this.#text + String.fromCharCode(...bytes.subarray(1, 20))).slice(-maxTextLength);
    this.#text = id === lastPieceId ? '' : text;
    return text;
  }
}
