import type { ComponentChildren, VNode } from 'preact';
import { relativeWords } from '../../render/relative.ts';
import { capital, shortDigest, spaced } from '../../render/words.ts';
import { useViewer } from '../viewer.tsx';

const formats = new Map<string, Intl.DateTimeFormat>();

/** `Tue, 24 Nov 2026, 14:00 CET` in the reader's zone. */
export function localWords(at: string, zone: string): string {
  const kept = formats.get(zone);
  const format = kept ?? new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone, timeZoneName: 'short' });
  if (!kept) formats.set(zone, format);
  return format.format(new Date(at));
}

/** An instant with its zone, and how far away it is. `near`: without the words about how far. */
export function Time({ at, near = false }: { readonly at: string; readonly near?: boolean }): VNode {
  const { now, zone } = useViewer();
  return (
    <span class="when">
      <time dateTime={at}>{localWords(at, zone)}</time>
      {near ? null : <span class="faint"> ({relativeWords(at, now)})</span>}
    </span>
  );
}

/** A digest in its short form; opened it shows the whole, ready to be copied. */
export function Digest({ of, label }: { readonly of: string; readonly label?: string }): VNode {
  return (
    <details class="digest">
      <summary><code>{shortDigest(of)}</code><span class="unseen"> {label ?? 'digest'}: show whole</span></summary>
      <code class="whole">{of}</code>
    </details>
  );
}

/** Somebody by name. */
export const Name = ({ of }: { readonly of: string }): VNode => <>{useViewer().nameOf(of)}</>;

/** A lane by its name. */
export const Lane = ({ of }: { readonly of: string }): VNode => <>{spaced(useViewer().laneOf(of))}</>;

/** A unit by its name. */
export const Unit = ({ of }: { readonly of: string | undefined }): VNode => <>{of === undefined ? 'none' : useViewer().unitOf(of)}</>;

/** People by name, with commas. */
export const Names = ({ of, none = 'nobody' }: { readonly of: readonly string[]; readonly none?: string }): VNode => {
  const { nameOf } = useViewer();
  return <>{of.length === 0 ? none : of.map(nameOf).join(', ')}</>;
};

export type Tone = 'good' | 'bad' | 'warn' | 'plain';
/** A state in words; its colour only repeats them. */
export const Badge = ({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ComponentChildren }): VNode => <span class={tone === 'plain' ? 'badge' : `badge ${tone}`}>{children}</span>;

const GOOD: ReadonlySet<string> = new Set(['approved', 'conditionally_approved', 'permit_issued', 'live', 'passed', 'met', 'pass', 'sent', 'approve', 'verified', 'closed', 'effective', 'granted']);
const BAD: ReadonlySet<string> = new Set(['rejected', 'revoked', 'expired', 'blocked', 'failed', 'missed', 'fail', 'reject', 'ineffective']);
const WARN: ReadonlySet<string> = new Set(['changes_requested', 'approval_expiring', 'lapsed', 'unclear', 'overridden', 'paused', 'request_changes', 'superseded', 'reopened', 'returned', 'inconclusive', 'risk_accepted']);
export const toneOf = (state: string): Tone => (GOOD.has(state) ? 'good' : BAD.has(state) ? 'bad' : WARN.has(state) ? 'warn' : 'plain');

/** A state as a badge: `In review`. */
export const State = ({ of }: { readonly of: string }): VNode => <Badge tone={toneOf(of)}>{capital(spaced(of))}</Badge>;

/** A titled part of a page. */
export function Section({ id, title, children, beside }: { readonly id: string; readonly title: string; readonly children: ComponentChildren; readonly beside?: ComponentChildren }): VNode {
  return (
    <section aria-labelledby={id} class="card">
      <h2 id={id}>{title}{beside}</h2>
      {children}
    </section>
  );
}

/** A list's empty state: what it means, and what to do next. */
export const Empty = ({ children }: { readonly children: ComponentChildren }): VNode => <p class="empty">{children}</p>;

/** Names and values. */
export const Facts = ({ of }: { readonly of: readonly (readonly [string, ComponentChildren])[] }): VNode => (
  <dl class="facts">
    {of.map(([name, value]) => (
      <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
    ))}
  </dl>
);
