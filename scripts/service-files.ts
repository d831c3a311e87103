import { defaultUnits, parseDeployConfig } from '@slotbench/deploy';

/** `deploy/systemd`: what `slotbench deploy render` makes where the configuration says nothing of its own. */
export function serviceFiles(): Readonly<Record<string, () => Promise<string>>> {
  const config = parseDeployConfig('{networkMagic: 42, collector: {address: logs.example.org}}', 'defaults');
  return Object.fromEntries(
    Object.entries(defaultUnits(config)).map(([name, text]) => [`deploy/systemd/${name}`, async () => text]),
  );
}
