/** What was started and must be ended, in the reverse order, also when the measuring failed halfway. */
export class Undo {
  readonly #steps: { readonly what: string; readonly end: () => Promise<void> | void }[] = [];
  #running: Promise<void> | null = null;

  add(what: string, end: () => Promise<void> | void): void {
    this.#steps.push({ what, end });
  }

  /** Ends everything; a step that fails is reported and does not keep the others from theirs. Called again, it waits. */
  run(report: (line: string) => void): Promise<void> {
    return (this.#running ??= this.#all(report).finally(() => {
      this.#running = null;
    }));
  }

  async #all(report: (line: string) => void): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.end();
      } catch (error) {
        report(`${step.what} was not ended cleanly: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
