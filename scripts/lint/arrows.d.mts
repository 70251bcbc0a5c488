import type { Rule } from 'eslint';

/** What a folder may import: other folders, folders for their types only, and packages. */
export interface Arrow {
  readonly code: readonly string[];
  readonly types?: readonly string[];
  readonly packages?: Readonly<Record<string, '*' | 'types' | readonly string[]>>;
}
/** The arrows of design §2 by folder, `config.ts` among them. */
export const ARROWS: Readonly<Record<string, Arrow>>;
/** Builds the rule for a repository whose root is this absolute path. */
export function arrowsRule(root: string): Rule.RuleModule;
