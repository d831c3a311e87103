import type { Codec } from '@slotbench/cbor';
import { CborError, type CborValue, decode, encode, Reader, readValue } from '@slotbench/cbor';
import { WireError } from '../errors.ts';
import type { HandshakeMessage, ProposedVersion, RefuseReason } from './messages.ts';

/** The version data of one protocol family: its encoding, and what two sides agree on. */
export interface VersionScheme<D> {
  /** Version numbers of the codec. */
  readonly known: readonly number[];
  readonly codec: Codec<D>;
  /** Data that both can live with, or why there is none. */
  agree(local: D, remote: D): { data: D } | { refused: string };
  /** True if the agreed data only asks which versions there are. */
  isQuery(agreed: D): boolean;
}

/** What this side is willing to speak: version numbers, ascending, all with the same data. */
export interface Offer<D> {
  readonly scheme: VersionScheme<D>;
  readonly versions: readonly number[];
  readonly data: D;
}

export interface Agreement<D> {
  readonly version: number;
  readonly data: D;
}

export function proposal<D>(offer: Offer<D>): HandshakeMessage {
  return { kind: 'ProposeVersions', versions: ownTable(offer) };
}

/** The responder's answer to a proposal, and what was agreed if it is an acceptance (§3.3). */
export function respond<D>(
  offer: Offer<D>,
  proposed: readonly ProposedVersion[],
): { reply: HandshakeMessage; agreed?: Agreement<D> } {
  const selected = select(offer, proposed);
  if ('reason' in selected) return { reply: { kind: 'Refuse', reason: selected.reason } };
  if (offer.scheme.isQuery(selected.data))
    return { reply: { kind: 'QueryReply', versions: ownTable(offer) } };
  const data = encode(offer.scheme.codec, selected.data);
  return { reply: { kind: 'AcceptVersion', version: selected.version, data }, agreed: selected };
}

/** What the initiator makes of the answer; throws WIRE_REFUSED or WIRE_BAD_SELECTION (§3.4). */
export function conclude<D>(offer: Offer<D>, reply: HandshakeMessage): Agreement<D> {
  switch (reply.kind) {
    case 'AcceptVersion': {
      const { version } = reply;
      if (!offer.versions.includes(version)) throw badSelection(offer, `version ${version}`);
      const agreed = agreeOn(offer, reply);
      if ('reason' in agreed) throw badSelection(offer, refusalText(agreed.reason));
      return agreed;
    }
    case 'ProposeVersions': {
      // Simultaneous open: both sides apply the same rule to the other's proposal; no further message.
      const selected = select(offer, reply.versions);
      if ('reason' in selected) throw refused(selected.reason);
      return selected;
    }
    case 'Refuse':
      throw refused(reply.reason);
    case 'QueryReply':
      throw badSelection(offer, 'an answer to a version query');
  }
}

export function refused(reason: RefuseReason): WireError {
  return new WireError({ code: 'WIRE_REFUSED', protocol: 'handshake', got: refusalText(reason) });
}

type Selected<D> = Agreement<D> | { reason: RefuseReason };

/** The greatest common version, with data that both accept. */
function select<D>(offer: Offer<D>, proposed: readonly ProposedVersion[]): Selected<D> {
  const common = proposed.findLast(({ version }) => offer.versions.includes(version));
  if (common === undefined) return { reason: { kind: 'VersionMismatch', versions: offer.versions } };
  return agreeOn(offer, common);
}

function agreeOn<D>(offer: Offer<D>, { version, data }: ProposedVersion): Selected<D> {
  let remote: D;
  try {
    remote = decode(offer.scheme.codec, data);
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    const text = `unknown encoding: ${term(readValue(new Reader(data)))} (${error.message})`;
    return { reason: { kind: 'HandshakeDecodeError', version, text } };
  }
  const agreed = offer.scheme.agree(offer.data, remote);
  if ('refused' in agreed) return { reason: { kind: 'Refused', version, text: agreed.refused } };
  return { version, data: agreed.data };
}

function ownTable<D>(offer: Offer<D>): ProposedVersion[] {
  const data = encode(offer.scheme.codec, offer.data);
  return offer.versions.map((version) => ({ version, data }));
}

function badSelection<D>(offer: Offer<D>, got: string): WireError {
  return new WireError({
    code: 'WIRE_BAD_SELECTION',
    protocol: 'handshake',
    expected: `an acceptance of version ${offer.versions.join(' or ')}`,
    got,
  });
}

function refusalText(reason: RefuseReason): string {
  if (reason.kind === 'VersionMismatch') return `VersionMismatch, peer knows [${reason.versions.join(', ')}]`;
  return `${reason.kind} of version ${reason.version}: ${reason.text}`;
}

/** Undecodable data in the reference's words (`TList [TInt 1]`), as far as it is short. */
function term(value: CborValue): string {
  if (value.kind === 'int') return `TInt ${value.value}`;
  if (value.kind === 'array' && value.items.length <= 8)
    return `${value.indefinite ? 'TListI' : 'TList'} [${value.items.map(term).join(',')}]`;
  if (value.kind === 'bool') return `TBool ${value.value ? 'True' : 'False'}`;
  return value.kind;
}
