// Searches for capacity, calibrations and checks against theory, each as the console told it.
report.section('tables', (root, data) => {
  const {h} = report;
  for (const {title, lines} of data.documents) {
    root.append(h('h3', {}, title), h('pre', {tabindex: '0', role: 'region', 'aria-label': title}, lines.join('\n')));
  }
});
