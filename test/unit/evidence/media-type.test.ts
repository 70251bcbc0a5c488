import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EVIDENCE_TYPES } from '../../../contracts/evidence.ts';
import { allowedTypes, typeRefused, typeWatch } from '../../../domain/evidence/media-type.ts';

function typeOf(...pieces: readonly (string | Uint8Array)[]): string {
  const watch = typeWatch();
  for (const piece of pieces) watch.see(Buffer.from(piece as string));
  return watch.end();
}

describe('the type of a file', () => {
  it.each<readonly [what: string, content: string | Uint8Array, type: string]>([
    ['a PDF', '%PDF-1.7\n', 'application/pdf'],
    ['a picture (PNG)', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'image/png'],
    ['a photograph', Buffer.from('ffd8ffe000104a464946', 'hex'), 'image/jpeg'],
    ['a GIF', 'GIF89a\u0001', 'image/gif'],
    ['a WebP', Buffer.from('RIFF\u0004\u0000\u0000\u0000WEBPVP8 '), 'image/webp'],
    ['a TIFF, little end first', Buffer.from('49492a0008', 'hex'), 'image/tiff'],
    ['a TIFF, big end first', Buffer.from('4d4d002a00', 'hex'), 'image/tiff'],
    ['a Word document, which is a zip archive', Buffer.from('PK\u0003\u0004\u0014\u0000\u0006\u0000[Content_Types].xml'), 'application/zip'],
    ['an old Word document', Buffer.from('d0cf11e0a1b11ae100', 'hex'), 'application/x-ole-storage'],
    ['a gzip archive', Buffer.from('1f8b0800', 'hex'), 'application/gzip'],
    ['a tar archive, known by its middle', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar')]), 'application/x-tar'],
    ['a program of Linux', Buffer.from('7f454c4602', 'hex'), 'application/x-elf'],
    ['a program of Windows', Buffer.from('4d5a900003000000', 'hex'), 'application/x-msdownload'],
    ['text that begins as such a program', 'MZ is what they begin with', 'text/plain'],
    ['Markdown', '# Model card\n\nWürde ✓\n', 'text/plain'],
    ['JSON', '{"a": 1}', 'text/plain'],
    ['nothing', '', 'text/plain'],
    ['text in UTF-16, which has a NUL in every letter of ours', Buffer.from('plain', 'utf16le'), 'application/octet-stream'],
    ['text in Latin-1', Buffer.from('W\u00fcrde', 'latin1'), 'application/octet-stream'],
    ['text that is cut within a letter', Buffer.from('Wü').subarray(0, 2), 'application/octet-stream'],
    ['a page', '<!DOCTYPE html><p>', 'text/html'],
    ['a page behind a mark and a comment', '\ufeff <!-- a report --> <HTML lang="en">', 'text/html'],
    ['a script in a tag', '<script>alert(1)</script>', 'text/html'],
    ['a drawing that can run scripts', '<?xml version="1.0"?>\n<!-- a --><svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml'],
    ['other XML', '<?xml version="1.0"?><results/>', 'text/plain'],
  ])('of %s is told by its content', (_what, content, type) => {
    expect(typeOf(content)).toBe(type);
  });

  it('is the same however the file comes in pieces', () => {
    const samples = ['%PDF-1.7 Würde', 'Würde ✓ 🙂 text', '<svg >ü</svg>', 'MZ\u0000'].map((text) => Buffer.from(text));
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(fc.nat(20), { maxLength: 6 }), (sample, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, sample.length)).sort((a, b) => a - b), sample.length];
        expect(typeOf(...at.slice(1).map((end, i) => sample.subarray(at[i], end)))).toBe(typeOf(sample));
      }),
    );
  });

  it('of many comments is told at once', () => {
    const begun = performance.now();
    expect(typeOf('<!---->'.repeat(200))).toBe('text/plain');
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe('the policy on types', () => {
  it('refuses what it does not list, and says what the file is and what is allowed', () => {
    expect(typeRefused('text/html', ['application/pdf'])).toMatch(/^the file is text\/html by its content; the policy allows application\/pdf \(thresholds.yaml evidence_types/);
    expect(typeRefused('application/octet-stream', ['application/pdf'])).toMatch(/^the file is of a type that is not known here \(text has to be UTF-8\)/);
    expect(typeRefused('application/pdf', ['application/pdf'])).toBeNull();
  });

  it('allows the shipped types where it was recorded before there were any, and nothing among them runs', () => {
    expect(allowedTypes({ thresholds: {} })).toBe(EVIDENCE_TYPES);
    expect(EVIDENCE_TYPES.filter((type) => /html|svg|script|x-ms|x-elf|wasm|java/.test(type))).toEqual([]);
    expect(allowedTypes({ thresholds: { evidence_types: ['image/png'] } })).toEqual(['image/png']);
  });
});
