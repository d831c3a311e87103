// Runs in the report: draws the plots and sorts tables. Reads nothing but the page itself.
(() => {
  const plots = JSON.parse(document.getElementById('plots').textContent);
  const palette = {
    light: ['#1f6fb2', '#d1651a', '#2a8a57', '#a23b94', '#8a6d00', '#c2303b', '#4b57b5', '#5a6570'],
    dark: ['#6db3f2', '#f0a064', '#6fd19b', '#e08fd3', '#e0c255', '#f48790', '#9aa5f5', '#aab4be'],
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
  let drawn = [];

  // uPlot wants one x for all curves: the union, with gaps that do not break a line.
  function align(series) {
    const tables = series.map(({ x, y }) => [x, y]);
    return tables.length === 1 ? tables[0] : uPlot.join(tables);
  }

  function draw(place) {
    const plot = plots.find((p) => p.id === place.dataset.plot);
    const style = getComputedStyle(document.body);
    const ink = style.getPropertyValue('--muted');
    const grid = { stroke: style.getPropertyValue('--rule'), width: 1 };
    const colors = palette[dark.matches ? 'dark' : 'light'];
    const share = plot.draw === 'steps';
    const axis = {
      stroke: ink,
      grid,
      ticks: grid,
      font: '12px system-ui, sans-serif',
      labelFont: '12px system-ui, sans-serif',
    };
    const options = {
      width: place.clientWidth,
      height: Math.round(Math.min(320, Math.max(240, place.clientWidth * 0.6))),
      cursor: { drag: { x: true, y: false } },
      scales: {
        x: { time: false },
        y: share ? { range: [0, 1] } : { range: (_, low, high) => [Math.min(0, low), high * 1.05 || 1] },
      },
      axes: [
        {
          ...axis,
          label: plot.xLabel,
          labelSize: 18,
          size: 32,
          values: (_, ticks) => ticks.map((t) => number.format(t)),
        },
        {
          ...axis,
          label: plot.yLabel,
          labelSize: 20,
          size: 46,
          values: (_, ticks) => ticks.map((t) => number.format(t)),
        },
      ],
      series: [
        {
          label: share ? `Value, ${plot.xUnit}` : 'Time, s',
          value: (_, v) => (v == null ? '–' : number.format(v)),
        },
        ...plot.series.map((s, i) => ({
          label: s.label,
          stroke: colors[i % colors.length],
          dash: i >= colors.length ? [6, 4] : undefined,
          width: 1.5,
          spanGaps: true,
          points: { show: false },
          paths: share ? uPlot.paths.stepped({ align: 1 }) : uPlot.paths.linear(),
          value: (_, v) => (v == null ? '–' : number.format(v)),
        })),
      ],
    };
    place.textContent = '';
    return new uPlot(options, align(plot.series), place);
  }

  function drawAll() {
    for (const plot of drawn) plot.destroy();
    drawn = [...document.querySelectorAll('[data-plot]')].map(draw);
  }

  let timer;
  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth === width) return;
    width = innerWidth;
    clearTimeout(timer);
    timer = setTimeout(drawAll, 150);
  });
  dark.addEventListener('change', drawAll);
  drawAll();

  for (const head of document.querySelectorAll('table.sortable th[data-sort]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const table = head.closest('table');
      const column = [...head.parentNode.children].indexOf(head);
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of head.parentNode.children) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const value = (row) => row.children[column].dataset.v;
      const compare = (a, b) => {
        const [x, y] = [value(a), value(b)];
        const numeric = Number(x) - Number(y);
        return Number.isNaN(numeric) ? x.localeCompare(y, 'en', { numeric: true }) : numeric;
      };
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((a, b) => (up ? compare(a, b) : compare(b, a))));
    });
  }
})();
