import type { Verdict } from './finding.ts';
import { jsonOf, textOf } from './repository.ts';

const ADR = 'docs/adr/0002-parts-we-chose.md';
const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Versions in package.json are exact, and each part has its reason in the decision record. */
export function checkPackages(): Verdict {
  const pack = jsonOf('package.json') as { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };
  const parts = Object.entries({ ...pack.dependencies, ...pack.devDependencies });
  const named = new Set([...textOf(ADR).matchAll(/`([^`\s]+)`/g)].map((match) => match[1]));
  const chosen = [...named].filter((name) => name !== undefined && (name.startsWith('@') || /^[a-z][\w.-]*$/.test(name)));
  return {
    findings: [
      ...parts
        .filter(([, version]) => !EXACT.test(version))
        .map(([name, version]) => `package.json asks for ${name} ${version}: pin one exact version`),
      ...parts.filter(([name]) => !chosen.includes(name)).map(([name]) => `${name} has no reason in ${ADR}: add a row with the option not taken`),
    ],
  };
}
