import { amaru } from './amaru.ts';
import type { RealComponent } from './component.ts';
import { debian } from './debian.ts';
import { netem } from './netem.ts';
import { nomad } from './nomad.ts';
import { podmanDriver } from './podman-driver.ts';
import { versitygw } from './s3.ts';
import { vault } from './vault.ts';

export const components: readonly RealComponent[] = [
  ...debian,
  nomad,
  podmanDriver,
  vault,
  versitygw,
  netem,
  amaru,
];
