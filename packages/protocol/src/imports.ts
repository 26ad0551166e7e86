/** Imports: files of other programs that are uploaded, and become recordings. */
import { z } from 'zod';
import { recordingId } from './recordings.js';
import { errorInfo, label } from './values.js';

export const importFormat = z
  .object({
    id: z.string(),
    title: z.string(),
    extensions: z
      .array(z.string())
      .meta({ description: 'The usual ends of the names, with the dot; for file choosers.' }),
  })
  .meta({ id: 'ImportFormat' });

export const importId = recordingId.meta({ id: 'ImportId' });

/** The file itself is the body of the request, byte by byte. */
export const startImport = z.strictObject({
  fileName: z.string().min(1).max(300).meta({ description: 'What the file is called where it comes from.' }),
  format: z
    .string()
    .max(50)
    .optional()
    .meta({ description: 'Found out from the first bytes of the file when absent.' }),
  name: label.max(200).optional().meta({ description: "The recording's; the name of the file when absent." }),
  session: label.max(200).optional(),
  experiment: label.max(200).optional(),
  subject: label.max(200).optional().meta({ description: 'What the file says when absent.' }),
});

export const importJob = z
  .object({
    importId,
    fileName: z.string(),
    format: z.string().optional().meta({ description: 'Absent until it is known.' }),
    state: z
      .enum(['receiving', 'running', 'finished', 'failed', 'cancelled'])
      .meta({ description: '`receiving` while the file is uploaded, `running` while it is read.' }),
    bytesDone: z.int().meta({ description: 'Of the upload while it is received, of the reading then.' }),
    bytesTotal: z
      .int()
      .optional()
      .meta({ description: 'Absent while it is received from a client that does not say the size.' }),
    error: errorInfo.optional(),
    recordingId: recordingId
      .optional()
      .meta({ description: 'The recording that it made, when it has finished.' }),
    streams: z.array(z.object({ streamId: z.string(), frames: z.int(), samples: z.int() })),
    events: z.int(),
    warnings: z
      .array(z.object({ at: z.string().optional(), message: z.string() }))
      .meta({ description: 'What was lost, guessed or left out: the first hundred.' }),
    warningCount: z.int(),
  })
  .meta({ id: 'ImportJob' });
export type WireImportJob = z.output<typeof importJob>;
