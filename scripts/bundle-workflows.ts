// Bundles the built workflows once, so that a worker starts without webpack: dist/workflows/bundle.js.
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../workers/bundle.ts';

const inWorkflows = (file: string): string => fileURLToPath(new URL(`../workflows/${file}`, import.meta.url));

await bundleWorkflows(inWorkflows('index.js'), inWorkflows('bundle.js'));
