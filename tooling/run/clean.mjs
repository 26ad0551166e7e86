/** The first step of every package's build: nothing of an older build is published, or found by a test. */
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
