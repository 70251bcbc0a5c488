import { z } from 'zod';
import { DEPLOYMENT_COMMANDS, deploymentRequest } from '../../contracts/deployment-approval.ts';
import { HOUSE_COMMANDS } from '../../contracts/house.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { casePage, personPage, stepUpPage } from '../../contracts/pages.ts';
import { DOCUMENTS } from '../../contracts/policy.ts';
import { freeText, sha256 } from '../../contracts/primitives.ts';
import { DIALOG_INPUT, LONGEST_TYPED, recordOf } from '../../contracts/slack-actions.ts';
import { ASK_BLOCKS, askNote, DELEGATE_BLOCKS, formNote, REQUEST_BLOCKS } from '../../contracts/slack-forms.ts';
import { personOfSlack } from '../../domain/directory.ts';
import { didYouMean } from '../../domain/policy/nearest.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { askedText, delegatedText, requestedText } from '../../render/form-words.ts';
import type { House } from '../../store/house.ts';
import type { FieldErrors, Filled } from './forms.ts';
import { jsonOf } from './json.ts';
import type { Entered, SubmissionPayload } from './payloads.ts';

/** A form as it was filled in, or what is wrong with which field; null for one that carries nothing of ours. */
export type Read = Filled | { readonly errors: FieldErrors } | null;
/** What a reader needs beside the form and the house. */
export interface ReaderAbout {
  /** `GATEHOUSE_URL`. */
  readonly url: string;
  readonly freshId: (kind: 'dep' | 'nc') => string;
  /** Titles of nonconformities by id, for the answer; those that can't be looked up are left out. */
  readonly titlesOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}
/** Reads a submitted form. */
export type Reader = (payload: SubmissionPayload, house: House, about: ReaderAbout) => Read;

/** What was entered in a block. */
export const enteredIn = ({ view }: SubmissionPayload) => (block: string): Entered | undefined => view.state.values[block]?.[DIALOG_INPUT];
/** Where the answer to a form goes. */
export const whereOf = (user: string, { channel, answer_at }: z.infer<typeof formNote>) => ({ user, channel, answer_at });

/** A question to the requester. */
export const readQuestion: Reader = (payload) => {
  const note = askNote.safeParse(jsonOf(payload.view.private_metadata)).data;
  const target = note && recordOf(note.case);
  if (!note || !target) return null;
  const question = freeText(LONGEST_TYPED).safeParse(enteredIn(payload)(ASK_BLOCKS.question)?.value);
  if (!question.success) return { errors: { [ASK_BLOCKS.question]: 'Ask in your own words.' } };
  const body = DEPLOYMENT_COMMANDS.ask.parse({ obligation_id: note.obligation, question: question.data });
  return { target, command: { name: 'ask', body }, where: whereOf(payload.user.id, note), blockOf: () => ASK_BLOCKS.question, done: () => askedText() };
};

/** A day as its last instant, so that it counts whole. */
export const endOfDay = (day: string): string => `${day}T23:59:59.999Z`;

const DELEGATE_POINTERS: Readonly<Record<string, string>> = { '/to': DELEGATE_BLOCKS.to, '/from': DELEGATE_BLOCKS.lane, '/lane': DELEGATE_BLOCKS.lane, '/until': DELEGATE_BLOCKS.until };

/** How far a delegation that a click gave was held, and where more is given; null when it goes all the way. */
export const heldTo = ({ tier_cap: tier }: Readonly<Record<string, unknown>>, from: string, url: string): { readonly tier: string; readonly url: string } | null =>
  typeof tier === 'string' ? { tier, url: `${url}${stepUpPage(personPage(from))}` } : null;

/** Leave to sign in one's place. */
export const readDelegation: Reader = (payload, { directory, at }, { url }) => {
  const note = formNote.safeParse(jsonOf(payload.view.private_metadata)).data;
  const from = personOfSlack(directory, payload.user.id, at);
  if (!note) return null;
  const entered = enteredIn(payload);
  const to = personOfSlack(directory, entered(DELEGATE_BLOCKS.to)?.selected_user, at);
  const lane = entered(DELEGATE_BLOCKS.lane)?.selected_option?.value;
  const day = z.iso.date().safeParse(entered(DELEGATE_BLOCKS.until)?.selected_date);
  const errors = {
    ...(to ? {} : { [DELEGATE_BLOCKS.to]: PRIVATE.choose_another }),
    ...(lane === undefined ? { [DELEGATE_BLOCKS.lane]: 'Choose a lane.' } : {}),
    ...(day.success ? {} : { [DELEGATE_BLOCKS.until]: 'Choose a day.' }),
  };
  if (!from) return { errors: { ...errors, [DELEGATE_BLOCKS.lane]: PRIVATE.unbound(payload.user.id) } };
  if (!to || lane === undefined || !day.success) return { errors };
  const body = HOUSE_COMMANDS['grant-delegation'].parse({ from: from.id, to: to.id, lane, until: endOfDay(day.data) });
  return {
    target: { kind: 'house', id: HOUSE_ID },
    command: { name: 'grant-delegation', body },
    where: whereOf(payload.user.id, note),
    blockOf: (pointer) => DELEGATE_POINTERS[pointer ?? ''] ?? DELEGATE_BLOCKS.to,
    done: ({ result }, { nameOf }) => delegatedText({ to: nameOf(to.id), lane, until: body.until, held: heldTo(result, from.id, url) }),
  };
};

type Field = keyof typeof REQUEST_BLOCKS;

/** The documents of a package: a name and a digest a line; or what is wrong with the first line that is not one. */
function documentsIn(text: string): Readonly<Record<string, string>> | string {
  const found: Record<string, string> = {};
  for (const each of text.split('\n').map((one) => one.trim()).filter((one) => one !== '')) {
    const [, name = '', digest = ''] = /^([^\s:=]+)[\s:=]*(.*)$/.exec(each) ?? [];
    if (!(DOCUMENTS as readonly string[]).includes(name)) return `"${name}" is no document of a package; ${didYouMean(name, DOCUMENTS)}.`;
    if (!sha256.safeParse(digest).success) return `Behind "${name}" stands its digest: sha256: and 64 hex digits.`;
    found[name] = digest;
  }
  return found;
}

/** A moment as Slack says it, in seconds since 1970. */
export const instantOf = (seconds: number | null | undefined): string | undefined => (seconds === null || seconds === undefined ? undefined : new Date(seconds * 1000).toISOString());
/** The lines of a text that hold something. */
export const lines = (text: string | null | undefined): string[] => (text ?? '').split('\n').map((one) => one.trim()).filter((one) => one !== '');

/** A deployment request, as far as it can be judged without the record. */
export const readRequest: Reader = (payload, { directory, at }, { url, freshId }) => {
  const note = formNote.safeParse(jsonOf(payload.view.private_metadata)).data;
  if (!note) return null;
  const entered = enteredIn(payload);
  const of = (field: Field) => entered(REQUEST_BLOCKS[field]);
  const errors: Record<string, string> = {};
  const documents = documentsIn(of('documents')?.value ?? '');
  if (typeof documents === 'string') errors[REQUEST_BLOCKS.documents] = documents;
  const validators = (of('validated_by')?.selected_users ?? []).map((user) => personOfSlack(directory, user, at)?.id);
  if (validators.includes(undefined)) errors[REQUEST_BLOCKS.validated_by] = PRIVATE.choose_another;
  const [from, until] = [instantOf(of('from')?.selected_date_time), instantOf(of('until')?.selected_date_time)];
  if ((from === undefined) !== (until === undefined)) errors[from === undefined ? REQUEST_BLOCKS.from : REQUEST_BLOCKS.until] = 'A window has a beginning and an end: give both, or neither.';
  const fixes = of('fixes')?.value?.trim() ?? '';
  const [system_id = '', version_id = ''] = (of('version_id')?.selected_option?.value ?? '').split('/');
  const asked = deploymentRequest.safeParse({
    system_id,
    version_id,
    environment: of('environment')?.value?.trim(),
    title: of('title')?.value,
    change_type: of('change_type')?.selected_option?.value,
    rationale: of('rationale')?.value,
    documents: typeof documents === 'string' ? {} : documents,
    validated_by: validators.filter((id) => id !== undefined),
    options: lines(of('options')?.value),
    ...(from !== undefined && until !== undefined ? { window: { from, until } } : {}),
    ...(fixes === '' ? {} : { fixes }),
  });
  for (const { path, message } of asked.error?.issues ?? []) errors[blockOf(`/${String(path[0])}`)] ??= `Not as it should be: ${message}.`;
  if (!asked.success || Object.keys(errors).length > 0) return { errors };
  const id = freshId('dep');
  return {
    target: { kind: 'deployment', id },
    command: { name: 'submit', body: asked.data },
    where: whereOf(payload.user.id, note),
    blockOf,
    done: (outcome) => requestedText({ id: outcome.id, title: asked.data.title, url: `${url}${casePage(outcome.id)}` }),
  };
};

/** The field that a refusal points at; the version for one that points at none. */
function blockOf(pointer: string | undefined): string {
  const [, field = ''] = (pointer ?? '').split('/');
  if (field === 'window') return REQUEST_BLOCKS.until;
  return field in REQUEST_BLOCKS ? REQUEST_BLOCKS[field as Field] : REQUEST_BLOCKS.version_id;
}
