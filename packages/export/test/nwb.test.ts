import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { python } from './support/python.js';
import { countingFrame, describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

/**
 * Reads an NWB file, and finds what breaks the rules of the schema (NWB 2.7 with hdmf-common 1.8) for the types that are in it:
 * what must be there, of which type and shape. pynwb, which checks all of it, is in no Debian package.
 */
const readNwb = `
import h5py, json, re, sys, uuid
import numpy as np
problems, objects = [], {}
hdmf = {'DynamicTable', 'VectorData', 'ElementIdentifiers', 'DynamicTableRegion'}
series = {'TimeSeries', 'ElectricalSeries', 'ImageSeries', 'AnnotationSeries'}
required = {
  'NWBFile': ['@nwb_version', 'file_create_date', 'identifier', 'session_description', 'session_start_time',
    'timestamps_reference_time', 'acquisition', 'analysis', 'processing', 'stimulus/presentation', 'stimulus/templates', 'general'],
  'Device': ['@description'], 'Subject': ['subject_id'], 'ElectrodeGroup': ['@description', '@location', 'device'],
  'TimeSeries': ['data', 'data@unit', 'timestamps'], 'AnnotationSeries': ['data', 'data@unit', 'timestamps'],
  'ImageSeries': ['data', 'data@unit', 'timestamps', 'format'],
  'ElectricalSeries': ['data', 'data@unit', 'data@conversion', 'timestamps', 'electrodes'],
  'DynamicTable': ['@colnames', '@description', 'id'], 'TimeIntervals': ['@colnames', '@description', 'id', 'start_time', 'stop_time'],
  'VectorData': ['@description'], 'DynamicTableRegion': ['@description', '@table'], 'ElementIdentifiers': [],
}
iso = re.compile(r'^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$')
def check(ok, text):
  if not ok: problems.append(text)
def text(dataset):
  info = h5py.check_string_dtype(dataset.dtype)
  return info is not None and info.encoding == 'utf-8' and info.length is None
def plain(value):
  if isinstance(value, h5py.Reference): return value and file[value].name
  value = value.tolist() if hasattr(value, 'tolist') else value
  if isinstance(value, bytes): return value.decode()
  if isinstance(value, list): return [plain(each) for each in value]
  return None if value != value else value
def visit(name, item):
  kind = item.attrs.get('neurodata_type')
  entry = {'type': kind, 'attributes': {key: plain(value) for key, value in item.attrs.items()}}
  if isinstance(item, h5py.Dataset):
    entry['shape'] = list(item.shape)
    entry['dtype'] = 'text' if h5py.check_string_dtype(item.dtype) else 'reference' if h5py.check_ref_dtype(item.dtype) else item.dtype.name
    entry['values'] = plain(item[()]) if item.size < 5000 else None
  objects[name] = entry
  if kind is None: return
  check(item.attrs['namespace'] == ('hdmf-common' if kind in hdmf else 'core'), f'{name}: namespace')
  check(str(uuid.UUID(item.attrs['object_id'])) == item.attrs['object_id'], f'{name}: object_id')
  check(kind in required, f'{name}: {kind}')
  for path in required.get(kind, []):
    child, _, attribute = path.partition('@')
    there = child == '' or child in item
    check(there and (attribute == '' or attribute in (item[child] if child else item).attrs), f'{name}: no {path}')
  if kind in series:
    times = item['timestamps']
    check(times.dtype == 'float64' and times.attrs['unit'] == 'seconds' and times.attrs['interval'] == 1, f'{name}: timestamps')
    external = kind == 'ImageSeries' and item['format'].asstr()[()] == 'external'
    check(len(item['data']) == (0 if external else len(times)), f'{name}: {len(item["data"])} values at {len(times)} times')
    check(item['data'].ndim in ((3, 4) if kind == 'ImageSeries' else (1,) if kind == 'AnnotationSeries' else (1, 2, 3, 4)), f'{name}: axes')
    check(np.all(np.diff(times[:]) >= 0), f'{name}: times go back')
    for attribute in ('conversion', 'offset', 'resolution'):
      value = item['data'].attrs[attribute]
      check(np.ndim(value) == 0 and value.dtype == 'float64', f'{name}: {attribute}')
    check(isinstance(item['data'].attrs['unit'], str) and item['data'].attrs['unit'] != '', f'{name}: unit')
  if kind == 'AnnotationSeries': check(text(item['data']), f'{name}: texts')
  if kind == 'ElectricalSeries':
    check(item['data'].attrs['unit'] == 'volts', f'{name}: unit')
    check(item['electrodes'].attrs['neurodata_type'] == 'DynamicTableRegion', f'{name}: electrodes')
    check(len(item['electrodes']) == item['data'].shape[1], f'{name}: electrodes of channels')
    if 'channel_conversion' in item: check(item['channel_conversion'].attrs['axis'] == 1, f'{name}: axis')
  if kind == 'DynamicTableRegion':
    table = file[item.attrs['table']]
    check(table.name == '/general/extracellular_ephys/electrodes' and item.dtype.kind == 'i', f'{name}: region')
    check(table.attrs['neurodata_type'] == 'DynamicTable' and max(item[:]) < len(table['id']), f'{name}: rows')
  if kind in ('DynamicTable', 'TimeIntervals'):
    check(item['id'].attrs['neurodata_type'] == 'ElementIdentifiers' and item['id'].dtype.kind == 'i', f'{name}: id')
    check(sorted([*item.attrs['colnames'], 'id']) == sorted(item), f'{name}: columns')
    check(all(len(item[column]) == len(item['id']) for column in item), f'{name}: rows')
    check(item.attrs['colnames'].ndim == 1, f'{name}: colnames')
    for column in item.attrs['colnames']: check(item[column].attrs['neurodata_type'] == 'VectorData', f'{name}: {column}')
  if kind == 'ElectrodeGroup':
    check(item['device'].attrs['neurodata_type'] == 'Device', f'{name}: device')
with h5py.File(sys.argv[1]) as file:
  visit('/', file)
  file.visititems(visit)
  for parent in ('acquisition', 'intervals', 'general/devices'):
    for name, item in file.get(parent, {}).items(): check('neurodata_type' in item.attrs, f'{parent}/{name}: no type')
  for name in ('session_start_time', 'timestamps_reference_time'):
    check(text(file[name]) and file[name].shape == () and iso.match(file[name].asstr()[()]), name)
  check(file['file_create_date'].ndim == 1 and all(iso.match(date) for date in file['file_create_date'].asstr()), 'file_create_date')
  check(all(text(file[name]) and file[name].shape == () for name in ('identifier', 'session_description')), 'session')
  for name, type in (('location', text), ('group_name', text)):
    table = file.get('general/extracellular_ephys/electrodes')
    if table: check(type(table[name]), name)
  names = [entry['attributes'].get('object_id') for entry in objects.values()]
  check(len(set(filter(None, names))) == len(list(filter(None, names))), 'object ids are there twice')
print(json.dumps({'problems': problems, 'objects': objects}))
`;

interface ReadNwb {
  readonly problems: readonly string[];
  readonly objects: Record<
    string,
    {
      readonly type: string | null;
      readonly attributes: Record<string, unknown>;
      readonly shape?: number[];
      readonly dtype?: string;
      readonly values?: unknown;
    }
  >;
}

const read = async (path: string) => (await python(readNwb, path)) as ReadNwb;
const h5py = await part('h5py');

h5py.describe('the NWB export, read by h5py', () => {
  it('has electrodes, series, pictures, markers and segments as the schema wants them', async () => {
    const folder = await temporaryFolder();
    const eeg = describeStream({
      channelNames: ['Fp1', 'Größe'],
      displayName: 'Amplifier EEG',
      metadata: { unit: 'µV', reference: 'A1', electrodes: ['Fp1', ''] },
    });
    const mixed = describeStream({
      streamKey: 'emg',
      channelNames: ['a', 'b'],
      metadata: { channelUnits: ['mV', 'uV'] },
    });
    const motion = describeStream({ streamKey: 'motion', metadata: { unit: 'g' } });
    const raster = describeStream({ streamKey: 'lines', payloadType: 'raster' });
    const gray = describeStream({ streamKey: 'gray', payloadType: 'video' });
    const colour = describeStream({ streamKey: 'colour', payloadType: 'video', pixelFormat: 'bgr24' });
    const planes = describeStream({ streamKey: 'planes', payloadType: 'video' });
    const jpeg = describeStream({ streamKey: 'jpeg', payloadType: 'video', pixelFormat: 'mjpeg' });
    const yuv = describeStream({ streamKey: 'yuv', payloadType: 'video', pixelFormat: 'yuyv422' });
    const again = describeStream({ nominalSampleRateHz: 'irregular' });
    const input = record(
      folder,
      (recording) => {
        for (const each of [eeg, mixed, motion, raster, gray, colour, planes, jpeg, yuv])
          recording.addStream(each);
        recording.addEvent({
          type: 'command',
          label: 'impedance',
          deviceId: 'amplifier.01',
          data: { result: { channel: 2, ohm: 5000 } },
        });
        recording.addEvent({ type: 'segment-start', label: 'eyes closed', timestampNs: startNs + 5n });
        recording.addEvent({ type: 'marker', label: 'tön', timestampNs: startNs + 1_000_001n });
        recording.addEvent({ type: 'segment-end', label: 'eyes closed', timestampNs: startNs + 2_000_005n });
        recording.addEvent({
          type: 'marker',
          label: 'end',
          timestampNs: startNs + 3_000_000n,
          data: { n: 1 },
        });
        recording.add(eeg, Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], { seq: 4, deviceTimeNs: 77n });
        recording.add(eeg, Float32Array.of(8, 9), [2, 1], { timestampNs: startNs + 20_000_001n, lost: 2 });
        recording.add(mixed, Int16Array.of(7, 8), [2, 1]);
        recording.add(motion, Float64Array.of(0.5, 0.25), [2, 1]);
        recording.add(raster, Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), [2, 2, 2]);
        recording.add(gray, Uint16Array.of(0, 1, 2, 3, 4, 65_535), [1, 1, 2, 3]);
        recording.add(colour, Uint8Array.of(1, 2, 3, 4, 5, 6), [3, 1, 1, 2]);
        recording.add(planes, Uint8Array.of(1, 2, 3, 4, 5, 6), [3, 1, 1, 2]);
        for (let picture = 0; picture < 3; picture++)
          recording.add(jpeg, new Uint8Array(5 + picture).fill(picture), [1, 1, 1, 5 + picture], {
            timestampNs: startNs + BigInt(picture) * 40_000_000n,
          });
        recording.add(yuv, new Uint8Array(8), [1, 1, 2, 4]);
        recording.addStream(again);
        recording.add(again, Int16Array.of(7, 8), [2, 1], { timestampNs: startNs + 30_000_000n });
      },
      { session: 'monday', experiment: 'rest', subject: 'S-01', notes: 'Zeile eins\nzwei' },
    );
    const { files, skipped } = await exportRecording({ input, format: 'nwb' });
    const path = join(folder, 'rec.nwb');
    const pictures = join(folder, 'rec.amplifier.01.jpeg.mjpeg');
    expect(files).toEqual([
      { path, rows: 5, sizeBytes: (await stat(path)).size },
      { path: pictures, streamId: jpeg.streamId, rows: 3, sizeBytes: 18 },
    ]);
    expect(skipped).toMatchObject([{ streamId: yuv.streamId }]);
    expect([...(await readFile(pictures))]).toEqual([
      ...Array(5).fill(0),
      ...Array(6).fill(1),
      ...Array(7).fill(2),
    ]);

    const { problems, objects } = await read(path);
    expect(problems).toEqual([]);
    const values = (name: string) => objects[name]?.values;
    const acquired = (name: string) => `acquisition/amplifier.01.${name}`;
    expect(objects['/']?.attributes).toMatchObject({ neurodata_type: 'NWBFile', nwb_version: '2.7.0' });
    expect(values('session_start_time')).toBe('2025-06-15T15:06:40.000Z');
    expect(values('identifier')).toBe(`test ${startNs}`);
    expect(values('general/subject/subject_id')).toBe('S-01');
    expect(values('general/session_id')).toBe('monday');
    expect(values('general/experiment_description')).toBe('rest');
    expect(values('general/notes')).toBe('Zeile eins\nzwei');
    expect(objects['general/devices/amplifier.01']?.attributes.description).toBe(
      'Amplifier, driver amplifier',
    );

    const electrodes = 'general/extracellular_ephys/electrodes';
    expect(values(`${electrodes}/label`)).toEqual(['Fp1', 'Größe', 'a', 'b']);
    expect(values(`${electrodes}/location`)).toEqual(['Fp1', 'unknown', 'unknown', 'unknown']);
    expect(values(`${electrodes}/reference`)).toEqual(['A1', 'A1', 'unknown', 'unknown']);
    expect(values(`${electrodes}/imp`)).toEqual([null, 5000, null, null]);
    expect(values(`${electrodes}/group`)).toEqual([
      ...Array(2).fill('/general/extracellular_ephys/amplifier.01.eeg'),
      ...Array(2).fill('/general/extracellular_ephys/amplifier.01.emg'),
    ]);

    expect(objects[acquired('eeg')]).toMatchObject({
      type: 'ElectricalSeries',
      attributes: { description: 'Amplifier EEG' },
    });
    expect(JSON.parse(String(objects[acquired('eeg')]?.attributes.comments))).toMatchObject({
      timestamps: 'raw',
      descriptor: { channelNames: ['Fp1', 'Größe'] },
    });
    expect(objects[acquired('eeg/data')]).toMatchObject({
      dtype: 'float32',
      attributes: { unit: 'volts', conversion: 1e-6 },
      values: [
        [1, 4],
        [2, 5],
        [3, 6],
        [8, 9],
      ],
    });
    expect(values(acquired('eeg/timestamps'))).toEqual([0, 0.004, 0.008, 0.020000001]);
    expect(values(acquired('eeg/electrodes'))).toEqual([0, 1]);
    expect(values(acquired('eeg/sync/frame_start'))).toEqual([0, 3]);
    expect(values(acquired('eeg/sync/frame_lost'))).toEqual([0, 2]);
    expect(values(acquired('emg/electrodes'))).toEqual([2, 3]);
    expect(values(acquired('emg/channel_conversion'))).toEqual([Math.fround(1e-3), Math.fround(1e-6)]);
    expect(objects[acquired('motion')]?.type).toBe('TimeSeries');
    expect(objects[acquired('motion/data')]).toMatchObject({
      attributes: { unit: 'g', conversion: 1 },
      values: [[0.5, 0.25]],
    });
    expect(values(acquired('lines/data'))).toEqual([
      [
        [0, 1],
        [4, 5],
      ],
      [
        [2, 3],
        [6, 7],
      ],
    ]);
    expect(objects[acquired('eeg.2')]?.type).toBe('TimeSeries');

    expect(values(acquired('gray/data'))).toEqual([
      [
        [0, 1, 2],
        [3, 4, 65_535],
      ],
    ]);
    // Colours in the order red, green, blue.
    expect(values(acquired('colour/data'))).toEqual([
      [
        [
          [3, 2, 1],
          [6, 5, 4],
        ],
      ],
    ]);
    expect(values(acquired('planes/data'))).toEqual([
      [
        [
          [1, 3, 5],
          [2, 4, 6],
        ],
      ],
    ]);
    expect(values(acquired('jpeg/external_file'))).toEqual(['./rec.amplifier.01.jpeg.mjpeg']);
    expect(objects[acquired('jpeg/external_file')]?.attributes.starting_frame).toEqual([0]);
    expect(values(acquired('jpeg/timestamps'))).toEqual([0, 0.04, 0.08]);

    expect(values('acquisition/markers/data')).toEqual(['tön', 'end']);
    expect(values('acquisition/markers/timestamps')).toEqual([0.001000001, 0.003]);
    expect(values('acquisition/events/type')).toEqual([
      'command',
      'segment-start',
      'marker',
      'segment-end',
      'marker',
    ]);
    expect(values('acquisition/events/data')).toEqual([
      '{"result":{"channel":2,"ohm":5000}}',
      '',
      '',
      '',
      '{"n":1}',
    ]);
    expect(values('intervals/epochs/label')).toEqual(['eyes closed']);
    expect(values('intervals/epochs/start_time')).toEqual([5e-9]);
    expect(values('intervals/epochs/stop_time')).toEqual([0.002000005]);
  });

  it('is a whole file of a recording of events alone, and of streams alone', async () => {
    const folder = await temporaryFolder();
    const input = record(folder, (recording) => recording.addEvent({ type: 'marker', label: 'x' }));
    const { files } = await exportRecording({ input, format: 'nwb' });
    const alone = await read(files[0]!.path);
    expect(alone.problems).toEqual([]);
    expect(alone.objects['acquisition/markers/data']?.values).toEqual(['x']);

    const other = await temporaryFolder();
    const descriptor = describeStream({ metadata: { unit: 'uV' } });
    const streams = record(other, (recording) => {
      recording.addStream(descriptor);
      for (let index = 0; index < 50; index++)
        recording.write(descriptor.streamId, countingFrame(descriptor, index));
    });
    const { files: second } = await exportRecording({ input: streams, format: 'nwb' });
    const { problems, objects } = await read(second[0]!.path);
    expect(problems).toEqual([]);
    // Without names there are no electrodes to tell of.
    expect(objects['acquisition/amplifier.01.eeg']?.type).toBe('TimeSeries');
    expect(objects['acquisition/amplifier.01.eeg/timestamps']?.shape).toEqual([500]);
  });
});
