import { parkedAct } from '../../store/parked-acts.ts';
import { readRecord } from '../../store/read.ts';
import { type Answer, page } from '../answers.ts';
import type { Visit } from '../visit.ts';
import { formPage } from './page.tsx';
import { browserOf } from './park.tsx';
import { actNamed } from './table.ts';
import { targetOf } from './target.ts';

const gone = page('This form is not here any more', <p class="lead">A form that waits is kept for 15 minutes, for whoever typed it. <a href="/work">My work</a> shows what waits for you.</p>, { status: 404 });

/** A form that waited for its sender to sign in or to confirm who they are: filled in as it was, to be sent by the same person. */
export async function parkedPage(visit: Visit): Promise<Answer> {
  const browser = browserOf(visit.request.get('Cookie'), visit.deps.url);
  const found = await parkedAct(visit.deps.store, visit.params['id'] ?? '', browser, visit.person.id);
  const act = actNamed(found?.act);
  if (!found || !act) return gone;
  if (found.person !== visit.person.id) {
    return page('This form is somebody else’s', <div class="notice bad" role="alert"><p>It was filled in by {visit.nameOf(found.person)}, and you are signed in as {visit.person.name}. Nothing was recorded; it is for whoever filled it in to confirm and send it.</p></div>, { status: 403 });
  }
  const target = await targetOf(visit.deps.store, act, found.about, found.fields);
  if (!target) return gone;
  const note = <div class="notice" role="status"><p><strong>Nothing was recorded yet.</strong> Here is the form as you filled it in: look at it, and send it.</p></div>;
  return formPage(visit, act, { target, record: await readRecord(visit.deps.store, target), id: found.about }, { typed: found.fields, note });
}
