import { type Codec, decode, encode } from '@slotbench/cbor';
import { fixedBytes } from '../praos/fixed-bytes.ts';
import {
  type OperationalCertificate,
  operationalCertificateCodec,
} from '../praos/operational-certificate.ts';
import { inField } from './key-file.ts';
import { readTextEnvelope, writeTextEnvelope } from './text-envelope.ts';

const CERTIFICATE = 'NodeOperationalCertificate';
const COUNTER = 'NodeOperationalCertificateIssueCounter';

/** What a certificate file holds: the certificate and the cold key that issued it. */
export interface IssuedCertificate {
  readonly opcert: OperationalCertificate;
  readonly coldVk: Uint8Array;
}

/** What a counter file holds: the number of the next certificate of that cold key. */
export interface IssueCounter {
  readonly next: number;
  readonly coldVk: Uint8Array;
}

/** CBOR `[certificate, cold vk]`. */
const issuedCodec: Codec<IssuedCertificate> = {
  encode(w, { opcert, coldVk }) {
    w.array(2);
    operationalCertificateCodec.encode(w, opcert);
    w.bytes(coldVk);
  },
  decode(r) {
    r.expectArray(2);
    return { opcert: operationalCertificateCodec.decode(r), coldVk: fixedBytes(r, 32) };
  },
};

/** CBOR `[next, cold vk]`. */
const counterCodec: Codec<IssueCounter> = {
  encode(w, { next, coldVk }) {
    w.array(2).uint(next).bytes(coldVk);
  },
  decode(r) {
    r.expectArray(2);
    return { next: r.uint(), coldVk: fixedBytes(r, 32) };
  },
};

export function writeOperationalCertificate(issued: IssuedCertificate): string {
  return writeTextEnvelope({ type: CERTIFICATE, description: '', bytes: encode(issuedCodec, issued) });
}

/** `file` is named in the errors (LEDGER_KEY_FILE). The signature is not checked here. */
export function readOperationalCertificate(file: string, text: string): IssuedCertificate {
  const { bytes } = readTextEnvelope(file, text, [CERTIFICATE]);
  return inField(file, () => decode(issuedCodec, bytes));
}

export function writeIssueCounter(counter: IssueCounter): string {
  const description = `Next certificate issue number: ${counter.next}`;
  return writeTextEnvelope({ type: COUNTER, description, bytes: encode(counterCodec, counter) });
}

/** `file` is named in the errors (LEDGER_KEY_FILE). */
export function readIssueCounter(file: string, text: string): IssueCounter {
  const { bytes } = readTextEnvelope(file, text, [COUNTER]);
  return inField(file, () => decode(counterCodec, bytes));
}
