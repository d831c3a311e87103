/** A part of the way from a node to its logs. */
export interface Hop {
  readonly kind: 'node' | 'tunnel' | 'collector';
  readonly name: string;
  readonly state: 'up' | 'degraded' | 'down';
  /** In a few words: what it does, or what keeps it from it. */
  readonly summary: string;
  readonly findings: readonly Finding[];
}

export interface Finding {
  /** `down`: nothing comes through. `degraded`: it works, or will by itself, and is not as it should be. */
  readonly weight: 'down' | 'degraded';
  readonly what: string;
  /** The command that helps, or what to do where none does. */
  readonly fix: string;
}

/** A hop is as well as its worst finding. */
export function hop(kind: Hop['kind'], name: string, doing: string, findings: readonly Finding[]): Hop {
  const worst = findings.find(({ weight }) => weight === 'down') ?? findings[0];
  return { kind, name, state: worst?.weight ?? 'up', summary: worst?.what ?? doing, findings };
}
