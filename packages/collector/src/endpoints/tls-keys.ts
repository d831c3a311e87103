import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Certificate } from '../configuration/config.ts';
import { CollectorError } from '../errors.ts';

/** PEM texts for a TLS server: the certificate followed by its chain, and its key. */
export interface TlsKeys {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads and checks what `tlsCertificate` names: each file is there and is what it should be, and the key belongs to
 * the certificate. Rejects with COLLECTOR_CONFIG_MISSING or COLLECTOR_CONFIG, naming the file. A certificate out of
 * date or a chain that does not fit is said to `warn`: clients may be told to accept it.
 */
export async function loadTlsKeys(
  { certificateFile, certificateKeyFile, certificateChain }: Certificate,
  o: {
    readonly readText: (path: string) => Promise<string>;
    readonly nowMs: number;
    readonly warn: (line: string) => void;
  },
): Promise<TlsKeys> {
  const read = async (path: string, field: string): Promise<string> =>
    o.readText(path).catch((cause: Error) => {
      throw fault('COLLECTOR_CONFIG_MISSING', path, `tlsCertificate.${field}: ${cause.message}`, cause);
    });
  const cert = await read(certificateFile, 'certificateFile');
  const key = await read(certificateKeyFile, 'certificateKeyFile');
  const chain = await Promise.all(certificateChain.map((path) => read(path, 'certificateChain')));

  const leaf = parse(
    certificateFile,
    'certificateFile',
    'a certificate in PEM',
    () => new X509Certificate(cert),
  );
  const privateKey = parse(certificateKeyFile, 'certificateKeyFile', 'a private key in PEM', () =>
    createPrivateKey(key),
  );
  const issuers = chain.map((text, n) =>
    parse(certificateChain[n]!, 'certificateChain', 'a certificate in PEM', () => new X509Certificate(text)),
  );
  checkPair(leaf, privateKey, certificateKeyFile, certificateFile);
  const keys = { cert: [cert, ...chain].map((text) => text.trimEnd()).join('\n'), key };
  parse(certificateFile, 'certificateFile', 'what TLS takes', () => createSecureContext(keys));

  for (const [n, certificate] of [leaf, ...issuers].entries()) {
    const path = [certificateFile, ...certificateChain][n]!;
    const { validFromDate, validToDate } = certificate;
    if (o.nowMs > validToDate.getTime()) o.warn(`${path}: expired on ${validToDate.toISOString()}`);
    if (o.nowMs < validFromDate.getTime()) o.warn(`${path}: not valid before ${validFromDate.toISOString()}`);
    const issuer = issuers[n];
    if (issuer !== undefined && !certificate.checkIssued(issuer))
      o.warn(`${certificateChain[n]}: did not issue ${path}, so clients may not trust the chain`);
  }
  return keys;
}

function checkPair(leaf: X509Certificate, key: KeyObject, keyFile: string, certificateFile: string): void {
  if (leaf.checkPrivateKey(key)) return;
  throw fault(
    'COLLECTOR_CONFIG',
    keyFile,
    `tlsCertificate.certificateKeyFile: this key does not belong to the certificate in ${certificateFile}`,
  );
}

function parse<T>(path: string, field: string, expected: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    // OpenSSL's words name no file content.
    const problem = `tlsCertificate.${field}: expected ${expected}: ${(cause as Error).message}`;
    throw fault('COLLECTOR_CONFIG', path, problem, cause);
  }
}

function fault(
  code: 'COLLECTOR_CONFIG' | 'COLLECTOR_CONFIG_MISSING',
  place: string,
  problem: string,
  cause?: unknown,
): CollectorError {
  return new CollectorError({ code, place, problem, cause });
}
