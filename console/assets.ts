import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { IRouter } from 'express';
import { packageRoot } from '../config.ts';

interface Asset {
  readonly url: string;
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
}

/** Addresses of the files that pages name. */
export interface AssetUrls {
  readonly style: string;
  readonly script: string;
  readonly htmx: string;
  readonly morph: string;
  readonly icon: string;
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const;

function asset(name: string, ...files: readonly string[]): Asset {
  const body = Buffer.concat(files.map((file) => readFileSync(file)));
  const [stem = '', ending = ''] = name.split('.');
  const url = `/assets/${stem}-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${ending}`;
  return { url, type: TYPES[ending as keyof typeof TYPES], body, zipped: gzipSync(body) };
}

/** A year; the hash in the address changes with the content. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

/** The console's files under `/assets/…`, with a hash of their content in the address. Reads them once. @throws when one is missing */
export function consoleAssets(): { readonly urls: AssetUrls; mount(app: IRouter): void } {
  const { resolve } = createRequire(import.meta.url);
  const own = (name: string): string => join(packageRoot(), 'console', 'assets', name);
  const files = {
    style: asset('console.css', own('console.css'), own('pictures.css')),
    script: asset('console.js', own('console.js')),
    icon: asset('icon.svg', own('icon.svg')),
    htmx: asset('htmx.js', resolve('htmx.org/dist/htmx.min.js')),
    morph: asset('morph.js', resolve('idiomorph/dist/idiomorph-ext.min.js')),
  };
  const urls: AssetUrls = { style: files.style.url, script: files.script.url, icon: files.icon.url, htmx: files.htmx.url, morph: files.morph.url };
  return {
    urls,
    mount(app) {
      for (const { url, type, body, zipped } of Object.values(files)) {
        app.get(url, (request, response) => {
          const zips = request.acceptsEncodings('gzip') === 'gzip';
          response.set({ 'Content-Type': type, 'Cache-Control': FOR_GOOD, Vary: 'Accept-Encoding', ...(zips ? { 'Content-Encoding': 'gzip' } : {}) });
          response.end(zips ? zipped : body);
        });
      }
    },
  };
}
