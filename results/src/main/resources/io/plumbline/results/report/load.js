// The system under load: figures by rate, SLO attainment by class, charts, and the audit of runs.
report.section('load', (root, data) => {
  const {h, empty, na, number, percent, table, figure, figureValue, drawing} = report;

  if (data.rates.length === 0) {
    root.append(empty('neither side has a load run'));
  }
  root.append(...data.notes.map(text => h('p', {class: 'warning'}, text)));
  if (data.rates.length === 0) {
    return;
  }

  const column = (title, of) => ({
    title, numeric: true, value: row => figureValue(of(row)), cell: row => figure(of(row)),
  });
  root.append(h('p', {class: 'note'}, 'In brackets are 95 % intervals: of several runs Student\u2019s over the runs, '
      + 'of one run order statistics, which are too narrow where requests wait for each other.'));
  root.append(table({
    caption: 'Figures by side and offered load',
    rows: data.rates,
    columns: [
      {title: 'side', value: row => row.side, cell: row => row.side},
      {title: 'workload', value: row => row.workload, cell: row => row.workload + (row.setup ? ' ' + row.setup : '')},
      {title: 'offered (1/s)', numeric: true, value: row => row.offeredPerSecond, cell: row => String(row.offeredPerSecond)},
      {title: 'runs', numeric: true, value: row => row.runs, cell: row => row.unusable > 0
          ? row.runs + ' + ' + row.unusable + ' invalid' : String(row.runs)},
      ...['p50', 'p95', 'p99', 'p99.9'].map(name => column(name + ' (ms)', row => row.quantiles[name])),
      column('throughput (1/s)', row => row.throughput),
      column('goodput (1/s)', row => row.goodput),
      column('SLO attainment (%)', row => row.sloAttainment),
      {title: 'failed', numeric: true, value: row => row.failed, cell: row => row.runs === 0
          ? na('no valid run') : row.failed + ' of ' + row.planned},
      column('slip p99 (ms)', row => row.slipP99),
      column('queued p50 (ms)', row => row.queuedP50),
      column('queued p99 (ms)', row => row.queuedP99),
      column('served p50 (ms)', row => row.servedP50),
      column('served p99 (ms)', row => row.servedP99),
    ],
  }).node);

  root.append(h('h3', {}, 'SLO attainment by class'));
  root.append(h('p', {class: 'note'}, 'Of all requests that were planned, the share that was answered within its SLO. '
      + 'The darker a cell, the more missed it: a tenth of a percent shows, and ten times as many show a shade more.'));
  // From nothing missed to all, in steps of ten.
  const shade = attained => {
    const missed = 100 - attained;
    return missed <= 0 ? 0 : 15 + 40 * Math.min(1, Math.max(0, (Math.log10(missed) + 1) / 3));
  };
  const cell = of => of.percent.because !== undefined
      ? h('td', {class: 'number'}, na(of.percent.because))
      : h('td', {
        class: 'number heat',
        style: 'background: color-mix(in srgb, var(--worse) ' + shade(of.percent.value).toFixed(0) + '%, var(--card))',
      }, percent(of.percent.value / 100, of.percent.value === 100 ? 0 : 2), h('small', {}, of.told));
  root.append(h('div', {class: 'heatmaps'}, data.heatMaps.map(map =>
    h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'SLO attainment of ' + map.title},
        map.rows.length === 0
            ? h('p', {class: 'empty'}, map.title + ': n/a (no valid run)')
            : h('table', {class: 'heatmap'}, h('caption', {}, map.title),
                h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, h('span', {}, 'class')),
                    map.slos.map(slo => h('th', {scope: 'col', class: 'number'}, h('span', {}, slo))))),
                h('tbody', {}, map.rows.map(row =>
                  h('tr', {}, h('th', {scope: 'row'}, row.tier), row.cells.map(cell)))))))));

  root.append(h('div', {class: 'columns'}, data.charts.map(drawing)));

  root.append(h('h3', {}, 'The audit of the arrivals, and of the runs'));
  root.append(h('p', {class: 'note'}, 'What each run had to hold for its figures to be believed. A run that does not hold all of it is INVALID, and has no part in any figure above.'));
  const unit = check => check.unit === '1' ? '' : ' ' + check.unit;
  const rows = data.audits.flatMap(audit => audit.checks.map(check => ({audit, check})));
  root.append(table({
    caption: 'Checks of ' + data.audits.length + ' runs', rows, page: 15,
    search: row => [row.audit.side, row.audit.file, row.audit.run, row.check.name, row.check.reason,
      row.check.passed ? 'held' : 'failed'].join(' '),
    sort: {column: 3, descending: false},
    columns: [
      {title: 'side', value: row => row.audit.side, cell: row => row.audit.side},
      {title: 'run', name: true, value: row => row.audit.run, cell: row => h('span', {title: row.audit.file}, row.audit.run,
          row.audit.valid ? '' : h('strong', {}, ' INVALID'))},
      {title: 'check', value: row => row.check.name, cell: row => row.check.name},
      {title: 'held', value: row => row.check.passed ? 1 : 0, cell: row => row.check.passed ? 'held'
          : h('span', {class: 'mark worse'}, '\u00d7 failed')},
      {title: 'found', numeric: true, cell: row => number(row.check.value) + unit(row.check)},
      {title: 'must be', numeric: true, cell: row => row.check.relation + ' ' + number(row.check.bound) + unit(row.check)},
      {title: 'what is checked', name: true, cell: row => row.check.reason},
    ],
  }).node);
  const notes = data.audits.flatMap(audit => audit.notes.map(note => [audit.side + ', ' + audit.run, note]));
  if (notes.length > 0) {
    root.append(h('h3', {}, 'Notes on the runs'), report.facts(notes));
  }
});
