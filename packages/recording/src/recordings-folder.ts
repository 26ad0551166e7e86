import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where recordings go and are looked for unless told otherwise: `ModLink/Recordings` in the user's home. */
export const defaultRecordingFolder = (): string => join(homedir(), 'ModLink', 'Recordings');
