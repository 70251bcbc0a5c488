/**
 * Folded states by record, each under the hash of the row that it was folded up to: the database is told the hash and
 * sends the state only when it holds another. Least recently used states go first. States are never changed in place.
 */
export class StateCache {
  readonly #kept = new Map<string, { readonly hash: string; readonly state: unknown }>();
  /** Which system a case hangs off, so that the system's kept hash can be told along. */
  readonly #systems = new Map<string, string>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** What is kept for this record. */
  get(id: string): { readonly hash: string; readonly state: unknown } | undefined {
    const found = this.#kept.get(id);
    if (!found) return undefined;
    this.#kept.delete(id);
    this.#kept.set(id, found);
    return found;
  }

  set(id: string, hash: string, state: unknown): void {
    this.#kept.delete(id);
    this.#kept.set(id, { hash, state });
    if (this.#kept.size <= this.#size) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }

  systemOf(id: string): string | null {
    return this.#systems.get(id) ?? null;
  }

  link(id: string, system: string): void {
    if (this.#systems.size > this.#size) this.#systems.clear();
    this.#systems.set(id, system);
  }

  clear(): void {
    this.#kept.clear();
  }
}
