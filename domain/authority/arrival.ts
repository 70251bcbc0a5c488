import type { Directory } from '../../contracts/directory.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Proof } from '../../contracts/session.ts';
import { type Claims, isMultiFactor, personIn, proofIn, type StepUpRules } from './assurance.ts';

/** What was asked of the identity provider. */
export interface Begun {
  /** How old the sign-in may be at most, in seconds. */
  readonly max_age: number;
  /** Whose open session it confirms; null when nobody was signed in. */
  readonly step_up_of: string | null;
}

/** The `max_age` of a step-up: whoever confirms does so now. No plain sign-in asks for it. */
export const STEP_UP_MAX_AGE = 0;

/** Whether several factors were asked for, of whoever is signed in or of nobody yet. */
export const isStepUp = ({ max_age, step_up_of }: Begun): boolean => step_up_of !== null || max_age === STEP_UP_MAX_AGE;

/** What an arrival is judged by. */
export interface ArrivalFacts {
  readonly directory: Directory;
  readonly at: Instant;
  readonly policy: StepUpRules;
}

/** Who came back and what was proven; or a page's title and text that say why nobody is signed in by it. */
export type Arrival = { readonly person: string; readonly proof: Proof } | { readonly title: string; readonly text: string };

/** Decides what verified claims lead to. A step-up counts only for who began it, and only with several factors. */
export function arrivalOf(claims: Claims, begun: Begun, { directory, at, policy }: ArrivalFacts): Arrival {
  const { step_up_of } = begun;
  const bound = personIn(claims, directory, at);
  if ('nobody' in bound) return { title: 'You cannot come in here', text: `You are signed in with your identity provider, and ${bound.nobody}.` };
  const person = bound.person.id;
  if (step_up_of !== null && step_up_of !== person) {
    return { title: 'Somebody else confirmed', text: `${step_up_of} began this confirmation and ${person} finished it, so it counts for nothing. ${step_up_of} is still signed in as before.` };
  }
  const proof = proofIn(claims, at);
  if (proof === null) return { title: 'The sign-in says too little', text: 'Your identity provider did not say when you signed in (auth_time); whoever runs it must turn that on for Gatehouse.' };
  return !isStepUp(begun) || isMultiFactor(proof, policy)
    ? { person, proof }
    : { title: 'One factor is not enough', text: `Your identity provider did not say that you proved who you are by several factors (amr, acr). Set up a second factor there; ${step_up_of === null ? 'nobody was signed in' : 'you are still signed in as before'}.` };
}
