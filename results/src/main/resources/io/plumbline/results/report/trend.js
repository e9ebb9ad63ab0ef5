// How each figure went over the commits: a table of all, a plot of the one that was chosen.
report.section('trend', (root, data) => {
  const {h, empty, number, change, tip, axis, chart, table} = report;
  if (data.otherMachines > 0) {
    root.append(h('p', {class: 'note'}, data.otherMachines + ' of the history\u2019s commits are left out: they were '
        + 'measured on another machine, on several, or nobody wrote down where.'));
  }
  if (data.older > 0) {
    root.append(h('p', {class: 'note'}, 'Only the newest ' + data.commits.length + ' commits are drawn; '
        + 'older ones have results too.'));
  }
  if (data.trends.length === 0) {
    root.append(empty('the history holds no results of this machine'));
    return;
  }

  const tone = (line, step) => (step.ratio > 1) === line.lowerIsBetter ? 'worse' : 'better';
  const told = (line, step) => change(step.ratio) + ' ' + tone(line, step) + ' at '
      + data.commits[line.commits[step.point]].id;
  const rows = data.trends.map((line, i) => Object.assign({i, last: line.steps[line.steps.length - 1]}, line));
  // The newest step first, then the rest by name.
  rows.sort((a, b) => (b.last ? b.commits[b.last.point] : -1) - (a.last ? a.commits[a.last.point] : -1) || a.i - b.i);
  let line = rows[0];

  const title = h('h3', {});
  const why = h('p', {class: 'note'});
  const figure = chart({
    label: '',
    caption: 'Small dots are forks, the line is each commit\u2019s geometric mean, oldest commit left; bars are the '
        + 'levels between steps, and a dashed upright says where a step is. Commits without the figure are gaps.',
    height: 300,
    option(colors, width) {
      const commits = data.commits.map((_, i) => String(i)); // an id may occur twice, changed and not
      const means = commits.map(() => '-');
      line.commits.forEach((commit, i) => { means[commit] = line.means[i]; });
      const starts = [0, ...line.steps.map(step => step.point), line.commits.length];
      const levels = starts.slice(0, -1).map((from, k) => {
        const part = line.means.slice(from, starts[k + 1]);
        const level = Math.exp(part.reduce((sum, x) => sum + Math.log(x), 0) / part.length);
        return [{coord: [commits[line.commits[from]], level]},
          {coord: [commits[line.commits[starts[k + 1] - 1]], level]}];
      });
      return {
        grid: {left: 8, right: 24, top: 46, bottom: 8, containLabel: true},
        tooltip: {formatter: ({seriesType, data: point, dataIndex, value}) => {
          const at = seriesType === 'line' ? dataIndex : value[0];
          const commit = data.commits[at];
          const i = line.commits.indexOf(at);
          return i < 0 ? '' : tip(commit.id + (commit.dirty ? ', changed since' : ''),
              commit.time.slice(0, 10),
              'mean ' + number(line.means[i]) + ' ' + line.unit + ' of ' + line.forks[i].length
                  + (line.forks[i].length === 1 ? ' fork' : ' forks'),
              ...line.steps.filter(step => line.commits[step.point] === at).map(step => 'step: ' + told(line, step)));
        }},
        xAxis: axis(colors, {type: 'category', data: commits,
          axisLabel: {color: colors.muted, hideOverlap: true, formatter: i => data.commits[i].id}}),
        yAxis: report.values(colors, {name: line.unit}),
        series: [
          {
            type: 'scatter', symbolSize: 4, itemStyle: {color: colors.base, opacity: .55},
            data: line.commits.flatMap((commit, i) => line.forks[i].map(x => [commit, x])),
          },
          {
            type: 'line', data: means, connectNulls: false, symbol: 'circle', symbolSize: 6, showSymbol: true,
            lineStyle: {color: colors.head, width: 1.5}, itemStyle: {color: colors.head},
            markLine: {
              silent: true, symbol: 'none', animation: false,
              data: [
                ...(line.steps.length === 0 ? [] : levels.map(([from, to]) => [
                  Object.assign({lineStyle: {color: colors.text, width: 2, type: 'solid'}, label: {show: false}}, from), to])),
                ...line.steps.map(step => ({
                  xAxis: commits[line.commits[step.point]],
                  lineStyle: {color: colors[tone(line, step)], width: 1.5, type: 'dashed'},
                  label: {position: 'end', color: colors[tone(line, step)], fontWeight: 600,
                    formatter: (tone(line, step) === 'worse' ? '\u25b2 ' : '\u25bc ') + change(step.ratio)},
                })),
              ],
            },
          },
        ],
      };
    },
  });
  const few = empty('a trend needs 2 commits');

  function choose(row) {
    line = row;
    title.textContent = row.label;
    why.textContent = row.doubt ? 'Steps: n/a (' + row.doubt + ').'
        : row.steps.length === 0 ? 'No step over ' + row.commits.length + ' commits.'
            : 'Steps: ' + row.steps.map(step => told(row, step)).join('; ') + '.';
    figure.hidden = row.commits.length < 2;
    few.hidden = !figure.hidden;
    figure.label('Trend of ' + row.label + ' over ' + row.commits.length + ' commits, from '
        + number(row.means[0]) + ' to ' + number(row.means[row.means.length - 1]) + ' ' + row.unit + '. ' + why.textContent);
    figure.redraw();
  }

  const list = table({
    caption: 'All figures of the history, the newest step first; a name draws it above',
    rows,
    page: 15,
    search: row => row.label,
    columns: [
      {title: 'entry', name: true, value: row => row.label,
        cell: row => h('button', {type: 'button', class: 'link', onclick: () => {
          choose(row);
          title.focus();
          title.scrollIntoView({block: 'start'});
        }}, row.label)},
      {title: 'commits', numeric: true, value: row => row.commits.length, cell: row => String(row.commits.length)},
      {title: 'newest', numeric: true, cell: row => number(row.means[row.means.length - 1])},
      {title: 'unit', value: row => row.unit, cell: row => row.unit},
      {title: 'steps', numeric: true, descendingFirst: true, value: row => row.doubt ? null : row.steps.length,
        cell: row => row.doubt ? report.na(row.doubt) : String(row.steps.length)},
      {title: 'last step', value: row => row.last ? row.last.ratio : null,
        cell: row => row.last
            ? h('span', {class: 'mark ' + tone(row, row.last)},
                h('span', {'aria-hidden': 'true'}, tone(row, row.last) === 'worse' ? '\u25b2 ' : '\u25bc '), told(row, row.last))
            : ''},
    ],
  });
  title.tabIndex = -1;
  root.append(title, why, figure, few, list.node, h('p', {class: 'note'}, data.falseAlarms));
  choose(line);
});
