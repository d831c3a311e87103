import type { Severity } from '../severity.ts';

/**
 * One object of the legacy system (iohk-monitoring 0.1.11). Its content has the fields of the library's own JSON, so that
 * it goes to a forwarder as it is.
 */
export interface LogObject {
  /** The whole dotted logger name. */
  readonly name: string;
  readonly host: string;
  readonly thread: string;
  readonly severity: Severity;
  readonly privacy: Privacy;
  readonly time: LogTime;
  readonly content: LogContent;
}

export type Privacy = 'Public' | 'Confidential';

/** `picoseconds` of 10^12 and more are within a leap second. */
export interface LogTime {
  /** Since 1970, UTC. */
  readonly seconds: number;
  readonly picoseconds: number;
}

export type LogContent =
  | { readonly kind: 'LogMessage'; readonly message: unknown }
  | { readonly kind: 'LogError'; readonly message: string }
  | { readonly kind: 'LogValue'; readonly name: string; readonly value: Measurable }
  | { readonly kind: 'LogStructured'; readonly data: object }
  | { readonly kind: 'LogStructuredText'; readonly data: object; readonly text: string }
  | { readonly kind: 'ObserveOpen' | 'ObserveDiff' | 'ObserveClose'; readonly counters: object }
  | { readonly kind: 'AggregatedMessage'; readonly pairs: readonly (readonly [string, Aggregated])[] }
  | { readonly kind: 'MonitoringEffect'; readonly action: object }
  | { readonly kind: 'Command'; readonly command: object }
  | 'KillPill';

export type Measurable =
  | {
      readonly tag: 'Microseconds' | 'Nanoseconds' | 'Seconds' | 'Bytes' | 'PureI';
      readonly contents: number | bigint;
    }
  | { readonly tag: 'PureD'; readonly contents: number }
  | { readonly tag: 'Severity'; readonly contents: string };

export type Aggregated =
  | { readonly tag: 'AggregatedEWMA'; readonly contents: Ewma }
  | { readonly tag: 'AggregatedStats'; readonly contents: Stats };

type Ewma =
  | { readonly tag: 'EmptyEWMA'; readonly alpha: number }
  | { readonly tag: 'EWMA'; readonly alpha: number; readonly avg: Measurable };

interface Stats {
  readonly flast: Measurable;
  readonly fold: Measurable;
  readonly fbasic: BaseStats;
  readonly fdelta: BaseStats;
  readonly ftimed: BaseStats;
}

export interface BaseStats {
  readonly fmin: Measurable;
  readonly fmax: Measurable;
  readonly fcount: number | bigint;
  readonly fsum_A: number;
  readonly fsum_B: number;
}

/** The name that back ends and filters go by: that of a value includes the value's own. */
export function routedName({ name, content }: Pick<LogObject, 'name' | 'content'>): string {
  return typeof content === 'object' && content.kind === 'LogValue' ? `${name}.${content.name}` : name;
}
