import type { Address } from '@slotbench/wire';
import type { Detail, Severity } from '../severity.ts';

/** The configuration of the legacy system, completed as its library completes it. */
export interface LegacyConfig {
  /** `TurnOnLogging`; false: nothing is traced at all. */
  readonly turnedOn: boolean;
  /** The `TraceXxx` keys that are on. */
  readonly switches: ReadonlySet<string>;
  /** `TracingVerbosity`. */
  readonly detail: Detail;
  readonly minSeverity: Severity;
  /** Ascending, without duplicates. */
  readonly setupScribes: readonly ScribeDefinition[];
  /** `Kind::name`; one that stands twice writes twice. */
  readonly defaultScribes: readonly string[];
  readonly setupBackends: readonly LegacyBackend[];
  readonly defaultBackends: readonly LegacyBackend[];
  readonly options: LegacyOptions;
  readonly hasEkg: HostPort | undefined;
  readonly hasPrometheus: HostPort | undefined;
  readonly forwarder: LegacyForwarder | undefined;
  readonly acceptors: readonly LegacyAcceptor[];
  /** Values that the library reads otherwise than they look, and keys that it ignores. */
  readonly warnings: readonly string[];
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `traceForwardTo`. */
export interface LegacyForwarder {
  readonly address: Address;
  readonly delayMs: number;
  /** Does not hold back values, errors and what is Error or above. */
  readonly minSeverity: Severity;
}

/** An entry of `traceAcceptAt`: what arrives there is traced under `nodeName.` */
export interface LegacyAcceptor {
  readonly nodeName: string;
  readonly address: Address;
}

export const scribeKinds = [
  'FileSK',
  'StdoutSK',
  'StderrSK',
  'JournalSK',
  'DevNullSK',
  'UserDefinedSK',
] as const;
export const scribeFormats = ['ScText', 'ScJson'] as const;

export interface ScribeDefinition {
  readonly kind: (typeof scribeKinds)[number];
  readonly format: (typeof scribeFormats)[number];
  /** Of a file: its path. */
  readonly name: string;
  /** Only confidential messages are kept from a public scribe; confidential objects of other kinds are not. */
  readonly privacy: 'ScPublic' | 'ScPrivate';
  readonly rotation: Rotation | undefined;
  readonly minSeverity: Severity;
  readonly maxSeverity: Severity;
}

export interface Rotation {
  readonly limitBytes: number;
  readonly maxAgeHours: number;
  readonly keepFiles: number;
}

/** Ascending as the library sorts them; `UserDefinedBK:name` stands before the last. */
export const backendKinds = [
  'AggregationBK',
  'EditorBK',
  'EKGViewBK',
  'GraylogBK',
  'KatipBK',
  'LogBufferBK',
  'MonitoringBK',
  'TraceAcceptorBK',
  'TraceForwarderBK',
  'SwitchboardBK',
] as const;
export type LegacyBackend = (typeof backendKinds)[number] | `UserDefinedBK:${string}`;

/** The maps of `options`, by logger name. */
export interface LegacyOptions {
  readonly backends: ReadonlyMap<string, readonly LegacyBackend[]>;
  readonly scribes: ReadonlyMap<string, readonly string[]>;
  readonly severities: ReadonlyMap<string, Severity>;
  readonly subtraces: ReadonlyMap<string, Subtrace>;
}

export type Subtrace =
  | { readonly kind: 'pass' | 'NoTrace' | 'DropOpening' }
  | { readonly kind: 'SetSeverity'; readonly severity: Severity }
  | { readonly kind: 'TeeTrace'; readonly name: string }
  | { readonly kind: 'FilterTrace'; readonly filters: readonly NameFilter[] };

/** What `drop` matches is dropped unless one of `unhide` matches. */
export interface NameFilter {
  readonly drop: NameTest;
  readonly unhide: readonly NameTest[];
}

export interface NameTest {
  readonly tag: 'Exact' | 'StartsWith' | 'EndsWith' | 'Contains';
  readonly contents: string;
}
