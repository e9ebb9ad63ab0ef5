// The charts that the reader asked for.
report.section('plots', (root, data) => {
  root.append(data.charts.length === 0
      ? report.empty('the plot section names no chart')
      : report.h('div', {class: 'columns'}, data.charts.map(report.drawing)));
});
