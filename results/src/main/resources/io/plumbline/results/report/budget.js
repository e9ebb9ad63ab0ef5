// Where one request's time goes, and what each benchmark's change does to it.
report.section('budget', (root, data) => {
  const {h, facts, table, figure, figureValue, drawing, verdict} = report;
  const {budget} = data;
  const share = of => of.because === undefined ? [figure(of, 3), '\u00a0%'] : [figure(of)];
  const micros = of => of.because === undefined ? [figure(of), ' \u00b5s'] : [figure(of)];
  const waits = row => row.awaited ? 'yes' : 'no, made ahead';

  root.append(h('p', {}, 'What the microbenchmarks of a request\u2019s stages explain of its measured response time, '
      + 'at the lowest load, where the least of it is waiting.'));
  root.append(facts([
    ['response, median', [micros(budget.response), budget.of ? ' (' + budget.of + ')' : '']],
    ['explained by stages', [micros(budget.explained), budget.explained.basis ? ' (' + budget.explained.basis + ')' : '']],
    ['not explained', [micros(budget.unexplained), budget.unexplained.basis ? ' (' + budget.unexplained.basis + ')' : '']],
  ].map(([term, value]) => [term, h('span', {}, value)])));
  root.append(h('p', {class: 'note'}, 'Stages add up as means; beside a median their sum is no identity. '
      + 'What is not explained holds that difference and all that nobody measures, the service itself among it.'));
  root.append(drawing(data.chart));
  root.append(table({
    caption: 'Stages of one request',
    rows: budget.stages,
    columns: [
      {title: 'stage', cell: row => row.name},
      {title: 'time (\u00b5s)', numeric: true, value: row => figureValue(row.micros), cell: row => figure(row.micros), descendingFirst: true},
      {title: 'of the response (%)', numeric: true, value: row => figureValue(row.sharePercent), cell: row => row.sharePercent.because === undefined ? figure(row.sharePercent, 3) : report.na(), descendingFirst: true},
      {title: 'caller waits', cell: waits},
      {title: 'what is counted', name: true, cell: row => row.what},
    ],
  }).node);

  root.append(h('h3', {}, 'What each benchmark\u2019s change is for the request'));
  root.append(h('p', {class: 'note'}, 'Largest share of the baseline\u2019s median request first: a large change of a small stage '
      + 'may be nothing to the caller. Intervals are the benchmark\u2019s; the request\u2019s own scatter is not in them.'));
  root.append(table({
    caption: 'Changes as shares of the request',
    rows: budget.changes,
    columns: [
      {title: 'benchmark', name: true, value: row => row.benchmark, cell: row => row.benchmark},
      {title: 'stage', value: row => row.stage, cell: row => row.stage},
      {title: 'verdict', value: row => row.verdict, cell: row => verdict(row.verdict)},
      {title: 'its change (%)', numeric: true, value: row => figureValue(row.changePercent), cell: row => share(row.changePercent)},
      {title: 'of the request (%)', numeric: true, value: row => figureValue(row.sharePercent), cell: row => share(row.sharePercent)},
      {title: 'caller waits', cell: waits},
    ],
  }).node);
});
