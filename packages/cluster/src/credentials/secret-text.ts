import { writeFileSync } from 'node:fs';

/** Takes what must not be seen out of texts that others wrote. */
export interface SecretText {
  add(secret: string): void;
  clean(text: string): string;
}

/** Shorter strings would blot out ordinary words. */
const SECRET_LENGTH_MIN = 8;

export function secretText(): SecretText {
  const secrets = new Set<string>();
  return {
    add(secret) {
      if (secret.length < SECRET_LENGTH_MIN) return;
      secrets.add(secret);
      secrets.add(encodeURIComponent(secret));
    },
    clean(text) {
      let cleaned = text;
      // longest first: a secret may be a part of another
      for (const secret of [...secrets].sort((a, b) => b.length - a.length))
        cleaned = cleaned.replaceAll(secret, '(secret)');
      return cleaned;
    },
  };
}

/**
 * From now on a core dump of this process holds no memory (Linux: no kind of mapping is dumped), and neither a crash report of
 * Node its environment. Programs that it starts inherit the former. Where the system has no such switch nothing happens.
 */
export function keepSecretsFromDumps(): void {
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // another system, or a container that forbids it
  }
  if ('excludeEnv' in process.report) (process.report as { excludeEnv: boolean }).excludeEnv = true;
}
