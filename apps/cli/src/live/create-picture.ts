import type { StreamDescriptor } from '@modlink/sdk';
import { FieldPicture } from './field-picture.js';
import { RasterPicture } from './raster-picture.js';
import { SignalPicture } from './signal-picture.js';
import type { StreamPicture } from './stream-picture.js';
import { VideoPicture } from './video-picture.js';

/** One kind of picture for each payload type. */
export function createPicture(descriptor: StreamDescriptor): StreamPicture {
  switch (descriptor.payloadType) {
    case 'signal':
      return new SignalPicture(descriptor);
    case 'field':
      return new FieldPicture();
    case 'raster':
      return new RasterPicture(descriptor);
    case 'video':
      return new VideoPicture(descriptor);
  }
}
