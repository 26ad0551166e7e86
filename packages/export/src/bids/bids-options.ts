import type { ExportOption } from '../export-option.js';

/** What BIDS asks for and recordings do not always say. */
export const bidsOptions = {
  packing: {
    name: 'packing',
    kind: 'choice',
    title: 'Packing',
    description:
      'A zip with a data set of this recording alone, or the folder "bids", to which every recording that is exported there is added.',
    choices: [
      { value: 'zip', title: 'A zip of this recording' },
      { value: 'folder', title: 'Add it to the folder "bids"' },
    ],
    default: 'zip',
  },
  subject: {
    name: 'subject',
    kind: 'text',
    title: 'Subject',
    description: 'Who was recorded, a code. What the recording says unless given.',
    default: '',
  },
  session: {
    name: 'session',
    kind: 'text',
    title: 'Session',
    description: 'Which session it was. What the recording says unless given.',
    default: '',
  },
  task: {
    name: 'task',
    kind: 'text',
    title: 'Task',
    description: 'What the subject did. The experiment that the recording names unless given.',
    default: '',
  },
  run: {
    name: 'run',
    kind: 'text',
    title: 'Run',
    description: 'A number from 1, where a subject did the same task several times in a session.',
    default: '',
  },
  powerLineFrequency: {
    name: 'powerLineFrequency',
    kind: 'choice',
    title: 'Power line',
    description: 'The frequency of the power line where it was recorded, in hertz.',
    choices: [
      { value: 'n/a', title: 'Not known' },
      { value: '50', title: '50 Hz' },
      { value: '60', title: '60 Hz' },
    ],
    default: 'n/a',
  },
} as const satisfies Record<string, ExportOption>;
