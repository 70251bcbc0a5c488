// Lets plain Node run the sources: `node --import ./ts-hooks.mjs file.ts`. A process that is killed must be a real one.
import { register } from 'node:module';

register(new URL('ts-loader.mjs', import.meta.url));
