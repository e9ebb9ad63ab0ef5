// What changed: a plot of the ratios, a plot of the forks behind them, and the table that rules both.
report.section('changes', (root, data) => {
  const {h, empty, number, signed, verdict, VERDICTS, tip, axis, chart, table} = report;
  const NARROW = 560; // below this width, labels stand above their rows
  const rows = data.entries.map((row, i) => Object.assign({i}, row.entry, row, {
    p: row.entry.pWorse === undefined ? null : Math.min(row.entry.pWorse, row.entry.pBetter),
    // As a cost, so that the right is worse whatever the unit: a rate's ratio is inverted.
    cost: ratio => ratio === undefined ? null : Math.log(ratio) * (row.entry.lowerIsBetter ? 1 : -1),
  }));
  if (rows.length === 0) {
    root.append(empty('neither side has a figure to compare'));
    return;
  }
  const order = [...new Set(rows.map(row => row.verdict))];
  rows.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict)
      || (a.p === null) - (b.p === null) || a.p - b.p || a.i - b.i);
  const open = row => report.go('entry-' + row.i);

  let onView = [];
  const plotted = () => onView.filter(row => row.ratio !== undefined);

  /** Percentages to mark between two logarithms, no closer than a share of the width. */
  function ticks(limit, most) {
    const steps = [.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 100, 1000];
    for (const step of steps) {
      const found = [];
      for (let k = 1; Math.log1p(k * step) < limit && found.length <= most; k++) {
        found.push(k * step);
      }
      if (2 * found.length + 1 <= most) {
        const below = found.filter(x => x < 1).map(x => -x).filter(x => Math.log1p(x) > -limit);
        return [...below, 0, ...found];
      }
    }
    return [0];
  }

  /** Both plots' rows: an axis of entries, one of logarithms with marks at round percentages. */
  function frame(colors, width, limit) {
    const list = plotted();
    const narrow = width < NARROW;
    const left = narrow ? 14 : Math.min(330, Math.round(width * .42));
    const marks = ticks(limit, Math.max(3, Math.floor((width - left) / 62)));
    return {
      narrow,
      grid: {left, right: 14, top: 28, bottom: 8},
      xAxis: axis(colors, {
        type: 'value', min: -limit, max: limit, splitLine: {show: false}, axisLabel: {show: false},
        axisTick: {show: false},
      }),
      yAxis: axis(colors, {
        type: 'category', inverse: true, data: list.map(row => row.label), axisTick: {show: false},
        axisLine: {show: false},
        axisLabel: narrow ? {show: false} : {
          color: colors.text, width: left - 12, overflow: 'truncate', interval: 0, fontSize: 12,
        },
      }),
      scale: {
        silent: true, symbol: 'none', animation: false, z: 1, // above the bands, below the marks
        label: {position: 'start', color: colors.muted, fontSize: 11, distance: 6},
        data: marks.map(x => ({
          xAxis: Math.log1p(x),
          label: {formatter: x === 0 ? '\u00b10' : signed(100 * x, Math.abs(x) < .01 ? 1 : 0) + '\u2009%'},
          lineStyle: {color: x === 0 ? colors.muted : colors.grid, type: 'solid', width: x === 0 ? 1.5 : 1},
        })),
      },
    };
  }
  const height = width => Math.max(1, plotted().length) * (width < NARROW ? 40 : 24) + 40;

  /** A label above its row, where there is no room beside it. */
  const above = (text, x, y, width, colors) => ({
    type: 'text', silent: true, x, y: y - 20,
    style: {text, fill: colors.text, fontSize: 12, width, overflow: 'truncate', fontFamily: 'inherit'},
  });

  /** A verdict's mark: worse points up, better down, the same is round, the doubtful is hollow. */
  function marker(name, x, y, colors) {
    const color = colors[VERDICTS[name].tone];
    const r = 5.5;
    const hollow = name !== 'regressed' && name !== 'improved' && name !== 'same';
    const style = {fill: hollow ? colors.card : color, stroke: color, lineWidth: 2};
    const polygon = points => ({type: 'polygon', shape: {points}, style});
    if (name === 'regressed') {
      return polygon([[x - r, y + r], [x + r, y + r], [x, y - r]]);
    }
    if (name === 'improved') {
      return polygon([[x - r, y - r], [x + r, y - r], [x, y + r]]);
    }
    return name === 'unsteady'
        ? polygon([[x - r, y], [x, y - r], [x + r, y], [x, y + r]])
        : {type: 'circle', shape: {cx: x, cy: y, r: r - 1}, style};
  }

  const forest = chart({
    label: '',
    caption: 'Candidate / baseline with 95\u00a0% interval, on a logarithmic scale; the band is the minimum '
        + 'effect. Right is worse whatever the unit: of rates the inverse is drawn. \u25b2 regressed, \u25bc improved, '
        + '\u25cf same, \u25cb inconclusive, \u25c7 unsteady; an arrow: the interval goes on.',
    height,
    option(colors, width) {
      const list = plotted();
      const bands = list.map(row => Math.log1p(row.minimumEffect));
      const points = list.map(row => Math.abs(row.cost(row.ratio)));
      const ends = list.filter(row => row.low !== undefined)
          .map(row => Math.max(Math.abs(Math.log(row.low)), Math.abs(Math.log(row.high))))
          .sort((a, b) => a - b);
      // One entry of two wild forks must not squeeze all others into a line.
      const usual = ends.length === 0 ? 0 : Math.min(ends[Math.floor((ends.length - 1) * .8)], Math.log(3));
      const limit = 1.08 * Math.max(...bands.map(b => 2 * b), ...points, usual, .02);
      const {narrow, scale, ...rest} = frame(colors, width, limit);
      return Object.assign(rest, {
        tooltip: {trigger: 'item', formatter: ({dataIndex}) => {
          const row = list[dataIndex];
          return tip(row.label, row.says, row.change, row.base + ' \u2192 ' + row.head + ' ' + row.unit,
              row.p === null ? null : 'p ' + number(row.p, 2), row.reason);
        }},
        series: [{
          type: 'custom', silent: true, z: 0, tooltip: {show: false}, encode: {x: 0, y: 1},
          data: list.map((row, i) => [0, i]),
          renderItem(params, api) {
            const band = Math.log1p(list[params.dataIndex].minimumEffect);
            const [from, middle] = api.coord([-band, params.dataIndex]);
            const [to] = api.coord([band, params.dataIndex]);
            const height = api.size([0, 1])[1];
            return {type: 'rect', style: {fill: colors.band},
              shape: {x: from, y: middle - height / 2, width: to - from, height}};
          },
        }, {
          type: 'custom', markLine: scale, clip: true,
          data: list.map((row, i) => [row.cost(row.ratio), i]),
          encode: {x: 0, y: 1},
          renderItem(params, api) {
            const row = list[params.dataIndex];
            const [x, middle] = api.coord([api.value(0), params.dataIndex]);
            const y = narrow ? middle + 8 : middle;
            const area = params.coordSys;
            const color = colors[VERDICTS[row.verdict].tone];
            const children = [];
            if (narrow) {
              children.push(above(row.label, area.x, middle, area.width, colors));
            }
            if (row.low !== undefined) {
              const ends = [row.cost(row.low), row.cost(row.high)].sort((a, b) => a - b);
              const [low] = api.coord([Math.max(ends[0], -limit), params.dataIndex]);
              const [high] = api.coord([Math.min(ends[1], limit), params.dataIndex]);
              const line = (x1, y1, x2, y2) =>
                children.push({type: 'line', shape: {x1, y1, x2, y2}, style: {stroke: color, lineWidth: 2}});
              line(low, y, high, y);
              for (const [end, at, inwards] of [[ends[0], low, 1], [ends[1], high, -1]]) {
                if (Math.abs(end) > limit) {
                  line(at, y, at + 6 * inwards, y - 4);
                  line(at, y, at + 6 * inwards, y + 4);
                } else {
                  line(at, y - 4, at, y + 4);
                }
              }
            }
            children.push(marker(row.verdict, x, y, colors));
            return {type: 'group', children};
          },
        }],
      });
    },
    click: ({dataIndex}) => open(plotted()[dataIndex]),
  });

  const strip = chart({
    label: '',
    caption: 'Each fork or run, relative to the baseline\u2019s mean: \u25cb baseline above, \u25c6 candidate below. '
        + 'Right is worse.',
    height,
    option(colors, width) {
      const list = plotted();
      const mean = row => row.baseForks.reduce((sum, x) => sum + Math.log(x), 0) / row.baseForks.length;
      const dots = (side, offset) => list.flatMap((row, i) => row[side].map((x, fork) => ({
        value: [(Math.log(x) - mean(row)) * (row.lowerIsBetter ? 1 : -1), i],
        fork, figure: x, symbolOffset: [0, offset + (width < NARROW ? 8 : 0)],
      })));
      const base = dots('baseForks', -5);
      const head = dots('headForks', 5);
      const limit = 1.08 * Math.max(.02, ...[...base, ...head].map(dot => Math.abs(dot.value[0])));
      const {narrow, scale, ...rest} = frame(colors, width, limit);
      const tooltip = {formatter: ({data: dot, seriesName}) =>
        tip(list[dot.value[1]].label,
            seriesName + ', fork ' + (dot.fork + 1) + ': ' + number(dot.figure) + ' ' + list[dot.value[1]].unit)};
      return Object.assign(rest, {
        series: [
          {
            name: 'baseline', type: 'scatter', symbol: 'circle', symbolSize: 7, data: base, tooltip, markLine: scale,
            itemStyle: {color: 'transparent', borderColor: colors.base, borderWidth: 1.6},
          },
          {
            name: 'candidate', type: 'scatter', symbol: 'diamond', symbolSize: 9, data: head, tooltip,
            itemStyle: {color: colors.head},
          },
          {
            type: 'custom', silent: true, data: narrow ? list.map((row, i) => [0, i]) : [], encode: {x: 0, y: 1},
            tooltip: {show: false},
            renderItem: (params, api) => {
              const [, y] = api.coord([0, params.dataIndex]);
              return above(list[params.dataIndex].label, params.coordSys.x, y, params.coordSys.width, colors);
            },
          },
        ],
      });
    },
    click: ({data: dot}) => open(plotted()[dot.value[1]]),
  });

  const nothing = h('p', {class: 'note', role: 'status'});
  function draw(list) {
    onView = list;
    const drawn = plotted();
    const without = list.length - drawn.length;
    nothing.textContent = without === 0 ? ''
        : without + ' of ' + list.length + ' on view without a ratio to draw; the table says why.';
    for (const [figure, what] of [[forest, 'Ratios with intervals'], [strip, 'Fork means']]) {
      figure.hidden = drawn.length === 0;
      figure.label(what + ' of ' + drawn.length + ' entries: '
          + drawn.slice(0, 5).map(row => row.label + ' ' + row.change).join('; ')
          + (drawn.length > 5 ? '; and more' : '') + '. The table below holds the same figures.');
      figure.redraw();
    }
  }

  const result = table({
    caption: 'Entries, the most urgent first; a header sorts, a name opens the entry',
    rows,
    page: 25,
    search: row => row.label + ' ' + row.says + ' ' + (row.reason || ''),
    sort: {column: 1},
    onrows: draw,
    columns: [
      {title: 'entry', name: true, value: row => row.label,
        cell: row => [h('button', {type: 'button', class: 'link', onclick: () => open(row)}, row.label),
          row.reason ? h('div', {class: 'note'}, row.reason) : null]},
      {title: 'verdict', value: row => order.indexOf(row.verdict),
        cell: row => [verdict(row.verdict), row.says === row.verdict ? '' : row.says.slice(row.verdict.length)]},
      {title: 'change [95\u00a0%]', numeric: true, value: row => row.ratio === undefined ? null : row.ratio,
        cell: row => row.change},
      {title: 'p', numeric: true, value: row => row.p,
        cell: row => row.p === null ? 'n/a' : row.p < .0001 ? '<\u20090.0001' : row.p.toFixed(4)},
      {title: 'base', numeric: true, cell: row => row.base},
      {title: 'head', numeric: true, cell: row => row.head},
      {title: 'unit', value: row => row.unit, cell: row => row.unit},
      {title: 'forks', numeric: true, value: row => Math.min(row.baseForks.length, row.headForks.length),
        cell: row => row.baseForks.length + ' v ' + row.headForks.length},
      {title: 'detectable', numeric: true, value: row => row.entry.detectable, cell: row => row.detectable},
      {title: 'forks needed', numeric: true, value: row => row.entry.forksNeeded, cell: row => row.forksNeeded},
    ],
  });

  // What is the same concerns nobody, unless there is nothing else.
  const pressed = new Set(order.filter(name => name !== 'same'));
  if (pressed.size === 0) {
    pressed.add('same');
  }
  const show = () => result.show(row => pressed.has(row.verdict));
  const toggles = h('fieldset', {}, h('legend', {}, 'Show'), order.map(name => {
    const button = h('button', {type: 'button', 'data-verdict': name, 'aria-pressed': String(pressed.has(name)),
      onclick: () => {
        if (!pressed.delete(name)) {
          pressed.add(name);
        }
        button.setAttribute('aria-pressed', String(pressed.has(name)));
        show();
      }}, verdict(name), ' ' + rows.filter(row => row.verdict === name).length);
    return button;
  }));
  result.controls.prepend(toggles);
  root.append(result.controls, h('div', {class: 'columns'}, forest, strip), nothing, result.area);
  show();
});
