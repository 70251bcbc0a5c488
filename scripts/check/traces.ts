import { spawnSync } from 'node:child_process';
import type { Verdict } from './finding.ts';
import { lineAt, repositoryFiles, textOf } from './repository.ts';

const PUBLIC_REGISTRY = 'registry.npmjs.org';
// A path of one machine, at the beginning of a word: the part of a URL or of a longer path is none, nor are the JSON
// pointers to the root of a cause.
const MACHINE_PATH = /(?<![\w./@~-])\/(?:work|tmp|root(?!\/(?:in|cause)\b)|Users\/\w+|home\/(?!node\b)\w+)\/[\w.-]*/g;

function hostsIn(text: string): string[] {
  return [...text.matchAll(/https?:\/\/(?:[^/\s@]*@)?([^/\s:,|<"]+)/g)].map((match) => match[1] ?? '');
}

/** Hosts from which this machine gets its packages, other than the public ones. */
function registryHosts(): string[] {
  const npm = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).stdout;
  const settings = [npm, process.env['GOPROXY'], process.env['PIP_INDEX_URL'], process.env['npm_config_registry']].join(' ');
  const everyone = [PUBLIC_REGISTRY, 'proxy.golang.org', 'pypi.org', 'localhost', '127.0.0.1'];
  return [...new Set(hostsIn(settings))].filter((host) => !everyone.includes(host));
}

function tracesIn(path: string, hosts: readonly string[]): string[] {
  const text = textOf(path);
  if (text.includes('\0')) return [];
  const paths = [...text.matchAll(MACHINE_PATH)].map((match) => `${path}:${lineAt(text, match.index)} names ${match[0]}, a path of one machine: use a relative path or the temporary folder of the system`);
  const named = hosts.filter((host) => text.includes(host)).map((host) => `${path} names ${host}, the registry of one machine: leave it to the environment`);
  return [...paths, ...named];
}

function strangersInLock(): string[] {
  const resolved = [...textOf('package-lock.json').matchAll(/"resolved": "([^"]+)"/g)].map((match) => match[1] ?? '');
  const strange = resolved.filter((url) => !url.startsWith(`https://${PUBLIC_REGISTRY}/`));
  return strange.slice(0, 1).map((url) => `package-lock.json resolves ${url} and ${strange.length - 1} more from elsewhere: write https://${PUBLIC_REGISTRY}/ there`);
}

/** No file of the repository names a path of a machine or its package registry. */
export function checkTraces(): Verdict {
  const hosts = registryHosts();
  return { findings: [...repositoryFiles().flatMap((path) => tracesIn(path, hosts)), ...strangersInLock()] };
}
