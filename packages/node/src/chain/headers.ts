import {
  applyHeaderToPraos,
  describeHeaderError,
  type Genesis,
  type Header,
  type HeaderContext,
  initialPraosState,
  type PraosState,
  tickPraos,
  validateHeader,
} from '@slotbench/ledger';

interface Entry {
  readonly header: Header;
  /** The state after this header. */
  readonly praos: PraosState;
}

/**
 * The validated headers that may still matter: of the current chain and of every peer's candidate, down to the newest
 * block that cannot be rolled back. Each is validated once, however many peers announce it: the outcome depends only
 * on the header and its ancestors.
 */
export class HeaderStore {
  readonly #context: Omit<HeaderContext, 'previous' | 'epochNonce' | 'opcertCounters'>;
  readonly #entries = new Map<string, Entry>();
  readonly #origin: PraosState;
  /** Number of the oldest block whose header is kept; before any pruning the genesis is known too. */
  #oldest = -1;

  constructor(genesis: Genesis) {
    this.#origin = initialPraosState(genesis);
    if (genesis.anchor !== undefined) {
      const { header } = genesis.anchor;
      this.#entries.set(header.hash, { header, praos: this.#origin });
      this.#oldest = header.blockNo;
    }
    const { maxBlockHeaderSize, maxBlockBodySize, protocolVersion } = genesis.protocolParameters;
    this.#context = {
      stake: genesis.stake,
      activeSlotsCoeff: genesis.activeSlotsCoeff,
      slotsPerKesPeriod: genesis.slotsPerKesPeriod,
      maxKesEvolutions: genesis.maxKesEvolutions,
      limits: {
        maxHeaderBytes: maxBlockHeaderSize,
        maxBodyBytes: maxBlockBodySize,
        maxProtocolMajor: protocolVersion.major,
      },
    };
  }

  get(hash: string): Header | undefined {
    return this.#entries.get(hash)?.header;
  }

  /** Whether a candidate chain may go back to this block (undefined: the genesis). */
  knows(hash: string | undefined): boolean {
    return hash === undefined ? this.#oldest < 0 : this.#entries.has(hash);
  }

  /** Validates a header upon its parent and keeps it; answers what is wrong with it. */
  admit(header: Header): string | undefined {
    if (this.#entries.has(header.hash)) return undefined;
    if (!this.knows(header.prevHash)) return `its parent ${header.prevHash ?? 'the genesis'} is not known`;
    const ticked = this.ticked(header.prevHash, header.slot);
    const error = validateHeader(header, {
      ...this.#context,
      previous: header.prevHash === undefined ? undefined : this.get(header.prevHash),
      epochNonce: ticked.epochNonce,
      opcertCounters: ticked.opcertCounters,
    });
    if (error !== undefined) return describeHeaderError(error);
    this.admitTrusted(header);
    return undefined;
  }

  /** Keeps a header that was validated before: one of the own block log. */
  admitTrusted(header: Header): void {
    this.#entries.set(header.hash, {
      header,
      praos: applyHeaderToPraos(this.#after(header.prevHash), header),
    });
  }

  /** The Praos state in which a block of `slot` upon `parent` is made and checked. */
  ticked(parent: string | undefined, slot: number): PraosState {
    return tickPraos(this.#after(parent), slot);
  }

  /** Forgets the headers of blocks before `blockNo`. */
  prune(blockNo: number): void {
    if (blockNo <= this.#oldest) return;
    this.#oldest = blockNo;
    for (const [hash, { header }] of this.#entries) if (header.blockNo < blockNo) this.#entries.delete(hash);
  }

  #after(hash: string | undefined): PraosState {
    if (hash === undefined) return this.#origin;
    const entry = this.#entries.get(hash);
    if (entry === undefined) throw new Error(`no Praos state is kept for block ${hash}`);
    return entry.praos;
  }
}
