const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** A size as people say it: `512 bytes`, `1.4 MB`; a kilobyte has 1000 bytes. */
export function bytesInWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1000 ** power;
  return `${power === 0 || size >= 100 ? Math.round(size) : Number(size.toFixed(1))} ${UNITS[power] ?? ''}`;
}
