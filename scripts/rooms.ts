/**
 * The rooms of the house and what each may import, in order: a package imports only packages of its row, and a
 * row names only packages above it, so no cycle can be written. `programs` are started by path, never imported.
 */
export interface Room {
  readonly name: string;
  readonly imports: readonly string[];
  readonly programs?: readonly string[];
  /** Rooms with which its tests make the other side: a peer on a wire, a network to put a load on. */
  readonly tests?: readonly string[];
}

export const rooms: readonly Room[] = [
  { name: 'cbor', imports: [] },
  { name: 'wire', imports: ['cbor'] },
  { name: 'tracing', imports: ['wire'] },
  { name: 'plutus', imports: ['cbor'] },
  { name: 'ledger', imports: ['cbor', 'plutus'] },
  { name: 'profiles', imports: [] },
  { name: 'collector', imports: ['wire', 'tracing'] },
  { name: 'node', imports: ['cbor', 'wire', 'tracing', 'ledger', 'profiles'] },
  { name: 'generator', imports: ['cbor', 'wire', 'tracing', 'plutus', 'ledger'], tests: ['profiles'] },
  { name: 'observer', imports: ['cbor', 'wire', 'tracing', 'ledger'] },
  { name: 'deploy', imports: ['wire', 'tracing'] },
  {
    name: 'cluster',
    imports: ['tracing', 'profiles', 'ledger'],
    programs: ['collector', 'node', 'generator', 'observer'],
    tests: ['wire'],
  },
  { name: 'analysis', imports: ['profiles'] },
  { name: 'report', imports: ['analysis', 'profiles'] },
  { name: 'lab', imports: ['profiles', 'cluster', 'analysis', 'report'] },
  {
    name: 'cli',
    imports: ['tracing', 'plutus', 'ledger', 'profiles', 'deploy', 'cluster', 'analysis', 'report', 'lab'],
    programs: ['collector', 'node', 'generator', 'observer'],
  },
];

/** The npm name of a room. */
export function packageName(room: string): string {
  return room === 'cli' ? 'slotbench' : `@slotbench/${room}`;
}
