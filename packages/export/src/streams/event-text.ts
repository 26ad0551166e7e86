import type { RecordingEvent } from '@modlink/recording';

/** An event in the one line that formats have for it: a marker's label, the others with their kind before it. */
export function eventText({ type, label, streamId, deviceId }: RecordingEvent): string {
  if (type === 'marker') return label ?? type;
  return [type, label ?? streamId ?? deviceId].filter((part) => part !== undefined).join(' ');
}
