/** How far a node's log shows that the chain has come. */
export interface ChainProgress {
  readonly slot: number;
  readonly blockNo: number;
}

/**
 * Lines whose block number or slot counts: the leadership check of every slot, and blocks forged or announced by a peer.
 * A look at the text comes first, because a node writes a thousand lines a second of which ten matter here.
 */
const patterns = {
  slot: /"ns":"Forge\.Loop\.StartLeadershipCheck".*?"slot":(\d+)/,
  block: /"ns":"(?:Forge\.Loop\.ForgedBlock|ChainSync\.Client\.DownloadedHeader)"/,
  blockNo: /"blockNo":(\d+)/,
};

/** The progress after some more lines of the node's log; what cannot be read is passed over. */
export function advance(
  progress: ChainProgress | undefined,
  lines: readonly string[],
): ChainProgress | undefined {
  let { slot, blockNo } = progress ?? { slot: -1, blockNo: -1 };
  for (const line of lines) {
    const check = patterns.slot.exec(line);
    if (check !== null) slot = Math.max(slot, Number(check[1]));
    else if (patterns.block.test(line))
      blockNo = Math.max(blockNo, Number(patterns.blockNo.exec(line)?.[1] ?? -1));
  }
  return slot < 0 && blockNo < 0 ? undefined : { slot, blockNo };
}
