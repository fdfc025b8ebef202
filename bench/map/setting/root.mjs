import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole project. */
export const ROOT = resolve(fileURLToPath(import.meta.url), '../../../..');
