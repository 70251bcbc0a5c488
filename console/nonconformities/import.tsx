import { text } from 'node:stream/consumers';
import type { VNode } from 'preact';
import { IMPORT_COLUMNS, type ImportFault, type ImportFormat } from '../../contracts/nonconformity-import.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { importedBeforeText } from '../../render/nonconformity-answers.ts';
import { likenessInWords } from '../../render/nonconformity-words.ts';
import { readEvidence } from '../../store/evidence-read.ts';
import { type ImportedFinding, importFindings } from '../../store/nonconformity-import.ts';
import type { Act, Giving, LookAgain } from '../acts/act.ts';
import { plain } from '../acts/plain.ts';
import { page } from '../answers.ts';
import { Cell } from '../parts/list.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { State } from '../parts/small.tsx';
import type { Visit } from '../visit.ts';
import { NONCONFORMITIES_PAGE } from './raise.tsx';

const KEY = 'importNonconformities';
/** Where findings are imported. */
export const IMPORT_PAGE = `/act/${KEY}/new`;

/** A JSON file is a list; anything else is read as CSV. */
const formatOf = (findings: string): ImportFormat => (/^\uFEFF?\s*\[/.test(findings) ? 'json' : 'csv');

/** The text of the stored file; that it was read is recorded. */
async function fileText({ deps }: Visit, digest: string, meta: Giving['meta']): Promise<string | Refusal> {
  const file = await readEvidence(deps.store, deps.evidence, digest, { ...meta, command_id: `${meta.command_id}/read` });
  return 'refused' in file ? { refused: 'invalid', detail: file.detail, pointer: '/file' } : text(file.stream());
}

const faultsOf = ({ extra }: Refusal): readonly ImportFault[] => (Array.isArray(extra?.['faults']) ? (extra['faults'] as readonly ImportFault[]) : []);

const Faults = ({ faults }: { readonly faults: readonly ImportFault[] }): VNode => (
  <div class="notice bad" role="alert">
    <p><strong>Nothing was raised.</strong> {faults.length === 1 ? 'One fault was' : `${faults.length} faults were`} found; mend {faults.length === 1 ? 'it' : 'them'}, and send the form again.</p>
    <table class="stack">
      <caption class="unseen">What is wrong with the file</caption>
      <thead><tr><th scope="col">Line</th><th scope="col">What is wrong</th></tr></thead>
      <tbody>{faults.map(({ line, pointer, detail }) => <tr key={`${line} ${pointer} ${detail}`}><th scope="row">{line}</th><Cell label="What is wrong">{detail}</Cell></tr>)}</tbody>
    </table>
  </div>
);

const MayRepeat = ({ alike }: { readonly alike: ImportedFinding['alike'] }): VNode => (
  <>{alike.length === 0 ? 'nothing' : <ul class="plain">{alike.map(({ id, title, line, by }) => <li key={id}><RecordLink id={id} title={title} /> <span class="faint">{line === null ? '' : `line ${line} of this file, `}{likenessInWords(by)}</span></li>)}</ul>}</>
);

const Before = ({ raised }: { readonly raised: readonly ImportedFinding[] }): VNode | null => {
  const words = importedBeforeText(raised.filter(({ before }) => before !== null).length, raised.length);
  return words === null ? null : <div class="notice warn" role="alert"><p>{words}</p></div>;
};

const Raised = ({ raised }: { readonly raised: readonly ImportedFinding[] }): VNode => (
  <>
    <div class="notice good" role="status"><p>{raised.length === 1 ? 'One finding is' : `${raised.length} findings are`} raised. The coordinator classifies each.</p></div>
    <Before raised={raised} />
    <section class="card" aria-label="Raised">
      <table class="stack">
        <caption class="unseen">What was raised, by line of the file</caption>
        <thead><tr><th scope="col">Line</th><th scope="col">Nonconformity</th><th scope="col">State</th><th scope="col">May be the same as</th></tr></thead>
        <tbody>{raised.map(({ line, id, title, state, alike }) => <tr key={id}><th scope="row">{line}</th><Cell label="Nonconformity"><RecordLink id={id} title={title} /></Cell><Cell label="State"><State of={state} /></Cell><Cell label="May be the same as"><MayRepeat alike={alike} /></Cell></tr>)}</tbody>
      </table>
    </section>
    <p><a href={NONCONFORMITIES_PAGE}>All nonconformities</a></p>
  </>
);

/** Raises what the file holds, all or none; the same form sent twice raises nothing twice. */
async function importAll(visit: Visit, { typed, meta }: Giving) {
  const { file, findings } = typed;
  if ((file === undefined) === (findings === undefined)) return { refused: 'invalid', detail: 'choose a file, or paste its text: one of the two', pointer: '/findings' } satisfies Refusal;
  const given = file === undefined ? (findings ?? '') : await fileText(visit, file, meta);
  if (typeof given !== 'string') return given;
  const raised = await importFindings(visit.deps.store, given, formatOf(given), (part) => ({ ...meta, command_id: `${meta.command_id}/${part}` }));
  if (!('refused' in raised)) return page('Findings imported', <Raised raised={raised} />);
  const faults = faultsOf(raised);
  return faults.length === 0 ? raised : ({ kind: 'look', note: <Faults faults={faults} />, typed, status: 422 } satisfies LookAgain);
}

/** Raises the findings of an audit from a file, all or none (R-42, §3). */
export const IMPORT_ACT: Act = plain({
  key: KEY,
  operation: 'importNonconformities',
  command: 'import',
  of: 'finding',
  title: 'Import findings',
  button: 'Import them all',
  tone: 'primary',
  done: 'The findings are raised.',
  fields: [
    { name: 'file', label: 'File of findings, CSV or JSON', kind: 'line', files: 'one', hint: 'the file, or the digest of a stored one (sha256:…); it is kept as evidence' },
    { name: 'findings', label: 'or its text', kind: 'text', hint: `CSV with a line of heads, of ${IMPORT_COLUMNS.join(', ')}; or JSON: a list of findings. Every line is judged first: one fault, and nothing is raised` },
  ],
  home: () => NONCONFORMITIES_PAGE,
  give: importAll,
});
