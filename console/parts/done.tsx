import type { VNode } from 'preact';
import { ACTS } from '../acts/table.ts';

/** After something was recorded: what. The address names the act only, so that nobody can put words here. */
export function Done({ of }: { readonly of: string | undefined }): VNode | null {
  const act = ACTS.find(({ key }) => key === of);
  return act ? <div class="notice good" role="status"><p>{act.done}</p></div> : null;
}
