import { goComponent } from './go.ts';

export const nomad = goComponent({
  name: 'nomad',
  version: '1.6.3',
  folder: 'nomad',
  target: 'github.com/hashicorp/nomad',
  program: 'nomad',
  takes: 'about two minutes',
});
