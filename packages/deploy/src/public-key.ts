import { DeployError } from './errors.ts';

/** Types that OpenSSH makes today; DSA and certificates are not among them. */
const TYPES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
  'ssh-rsa',
];
/** An RSA key of 16,384 bits has 2,800 characters. */
const MOST_CHARACTERS = 8192;

export interface PublicKey {
  readonly type: string;
  readonly base64: string;
}

/** Reads the one line of a `.pub` file; its comment is of no interest. Never shows what it refuses: it may be a secret. */
export function parsePublicKey(text: string): PublicKey {
  if (text.includes('PRIVATE KEY'))
    throw unusable(
      'this is a private key, which must not leave its host; give the line of the file that ends in .pub',
    );
  if (text.length > MOST_CHARACTERS) throw unusable(`more than ${MOST_CHARACTERS} characters`);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length !== 1) throw unusable(`expected one line, got ${lines.length}`);
  const [type = '', base64 = ''] = lines[0]!.trim().split(/[ \t]+/);
  if (!TYPES.includes(type))
    throw unusable(`it does not begin with a type of key (${TYPES.slice(0, 2).join(', ')} …)`);
  const blob = Buffer.from(base64, 'base64');
  const inner = blob.length < 4 ? '' : blob.toString('latin1', 4, 4 + Math.min(blob.readUInt32BE(0), 64));
  if (blob.toString('base64') !== base64 || inner !== type)
    throw unusable(`what follows ${type} is cut or changed`);
  return { type, base64 };
}

function unusable(problem: string): DeployError {
  return new DeployError({ code: 'DEPLOY_ARGUMENT', message: `the public key cannot be used: ${problem}` });
}
