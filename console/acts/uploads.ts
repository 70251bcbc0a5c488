import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Request } from 'express';
import { CSRF_FIELD } from '../../contracts/session.ts';
import { callRefused } from '../../domain/privileges.ts';
import { bringEvidence, type IntakeFault } from '../../store/evidence-intake.ts';
import { type Call, isVisit } from '../visit.ts';
import type { Act, Field, Typed } from './act.ts';
import { metaOf } from './ahead.ts';
import { sameText } from './from-ourselves.ts';
import { listed } from './plain.ts';
import { MOST_FIELDS } from './posted.tsx';

/** What a form brought: the fields as they were sent, with the digests of files that are stored by now in their fields. */
export interface Brought {
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** By field, what is wrong with a file that was chosen there. */
  readonly errors: Typed;
}

/** The name under which a form sends the files of a field that takes digests. */
export const fileInput = ({ name }: Pick<Field, 'name'>): string => `${name}__files`;

/** Whether any field of the form takes files: only then it is sent in parts. */
export const takesFiles = ({ fields }: Pick<Act, 'fields'>): boolean => fields.some(({ files }) => files !== undefined);

export const isInParts = (request: Pick<Request, 'get'>): boolean => /^multipart\/form-data\b/i.test(request.get('Content-Type') ?? '');

/**
 * What is typed into one form, in bytes, and how many files come with it; as many bytes again are read past of somebody who may keep
 * nothing. `parts`: the longest form, each of whose fields for files is sent though none was chosen.
 */
const MOST = { typed: 256 * 1024, parts: MOST_FIELDS, files: 20 };

const TOO_LONG = 'this form is longer than what is taken at once; send fewer files, or store them before with "gatehouse evidence add"';

class TooLong extends Error {}

/** Passes on so many bytes. @throws TooLong for more */
const upTo = (most: number) =>
  async function* (from: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of from) {
      bytes += chunk.byteLength;
      if (bytes > most) throw new TooLong(TOO_LONG);
      yield chunk;
    }
  };

/** A file's name as it is recorded: without control characters, at most 200 characters; left out when nothing is left of it. */
function nameOf(sent: string): string | undefined {
  const name = sent.replaceAll(/\p{Cc}/gu, '').trim().slice(0, 200).trim();
  return name === '' ? undefined : name;
}

/** A file of a form: the digest under which it is kept, or why it is not. */
interface Taken {
  readonly field: Field;
  readonly name: string;
  readonly found: string;
}

/** One form as it comes in, part by part. The form token stands before the files: without it no byte is kept. */
class Incoming {
  readonly #call: Call;
  readonly #act: Act;
  readonly #fields: Record<string, string[]> = {};
  readonly #errors: Record<string, string> = {};
  readonly #files: Promise<Taken>[] = [];
  #typed = 0;

  constructor(call: Call, act: Act) {
    this.#call = call;
    this.#act = act;
  }

  field(name: string, value: string): void {
    this.#typed += Buffer.byteLength(value);
    if (this.#typed <= MOST.typed) (this.#fields[name] ??= []).push(value);
  }

  file(input: string, stream: Readable, sent: string | undefined): void {
    // a sender who goes away ends the stream with an error, also where nobody reads it any more
    stream.on('error', () => undefined);
    const field = this.#act.fields.find((each) => each.files !== undefined && fileInput(each) === input);
    // a field for files in which none was chosen is sent all the same, without a name
    if (!field || !sent || this.#isTooMany()) stream.resume();
    else this.#files.push(this.#take(field, stream, sent));
  }

  #isTooMany(): boolean {
    if (this.#files.length < MOST.files) return false;
    this.#errors[''] = `At most ${MOST.files} files go with one form; send the others afterwards.`;
    return true;
  }

  tooLong(): void {
    this.#typed = MOST.typed + 1;
  }

  async end(): Promise<Brought | IntakeFault> {
    // in the order in which they were sent, however long each took
    for (const taken of await Promise.all(this.#files)) this.#enter(taken);
    return this.#typed > MOST.typed ? { refused: 'too_large', detail: TOO_LONG } : { fields: this.#fields, errors: this.#errors };
  }

  async #take(field: Field, stream: Readable, name: string): Promise<Taken> {
    const found = await this.#keep(stream, nameOf(name)).catch((error: unknown) => {
      this.#call.deps.log.error({ err: error, act: this.#act.key }, 'a file of a form could not be kept');
      return 'it could not be kept just now; choose it again in a moment';
    });
    stream.resume();
    return { field, name, found };
  }

  #enter({ field, name, found }: Taken): void {
    if (!found.startsWith('sha256:')) this.#errors[field.name] = [this.#errors[field.name], `${name}: ${found}`].filter(Boolean).join('; ');
    else if (field.files === 'one') this.#fields[field.name] = [found];
    else this.#fields[field.name] = [[...new Set([...listed(this.#fields[field.name]?.join('\n')), found])].join('\n')];
  }

  /** The digest of the file, kept with its record as through any other door; or why it was not. */
  async #keep(stream: Readable, name: string | undefined): Promise<string> {
    const call = this.#call;
    if (!isVisit(call) || !sameText(this.#fields[CSRF_FIELD]?.[0] ?? '', call.session.csrf)) return 'it was not kept, since the sign-in of this form is over; choose it again';
    const privilege = callRefused('addEvidence', { kind: 'person', id: call.person.id }, call.house.directory, call.at);
    if (privilege) return privilege.detail;
    // leaving early must not end the stream, which the rest of the form stands behind
    const bytes = stream.iterator({ destroyOnReturn: false });
    const brought = await bringEvidence(call.deps, bytes, name, metaOf(call, `console/${randomUUID()}`));
    return 'refused' in brought ? brought.detail : brought.sha256;
  }
}

/**
 * Reads a form that is sent in parts, and keeps its files as evidence while they pass: by whoever is signed in, with
 * the token of their session. Everything typed comes back, also where a file was refused.
 */
export async function readParts(call: Call, act: Act, request: Request): Promise<Brought | IntakeFault> {
  const incoming = new Incoming(call, act);
  const each = call.policy?.thresholds.evidence_max_bytes ?? 0;
  const most = MOST.typed * 2 + each * (isVisit(call) ? MOST.files : 1);
  let broken: IntakeFault | null = null;
  try {
    const parser = busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { fieldSize: MOST.typed + 1, parts: MOST.parts } });
    parser.on('field', (name, value) => incoming.field(name, value));
    parser.on('file', (name, stream, { filename }) => incoming.file(name, stream, filename));
    parser.on('partsLimit', () => incoming.tooLong());
    await pipeline(request, upTo(most), parser);
  } catch (error) {
    broken = error instanceof TooLong ? { refused: 'too_large', detail: TOO_LONG } : { refused: 'malformed', detail: 'the form did not come in whole, so nothing was recorded; send it again' };
  }
  const brought = await incoming.end();
  return broken ?? brought;
}
