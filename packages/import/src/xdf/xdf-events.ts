/** Samples of streams of markers as events of a recording. */
import type { ImportedEvent } from '../import-format.js';
import type { XdfSample } from './xdf-samples.js';
import { type XdfNumberFormat, type XdfStreamInfo, xdfValueTypes } from './xdf-stream-info.js';
import { textOf } from './xdf-xml.js';

/** How ModLink's own export writes events that are no markers: their kind, then what they are called. */
const ownSegment = /^(segment-start|segment-end)(?: ([\s\S]+))?$/;

/** The event that a sample of a stream of texts, or of one number each, stands for. */
export function markerOf(info: XdfStreamInfo, sample: XdfSample): ImportedEvent {
  const { timestampNs } = sample;
  const texts = info.format === 'string' ? sample.texts : [numberText(info.format, sample.row)];
  const [text = ''] = texts;
  const segment = textOf(info.header, 'source_id') === 'modlink' ? ownSegment.exec(text) : null;
  if (segment !== null) {
    const type = segment[1] === 'segment-start' ? 'segment-start' : 'segment-end';
    return { type: 'event', timestampNs, event: { type, ...(segment[2] && { label: segment[2] }) } };
  }
  const label = texts.find((each) => each.trim() !== '') ?? '(empty)';
  const values = Object.fromEntries(
    texts.map((each, channel) => [info.labels[channel] || `ch${channel + 1}`, each]),
  );
  const data = { stream: info.name, ...(texts.length > 1 && { values }) };
  return { type: 'event', timestampNs, event: { type: 'marker', label, data } };
}

function numberText(format: XdfNumberFormat, row: Buffer): string {
  const { dtype } = xdfValueTypes[format];
  switch (dtype) {
    case 'int8':
      return String(row.readInt8());
    case 'int16':
      return String(row.readInt16LE());
    case 'int32':
      return String(row.readInt32LE());
    case 'int64':
      return String(row.readBigInt64LE());
    case 'float32':
      return String(Number(row.readFloatLE().toPrecision(7)));
    case 'float64':
      return String(row.readDoubleLE());
  }
}
