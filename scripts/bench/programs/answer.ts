/** Reads a variable that the bench sets. @throws Error that names it when it is missing. */
export function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: only scripts/bench starts this program`);
  return value;
}

/** Tells the bench that this program is ready, and answers its questions until it goes away. */
export function serve(answers: Readonly<Record<string, () => unknown>>, stop: () => Promise<void>): void {
  const end = (): void => void stop().then(() => process.exit(0), () => process.exit(1));
  process.on('message', (question) => process.send?.(answers[String(question)]?.() ?? null));
  process.once('disconnect', end);
  process.once('SIGTERM', end);
  process.send?.('ready');
}
