import { significant } from '../format.ts';
import { type Html, html } from '../html/html.ts';
import { type Column, table } from '../html/table.ts';
import { flameGraph } from './flame-graph.ts';
import type { FlameFrame, ProfilingCost, StudyProfile, TracingStudy } from './study.ts';

/** The tracing library in a graph. */
function isMarked(frame: FlameFrame): boolean {
  return frame.package === '@slotbench/tracing';
}

/** Where CPU and allocations of each set-up go: tables of the library’s functions, and flame graphs. */
export function profileSection({ profiles, profiling }: TracingStudy): Html | null {
  if (profiles.length === 0 && profiling.length === 0) return null;
  return html`<section id="profiles"><h2>Where it goes</h2><p>Each set-up was run once more with profilers in its nodes, after the measured blocks; that run is in no verdict and in no figure above. V8 looks at the stack every millisecond and at one allocation in 8 KiB; profiles of all nodes are merged, time without work is left out. What the library has are its own functions, those of the protocol that forwards, and what they call; sockets, the garbage collector and code of others that runs later are not in it.</p>
${table('What profiling cost, CPU of a node from outside', COST_COLUMNS, profiling)}
${table('The tracing library in each set-up', SHARE_COLUMNS, profiles)}
${profiles.map(profileDetails)}</section>`;
}

const COST_COLUMNS: readonly Column<ProfilingCost>[] = [
  { head: 'Set-up', cell: ({ setup }) => setup },
  { head: 'Measured', numeric: true, cell: ({ measured }) => percent(measured) },
  { head: 'Profiled', numeric: true, cell: ({ profiled }) => percent(profiled) },
  {
    head: 'More',
    numeric: true,
    cell: ({ measured, profiled }) =>
      measured === null || profiled === null ? '–' : `${significant((profiled / measured - 1) * 100)} %`,
  },
];

const SHARE_COLUMNS: readonly Column<StudyProfile>[] = [
  { head: 'Set-up', cell: ({ setup }) => setup },
  { head: 'Of', cell: ({ kind }) => (kind === 'cpu' ? 'CPU' : 'allocation') },
  { head: 'All of the nodes', numeric: true, cell: (one) => words(one)(one.total) },
  { head: 'Library and what it calls', numeric: true, cell: (one) => shareText(one.library, one.total) },
  { head: 'Its own functions', numeric: true, cell: (one) => shareText(one.libraryOwn, one.total) },
  {
    head: 'Packages, own functions',
    wrap: true,
    cell: ({ packages, total }) =>
      packages
        .slice(0, 6)
        .map(({ name, own }) => `${name} ${shareText(own, total)}`)
        .join(', '),
  },
];

function profileDetails(profile: StudyProfile): Html {
  const what = `${profile.setup}, ${profile.kind === 'cpu' ? 'CPU' : 'allocation'}`;
  const draw = (title: string, root: FlameFrame) =>
    html`<h4>${title}</h4>${flameGraph({ title: `${what}: ${title}`, root, isMarked, words: words(profile) })}`;
  const columns: Column<StudyProfile['functions'][number]>[] = [
    { head: 'Function', cell: ({ name }) => name },
    { head: 'Where', cell: ({ package: of, place }) => `${of} ${place}` },
    { head: 'Own', numeric: true, cell: ({ own }) => words(profile)(own) },
    { head: 'Of the library', numeric: true, cell: ({ own }) => shareText(own, profile.library) },
    { head: 'Of the node', numeric: true, cell: ({ own }) => shareText(own, profile.total) },
  ];
  return html`<details${profile.setup === 'off' ? null : html` open`}><summary>${what} (${profile.run}, ${profile.processes} processes)</summary>
${profile.library === 0 ? html`<p>No sample fell into the library.</p>` : html`${table(`Functions of the library and those that it calls: ${what}`, columns, profile.functions)}${draw('The tracing library alone', profile.libraryFlame)}`}
${draw('The whole node', profile.flame)}</details>`;
}

function words({ kind }: StudyProfile): (value: number) => string {
  return (value) =>
    kind === 'cpu' ? `${significant(value / 1000)} ms` : `${significant(value / 1024 / 1024)} MiB`;
}

/** `12.3 %`. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${significant((part / whole) * 100)} %`;
}

export function functionText({ name, package: of, place }: StudyProfile['functions'][number]): string {
  return place === '' ? `${name} (${of})` : `${name} (${of} ${place})`;
}

function percent(value: number | null): string {
  return value === null ? '–' : `${significant(value)} %`;
}
