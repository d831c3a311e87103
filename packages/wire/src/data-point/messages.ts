/** A named JSON text; `undefined`: the forwarder does not know the name. */
export interface DataPoint {
  readonly name: string;
  readonly value: Uint8Array | undefined;
}

export type DataPointMessage =
  | { kind: 'Request'; names: readonly string[] }
  | { kind: 'Reply'; points: readonly DataPoint[] }
  | { kind: 'Done' };
