/** Where messages go. Metrics and data points flow whatever the list says, as upstream: two entries are only markers. */
export type Backend =
  | { readonly kind: 'Forwarder' }
  | { readonly kind: 'Stdout'; readonly format: StdoutFormat }
  | { readonly kind: 'EKGBackend' }
  | { readonly kind: 'DatapointBackend' }
  | PrometheusBackend;

export type StdoutFormat = 'MachineFormat' | 'HumanFormatColoured' | 'HumanFormatUncoloured';

export interface PrometheusBackend {
  readonly kind: 'PrometheusSimple';
  /** Strip `_int`, `_counter`, `_real` from the names. */
  readonly noSuffix: boolean;
  /** undefined: 127.0.0.1. */
  readonly host: string | undefined;
  readonly port: number;
}

const fixed: ReadonlyMap<string, Backend> = new Map<string, Backend>([
  ['Forwarder', { kind: 'Forwarder' }],
  ['EKGBackend', { kind: 'EKGBackend' }],
  ['DatapointBackend', { kind: 'DatapointBackend' }],
  ['Stdout MachineFormat', { kind: 'Stdout', format: 'MachineFormat' }],
  ['Stdout HumanFormatColoured', { kind: 'Stdout', format: 'HumanFormatColoured' }],
  ['Stdout HumanFormatUncoloured', { kind: 'Stdout', format: 'HumanFormatUncoloured' }],
]);

export const backendNames: readonly string[] = [...fixed.keys(), 'PrometheusSimple PORT'];

/** What is wrong with a back end's text; `expected` is undefined where only the whole list of names helps. */
export interface BackendFault {
  readonly expected: string | undefined;
  readonly got: string;
}

/**
 * Parses one entry of a `backends` list. `PrometheusSimple [suffix|nosuffix] [host] port` may have any white space;
 * of two words the first is the switch if it is one, else the host. The port must be there, there is no default.
 */
export function parseBackend(text: string): Backend | BackendFault {
  const known = fixed.get(text);
  if (known !== undefined) return known;
  const [head, ...words] = text.trim().split(/\s+/);
  if (head !== 'PrometheusSimple' || words.length > 3) return { expected: undefined, got: text };
  const portText = words.pop();
  if (portText === undefined)
    return { expected: 'PrometheusSimple [suffix|nosuffix] [host] port, the port is missing', got: text };
  const port = /^\d+$/.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > 65535) return { expected: 'a port from 1 to 65535', got: portText };
  const isSwitch = words[0] === 'suffix' || words[0] === 'nosuffix';
  if (words.length === 2 && !isSwitch) return { expected: 'suffix or nosuffix', got: words[0]! };
  return {
    kind: 'PrometheusSimple',
    noSuffix: words[0] === 'nosuffix',
    host: isSwitch ? words[1] : words[0],
    port,
  };
}

/** The text that `parseBackend` reads back. Upstream glues `nosuffix` to the next word (`compat`). */
export function printBackend(backend: Backend, compat: 'trace-dispatcher' | undefined): string {
  switch (backend.kind) {
    case 'Stdout':
      return `Stdout ${backend.format}`;
    case 'PrometheusSimple': {
      const host = backend.host === undefined ? '' : `${backend.host} `;
      const noSuffix = backend.noSuffix ? `nosuffix${compat === undefined ? ' ' : ''}` : '';
      return `PrometheusSimple ${noSuffix}${host}${backend.port}`;
    }
    default:
      return backend.kind;
  }
}
