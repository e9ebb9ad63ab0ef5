// The verdict, how much was judged, and what puts the answer in doubt.
report.section('verdict', (root, data) => {
  const {h, empty, verdict, facts, table} = report;
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
  root.append(data.detectable.length + data.calibration.length === 0
      ? empty('nothing was judged, and the rule\u2019s error rates were not given')
      : list([
        ...data.detectable.map(text => text.charAt(0).toUpperCase() + text.slice(1)
            + ' judged entries (a worsening of that size, found four times in five).'),
        ...data.calibration]));

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
