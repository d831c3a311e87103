import { createHash } from 'node:crypto';
import { SCRIPT, STYLE } from './ekg-page-assets.ts';
import type { Page } from './http-server.ts';
import { escapeHtml } from './node-list-page.ts';

const hashed = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page may run what it brings along and ask its own server, nothing else. */
const POLICY = [
  "default-src 'none'",
  `script-src ${hashed(SCRIPT)}`,
  `style-src ${hashed(STYLE)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The live page of a node's metrics: asks its own address for JSON every second. Loads nothing else. */
export function monitorPage(nodeName: string): Page {
  const name = escapeHtml(nodeName);
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${name} · EKG metrics</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1><a href="/">Nodes</a> <span aria-hidden="true">/</span> ${name}</h1>
<p id="status" role="status">loading</p>
<input id="filter" type="search" placeholder="Filter by name" aria-label="Filter by name">
<button id="pause" type="button" aria-pressed="false">Pause</button>
</header>
<main id="metrics"></main>
<noscript><p>This page needs JavaScript; with <code>Accept: application/json</code> this address gives the metrics as JSON.</p></noscript>
<script>${SCRIPT}</script>
</body>
</html>
`;
  return {
    status: 200,
    type: 'text/html;charset=utf-8',
    body,
    headers: {
      'Content-Security-Policy': POLICY,
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    },
  };
}
