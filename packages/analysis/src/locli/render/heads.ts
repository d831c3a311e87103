import type { PerfSubset, PropSubset } from './fields.ts';

/** The two lines above a text table: names of groups spread over their columns, and of the columns. */
export const PROP_HEADS: Readonly<Record<PropSubset, readonly [string, string]>> = {
  full: [
    '       ,------------------ Forger event Δt: --------------------.    ,------ Peer event Δt: ------.  ,-- Slot-rel. Δt to adoption centile: -. Host block stats BattlSize      ',
    ' %tileLoop BkCt LgSt LgVi Lead Tick Snap Forg Anno Send Adop AnnC NtiF FetF Requ Fetc Anno Send Adop 0.50 0.80 0.90 0.92 0.94 0.96 0.98 1.00 total fltrd chaind #   bytes     ',
  ],
  control: ['       Host block stats BattlSize      ', ' %tiletotal fltrd chaind #   bytes     '],
  forger: [
    '       ,------------------ Forger event Δt: --------------------. ',
    ' %tileLoop BkCt LgSt LgVi Lead Tick Snap Forg Anno Send Adop AnnC ',
  ],
  peers: ['         ,------ Peer event Δt: ------.  ', ' %tileNtiF FetF Requ Fetc Anno Send Adop '],
  endtoend: [
    '      ,-- Slot-rel. Δt to adoption centile: -.',
    ' %tile0.50 0.80 0.90 0.92 0.94 0.96 0.98 1.00 ',
  ],
  e2ebrief: ['      ,-- Sel. Δion c', ' %tile0.50 0.90 0.96 '],
};

export const PERF_HEADS: Readonly<Record<PerfSubset, readonly [string, string]>> = {
  full: [
    '      Loop ----------- Δt ----------BlockChain CPU GC  MUT GC  GC   Memory usage, MB Alloc  NetIO, kB/s FS IO, kB/s CPU-85%span',
    ' %tilestartStartBlkCtLgrStLgrViLead gap  dens. %   %   %   Maj Min RSS   Heap  Live  MB/s  recv  send  read  write All   Epoch ',
  ],
  report: [
    '      Loop CPU GC  MUT GC  GC   Memory usage, MB Alloc  NetIO, kB/s FS IO, kB/s CPU-8',
    ' %tilestart%   %   %   Maj Min RSS   Heap  Live  MB/s  recv  send  read  write All   ',
  ],
};
