/** How grave a message is (RFC 5424 without its numbers), least first: the position is the rank and the wire value. */
export const severities = [
  'Debug',
  'Info',
  'Notice',
  'Warning',
  'Error',
  'Critical',
  'Alert',
  'Emergency',
] as const;
export type Severity = (typeof severities)[number];

/** The least severity that passes; nothing passes `Silence`. */
export const severityFilters = [...severities, 'Silence'] as const;
export type SeverityFilter = (typeof severityFilters)[number];

/** How much of a message is told, least first: the position is the wire value. */
export const details = ['DMinimal', 'DNormal', 'DDetailed', 'DMaximum'] as const;
export type Detail = (typeof details)[number];

/** Ranks grow with the severity; `Silence` ranks above every severity. */
export const severityRank: Readonly<Record<SeverityFilter, number>> = {
  Debug: 0,
  Info: 1,
  Notice: 2,
  Warning: 3,
  Error: 4,
  Critical: 5,
  Alert: 6,
  Emergency: 7,
  Silence: 8,
};

export const detailRank: Readonly<Record<Detail, number>> = {
  DMinimal: 0,
  DNormal: 1,
  DDetailed: 2,
  DMaximum: 3,
};
