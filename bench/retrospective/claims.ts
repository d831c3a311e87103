/**
 * What the texts of the published reports said of their figures, in our words: metric, direction and size. `=` stands for "no
 * significant change". Sources: the pages `reports/*-performance-VERSION.md` of IntersectMBO/cardano-updates, read in November 2026.
 * What a text says of both loads stands under both. Texts of 8.7.0-pre and 8.7.1-pre were never published.
 */
export interface Claim {
  readonly metric: string;
  /** 1: more, -1: less, 0: unchanged. */
  readonly sign: 1 | -1 | 0;
  readonly says: string;
}

interface ReportClaims {
  /** `report target` of the published table, without the load. */
  readonly table: string;
  /** By load: `metric ±size` separated by semicolons. */
  readonly loads: Readonly<Record<string, string>>;
}

const ADOPTION = ['adoption0.50', 'adoption0.90', 'adoption1.00'];

const REPORTS: readonly ReportClaims[] = [
  {
    table: 'release-8.9.0 8.9.0',
    loads: {
      'value-only': 'cpu +5 to 8 %; rss -1 %; forgerMempoolSnapshot -4 %; peerFetch -3 %',
      plutus: 'cpu +5 to 8 %; rss -1 %; forgerAdoption -8 %',
    },
  },
  {
    table: 'release-8.9.1 8.9.1',
    loads: {
      'value-only':
        'cpu -2 to 4 %; gcCpu +3 %; alloc -1 %; heap =; forgerMempoolSnapshot +2 ms; forgerAdoption +3 ms; peerFetch +2 ms; peerSend +2 ms; adoption +1 to 2 %',
      plutus: 'cpu -2 to 4 %; forgerAdoption +3 ms; adoption =',
    },
  },
  {
    table: 'release-8.9.3 8.9.3',
    loads: {
      'value-only':
        'cpu +4 %; mutatorCpu +3 %; gcCpu +8 %; alloc +3 %; minorGcs +3 %; busySpans +14 %; forgerAnnounceCum =; peerFetch -2 %; adoption0.50 -1 %; adoption0.80 -1 %',
      plutus:
        'live +10 %; busySpans -5 %; forgerAnnounceCum =; peerFetch -3 %; peerSend -5 %; adoption0.50 -1 to 2 %; adoption0.90 -1 to 2 %; adoption1.00 =',
    },
  },
  {
    table: 'release-8.12.1 8.12.0-pre',
    loads: {
      'value-only':
        'cpu -2 to 4 %; gcCpu -14 %; alloc -5 %; minorGcs -6 %; rss -3 %; forgerMempoolSnapshot -7 %; forgerAdoption -6 %; peerFetch +2 %; peerAdoption -3 %; adoption =',
      plutus:
        'cpu -1 %; alloc -1 %; minorGcs -1 %; rss -10 %; forgerMempoolSnapshot -4 %; peerFetch +2 ms; peerAdoption -1 ms; adoption -0 to 2 %',
    },
  },
  {
    table: 'release-9.0.0 9.0',
    loads: {
      'value-only':
        'cpu +7 to 8 %; gcCpu +11 %; alloc +5 %; minorGcs +5 %; live +3 %; heap =; rss =; busySpans -8 %; forgerMempoolSnapshot +3 %; forgerAdoption +3 %; peerFetch -6 %; peerSend +7 %; peerAdoption +5 %; adoption0.80 -4 to 5 %; adoption0.90 -4 to 5 %; adoption1.00 -4 to 5 %',
      plutus:
        'cpu +4 %; gcCpu -3 %; rss =; busySpans -3 %; forgerAdoption -4 %; peerFetch -5 %; peerAdoption -6 %; adoption0.80 -5 to 6 %; adoption0.90 -5 to 6 %; adoption1.00 -5 to 6 %',
    },
  },
  {
    table: 'release-9.2.0 9.2.0',
    loads: {
      'value-only':
        'cpu +7 %; alloc +6 %; minorGcs +6 %; heap =; busySpans +10 %; forgerTicked -1 to 2 ms; forgerMempoolSnapshot -1 to 2 ms; forgerAdoption -1 to 2 ms; peerFetch -3 %; adoption -1 to 3 %',
      plutus:
        'live +6 %; heap =; forgerTicked +1 to 2 ms; forgerMempoolSnapshot +1 to 2 ms; peerAdoption +3 %; adoption +1 %',
    },
  },
  {
    table: 'release-10.1.1 10.0-pre',
    loads: {
      'value-only':
        'cpu -4 %; alloc -8 %; heap =; busySpans -18 %; forgerAnnounceCum =; peerFetch +5 %; adoption +2 to 3 %',
      plutus:
        'cpu -8 %; alloc -11 %; heap =; busySpans -5 %; forgerAnnounceCum -70 ms; peerFetch =; adoption0.50 -18 %; adoption0.90 -9 to 13 %; adoption1.00 -9 to 13 %',
    },
  },
  {
    table: 'release-10.1.1 value+voting',
    loads: {
      voting:
        'cpu +5 %; forgerMempoolSnapshot +10 ms; forgerAdoption +10 ms; peerAdoption +12 ms; adoption +4 to 6 %',
    },
  },
  {
    table: 'release-10.1.4 10.1.4',
    loads: {
      'value-only':
        'busySpans +6 %; rss +1 to 2 %; forgerTicked +2 ms; forgerAdoption +2 ms; forgerBlockContext -2 ms; peerFetch +1 %; adoption0.80 +1 to 2 %; adoption0.90 +1 to 2 %; adoption1.00 +1 to 2 %',
      plutus:
        'busySpans +26 %; rss +1 to 2 %; forgerAnnounceCum =; peerAdoption -2 %; adoption0.96 -3 to 4 %; adoption1.00 -3 to 4 %',
    },
  },
  {
    table: 'release-10.2.1 10.2.0',
    loads: {
      'value-only':
        'cpu +12 %; rss =; busySpans +14 %; alloc +9 %; minorGcs +8 %; forgerAdoption -4 %; forgerBlockContext +12 %; peerFetch -4 %; adoption0.80 -3 %; adoption0.90 -3 %; adoption1.00 -3 %',
      plutus:
        'cpu +2 %; rss =; busySpans -6 %; forgerAdoption -9 %; forgerTicked -12 %; peerAdoption -7 %; adoption -1 to 3 %',
    },
  },
  {
    table: 'utxohd-10.2 10.2-utxohd',
    loads: {
      'value-only':
        'rss +3 %; cpu -9 %; busySpans -24 %; forgerBlockContext -11 %; forgerTicked +10 %; forgerMempoolSnapshot -21 %; forgerAnnounceCum -12 %; forgerAdoption -5 %; peerFetch +4 %; peerAdoption -2 %; adoption =',
    },
  },
  {
    table: 'release-10.3.1 10.3.0-ghc8107',
    loads: {
      'value-only':
        'cpu -10 %; rss -1 %; minorGcs -11 %; alloc -11 %; busySpans +45 %; forgerMempoolSnapshot -23 %; forgerAdoption -11 %; forgerTicked -10 %; forgerAnnounceCum -23 ms; peerFetch +2 %; peerAdoption -12 %; adoption0.50 -5 %; adoption1.00 -3 %',
      plutus:
        'cpu -4 %; minorGcs -3 %; alloc -1 %; busySpans -5 %; forgerAdoption +6 %; forgerAnnounceCum =; peerAdoption +6 %; adoption1.00 +6 %',
    },
  },
  {
    table: 'release-10.3.1 10.3.0-ghc965',
    loads: {
      'value-only':
        'cpu -24 %; rss -6 %; minorGcs -24 %; alloc -24 %; busySpans +14 %; forgerMempoolSnapshot -27 %; forgerAdoption -10 %; forgerTicked -17 %; forgerAnnounceCum -28 ms; peerFetch +7 %; peerAdoption -14 %; adoption0.50 -3 %',
      plutus:
        'cpu -6 %; rss -14 %; minorGcs -5 %; alloc -4 %; busySpans -19 %; forgerAdoption -15 %; forgerAnnounceCum =; peerAdoption -13 %; adoption0.50 -2 %; adoption0.90 -2 %',
    },
  },
  {
    table: 'release-10.4.1 10.4.0',
    loads: {
      'value-only':
        'heap +2 %; alloc =; cpu -2 %; forgerMempoolSnapshot -16 %; forgerAdoption -5 %; forgerAnnounceCum -9 %; peerFetch -1 %; peerSend -4 %; adoption -1 to 3 %',
      plutus:
        'heap +5 %; alloc =; cpu -2 %; forgerMempoolSnapshot -8 %; forgerAdoption =; forgerAnnounceCum -2 %; peerSend +5 %; adoption +1 to 2 %',
    },
  },
  {
    table: 'release-10.5.0 10.5.0',
    loads: {
      'value-only':
        'cpu -30 %; alloc -27 to 29 %; heap +1 %; forgerBlockContext -24 ms; forgerTicked +3 ms; forgerMempoolSnapshot +2 ms; forgerAnnounceCum -21 %; peerFetch +4 %; peerAdoption -3 ms; adoption =',
      plutus:
        'cpu -30 %; alloc -27 to 29 %; heap -1 %; forgerAdoption +3 ms; forgerAnnounceCum -43 %; peerAdoption +2 ms; adoption0.50 -7 %; adoption0.90 -3 to 5 %; adoption1.00 -3 to 5 %',
    },
  },
  {
    table: 'release-10.6.0-pre 10.6-pre',
    loads: {
      'value-only':
        'cpu -3 %; rss +15 to 17 %; busySpans +3.1 slots; forgerTicked +2 ms; forgerMempoolSnapshot +2 ms; forgerAnnounceCum +6 to 12 %; forgerAdoption +3 to 4 ms; peerFetch +2 %; peerAdoption +2 to 3 ms; adoption +2 to 3 %',
      plutus:
        'cpu +4 %; rss +15 to 17 %; busySpans +1.6 slots; forgerAnnounceCum +6 to 12 %; forgerAdoption +3 to 4 ms; adoption0.50 +2 to 3 %; adoption0.90 +2 to 3 %; adoption1.00 +18 %',
    },
  },
  {
    table: 'release-10.5.4 10.5.4',
    loads: {
      'value-only':
        'cpu +3 %; rss -3 %; forgerAdoption +2 ms; forgerAnnounceCum =; peerFetch -2 ms; peerAdoption +2 ms; adoption =',
      plutus:
        'cpu +3 %; rss -3 %; forgerAnnounceCum =; peerFetch +5 ms; peerAdoption -3 ms; adoption0.90 +2 to 3 %',
    },
  },
  {
    table: 'release-10.6.2 10.6.2',
    loads: {
      'value-only':
        'cpu -6 %; rss -24 %; majorGcs +27 to 34 %; forgerMempoolSnapshot +2 ms; forgerAnnounceCum -2 to 3 ms; forgerAdoption -2 to 3 ms; peerFetch -2 %; peerAdoption -3 ms; adoption =',
      plutus:
        'cpu -2 %; rss -19 %; forgerAnnounceCum -2 to 3 ms; forgerAdoption -2 to 3 ms; peerFetch -2 %; peerAdoption +2 ms; adoption0.50 -1 to 3 %; adoption0.90 -1 to 3 %; adoption1.00 +10 %',
    },
  },
  {
    table: 'release-10.7.1 10.7.1',
    loads: {
      'value-only':
        'cpu -46 %; alloc +14 to 16 %; gcCpu -4 %; rss +2 %; forgerAnnounceCum =; peerFetch -2 %; peerAdoption -3 %; adoption0.80 -2 to 3 %; adoption0.90 -2 to 3 %; adoption1.00 -2 to 3 %',
      plutus:
        'cpu -71 %; alloc -4 %; gcCpu -16 %; rss +2 %; forgerTicked -4 ms; forgerAnnounceCum -13 %; peerAdoption -8 %; adoption0.80 -2 to 3 %; adoption0.90 -2 to 3 %; adoption1.00 -2 to 3 %',
    },
  },
  {
    table: 'release-11.0.1 11.0.1',
    loads: {
      'value-only':
        'cpu +6 %; alloc +6 %; minorGcs +6 %; rss =; forgerAnnounceCum -1 ms; forgerTicked -16 %; peerFetch -2 %; adoption -1 to 2 %',
      plutus: 'cpu =; alloc =; rss =; busySpans +3 %; forgerAnnounceCum =; adoption1.00 -2 %',
    },
  },
];

/** Claims of a published table; empty where its text says nothing of this target. */
export function claimsOf(report: string, target: string): Claim[] {
  for (const { table, loads } of REPORTS)
    for (const [load, text] of Object.entries(loads)) {
      const [name, id] = table.split(' ') as [string, string];
      if (report === `${name}.${load}` && target === id) return text.split(';').flatMap(parse);
    }
  return [];
}

/** `adoption` alone stands for the centiles that decide. */
function parse(text: string): Claim[] {
  const match = /^\s*(\S+) ([=+-])(.*)$/.exec(text);
  if (match === null) throw new Error(`claim: ${text}`);
  const [, metric, mark, size] = match as unknown as [string, string, string, string];
  const sign = mark === '=' ? 0 : mark === '+' ? 1 : -1;
  const says = sign === 0 ? 'unchanged' : `${mark.replace('-', '−')}${size}`;
  return (metric === 'adoption' ? ADOPTION : [metric]).map((id) => ({ metric: id, sign, says }));
}
