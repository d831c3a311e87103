import { CborError, Reader, Writer } from '@slotbench/cbor';
import { type Batch, builtins, builtinTag } from '../builtins/table.ts';
import { CONWAY, type Language, languages, VAN_ROSSEM } from '../cost/variants.ts';
import { hashes } from '../crypto/hashes.ts';
import { PlutusError } from '../errors.ts';
import { hasConstructors, type Program, type Term, type Version } from '../term/term.ts';

/** A script of the ledger: its language and the flat bytes of its program. */
export interface Script {
  readonly language: Language;
  readonly flat: Uint8Array;
}

/** 28 bytes: what an address pays to, a policy is called, a certificate names. */
export function scriptHash({ language, flat }: Script): Uint8Array {
  const bytes = wrapScript(flat);
  const tagged = new Uint8Array(bytes.length + 1);
  tagged[0] = languages.indexOf(language) + 1;
  tagged.set(bytes, 1);
  return hashes.blake2b_224(tagged);
}

/** The flat bytes as a CBOR byte string: the form that is hashed, and that a witness set wraps once more. */
export function wrapScript(flat: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Writer(flat.length + 9).bytes(flat).finish();
}

/** The flat bytes behind one or two CBOR byte strings around them. */
export function unwrapScript(bytes: Uint8Array): Uint8Array {
  const once = byteString(bytes);
  if (once === undefined)
    throw new PlutusError('PLUTUS_ENVELOPE', {
      place: 'script',
      expected: 'a CBOR byte string',
      got: bytes.length === 0 ? 'nothing' : `0x${bytes[0]!.toString(16).padStart(2, '0')}…`,
    });
  return byteString(once) ?? once;
}

function byteString(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const reader = new Reader(bytes);
    const inner = reader.definiteBytes();
    return reader.done ? inner : undefined;
  } catch (cause) {
    if (cause instanceof CborError) return undefined;
    throw cause;
  }
}

/** The protocol version in which a language had a batch of builtins for the first time. */
const introduced: Readonly<Record<Language, Partial<Record<Batch, number>>>> = {
  V1: { 1: 5 },
  V2: { 1: 7, 2: 7, 3: 8, '4b': 10 },
  V3: { 1: CONWAY, 2: CONWAY, 3: CONWAY, '4a': CONWAY, '4b': CONWAY, 5: 10 },
};
const firstVersion: Readonly<Record<Language, number>> = { V1: 5, V2: 7, V3: CONWAY };

/** Whether a language has a builtin at a protocol version. The seventh batch waits for a version to come. */
export function isBuiltinAvailable(name: string, language: Language, protocolVersion: number): boolean {
  const { batch } = builtins[builtinTag.get(name)!]!;
  if (batch === 7) return false;
  return protocolVersion >= Math.min(introduced[language][batch] ?? VAN_ROSSEM, VAN_ROSSEM);
}

/** Whether a language has a version of Plutus Core at a protocol version. */
function isVersionAvailable(version: Version, language: Language, protocolVersion: number): boolean {
  const [major, minor, patch] = version;
  if (major !== 1 || patch !== 0 || minor > 1) return false;
  return minor === 0 || language === 'V3' || protocolVersion >= VAN_ROSSEM;
}

/** Fails with PLUTUS_SCRIPT if the ledger would not take the program as a script of the language. */
export function checkProgram(program: Program, language: Language, protocolVersion: number): void {
  const fault = (place: string, expected: string, got: string) =>
    new PlutusError('PLUTUS_SCRIPT', { place, expected, got });
  if (protocolVersion < firstVersion[language])
    throw fault(
      `Plutus${language}`,
      `protocol version ${firstVersion[language]} or later`,
      String(protocolVersion),
    );
  if (!isVersionAvailable(program.version, language, protocolVersion))
    throw fault(
      'version',
      `one that Plutus${language} has at protocol version ${protocolVersion}`,
      program.version.join('.'),
    );
  const stack: Term[] = [program.term];
  while (stack.length > 0) {
    const term = stack.pop()!;
    if (term.kind === 'builtin' && !isBuiltinAvailable(term.name, language, protocolVersion))
      throw fault(
        `builtin ${term.name}`,
        `one that Plutus${language} has at protocol version ${protocolVersion}`,
        `one of batch ${builtins[builtinTag.get(term.name)!]!.batch}`,
      );
    if ((term.kind === 'constr' || term.kind === 'case') && !hasConstructors(program.version))
      throw fault(`term ${term.kind}`, 'a program of version 1.1.0', program.version.join('.'));
    pushParts(term, stack);
  }
}

function pushParts(term: Term, stack: Term[]): void {
  switch (term.kind) {
    case 'lambda':
    case 'delay':
    case 'force':
      stack.push(term.body);
      return;
    case 'apply':
      stack.push(term.fun, term.arg);
      return;
    case 'constr':
      for (const field of term.fields) stack.push(field);
      return;
    case 'case':
      stack.push(term.scrutinee);
      for (const branch of term.branches) stack.push(branch);
  }
}
