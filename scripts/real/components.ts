import { amaru } from './amaru.ts';
import type { RealComponent } from './component.ts';
import { debian } from './debian.ts';
import { moto } from './moto.ts';
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
  moto,
  versitygw,
  netem,
  amaru,
];
