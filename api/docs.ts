import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Express } from 'express';
import { PROBLEM_CODES, statusOf, titleOf } from '../contracts/problem.ts';

/** Folder of Swagger UI's files; only those named below are served. */
const assets = (): string => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/swagger-ui-bundle.js'));
const FILES: readonly string[] = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** A file of its own, since the content security policy allows no script in a page. */
const STARTER = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true, validatorUrl: null });\n`;

/** The description of the API for people, with the closed list of problems that `type` of a problem points into. */
export function docsPage(): string {
  const problems = PROBLEM_CODES.map((code) => `<li id="problem-${code}"><code>${code}</code> (${statusOf(code)}) ${titleOf(code)}</li>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gatehouse API</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<main>
<div id="ui"></div>
<h2>Problems</h2>
<ul>
${problems}
</ul>
</main>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/starter.js"></script>
</body>
</html>
`;
}

/** Swagger UI's own files beside the page. */
export function docsRoutes(app: Express): void {
  const folder = assets();
  app.get('/docs/assets/starter.js', (_request, response) => void response.type('text/javascript').send(STARTER));
  for (const file of FILES) app.get(`/docs/assets/${file}`, (_request, response) => response.sendFile(file, { root: folder, maxAge: '1d' }));
}
