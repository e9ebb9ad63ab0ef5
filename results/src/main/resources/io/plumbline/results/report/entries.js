// All that is known of one entry, which the address or the list chooses.
report.section('entries', (root, data) => {
  const {h, na, empty, number, verdict, facts, tip, axis, chart, table} = report;
  const rows = report.data('changes').entries;
  if (rows.length === 0) {
    root.append(empty('neither side has a figure'));
    return;
  }
  const choice = h('select', {onchange: () => show(Number(choice.value), false)},
      rows.map((row, i) => h('option', {value: i}, row.says + ': ' + row.label)));
  const step = by => show((Number(choice.value) + by + rows.length) % rows.length, false);
  const panel = h('article');
  root.append(
      h('div', {class: 'controls'},
          h('label', {}, 'Entry', choice),
          h('button', {type: 'button', onclick: () => step(-1)}, 'Previous entry'),
          h('button', {type: 'button', onclick: () => step(1)}, 'Next entry')),
      panel,
      h('h3', {}, 'Where it was measured'), environments(), h('h3', {}, 'What measured it'), made());

  let current = -1;

  function show(i, focus) {
    if (i !== current) {
      current = i;
      fill(i);
    }
    if (focus) {
      const heading = panel.firstChild;
      heading.focus();
      heading.scrollIntoView({block: 'start'});
    }
  }

  function fill(i) {
    choice.value = i;
    const row = rows[i];
    const detail = data.entries[i];
    panel.replaceChildren(h('h3', {tabindex: '-1'}, row.label),
        facts([
          ['verdict', [verdict(row.entry.verdict), row.says.slice(row.entry.verdict.length)]],
          ...(row.entry.reason ? [['why', row.entry.reason]] : []),
          ['change [95\u00a0%]', row.change],
          ['mean', row.base + ' \u2192 ' + row.head + ' ' + row.entry.unit],
          ['better is', row.entry.lowerIsBetter ? 'lower' : 'higher'],
          ['minimum effect', report.percent(row.entry.minimumEffect)],
          ['would have found', row.detectable === 'n/a' ? na('fewer than 2 forks a side, or not judged')
              : row.detectable + ' four times in five; ' + row.forksNeeded + ' forks a side tell the minimum effect from chance'],
        ]),
        ...forks(row, detail), settings(detail),
        h('h4', {}, 'To measure it again'), h('pre', {tabindex: '0'}, detail.command));
  }

  function forks(row, detail) {
    const sides = [['baseline', detail.base], ['candidate', detail.head]]
        .map(([name, figures]) => ({name, forks: figures ? figures.forks : [], means: figures ? figures.means : []}));
    const list = sides.flatMap(side => side.forks.map((values, i) =>
      ({side: side.name, fork: i + 1, values, mean: side.means[i]})));
    const missing = sides.filter(side => side.forks.length === 0)
        .map(side => h('p', {class: 'note'}, 'The ' + side.name + ' has no forks: ', na('nothing was measured')));
    if (list.length === 0) {
      return missing;
    }
    const label = fork => fork.side.charAt(0) + fork.fork;
    const dots = (side, style) => Object.assign({
      name: side, type: 'scatter', symbolSize: 7,
      data: list.flatMap((fork, x) => fork.side === side ? fork.values.map(y => [x, y]) : []),
    }, style);
    const raw = table({
      caption: 'Forks, in ' + row.entry.unit,
      rows: list,
      columns: [
        {title: 'side', value: fork => fork.side, cell: fork => fork.side},
        {title: 'fork', numeric: true, value: fork => fork.fork, cell: fork => String(fork.fork)},
        {title: 'geometric mean', numeric: true, value: fork => fork.mean, cell: fork => number(fork.mean)},
        {title: 'iterations', cell: fork => fork.values.map(x => number(x)).join('\u2002')},
      ],
    });
    return [
      chart({
        label: 'Iterations of each fork of ' + row.label + '; the table below holds the same figures.',
        caption: 'Each iteration, and each fork\u2019s mean as a bar: b baseline (\u25cb), c candidate (\u25c6).',
        height: 240,
        option: colors => ({
          grid: {left: 8, right: 12, top: 28, bottom: 8, containLabel: true},
          tooltip: {formatter: ({seriesName, value}) =>
            tip(seriesName + ', fork ' + list[value[0]].fork, number(value[1]) + ' ' + row.entry.unit)},
          xAxis: axis(colors, {type: 'category', data: list.map(label)}),
          yAxis: report.values(colors, {name: row.entry.unit}),
          series: [
            dots('baseline', {symbol: 'circle', itemStyle: {color: 'transparent', borderColor: colors.base, borderWidth: 1.6}}),
            dots('candidate', {symbol: 'diamond', symbolSize: 9, itemStyle: {color: colors.head}}),
            {
              name: 'mean', type: 'scatter', symbol: 'rect', symbolSize: [22, 2.5], itemStyle: {color: colors.text},
              data: list.map((fork, x) => [x, fork.mean]),
            },
          ],
        }),
      }),
      ...missing,
      h('details', {}, h('summary', {}, 'The raw figures of ' + list.length + (list.length === 1 ? ' fork' : ' forks')),
          raw.node),
    ];
  }

  function settings(detail) {
    if (detail.settings.length === 0) {
      return h('p', {class: 'note'}, 'How it was measured: ', na('nobody wrote it down'));
    }
    const cell = value => value === undefined ? na() : value === '' ? 'none' : value;
    return table({
      caption: 'How it was measured',
      rows: detail.settings,
      columns: [
        {title: 'setting', cell: s => s.name},
        {title: 'baseline', name: true, cell: s => cell(s.base)},
        {title: 'candidate', name: true,
          cell: s => [cell(s.head), s.base === undefined || s.head === undefined || s.base === s.head ? '' : h('span', {class: 'mark worse'}, ' \u2260 differs')]},
      ],
    }).node;
  }

  function environments() {
    const all = [...data.base.map(e => ['baseline', e]), ...data.head.map(e => ['candidate', e])];
    if (all.length === 0) {
      return empty('nobody wrote down where it was measured');
    }
    const gib = bytes => bytes === undefined ? 'n/a' : (bytes / 2 ** 30).toFixed(1) + ' GiB';
    return table({
      caption: 'Machines and their state',
      rows: all,
      columns: [
        {title: 'side', cell: ([side]) => side},
        {title: 'processor', name: true, cell: ([, e]) => (e.cpuModel || 'n/a') + ', ' + e.cores + ' cores'},
        {title: 'memory', numeric: true, cell: ([, e]) => gib(e.memoryBytes)},
        {title: 'kernel', cell: ([, e]) => e.kernel},
        {title: 'JDK', cell: ([, e]) => e.jdk},
        {title: 'load average', numeric: true, cell: ([, e]) => number(e.loadAverage, 3)},
        {title: 'steal', numeric: true, cell: ([, e]) => report.percent(e.stealRatio)},
        {title: 'measured with', cell: ([, e]) => e.plumbline},
      ],
    }).node;
  }

  function made() {
    return data.made.length === 0
        ? empty('the figures came without the commands that measured them')
        : table({
          caption: 'Documents',
          rows: data.made,
          columns: [
            {title: 'side', cell: m => m.side},
            {title: 'kind', cell: m => m.kind},
            {title: 'began', cell: m => m.startedAt.replace(/\.\d+Z$/, 'Z')},
            {title: 'command', name: true, cell: m => h('code', {}, m.command)},
          ],
        }).node;
  }

  report.onAddress(fragment => {
    const asked = /^entry-(\d+)$/.exec(fragment);
    if (asked && Number(asked[1]) < rows.length) {
      show(Number(asked[1]), true);
    }
  });
  show(0, false);
});
