// Simulated load balancing: scores, figures over the runs, policies pair by pair, runs over time.
report.section('simulation', (root, data) => {
  const {h, na, empty, number, change, signed, tip, axis, values, chart, table, figure, figureValue, unique} = report;

  /** Names differ at their ends as often as at their beginnings. */
  const shortened = (name, most) => name.length <= most ? name
      : name.slice(0, Math.ceil(most / 2) - 1) + '\u2026' + name.slice(-Math.floor(most / 2));

  const MARK = '! a run did not drain, or left more than 1 in 1000 requests unanswered: means are of the answered ones alone, and so too good.';

  /** Scenarios whose runs ended too soon bear a mark wherever they are named. */
  function markCutShort(study) {
    const marked = name => study.cutShort.includes(name) ? name + ' !' : name;
    for (const row of [...study.scores.rows, ...study.figures, ...study.ticksInStates, ...study.traces,
      ...study.boxes.flatMap(boxes => boxes.rows)]) {
      row.name = marked(row.name);
    }
    study.pairs.rows.forEach(row => row.entry = marked(row.entry));
    study.pairs.baseline = marked(study.pairs.baseline);
  }

  // ---- box plots: one row for each scenario, the lowest median on top

  function boxChart(boxes) {
    const names = boxes.rows.map(row => row.name);
    const all = boxes.rows.flatMap(row => row.runs);
    const low = Math.min(...all);
    const high = Math.max(...all);
    const power = (x, round) => 10 ** round(Math.log10(x));
    return h('div', {class: 'drawing', id: 'chart-' + boxes.id}, h('h3', {}, boxes.title), chart({
      label: boxes.title + ' by scenario: a box plot over the runs, lowest median first.'
          + (boxes.log ? ' The axis is logarithmic.' : ''),
      caption: 'Box: quartiles and median over the runs; line: lowest to highest; dots: the runs.'
          + (boxes.log ? ' Logarithmic axis.' : ''),
      height: () => 74 + 17 * names.length,
      option: (colors, width) => ({
        grid: {left: 8, right: 24, top: 8, bottom: 38, containLabel: true},
        tooltip: {
          trigger: 'item', confine: true, backgroundColor: colors.card, borderColor: colors.line,
          textStyle: {color: colors.text}, transitionDuration: 0,
          formatter: at => {
            const row = boxes.rows[at.dataIndex];
            return at.seriesType === 'custom' ? tip(names[at.dataIndex], 'median ' + number(row.median),
                'quartiles ' + number(row.lowerQuartile) + ' to ' + number(row.upperQuartile),
                'from ' + number(row.min) + ' to ' + number(row.max), row.runs.length + ' runs')
                : tip(names[at.value[1]], number(at.value[0]));
          },
        },
        xAxis: boxes.log
            ? axis(colors, {
              type: 'log', name: boxes.label, nameLocation: 'middle', nameGap: 24,
              logBase: high / low > 100 ? 10 : 2,
              min: high / low > 100 ? power(low, Math.floor) : 2 ** Math.floor(Math.log2(low)),
              max: high / low > 100 ? power(high, Math.ceil) : 2 ** Math.ceil(Math.log2(high)),
              splitLine: {show: true, lineStyle: {color: colors.grid}},
            })
            : values(colors, {
              name: boxes.label, nameLocation: 'middle', nameGap: 24, scale: low > .4 * high,
              nameTextStyle: {color: colors.muted, align: 'center'},
            }),
        yAxis: axis(colors, {
          type: 'category', data: names, inverse: true, axisTick: {show: false},
          axisLabel: {
            color: colors.text, fontSize: 11, interval: 0,
            formatter: name => shortened(name, Math.max(16, Math.floor(width * .42 / 6))),
          },
          splitLine: {show: true, lineStyle: {color: colors.grid}},
        }),
        series: [{
          type: 'custom', name: 'box', clip: true, z: 3, encode: {x: [0, 1, 2, 3, 4], y: 5},
          data: boxes.rows.map((r, i) => [r.min, r.lowerQuartile, r.median, r.upperQuartile, r.max, i]),
          renderItem: (_, api) => {
            const at = i => api.coord([api.value(i), api.value(5)]);
            const y = at(2)[1];
            const line = (x1, y1, x2, y2, lineWidth) => ({
              type: 'line', shape: {x1, y1, x2, y2}, style: {stroke: colors['series-1'], lineWidth},
            });
            const half = 5;
            return {type: 'group', children: [
              line(at(0)[0], y, at(4)[0], y, 1.2),
              {
                type: 'rect', shape: {x: at(1)[0], y: y - half, width: Math.max(1, at(3)[0] - at(1)[0]), height: 2 * half},
                style: {fill: echarts.color.modifyAlpha(colors['series-1'], .22), stroke: colors['series-1'], lineWidth: 1.2},
              },
              line(at(2)[0], y - half, at(2)[0], y + half, 2.5),
            ]};
          },
        }, {
          type: 'scatter', name: 'runs', symbolSize: 4, z: 4, color: colors['series-2'],
          itemStyle: {opacity: .75}, encode: {x: 0, y: 1},
          data: boxes.rows.flatMap((row, i) => row.runs.map(value => [value, i])),
        }],
      }),
      alternative: table({
        caption: boxes.title + ', ' + boxes.label, rows: boxes.rows,
        columns: [
          {title: 'scenario', name: true, value: row => row.name, cell: row => row.name},
          ...[['lowest', 'min'], ['quartile', 'lowerQuartile'], ['median', 'median'],
            ['upper quartile', 'upperQuartile'], ['highest', 'max']].map(([title, name]) => ({
            title, numeric: true, value: row => row[name], cell: row => number(row[name]),
          })),
          {title: 'runs', numeric: true, value: row => row.runs.length, cell: row => String(row.runs.length)},
        ],
      }).node,
    }));
  }

  // ---- one run over time

  /** Between two colours of the theme: 0 is the first. */
  const mixed = (from, to, share) => '#' + [1, 3, 5].map(i => {
    const [a, b] = [from, to].map(color => parseInt(color.slice(i, i + 2), 16));
    return Math.round(a + share * (b - a)).toString(16).padStart(2, '0');
  }).join('');

  /** {title, caption, y, lines: [{name, of: step index => value or null, color, thin}], stacked, columns} */
  function timeline(run, unit, spec) {
    const at = i => i * run.ticksPerStep;
    const steps = run.steps.map((_, i) => i);
    const end = at(steps.length);
    const told = spec.told || spec.lines.filter(line => !line.thin);
    const legend = [...new Set(spec.lines.map(line => line.name))];
    // The chart library would stack along the time axis too, both being of values.
    const drawn = spec.lines.map((line, n) => Object.assign({}, line, {of: spec.stacked
        ? i => line.of(i) === null ? null : spec.lines.slice(0, n + 1).reduce((sum, below) => sum + below.of(i), 0)
        : line.of}));
    return h('div', {class: 'drawing'}, h('h4', {}, spec.title), chart({
      label: spec.title + ' over time. Series: ' + legend.join(', ') + '.',
      caption: spec.caption,
      height: 290,
      option: (colors, width) => ({
        grid: {left: 12, right: 18, top: 12, bottom: 56 + 18 * Math.max(0, Math.ceil(legend.join('').length * 8 / width) - 1), containLabel: true},
        legend: {data: legend, bottom: 0, left: 0, textStyle: {color: colors.text}, itemWidth: 22, itemHeight: 8, itemGap: 12, inactiveColor: colors.muted},
        tooltip: {
          trigger: 'axis', confine: true, backgroundColor: colors.card, borderColor: colors.line,
          textStyle: {color: colors.text}, transitionDuration: 0,
          formatter: points => {
            const i = points[0].dataIndex;
            return tip(unit.time + ' ' + number(at(i)), ...told.map(line => line.name + ': ' + number(line.of(i))));
          },
        },
        xAxis: values(colors, {
          name: 'time (' + unit.name + ')', nameLocation: 'middle', nameGap: 24, max: end,
          nameTextStyle: {color: colors.muted, align: 'center'}, splitLine: {show: false},
        }),
        yAxis: values(colors, {scale: false, name: '', splitLine: {lineStyle: {color: colors.grid}}}),
        series: [{
          type: 'line', name: 'stages', silent: true, data: [], markArea: {
            silent: true, itemStyle: {color: colors.band, opacity: .55},
            label: {color: colors.muted, position: 'insideTop', fontSize: 10},
            data: [
              [{name: 'warming', xAxis: 0}, {xAxis: Math.min(end, run.warmUntilTick)}],
              [{name: 'cooling', xAxis: Math.min(end, run.arrivalsUntilTick)}, {xAxis: end}],
            ].filter(([a, b]) => b.xAxis > a.xAxis),
          },
        }, ...(spec.stacked ? [...drawn].reverse() : drawn).map(line => ({
          type: 'line', name: line.name, symbol: 'circle', symbolSize: 3,
          showSymbol: !line.thin && steps.length <= 60, color: colors['series-' + line.color],
          z: line.thin ? 2 : 4,
          areaStyle: spec.stacked ? {color: mixed(colors.card, colors['series-' + line.color], .45), opacity: 1} : undefined,
          lineStyle: {width: line.thin ? .8 : 1.8, opacity: line.thin ? Math.min(.3, Math.max(.05, 8 / spec.lines.length)) : 1},
          data: steps.map(i => [at(i), line.of(i)]),
        }))],
      }),
      alternative: table({
        caption: spec.title + ', ' + spec.y, rows: steps, page: 25,
        columns: [
          {title: 'time (' + unit.name + ')', numeric: true, value: at, cell: i => number(at(i))},
          ...(spec.columns || told).map(line => ({
            title: line.title || line.name, numeric: true, value: line.of,
            cell: i => line.of(i) === null ? na() : number(line.of(i)),
          })),
        ],
      }).node,
    }));
  }

  const mean = list => list.length === 0 ? null : list.reduce((a, b) => a + b, 0) / list.length;
  const known = x => x === undefined ? null : x;

  /** Each server's line, and the mean of them all. */
  function perServer(run, unit, title, caption, y, of) {
    const everyone = {name: 'mean of all servers', color: 2, of: i => mean(run.servers.map(server => of(server)[i]))};
    const least = {name: 'least', color: 1, of: i => Math.min(...run.servers.map(server => of(server)[i]))};
    const most = {name: 'most', color: 1, of: i => Math.max(...run.servers.map(server => of(server)[i]))};
    const servers = run.servers.map(server => ({name: 'each server', title: server.name, color: 1, thin: true, of: i => of(server)[i]}));
    return timeline(run, unit, {
      title, caption, y, lines: [...servers, everyone], told: [everyone, least, most],
      columns: [everyone, ...servers],
    });
  }

  function stageBoxes(run) {
    const stages = [['warming', t => t <= run.warmUntilTick], ['running', t => t > run.warmUntilTick && t < run.arrivalsUntilTick],
      ['cooling', t => t >= run.arrivalsUntilTick]];
    const quantile = (sorted, q) => {
      const at = q * (sorted.length - 1);
      const low = Math.floor(at);
      return sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
    };
    const rows = stages.map(([name, holds]) => {
      const sorted = run.servers.flatMap(server => server.utilizationPercent.filter((_, i) => holds(i * run.ticksPerStep))).sort((a, b) => a - b);
      return {name, count: sorted.length, mean: mean(sorted), of: q => sorted.length === 0 ? null : quantile(sorted, q)};
    });
    const drawn = rows.filter(row => row.count > 0);
    return h('div', {class: 'drawing'}, h('h4', {}, 'Utilization by stage'), chart({
      label: 'Utilization of all servers in the stages ' + drawn.map(row => row.name).join(', ') + ': a box plot over servers and steps.',
      caption: 'Box: quartiles and median over all servers and steps of the stage; line: 5 % to 95 %; dot: mean.',
      height: 290,
      option: colors => ({
        grid: {left: 12, right: 18, top: 12, bottom: 30, containLabel: true},
        xAxis: axis(colors, {type: 'category', data: drawn.map(row => row.name)}),
        yAxis: values(colors, {scale: false, min: 0, max: of => of.max > 100 ? null : 100, axisLabel: {color: colors.muted, formatter: '{value} %'}}),
        series: [{
          type: 'boxplot', boxWidth: [20, 60], itemStyle: {color: echarts.color.modifyAlpha(colors['series-1'], .22), borderColor: colors['series-1']},
          data: drawn.map(row => [.05, .25, .5, .75, .95].map(row.of)),
          tooltip: {formatter: at => tip(drawn[at.dataIndex].name, 'median ' + number(drawn[at.dataIndex].of(.5)) + ' %', 'mean ' + number(drawn[at.dataIndex].mean) + ' %')},
        }, {type: 'scatter', symbolSize: 7, color: colors['series-2'], data: drawn.map((row, i) => [i, row.mean]), silent: true, z: 5}],
      }),
      alternative: table({
        caption: 'Utilization by stage (%)', rows,
        columns: [
          {title: 'stage', cell: row => row.name},
          {title: 'mean', numeric: true, cell: row => row.count ? number(row.mean) : na('no such step')},
          ...[.05, .25, .5, .75, .95].map(q => ({title: 'p' + 100 * q, numeric: true, cell: row => row.count ? number(row.of(q)) : na()})),
          {title: 'values', numeric: true, cell: row => String(row.count)},
        ],
      }).node,
    }));
  }

  function overTime(run, unit) {
    const step = i => run.steps[i];
    const latency = name => i => step(i).latency === undefined ? null : step(i).latency[name + 'Ticks'];
    const states = ['picking', 'sending', 'queue', 'processing', 'receiving'];
    const sum = i => states.every(state => latency(state)(i) !== null) ? states.reduce((all, state) => all + latency(state)(i), 0) : null;
    const rate = name => i => step(i)[name] / run.ticksPerStep * unit.inRate;
    const inUnit = ' (' + unit.name + ')';
    const probes = run.steps.some(one => one.probesSent > 0);
    const charts = [
      perServer(run, unit, 'Utilization (%)', unit.utilization, '%', server => server.utilizationPercent),
      perServer(run, unit, 'Queue length', 'Requests and probes that wait, of each server at the end of each step.', 'requests', server => server.queueLength),
      timeline(run, unit, {
        title: 'Latency by stage' + inUnit, y: unit.name, stacked: true,
        caption: 'Mean time in each state of the requests that were ' + unit.completed + ' in the step, one upon the other.',
        lines: states.map((name, i) => ({name, color: i + 1, of: latency(name)})),
      }),
      timeline(run, unit, {
        title: 'Total latency' + inUnit, y: unit.name,
        caption: 'Mean over the requests that were ' + unit.completed + ' in the step.',
        lines: [{name: 'total', color: 1, of: sum}],
        columns: [{name: 'total', of: sum}, {name: 'completed', of: i => step(i).latency === undefined ? 0 : step(i).latency.completed}],
      }),
      timeline(run, unit, {
        title: 'Sent per ' + unit.rate, y: (probes ? 'requests or probes per ' : 'requests per ') + unit.rate, stacked: true,
        caption: probes ? 'Requests and probes that clients sent, one upon the other.' : 'Requests that clients sent; there were no probes.',
        lines: [{name: 'requests', color: 1, of: rate('requestsSent')},
          ...(probes ? [{name: 'probes', color: 2, of: rate('probesSent')}] : [])],
      }),
      timeline(run, unit, {
        title: 'Wait in a server\u2019s queue' + inUnit, y: unit.name,
        caption: 'Mean wait, told at the step in which requests entered the queue, began to be processed, or were completed.',
        lines: [{name: 'by entry', color: 1, of: i => known(step(i).queueTicksByEntry)},
          {name: 'by start', color: 2, of: i => known(step(i).queueTicksByStart)},
          {name: 'by finish', color: 3, of: i => known(step(i).queueTicksByFinish)}],
      }),
      stageBoxes(run),
    ];
    if (run.pid !== undefined) {
      charts.splice(6, 0, timeline(run, unit, {
        title: 'PID weight of ' + run.pid.server, y: 'weight',
        caption: 'What the controller has come to at the end of each step; it has no bounds.',
        lines: [{name: 'weight', color: 4, of: i => run.pid.weight[i]}],
      }));
    }
    return charts;
  }

  function traces(study, unit) {
    const place = h('div', {class: 'columns'});
    const select = h('select', {id: unique('trace'), onchange: () => show(study.traces[select.selectedIndex])},
        study.traces.map(({name}) => h('option', {}, name)));
    const note = h('p', {class: 'note'});
    function show({name, trace}) {
      note.textContent = 'Repetition ' + trace.repetition + ' of ' + name + ', in steps of ' + trace.ticksPerStep
          + ' ' + (trace.ticksPerStep === 1 ? unit.one : unit.name) + '. Shaded: warming up and cooling down.';
      place.replaceChildren(...overTime(trace, unit));
    }
    show(study.traces[0]);
    return [h('h3', {}, 'One run over time'),
      h('div', {class: 'controls'}, h('label', {for: select.id}, 'Scenario', select)), note, place];
  }

  // ---- tables

  const COLOURS = {5: 'better', 4: 'better', 2: 'worse', 1: 'worse'};

  function scores(table1) {
    return [
      h('h3', {}, 'Scores'),
      h('p', {class: 'note'}, 'Which fifth of all scenarios the reasonably bad run (mean + standard deviation over the runs) is in: '
          + '5 is very good, 1 very bad. Scores are relative to the scenarios on this page.'),
      table({
        caption: 'Scores', rows: table1.rows, search: row => row.name,
        columns: [
          {title: 'scenario', name: true, value: row => row.name, cell: row => row.name},
          ...table1.columns.map((title, i) => ({
            title, value: row => row.scores[i], descendingFirst: true,
            cell: row => h('span', {class: 'mark ' + (COLOURS[row.scores[i][0]] || '')}, row.scores[i]),
          })),
          {title: 'total', numeric: true, descendingFirst: true, value: row => row.total ?? null,
            cell: row => row.total === undefined ? na() : String(row.total)},
        ],
      }).node,
      ...table1.notes.map(text => h('p', {class: 'note'}, 'Note: ' + text + '.')),
    ];
  }

  function figures(study, caption, keep) {
    const columns = study.columns.map((column, i) => ({column, i})).filter(({column}) => keep(column));
    return columns.length === 0 ? [] : [table({
      caption, rows: study.figures, search: row => row.name + ' ' + row.policy,
      columns: [
        {title: 'scenario', name: true, value: row => row.name, cell: row => h('span', {title: row.policy}, row.name)},
        {title: 'runs', numeric: true, value: row => row.runs, cell: row => String(row.runs)},
        ...columns.map(({column, i}) => ({
          title: column.name + (column.unit === '1' ? '' : ' (' + column.unit + ')'), numeric: true,
          value: row => figureValue(row.figures[i]), cell: row => figure(row.figures[i]),
        })),
      ],
    }).node];
  }

  function ticksInStates(study) {
    const column = (title, of) => ({title, numeric: true, value: row => figureValue(of(row)), cell: row => figure(of(row))});
    return study.ticksInStates.length === 0 ? [] : [
      h('h3', {}, 'Mean ticks in each state'),
      table({
        caption: 'Mean ticks in each state, probes beside requests', rows: study.ticksInStates, search: row => row.name,
        columns: [{title: 'scenario', name: true, value: row => row.name, cell: row => row.name},
          ...study.states.flatMap((state, i) => [
            column(state + ', requests', row => row.requests[i]), column(state + ', probes', row => row.probes[i])])],
      }).node,
    ];
  }

  function pairs(study) {
    const told = row => row.pairs > 0;
    const rows = study.pairs.rows.filter(told);
    const ratio = row => row.isRatio ?? row.ratio;
    const text = (row, x) => x === undefined ? 'n/a' : ratio(row) ? change(x) : signed(x, 3);
    const answers = {lower: 'better', higher: 'worse', equal: 'same', undecided: 'unsure'};
    const signs = {lower: '\u25bc', higher: '\u25b2', equal: '=', undecided: '?'};
    return rows.length === 0 ? [] : [
      h('h3', {}, 'Against ' + study.pairs.baseline),
      h('p', {class: 'note'}, 'Paired by repetition: where the settings are the same, both met the same arrivals, servers and resets. '
          + 'An answer is given where it can be believed; at most 5 % of such answers are expected to be false (Benjamini and Hochberg). '
          + 'Intervals are each one\u2019s own.'),
      table({
        caption: 'Paired differences', rows, page: 50, search: row => row.entry + ' ' + row.column + ' ' + row.answer,
        columns: [
          {title: 'scenario', name: true, value: row => row.entry, cell: row => row.entry},
          {title: 'figure', value: row => row.column, cell: row => row.column},
          {title: 'answer', value: row => row.answer, cell: row => h('span', {class: 'mark ' + answers[row.answer]},
              h('span', {'aria-hidden': 'true'}, signs[row.answer] + '\u00a0'), row.answer)},
          {title: 'change', numeric: true, value: row => row.estimate, cell: row => text(row, row.estimate)},
          {title: 'interval', numeric: true, cell: row => row.low === undefined ? na('one pair')
              : '[' + text(row, row.low) + ', ' + text(row, row.high) + ']'},
          {title: 'p', numeric: true, value: row => row.p, cell: row => row.p === undefined ? na() : number(row.p, 2)},
          {title: 'pairs', numeric: true, value: row => row.pairs, cell: row => String(row.pairs)},
          {title: 'settings', cell: row => row.sameSettings ? 'same' : 'differ'},
        ],
      }).node,
    ];
  }

  /** What was found beside the table: whatever is not as it should be stands out. */
  const proved = notes => notes.map(text => h('p', {class: /: (holds|agrees)$|^(overhead|slip) of /.test(text) ? 'note' : 'warning'}, text));

  const yes = () => h('span', {class: 'mark better'}, 'yes');
  const no = () => h('span', {class: 'mark worse'}, '\u00d7 no');

  function theory({theory: rows, notesOfTheory: notes}) {
    return rows.length === 0 ? [] : [
      h('h3', {}, 'Against theory'),
      h('p', {class: 'note'}, 'Half width: of the 99.9 % interval. It is too wide if it is more than 3/10 of what was predicted, for then too much would agree.'),
      table({
        caption: 'Simulated against theory', rows,
        columns: [
          {title: 'system', name: true, value: row => row.of.system, cell: row => row.of.system},
          {title: 'load', numeric: true, value: row => row.of.load, cell: row => number(row.of.load, 2)},
          {title: 'quantity', cell: row => row.of.quantity},
          {title: 'predicted', numeric: true, cell: row => number(row.of.predicted, 5)},
          {title: 'simulated', numeric: true, cell: row => number(row.of.simulated, 5)},
          {title: 'half width', numeric: true, cell: row => row.of.halfWidth === undefined ? na() : number(row.of.halfWidth, 2)},
          {title: 'agrees', value: row => row.answer,
            cell: row => row.answer === 'yes' ? yes() : row.answer === 'NO' ? no() : h('span', {class: 'mark unsure'}, row.answer)},
        ],
      }).node,
      ...proved(notes),
    ];
  }

  function real({real: rows, notesOfReal: notes}) {
    return rows.length === 0 ? [] : [
      h('h3', {}, 'Real against simulated'),
      h('p', {class: 'note'}, 'Bound: by how much they may differ: times by this share of the smaller, shares of the requests by this much as they are.'
          + ' Ratio: simulated by real.'),
      table({
        caption: 'Real against simulated', rows,
        columns: [
          {title: 'policy', name: true, value: row => row.policy, cell: row => row.policy},
          {title: 'quantity', value: row => row.quantity, cell: row => row.quantity + (row.unit === '1' ? '' : ' (' + row.unit + ')')},
          {title: 'real', numeric: true, cell: row => number(row.real)},
          {title: 'simulated', numeric: true, cell: row => number(row.simulated)},
          {title: 'ratio', numeric: true, value: row => row.ratio, cell: row => row.ratio === undefined ? na() : number(row.ratio, 3)},
          {title: 'bound', numeric: true, cell: row => number(row.bound, 3)},
          {title: 'agrees', value: row => row.agrees ? 1 : 0, cell: row => row.agrees ? yes() : no()},
        ],
      }).node,
      ...proved(notes),
    ];
  }

  // A page of simulations alone has no verdict, whose heading is the page's.
  if (document.querySelector('h1') === null) {
    root.firstChild.replaceWith(h('h1', {id: root.getAttribute('aria-labelledby')}, root.firstChild.textContent));
  }
  for (const study of data.studies) {
    // Of failures the event engine keeps no stages, and the notebook has none.
    const unit = study.unit === 'ticks'
        ? {name: 'ticks', one: 'tick', time: 'tick', rate: 'tick', inRate: 1, completed: 'completed',
          utilization: 'Busy threads of all, of each server in each tick.'}
        : {name: 'ms', one: 'ms', time: 'ms', rate: 'second', inRate: 1000, completed: 'answered well',
          utilization: 'Busy workers of all, of each server: the mean of twenty looks in each step.'};
    root.append(h('p', {class: 'muted'}, study.head));
    markCutShort(study);
    root.append(...study.notes.map(text => h('p', {class: 'warning'}, text)));
    root.append(...(study.cutShort.length === 0 ? [] : [h('p', {class: 'note'}, MARK)]));
    if (study.figures.length === 0) {
      root.append(...(study.theory.length + study.real.length === 0 ? [empty('no scenario was simulated')] : []));
    } else {
      root.append(...(study.scores.rows.length === 0 ? [] : scores(study.scores)));
      root.append(h('div', {class: 'columns boxes'}, study.boxes.map(boxChart)));
      root.append(h('h3', {}, 'Figures'),
          h('p', {class: 'note'}, 'Means over the runs; in brackets their 95 % intervals, Student\u2019s.'
              + (study.unit === 'ticks' ? ' The notebook samples one tick in thirty and counts distinct utilizations; '
                  + 'the clean figures count every request and every tick.' : '')),
          ...figures(study, 'Figures as the notebook counts them', column => column.notebooks),
          ...figures(study, study.unit === 'ticks' ? 'Figures of every request and every tick' : 'Figures of every request',
              column => !column.notebooks));
      root.append(...pairs(study), ...ticksInStates(study), ...(study.traces.length === 0 ? [] : traces(study, unit)));
    }
    root.append(...theory(study), ...real(study));
  }
});
