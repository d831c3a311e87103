import type { PropertyVerdict, Results } from '@slotbench/analysis';
import { grouped } from '../format.ts';
import { countsOf } from '../properties.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

const WORD = { holds: 'holds', violated: 'violated', undecided: 'undecided' } as const;
const CLASS = { holds: 'ok', violated: 'warning', undecided: 'note' } as const;

/** What was checked of the traces; each violation with the lines that it rests on. */
export function propertySection({ properties }: Results): Html {
  if (properties.length === 0)
    return html`<section id="properties"><h2>What the traces keep to</h2><p>Nothing was checked.</p></section>`;
  const violated = properties.filter(({ violations }) => violations.length > 0);
  return html`<section id="properties"><h2>What the traces keep to</h2>
${table<PropertyVerdict>(
  'Properties of the traces',
  [
    { head: 'Property', cell: (p) => html`<abbr title="${p.formula}">${p.name}</abbr>` },
    { head: 'Verdict', cell: (p) => html`<span class="badge ${CLASS[p.verdict]}">${WORD[p.verdict]}</span>` },
    {
      head: 'Of',
      tip: 'The lines of each host by themselves, or of all hosts together',
      cell: (p) => (p.scope === 'host' ? 'each host' : 'the run'),
    },
    { head: 'Checks', cell: countsOf },
  ],
  properties,
)}
${violated.map(violations)}</section>`;
}

function violations({ name, violations, violated }: PropertyVerdict): Html {
  return html`<details><summary>${name}: ${violations.length < violated ? `the first ${violations.length} of ` : ''}${grouped(violated)} violations</summary>${table(
    name,
    [
      { head: 'At', cell: (v) => html`<code>${v.at}</code>` },
      {
        head: 'Messages',
        cell: (v) =>
          v.messages.length === 0
            ? 'none that it asks for'
            : html`<ul class="plain">${v.messages.map(
                (m) =>
                  html`<li><code>${m.path}:${m.line}</code> <small class="sub">byte ${m.byte}</small> ${m.name} ${m.values.join(', ')}</li>`,
              )}</ul>`,
      },
    ],
    violations,
  )}</details>`;
}
