import type { Transform } from '../setup/card-settings.js';

/** A rectangle, in CSS pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The size of a picture after it was turned. */
export const turnedSize = ({ width, height }: PictureSize, { quarterTurns }: Transform): PictureSize =>
  quarterTurns % 2 === 0 ? { width, height } : { width: height, height: width };

/** The place of a picture in an area, in its middle: all of it seen (fit), or the whole area covered (fill). */
export function placePicture(picture: PictureSize, area: PictureSize, isFilled: boolean): Place {
  const across = area.width / picture.width;
  const down = area.height / picture.height;
  const scale = isFilled ? Math.max(across, down) : Math.min(across, down);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (area.width - width) / 2, y: (area.height - height) / 2, width, height };
}

/** Draws a picture turned and mirrored into a place. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  picture: CanvasImageSource,
  place: Place,
  { quarterTurns, isMirrored, isUpsideDown }: Transform,
): void {
  context.save();
  context.translate(place.x + place.width / 2, place.y + place.height / 2);
  context.scale(isMirrored ? -1 : 1, isUpsideDown ? -1 : 1);
  context.rotate((quarterTurns * Math.PI) / 2);
  const isTurned = quarterTurns % 2 === 1;
  const width = isTurned ? place.height : place.width;
  const height = isTurned ? place.width : place.height;
  context.drawImage(picture, -width / 2, -height / 2, width, height);
  context.restore();
}
