import { readFileSync } from 'node:fs';
import { Html, html } from './html.ts';

/** A page without scripts and without network; the style is that of the report of a run. */
export function htmlDocument(o: { title: string; body: Html; footer: string }): string {
  const style = readFileSync(new URL('../../assets/report.css', import.meta.url), 'utf8');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${o.title} · Slotbench</title>
<style>${new Html(style)}</style>
</head>
<body>
${o.body}
<footer>${o.footer}</footer>
</body>
</html>
`.text;
}
