// The verdict, how much was judged, and what puts the answer in doubt.
report.section('verdict', (root, data) => {
  const {h, empty, number, verdict, facts, table} = report;
  const list = items => h('ul', {}, items.map(item => h('li', {}, item)));

  root.firstChild.replaceWith(h('h1', {id: 'verdict-title'},
      data.counts.length === 0 ? 'nothing to compare'
          : data.counts.map(({verdict: name, count}, i) => [i === 0 ? '' : ', ', verdict(name, count + ' ')]),
      '; judged ' + data.judged + ' of ' + data.entries));
  root.append(h('p', {class: 'muted'}, data.head + ' against ' + data.base));
  root.append(...data.warnings.map(text =>
    h('p', {class: 'warning'}, h('strong', {}, 'Warning: '), text)));

  root.append(h('h3', {}, 'How much was judged'));
  root.append(data.entries === 0
      ? empty('neither side has a figure to compare')
      : h('p', {}, 'Judged ' + data.judged + ' of ' + data.entries
          + (data.unjudged.length === 0 ? ' entries.' : ' entries. The others:')));
  if (data.unjudged.length > 0) {
    root.append(list(data.unjudged));
  }

  root.append(h('h3', {}, 'What this comparison can find'));
  root.append(data.detectable.length === 0 ? empty('nothing was judged')
      : list(data.detectable.map(text => text.charAt(0).toUpperCase() + text.slice(1)
          + ' judged entries (a worsening of that size, found four times in five).')));
  const slowdowns = [...new Set(data.reach.map(reach => reach.slowdown))];
  const told = slowdown => '+' + report.percent(slowdown, 0);
  const metrics = [...new Set(data.reach.map(reach => reach.metric))];
  if (metrics.length > 1) {
    root.append(table({
      caption: 'Judged entries in which a worsening of this size would have been found',
      rows: metrics.map(metric => data.reach.filter(reach => reach.metric === metric)),
      columns: [
        {title: 'metric', cell: row => row[0].metric},
        ...slowdowns.map((slowdown, i) => (
          {title: told(slowdown), numeric: true, cell: row => row[i].caught + ' of ' + row[i].judged})),
      ],
    }).node);
  }
  const found = Object.keys(data.rates[0].found).sort((a, b) => a - b);
  root.append(
      h('p', {class: 'note'}, 'How often the procedure errs, measured with ' + data.ratesSource + ':'),
      table({
        caption: 'Measured error rates',
        rows: data.rates,
        columns: [
          {title: 'procedure', name: true, cell: rates => rates.procedure},
          {title: 'false alarms a suite', numeric: true, cell: rates => number(rates.falseAlarms, 2)},
          ...found.map(slowdown => ({title: 'finds ' + told(Number(slowdown)), numeric: true,
            cell: rates => report.percent(rates.found[slowdown], 0)})),
          {title: 'forks per benchmark', numeric: true, cell: rates => number(rates.forks, 2)},
        ],
      }).node);

  root.append(h('h3', {}, 'Where the environments differ'));
  root.append(data.environment.length === 0
      ? h('p', {class: 'muted'}, 'In nothing that is recorded.')
      : table({
        caption: 'Environment', rows: data.environment,
        columns: [
          {title: 'property', cell: row => row.property},
          {title: 'baseline', name: true, cell: row => row.base},
          {title: 'candidate', name: true, cell: row => row.head},
        ],
      }).node);

  const notes = [...data.baseNotes.map(text => ['baseline', text]), ...data.headNotes.map(text => ['candidate', text])];
  if (notes.length > 0) {
    root.append(h('h3', {}, 'Notes'), facts(notes));
  }
  if (data.commands.length > 0) {
    root.append(h('h3', {}, 'To make this again'), h('pre', {tabindex: '0'}, data.commands.join('\n')));
  }
});
