/**
 * How a host came to adopt a block, as its log says. `withDescendant`: it adopted a later block, which brought this one along;
 * `asTip`: it named the block as its tip. Of both the stamp is an upper bound.
 */
export type AdoptedBy = 'extension' | 'ownForge' | 'forkSwitch' | 'withDescendant' | 'asTip';

/** Everything one host's log says about one block; stamps in ns since systemStart, the first of each kind in file order. */
export interface BlockRecord {
  readonly hash: string;
  slot: number | undefined;
  blockNo: number | undefined;
  forge: ForgeStamps | undefined;
  noticed: number | undefined;
  requested: number | undefined;
  fetched: number | undefined;
  validated: number | undefined;
  announced: number | undefined;
  sending: number | undefined;
  adopted: number | undefined;
  adoptedBy: AdoptedBy | undefined;
  /** Blocks asked for at once with this one, or added to the chain at once; 0: never adopted nor requested. */
  chainDelta: number;
  sizeBytes: number | undefined;
}

/** The forging loop of the slot in which the host forged the block; a stamp that the log lacks is undefined. */
export interface ForgeStamps extends SlotStamps {
  readonly forged: number;
  readonly prev: string | undefined;
}

export interface SlotStamps {
  readonly started: number | undefined;
  readonly blkCtx: number | undefined;
  readonly lgrState: number | undefined;
  readonly lgrView: number | undefined;
  readonly leading: number | undefined;
  readonly ticked: number | undefined;
  readonly memSnap: number | undefined;
}

export function emptyRecord(hash: string): BlockRecord {
  return {
    hash,
    slot: undefined,
    blockNo: undefined,
    forge: undefined,
    noticed: undefined,
    requested: undefined,
    fetched: undefined,
    validated: undefined,
    announced: undefined,
    sending: undefined,
    adopted: undefined,
    adoptedBy: undefined,
    chainDelta: 0,
    sizeBytes: undefined,
  };
}
