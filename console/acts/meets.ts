import type { ObligationKind } from '../../contracts/policy.ts';
import { formThatMeets, type OwedHere } from '../nonconformity-closure/acts.ts';
import type { Typed } from './act.ts';

/** A form that meets something owed: its act, what its address names, and what it carries. */
export interface Meeting {
  readonly act: string;
  readonly id: string;
  readonly carried: Typed;
}

type Meets = { readonly acts: readonly string[]; readonly about: (owed: OwedHere) => string };

const itself = ({ id }: OwedHere): string => id;
const itsCase = ({ case_id }: OwedHere): string => case_id;
const itsSubject = (name: string) => ({ subject }: OwedHere): string => subject[name] ?? '';

/** What meets each kind of obligation of a deployment, a system and the house. */
const BY_KIND: { readonly [K in ObligationKind]?: Meets } = {
  sign_off: { acts: ['castVote'], about: itself },
  revision: { acts: ['reviseDeployment'], about: itsCase },
  answer: { acts: ['answerObligation'], about: itself },
  condition: { acts: ['completeObligation'], about: itself },
  condition_review: { acts: ['acceptObligation', 'returnObligation'], about: itself },
  minutes: { acts: ['recordMinutes'], about: itself },
  consent: { acts: ['consentToCure'], about: itsCase },
  ratify_policy: { acts: ['activatePolicy'], about: itsSubject('policy') },
  risk_treatment: { acts: ['treatRisk'], about: itsSubject('risk') },
  retirement_review: { acts: ['completeObligation'], about: itself },
  escalation: { acts: ['completeObligation'], about: itself },
};

/** The forms that meet what is owed, the one that it is for first; none where only the page of the case has them. */
export function formsThatMeet(owed: OwedHere): readonly Meeting[] {
  const found = BY_KIND[owed.kind];
  if (found) return found.acts.map((act) => ({ act, id: found.about(owed), carried: {} }));
  const form = formThatMeets(owed);
  return form === null ? [] : [form];
}

/** Where a form stands on a page of its own. */
export function formPath({ act, id, carried }: Meeting): string {
  const query = new URLSearchParams(carried).toString();
  return `/act/${act}/${encodeURIComponent(id)}${query === '' ? '' : `?${query}`}`;
}
