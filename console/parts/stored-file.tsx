import type { VNode } from 'preact';
import { evidenceId } from '../../contracts/evidence.ts';
import type { EvidenceState } from '../../domain/evidence/index.ts';
import { bytesInWords } from '../../render/bytes.ts';
import { Digest, Name, Time } from './small.tsx';

/** Stored files by digest, as `storedFiles` reads them. */
export type Files = ReadonlyMap<string, EvidenceState>;

/** Where a stored file is saved from: the reading is recorded. */
const savePath = (digest: string): string => `/evidence/${digest.replace(':', '-')}`;
/** Everything that happened to the file, each reading with who it was. */
const custodyPath = (digest: string): string => `/cases/${evidenceId(digest)}/events`;

const readInWords = (reads: number): string => (reads === 0 ? 'never read' : reads === 1 ? 'read once' : `read ${reads} times`);

/** A file of evidence, to save, with what is known of it: name, size, type by its content, who brought it, how often it was read. `label` stands in place of its name. */
export function StoredFile({ digest, files, label }: { readonly digest: string; readonly files: Files; readonly label?: string }): VNode {
  const file = files.get(digest);
  if (!file) return <>{label ?? 'File'} <Digest of={digest} label={label ?? 'file'} /> <span class="faint">not stored here</span></>;
  const { name, bytes, type, stored_by, stored_at, reads } = file;
  return (
    <>
      <div class="line"><a href={savePath(digest)} download>{label ?? name ?? 'File'}</a><Digest of={digest} label={label ?? name ?? 'file'} /></div>
      <div class="line faint">
        {label === undefined || name === null ? null : <span>{name}</span>}
        <span>{bytesInWords(bytes)}</span>
        {type === null ? null : <span>{type}</span>}
        <span>brought by {stored_by === null ? 'nobody known' : <Name of={stored_by} />}{stored_at === null ? null : <> <Time at={stored_at} near /></>}</span>
        <a href={custodyPath(digest)}>{readInWords(reads)}<span class="unseen">: who read {label ?? name ?? 'it'}</span></a>
      </div>
    </>
  );
}
