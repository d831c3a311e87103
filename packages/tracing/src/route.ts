import type { StdoutFormat } from './configuration/backend.ts';
import type { Resolved } from './configuration/resolve.ts';
import type { Limiter } from './limiter/limiter.ts';
import type { MessageType } from './message.ts';
import type { TraceEvent } from './outlet.ts';
import { type Detail, severityRank } from './severity.ts';

/** What the configuration says about one message, in the form that the call reads. */
export interface Route<P> {
  readonly threshold: number;
  readonly detail: Detail;
  readonly stdout: StdoutFormat | undefined;
  /** The forwarder is a back end of it; confidential messages stay back all the same. */
  readonly forwarder: boolean;
  readonly limiter: Limiter | undefined;
  readonly outlets: readonly ((payload: P, event: TraceEvent) => void)[];
  /** What the rules below depend on, and the message alone does not tell. */
  readonly rules: RouteRules;
}

export interface RouteRules {
  /** Nothing of the message's group can pass: upstream then looks at no payload (`compat`). */
  readonly silenced: boolean;
  /** A message without severity passes Silence (`compat`). */
  readonly unratedPassesSilence: boolean;
  /** The group documents no metric: upstream then emits none (`compat`). */
  readonly withoutMetrics: boolean;
  /** Not among the messages that the program declared. */
  readonly undeclared: boolean;
}

export const plainRules: RouteRules = {
  silenced: false,
  unratedPassesSilence: false,
  withoutMetrics: false,
  undeclared: false,
};

const preference = ['HumanFormatColoured', 'HumanFormatUncoloured', 'MachineFormat'] as const;

/** Of several formats on stdout one is used. */
export function routeOf<P>(
  resolved: Resolved,
  rest: Pick<Route<P>, 'limiter' | 'outlets' | 'rules'>,
): Route<P> {
  const formats = resolved.backends.flatMap((backend) => (backend.kind === 'Stdout' ? [backend.format] : []));
  return {
    threshold: severityRank[resolved.severity],
    detail: resolved.detail,
    stdout: preference.find((format) => formats.includes(format)),
    forwarder: resolved.backends.some((backend) => backend.kind === 'Forwarder'),
    ...rest,
  };
}

/** Whether any payload can reach a sink. A severity that depends on the payload is only known with it. */
export function speaks<P>({ severity, privacy }: MessageType<P>, route: Route<P>): boolean {
  const { threshold, stdout, forwarder, outlets, rules } = route;
  const hasSink = stdout !== undefined || (forwarder && privacy !== 'Confidential') || outlets.length > 0;
  return hasSink && !rules.silenced && greatestRank(severity, rules) >= threshold;
}

function greatestRank(severity: MessageType<never>['severity'], rules: RouteRules): number {
  if (typeof severity === 'string') return severityRank[severity];
  // Without a severity, and with one that may turn out so, only Silence keeps a message back.
  return rules.unratedPassesSilence ? severityRank.Silence : severityRank.Emergency;
}
