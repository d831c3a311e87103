import type { Codec, Reader, Writer } from '@slotbench/cbor';
import { unexpected } from '../serialise.ts';
import type { HandshakeMessage, ProposedVersion, RefuseReason } from './messages.ts';

/**
 * Handshake messages (§3.1). `known` are the version numbers of the codec: others are skipped in a table
 * and are an error in an acceptance; known ones must ascend strictly. All containers are definite.
 */
export function handshakeCodec(known: readonly number[]): Codec<HandshakeMessage> {
  return {
    encode(w, message) {
      switch (message.kind) {
        case 'ProposeVersions':
          writeTable(w.array(2).uint(0), message.versions);
          break;
        case 'AcceptVersion':
          w.array(3).uint(1).uint(message.version).raw(message.data);
          break;
        case 'Refuse':
          writeReason(w.array(2).uint(2), message.reason);
          break;
        case 'QueryReply':
          writeTable(w.array(2).uint(3), message.versions);
      }
    },

    decode(r) {
      const start = r.offset;
      const length = r.definiteArray();
      const key = r.uint();
      if (key === 0 && length === 2) return { kind: 'ProposeVersions', versions: readTable(r, known) };
      if (key === 1 && length === 3) {
        const at = r.offset;
        const version = r.uint();
        if (!known.includes(version))
          throw unexpected(at, `a version of ${known.join(', ')}`, String(version));
        return { kind: 'AcceptVersion', version, data: r.skip().slice() };
      }
      if (key === 2 && length === 2) return { kind: 'Refuse', reason: readReason(r) };
      if (key === 3 && length === 2) return { kind: 'QueryReply', versions: readTable(r, known) };
      throw unexpected(start, 'a handshake message', `array(${length}) with key ${key}`);
    },
  };
}

function writeTable(w: Writer, versions: readonly ProposedVersion[]): void {
  w.map(versions.length);
  for (const { version, data } of versions) w.uint(version).raw(data);
}

function readTable(r: Reader, known: readonly number[]): ProposedVersion[] {
  const versions: ProposedVersion[] = [];
  for (let left = r.definiteMap(); left > 0; left--) {
    const at = r.offset;
    const version = r.uint();
    const data = r.skip();
    if (!known.includes(version)) continue;
    const last = versions.at(-1)?.version;
    if (last !== undefined && version <= last)
      throw unexpected(at, `a version above ${last}`, String(version));
    versions.push({ version, data: data.slice() });
  }
  return versions;
}

function writeReason(w: Writer, reason: RefuseReason): void {
  if (reason.kind === 'VersionMismatch') {
    w.array(2).uint(0).array(reason.versions.length);
    for (const version of reason.versions) w.uint(version);
  } else {
    const key = reason.kind === 'HandshakeDecodeError' ? 1 : 2;
    w.array(3).uint(key).uint(reason.version).text(reason.text);
  }
}

function readReason(r: Reader): RefuseReason {
  const start = r.offset;
  const length = r.definiteArray();
  const key = r.uint();
  if (key === 0 && length === 2) {
    const versions: number[] = [];
    for (let left = r.definiteArray(); left > 0; left--) versions.push(r.uint());
    return { kind: 'VersionMismatch', versions };
  }
  if ((key === 1 || key === 2) && length === 3) {
    const kind = key === 1 ? 'HandshakeDecodeError' : 'Refused';
    return { kind, version: r.uint(), text: r.definiteText() };
  }
  throw unexpected(start, 'a refuse reason', `array(${length}) with key ${key}`);
}
