/** A form as a browser without script knows it: what it would send as it stands, and its buttons. */
export interface ShownForm {
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly buttons: readonly { readonly text: string; readonly name: string | undefined; readonly value: string | undefined }[];
}

/** A page as it arrived. `words` is what can be read; `html` is the markup. */
export interface ShownPage {
  readonly status: number;
  readonly path: string;
  readonly html: string;
  readonly words: string;
  readonly forms: readonly ShownForm[];
  readonly headers: Headers;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (text: string): string => text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => ENTITIES[name]!);
const textOf = (markup: string): string => unescaped(markup.replaceAll(/<(br|\/p|\/li|\/h\d|\/div)>/g, '\n').replaceAll(/<[^>]*>/g, '')).replaceAll(/[ \n]*\n[ \n]*/g, '\n').trim();
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescaped(found);
};

function formOf(tag: string, inner: string): ShownForm {
  const inputs = [...inner.matchAll(/<input [^>]*>/g)].map(([input]) => input).filter((input) => !/type="(checkbox|radio)"/.test(input) || / checked/.test(input));
  const areas = [...inner.matchAll(/(<textarea [^>]*>)\n?([\s\S]*?)<\/textarea>/g)].map(([, area = '', text = '']) => [attribute(area, 'name')!, unescaped(text)] as const);
  const selects = [...inner.matchAll(/(<select [^>]*>)([\s\S]*?)<\/select>/g)].flatMap(([, select = '', options = '']) =>
    [...options.matchAll(/<option [^>]* selected>/g)].map(([option]) => [attribute(select, 'name')!, attribute(option, 'value')!] as const),
  );
  return {
    action: attribute(tag, 'action')!,
    fields: [...inputs.map((input) => [attribute(input, 'name')!, attribute(input, 'value') ?? ''] as const), ...areas, ...selects],
    buttons: [...inner.matchAll(/(<button[^>]*>)([\s\S]*?)<\/button>/g)].map(([, button = '', text = '']) => ({ text: textOf(text), name: attribute(button, 'name'), value: attribute(button, 'value') })),
  };
}

/** Goes about the pages of a server over HTTP as a browser without script does. Every value of our markup is quoted, which it relies on. */
export class Visitor {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  async open(path: string): Promise<ShownPage> {
    return this.#shown(await fetch(new URL(path, this.#base), { headers: { Accept: 'text/html' }, redirect: 'follow' }));
  }

  /** Presses a button of the only form that has it, with some fields filled in, and follows the redirect. */
  async press(page: ShownPage, button: string, filled: Readonly<Record<string, string>> = {}): Promise<ShownPage> {
    const found = page.forms.flatMap((form) => form.buttons.filter(({ text }) => text === button).map((pressed) => ({ form, pressed })));
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`${found.length} buttons say "${button}" on ${page.path}:\n${page.words}`);
    const fields = [...only.form.fields.filter(([name]) => filled[name] === undefined), ...Object.entries(filled)];
    const { name, value } = only.pressed;
    return this.send(only.form.action, name === undefined ? fields : [...fields, [name, value ?? '']]);
  }

  /** Posts a form as a page of this server does. */
  async send(action: string, fields: readonly (readonly [string, string])[], headers: Readonly<Record<string, string>> = { Origin: this.#base }): Promise<ShownPage> {
    const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value.replaceAll('\n', '\r\n')]));
    const answer = await fetch(new URL(action, this.#base), { method: 'POST', body, headers, redirect: 'manual' });
    const to = answer.headers.get('location');
    return answer.status === 303 && to !== null ? this.open(to) : this.#shown(answer);
  }

  async #shown(answer: Response): Promise<ShownPage> {
    const html = await answer.text();
    const forms = [...html.matchAll(/(<form [^>]*>)([\s\S]*?)<\/form>/g)].map(([, tag = '', inner = '']) => formOf(tag, inner));
    return { status: answer.status, path: new URL(answer.url).pathname, html, words: textOf(html), forms, headers: answer.headers };
  }
}
