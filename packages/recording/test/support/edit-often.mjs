/** Edits a recording many times, as one of several processes: `edit-often.mjs <path> <name> <times>`. */
import { editEvents, editLabels, openRecording } from '@modlink/recording';

const [path, name, times] = process.argv.slice(2);
const recording = await openRecording(path);
const { startedNs } = recording.info;
await recording.close();
for (let index = 0; index < Number(times); index++) {
  const event = { type: 'marker', label: `${name} ${index}`, timestampNs: startedNs };
  await editEvents(path, [{ type: 'add', event }]);
  await editLabels(path, { notes: `${name} ${index}` });
}
