import { goComponent } from './go.ts';

export const versitygw = goComponent({
  name: 's3',
  version: '1.8.0',
  folder: 'versitygw',
  target: 'github.com/versity/versitygw/cmd/versitygw',
  program: 'versitygw',
  takes: 'about a minute',
});
