import type { Detail, SeverityFilter } from '../severity.ts';
import type { Backend } from './backend.ts';

/** What a configuration says about one namespace and what lies below it; an absent option is inherited. */
export interface NamespaceOptions {
  readonly severity?: SeverityFilter;
  readonly detail?: Detail;
  /** Replaces the inherited list, never adds to it. */
  readonly backends?: readonly Backend[];
  /** Messages a second, for every message below by itself; 0 = no limit. */
  readonly maxFrequency?: number;
}

/** What holds for one message. */
export interface Resolved {
  readonly severity: SeverityFilter;
  readonly detail: Detail;
  readonly backends: readonly Backend[];
  readonly maxFrequency: number | undefined;
}

/** Where not even the root says anything (only a configuration built in code can be like that). */
const lastResort = {
  severity: 'Debug',
  detail: 'DNormal',
  backends: [
    { kind: 'EKGBackend' },
    { kind: 'Forwarder' },
    { kind: 'Stdout', format: 'HumanFormatColoured' },
  ],
} as const satisfies NamespaceOptions;

/**
 * Resolves each option by itself: the entry of the full name, else of the name without its last segment, and so on
 * down to the root `""`. Whole segments, case-sensitive; an entry without the option does not stop the search.
 * Source: trace-dispatcher 2.13, as recorded from the real library.
 */
export function resolve(options: ReadonlyMap<string, NamespaceOptions>, namespace: string): Resolved {
  const chain: NamespaceOptions[] = [];
  for (let name = namespace; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const entry = options.get(name);
    if (entry !== undefined) chain.push(entry);
  }
  const root = options.get('');
  if (root !== undefined) chain.push(root);
  const find = <K extends keyof NamespaceOptions>(key: K): NamespaceOptions[K] | undefined =>
    chain.find((entry) => entry[key] !== undefined)?.[key];
  return {
    severity: find('severity') ?? lastResort.severity,
    detail: find('detail') ?? lastResort.detail,
    backends: find('backends') ?? lastResort.backends,
    maxFrequency: find('maxFrequency'),
  };
}
