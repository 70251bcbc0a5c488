import type { VNode } from 'preact';
import type { Refusal } from '../../contracts/refusal.ts';
import { inNames } from '../../render/in-names.ts';
import { spaced } from '../../render/words.ts';
import { Digest, Name, Names, Time } from '../parts/small.tsx';
import { useViewer } from '../viewer.tsx';

const INSTANT = /(\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)/;

/** A sentence of the rules, with people by name and instants in the reader's zone. */
export const Sentence = ({ children }: { readonly children: string }): VNode => <>{inNames(children, useViewer()).split(INSTANT).map((piece, i) => (i % 2 === 1 ? <Time key={i} at={piece} near /> : piece))}</>;

interface Entry {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What differs between the package that was seen and the current one (§1.10). */
function differences(refusal: Refusal): readonly Entry[] {
  const found = (refusal.extra?.['difference'] ?? {}) as Readonly<Record<string, unknown>>;
  return ['components', 'documents', 'fields'].flatMap((part) => (Array.isArray(found[part]) ? (found[part] as readonly Entry[]) : []));
}

const Value = ({ of }: { readonly of: string | null }): VNode => (of === null ? <>none</> : /^(sha256|git):/.test(of) ? <Digest of={of} /> : <>{of}</>);

const Changed = ({ entries }: { readonly entries: readonly Entry[] }): VNode => (
  <table class="stack">
    <caption>What changed since you looked</caption>
    <thead><tr><th scope="col">Part</th><th scope="col">You saw</th><th scope="col">Now</th></tr></thead>
    <tbody>{entries.map(({ name, before, after }) => <tr key={name}><th scope="row">{spaced(name)}</th><td data-label="You saw"><Value of={before} /></td><td data-label="Now"><Value of={after} /></td></tr>)}</tbody>
  </table>
);

const text = (refusal: Refusal, key: string): string | null => (typeof refusal.extra?.[key] === 'string' ? refusal.extra[key] : null);

function Decided({ refusal }: { readonly refusal: Refusal }): VNode {
  const [by, at] = [text(refusal, 'by'), text(refusal, 'at')];
  return by === null || at === null ? <Sentence>{refusal.detail}</Sentence> : <>This was already decided by <Name of={by} />, <Time at={at} /></>;
}

/** Why, in one sentence; with who may instead, where the rule names them. */
export function Why({ refusal }: { readonly refusal: Refusal }): VNode {
  const may = refusal.extra?.['may'];
  useViewer();
  if (refusal.refused === 'already_decided') return <Decided refusal={refusal} />;
  if (!Array.isArray(may)) return <Sentence>{refusal.detail}</Sentence>;
  return <><Sentence>{refusal.detail.split('; ')[0] ?? refusal.detail}</Sentence>. Who may: <Names of={may.filter((each) => typeof each === 'string')} none="nobody at present; the lane head has been told" /></>;
}

const LEAD: Readonly<Partial<Record<Refusal['refused'], string>>> = {
  stale_package: 'The package changed since this form was drawn, so nothing was recorded. What you typed is still here: look at what changed, then send it again if it still holds.',
  idempotency_conflict: 'This form was sent before with other content. Nothing more was recorded; send it again if you mean this now.',
};

/** A refusal as it stands above the form that was refused. */
export function RefusalNotice({ refusal }: { readonly refusal: Refusal }): VNode {
  const lead = LEAD[refusal.refused];
  const entries = differences(refusal);
  return (
    <div class="notice bad" role="alert">
      <p>{lead ?? <><strong>Nothing was recorded.</strong> <Why refusal={refusal} />.</>}</p>
      {entries.length === 0 ? null : <Changed entries={entries} />}
    </div>
  );
}
