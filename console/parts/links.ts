/** Paths in the record are the API's; the pages of the console that show the same, in the order in which they are tried. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^\/v1\/(?:cases|deployments)\/(dep_[0-9a-z]+)$/, '/cases/$1'],
  [/^\/v1\/(?:cases|nonconformities)\/(nc_[0-9a-z]+)$/, '/cases/$1'],
  [/^\/v1\/blockers\/(blk_[0-9a-z]+)$/, '/blockers/$1'],
  [/^\/v1\/systems\/(sys_[0-9a-z]+)$/, '/systems/$1'],
  [/^\/v1\/systems\/(sys_[0-9a-z]+)\/(risks|blockers|versions)$/, '/systems/$1#$2'],
];

/** The page that shows what a path in the record names; null when the console has none. */
export function pageOfLink(link: string): string | null {
  const [pattern, page] = PAGES.find(([each]) => each.test(link)) ?? [];
  return pattern && page !== undefined ? link.replace(pattern, page) : null;
}
