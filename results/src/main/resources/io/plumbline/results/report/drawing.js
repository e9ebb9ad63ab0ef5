// Draws the charts that the page and the SVG files have in common: axes, traces, and what is noted
// of them. A trace's points are {x, y, xRange: {low, high}, yRange}.
'use strict';
report.drawing = (() => {
  const {h, empty, number, tip, axis, chart, table} = report;
  const FEW = 20; // points of a line that still shows each

  const isLog = of => of.scale === 'LOG' || of.scale === 'QUANTILE';
  const plain = x => String(Number(x.toPrecision(6)));
  const percentile = x => 'p' + Number((100 * (1 - 1 / x)).toFixed(4));
  const told = (of, x) => of.scale === 'CATEGORY' ? of.categories[x]
      : of.scale === 'QUANTILE' ? percentile(x) : number(x);
  const interval = (of, range) => range ? ' [' + told(of, range.low) + ', ' + told(of, range.high) + ']' : '';

  function values(data, name) {
    const range = name + 'Range';
    return data.traces.flatMap(trace => trace.points.flatMap(point =>
      point[range] ? [point[name], point[range].low, point[range].high] : [point[name]]));
  }

  function scaled(colors, of, all, more) {
    const positive = all.filter(x => x > 0);
    const low = Math.min(...(isLog(of) ? positive : all));
    const high = Math.max(...(isLog(of) ? positive : all));
    // Powers of ten alone would leave an axis of one or two steps without marks.
    const logBase = of.scale === 'QUANTILE' || high / low > 100 ? 10 : 2;
    const under = isLog(of) ? logBase ** Math.floor(Math.log(low) / Math.log(logBase)) : low;
    const over = isLog(of) ? logBase ** Math.ceil(Math.log(high) / Math.log(logBase)) : high;
    return axis(colors, Object.assign({
      type: of.scale === 'CATEGORY' ? 'category' : isLog(of) ? 'log' : 'value',
      data: of.scale === 'CATEGORY' ? of.categories : undefined,
      logBase,
      min: isLog(of) ? (under === over ? under / logBase : under) : undefined,
      max: isLog(of) ? over : undefined,
      scale: low > 0.4 * high,
      name: of.label, nameLocation: 'middle',
      splitLine: {show: true, lineStyle: {color: colors.grid}},
      axisLabel: {
        color: colors.muted, hideOverlap: true,
        formatter: of.scale === 'CATEGORY' ? undefined : of.scale === 'QUANTILE' ? percentile : plain,
      },
    }, more));
  }

  /** Whiskers and regions are drawn by hand: [x, y, xLow, xHigh, yLow, yHigh]. */
  function whiskers(trace, color) {
    return {
      type: 'custom', name: trace.label, color, silent: true, clip: true, z: 3,
      data: trace.points.filter(p => p.xRange || p.yRange).map(p => [p.x, p.y,
        p.xRange ? p.xRange.low : null, p.xRange ? p.xRange.high : null,
        p.yRange ? p.yRange.low : null, p.yRange ? p.yRange.high : null]),
      encode: {x: 0, y: 1},
      renderItem: (_, api) => {
        const at = i => api.value(i);
        const lines = [];
        const line = (a, b) => lines.push({
          type: 'line',
          shape: {x1: a[0], y1: a[1], x2: b[0], y2: b[1]},
          style: {stroke: color, lineWidth: 1.5},
        });
        if (Number.isFinite(at(2))) {
          line(api.coord([at(2), at(1)]), api.coord([at(3), at(1)]));
        }
        if (Number.isFinite(at(4))) {
          line(api.coord([at(0), at(4)]), api.coord([at(0), at(5)]));
        }
        return {type: 'group', children: lines};
      },
    };
  }

  function region(trace, color) {
    return {
      type: 'custom', name: trace.label, color, silent: true, clip: true, z: 1,
      data: [trace.points.flatMap(p => [p.x, p.y])],
      encode: {x: 0, y: 1},
      renderItem: (_, api) => ({
        type: 'polygon',
        shape: {points: trace.points.map(p => api.coord([p.x, p.y]))},
        style: {
          fill: echarts.color.modifyAlpha(color, .15), stroke: color,
          lineDash: trace.dashed ? [6, 4] : null,
        },
      }),
    };
  }

  function series(trace, color, card) {
    if (trace.mark === 'REGION') {
      return [region(trace, color)];
    }
    const data = trace.points.map(p => ({value: [p.x, p.y], point: p}));
    const hollow = {color: trace.dashed ? card : color, borderColor: color, borderWidth: 1.5};
    if (trace.mark === 'POINTS') {
      return [{
        type: 'scatter', name: trace.label, data, color, symbolSize: 9, itemStyle: hollow, z: 4,
      }, whiskers(trace, color)];
    }
    const thin = trace.mark === 'THIN';
    return [{
      type: 'line', name: trace.label, data, color, symbol: 'circle', symbolSize: 7,
      showSymbol: trace.points.length < (thin ? 2 : FEW), itemStyle: hollow, z: thin ? 2 : 4,
      lineStyle: {color, width: thin ? 1 : 2, opacity: thin ? .5 : 1, type: trace.dashed ? [6, 4] : 'solid'},
    }, ...(thin || trace.points.length >= FEW ? [] : [whiskers(trace, color)])];
  }

  function alternative(data) {
    const lines = new Set(data.traces.filter(t => t.mark === 'LINE').map(t => t.label));
    const rows = data.traces
        .filter(t => t.mark !== 'REGION' && !(t.mark === 'THIN' && lines.has(t.label)))
        .flatMap(trace => trace.points.map(point => ({trace, point})));
    const column = (of, name, title) => ({
      title: title || of.label, numeric: of.scale !== 'CATEGORY',
      value: row => row.point[name],
      cell: row => told(of, row.point[name]) + interval(of, row.point[name + 'Range']),
    });
    return table({
      caption: data.title, rows, page: rows.length > 25 ? 25 : undefined,
      columns: [
        {title: 'series', value: row => row.trace.label, cell: row => row.trace.label, name: true},
        column(data.x, 'x'), column(data.y, 'y', data.y.label || 'of'),
      ],
    }).node;
  }

  /** Nothing to see: it makes the axes long enough for whiskers, which they do not count. */
  function room(data) {
    const x = values(data, 'x');
    const y = values(data, 'y');
    const log = name => isLog(data[name]);
    const least = (all, name) => Math.min(...(log(name) ? all.filter(value => value > 0) : all));
    return {
      type: 'scatter', silent: true, symbolSize: 0,
      data: [[least(x, 'x'), least(y, 'y')], [Math.max(...x), Math.max(...y)]],
    };
  }

  const names = data => [...new Set(data.traces.map(trace => trace.label))];

  /** How many lines the names take that stand below. */
  function legendLines(data, width) {
    let lines = 1;
    let used = 0;
    for (const name of names(data)) {
      const wide = 50 + 7 * name.length;
      if (used + wide > width && used > 0) {
        lines++;
        used = 0;
      }
      used += wide;
    }
    return lines;
  }

  function option(data, colors, width) {
    const color = trace => colors['series-' + (trace.color % 6 + 1)];
    const below = 20 * legendLines(data, width);
    return {
      grid: {left: data.y.scale === 'CATEGORY' ? 8 : 30, right: 28, top: 12, bottom: 34 + below, containLabel: true},
      legend: {
        data: names(data).map(name => data.traces.some(t => t.label === name && t.mark === 'POINTS')
            ? {name, icon: 'circle'} : {name}),
        bottom: 0, left: 0, textStyle: {color: colors.text},
        itemWidth: 28, itemHeight: 9, itemGap: 14, inactiveColor: colors.muted,
      },
      tooltip: {
        trigger: 'item', confine: true, backgroundColor: colors.card, borderColor: colors.line,
        textStyle: {color: colors.text}, transitionDuration: 0,
        formatter: at => at.data && at.data.point ? tip(at.seriesName,
            data.x.label + ': ' + told(data.x, at.data.point.x) + interval(data.x, at.data.point.xRange),
            (data.y.label ? data.y.label + ': ' : '') + told(data.y, at.data.point.y)
                + interval(data.y, at.data.point.yRange)) : '',
      },
      xAxis: scaled(colors, data.x, values(data, 'x'), {nameGap: 28}),
      yAxis: scaled(colors, data.y, values(data, 'y'), {nameGap: 46}),
      series: [...data.traces.flatMap(trace => series(trace, color(trace), colors.card)), room(data)],
    };
  }

  /** A chart with its heading, its figures as a table, and what of it is not drawn. */
  return data => h('div', {class: 'drawing', id: 'chart-' + data.id}, h('h3', {}, data.title),
      data.traces.length === 0
          ? empty('nothing to draw')
          : chart({
            label: data.title + '. ' + data.description + ' Series: ' + names(data).join(', ') + '.',
            caption: data.description,
            height: width => 260 + 20 * legendLines(data, width)
                + (data.y.scale === 'CATEGORY' ? 8 * data.y.categories.length : 40),
            option: (colors, width) => option(data, colors, width),
            alternative: alternative(data),
          }),
      data.notes.length === 0 ? null
          : h('details', {class: 'note', open: data.traces.length === 0},
              h('summary', {}, data.notes.length === 1 ? 'A note' : data.notes.length + ' notes'),
              h('ul', {}, data.notes.map(note => h('li', {}, note)))));
})();

/** A figure: its value and interval, or n/a and why. */
report.figure = (figure, digits = 4) => {
  const {h, na, number} = report;
  if (figure.because !== undefined) {
    return na(figure.because);
  }
  const text = number(figure.value, digits);
  return figure.low === undefined || figure.high === undefined
      ? h('span', {title: figure.basis || null}, text)
      : h('span', {title: figure.basis || null}, text, ' ',
          h('span', {class: 'muted'}, '[' + number(figure.low, digits) + ', ' + number(figure.high, digits) + ']'));
};

/** What a table sorts it by; the unknown come last. */
report.figureValue = figure => figure.because === undefined ? figure.value : null;
