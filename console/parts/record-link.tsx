import type { ComponentChildren, VNode } from 'preact';
import { POLICY_PAGE, systemPage } from '../../contracts/pages.ts';
import { pageOfLink } from './links.ts';

/** Address of a record's own page in the console; null for one without. */
export function pageOfRecord(id: string): string | null {
  if (id.startsWith('dep_') || id.startsWith('nc_')) return `/cases/${encodeURIComponent(id)}`;
  if (id.startsWith('sys_')) return systemPage(id);
  return id === 'house' ? POLICY_PAGE : null;
}

/** A record by its id or title, linked where it has a page. */
export function RecordLink({ id, title }: { readonly id: string; readonly title?: string }): VNode {
  const at = pageOfRecord(id);
  return at === null ? <>{title ?? id}</> : <a href={at}>{title ?? id}</a>;
}

/** Words linked to the page that a link in a record means; the words alone where the console has none. */
export function Linked({ to, children }: { readonly to: string; readonly children: ComponentChildren }): VNode {
  const at = pageOfLink(to);
  return at === null ? <>{children}</> : <a href={at}>{children}</a>;
}
