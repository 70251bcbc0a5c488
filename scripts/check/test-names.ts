import ts from 'typescript';
import { textOf } from './repository.ts';

/** A test or a group of tests, as its source names it. */
export interface NamedTest {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** `skip`, `todo`, `only` … when the source says so. */
  readonly modifiers: readonly string[];
}

const CALLS = new Set(['it', 'test', 'describe']);

/** Takes `it.each(table)` apart: the name it begins with and what hangs on it. */
function chainOf(expression: ts.Expression): { root: string; modifiers: string[] } | undefined {
  if (ts.isIdentifier(expression)) return { root: expression.text, modifiers: [] };
  if (ts.isCallExpression(expression)) return chainOf(expression.expression);
  if (ts.isTaggedTemplateExpression(expression)) return chainOf(expression.tag);
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  const inner = chainOf(expression.expression);
  return inner && { root: inner.root, modifiers: [...inner.modifiers, expression.name.text] };
}

function leadingText(node: ts.Expression | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text : undefined;
}

/** The tests that a file declares, in its order. */
export function testsOf(file: string): NamedTest[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: NamedTest[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const chain = chainOf(node.expression);
      const name = leadingText(node.arguments[0]);
      if (chain !== undefined && name !== undefined && CALLS.has(chain.root)) {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        found.push({ file, line, name, modifiers: chain.modifiers });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The doc comment above each property `'type.name':` of a source file, by property name. */
export function propertyComments(file: string): Map<string, string> {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  const comments = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) {
      const [comment] = ts.getJSDocCommentsAndTags(node);
      if (comment !== undefined && ts.isJSDoc(comment)) {
        const text = ts.getTextOfJSDocComment(comment.comment);
        if (text !== undefined) comments.set(node.name.text, text.replace(/\s+/g, ' ').trim());
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return comments;
}
