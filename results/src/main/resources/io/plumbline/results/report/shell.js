// What all sections share: building of nodes, number formats, tables, charts, the theme. Text
// from outside becomes text nodes alone; nothing here parses markup.
'use strict';
const report = (() => {
  const drawn = []; // charts, to be drawn again when the theme or their width changes
  const sections = new Map();
  const dataOf = new Map();
  const shown = []; // functions that show what an address asks for
  let nextId = 0;

  /** A node: h('p', {class: 'note'}, 'text', node, ...); on* are listeners, null children are left out. */
  function h(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith('on')) {
        node.addEventListener(name.slice(2), value);
      } else if (value === true) {
        node.setAttribute(name, '');
      } else if (value !== false && value !== null && value !== undefined) {
        node.setAttribute(name, value);
      }
    }
    for (const child of children.flat(Infinity)) {
      if (child !== null && child !== undefined) {
        node.append(child);
      }
    }
    return node;
  }

  const unique = prefix => prefix + '-' + nextId++;

  /** What is said in place of a figure that does not exist, and why it does not. */
  const na = why => h('span', {class: 'na'}, why ? 'n/a (' + why + ')' : 'n/a');
  const empty = why => h('p', {class: 'empty'}, 'n/a: ' + why);
  const known = x => typeof x === 'number' && Number.isFinite(x);

  /** Four significant digits: 0.001234, 12.34, 123400. */
  function number(x, digits = 4) {
    if (!known(x)) {
      return 'n/a';
    }
    if (x === 0) {
      return '0';
    }
    const exponent = Math.floor(Math.log10(Math.abs(x)));
    return exponent < -6 || exponent > 14
        ? x.toExponential(digits - 1)
        : x.toFixed(Math.min(20, Math.max(0, digits - 1 - exponent)));
  }
  const signed = (x, digits = 1) =>
    known(x) ? (x < 0 ? '\u2212' : '+') + Math.abs(x).toFixed(digits) : 'n/a';
  /** 0.042 -> 4.2 % */
  const percent = (share, digits = 1) => known(share) ? (100 * share).toFixed(digits) + '\u00a0%' : 'n/a';
  /** The ratio 1.042 -> +4.2 % */
  const change = ratio => known(ratio) ? signed(100 * (ratio - 1)) + '\u00a0%' : 'n/a';

  // Every verdict has a sign and a shape of its own: none is told by its colour alone.
  const VERDICTS = {
    'regressed': {tone: 'worse', sign: '\u25b2', symbol: 'triangle'},
    'improved': {tone: 'better', sign: '\u25bc', symbol: 'path://M0,0 L10,0 L5,9 Z'},
    'same': {tone: 'same', sign: '=', symbol: 'circle'},
    'inconclusive': {tone: 'unsure', sign: '?', symbol: 'emptyCircle'},
    'unsteady': {tone: 'unsure', sign: '~', symbol: 'diamond'},
    'not comparable': {tone: 'same', sign: '\u2260', symbol: 'rect'},
    'new': {tone: 'same', sign: '+', symbol: 'rect'},
    'missing': {tone: 'worse', sign: '\u2212', symbol: 'rect'},
    'failed': {tone: 'worse', sign: '\u00d7', symbol: 'rect'},
  };
  const verdict = (name, before = '') =>
    h('span', {class: 'mark ' + VERDICTS[name].tone},
        h('span', {'aria-hidden': 'true'}, VERDICTS[name].sign + '\u00a0'), before + name);

  const facts = pairs =>
    h('dl', {class: 'facts'}, pairs.map(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));

  /** The theme's colours by the names of the style sheet: theme().worse. */
  function theme() {
    const style = getComputedStyle(document.documentElement);
    return new Proxy({}, {get: (_, name) => style.getPropertyValue('--' + name).trim()});
  }

  /** A tooltip: bold first line, then the others; all of them text. */
  const tip = (...lines) =>
    h('div', {class: 'tip'}, lines.filter(Boolean).map((line, i) => h(i === 0 ? 'b' : 'div', {}, line)));

  /** What every chart's options start with. */
  function basics(colors) {
    return {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: {color: colors.text, fontFamily: 'system-ui, "Liberation Sans", Arial, sans-serif'},
      color: [1, 2, 3, 4, 5, 6].map(i => colors['series-' + i]),
      tooltip: {
        confine: true, backgroundColor: colors.card, borderColor: colors.line,
        textStyle: {color: colors.text}, transitionDuration: 0,
      },
    };
  }

  /** An axis in the theme's colours, with more settings. */
  const axis = (colors, more) => Object.assign({
    axisLine: {lineStyle: {color: colors.muted}},
    axisTick: {lineStyle: {color: colors.muted}},
    axisLabel: {color: colors.muted, hideOverlap: true},
    nameTextStyle: {color: colors.muted},
    splitLine: {lineStyle: {color: colors.grid}},
  }, more);

  /** An axis of values that need not begin at 0. */
  const values = (colors, more) => axis(colors, Object.assign({
    type: 'value', scale: true, nameTextStyle: {color: colors.muted, align: 'left'},
    axisLabel: {color: colors.muted, formatter: x => String(Number(x.toPrecision(6)))},
  }, more));

  /**
   * A chart in a figure: {label, caption, height: width => px, option: (colors, width) => option,
   * click, alternative: node}. The label is what a screen reader says; the alternative, folded
   * below, holds the same figures as a table. Returns the figure; figure.redraw() draws it again.
   */
  function chart(spec) {
    const box = h('div', {class: 'chart', role: 'img', 'aria-label': spec.label});
    const figure = h('figure', {}, box, spec.caption ? h('figcaption', {}, spec.caption) : null,
        spec.alternative ? h('details', {}, h('summary', {}, 'The figures as a table'), spec.alternative) : null);
    let instance = null;
    figure.redraw = () => {
      const width = box.clientWidth;
      if (width === 0) {
        return;
      }
      const height = typeof spec.height === 'function' ? spec.height(width) : spec.height || 300;
      box.style.height = height + 'px';
      if (!instance) {
        instance = echarts.init(box, null, {renderer: 'svg', width, height});
        if (spec.click) {
          instance.on('click', spec.click);
        }
      }
      instance.resize({width, height});
      instance.setOption(Object.assign(basics(theme()), spec.option(theme(), width)), true);
    };
    figure.label = text => box.setAttribute('aria-label', text);
    drawn.push(figure);
    new ResizeObserver(() => {
      if (instance === null || instance.getWidth() !== box.clientWidth) {
        figure.redraw();
      }
    }).observe(box);
    return figure;
  }

  /**
   * A table: {caption, rows, columns: [{title, value: row => key, cell: row => node or text,
   * numeric, name}], sort: {column, descending}, page, search, onrows}. Headers sort by value,
   * the unknown always last; without sort the rows stay as they are given. onrows gets the rows
   * that are on view. Returns {node, show(predicate)}.
   */
  function table(spec) {
    let {column = -1, descending = false} = spec.sort || {};
    let keep = () => true;
    let text = '';
    let page = 0;
    const pageSize = spec.page || Infinity;
    const body = h('tbody');
    const headers = spec.columns.map((c, i) =>
      h('th', {scope: 'col', class: c.numeric ? 'number' : null},
          c.value
              ? h('button', {type: 'button', onclick: () => {
                descending = column === i ? !descending : Boolean(c.descendingFirst);
                column = i;
                page = 0;
                draw();
              }}, c.title)
              : h('span', {}, c.title)));
    const status = h('span', {role: 'status', class: 'note'});
    const back = h('button', {type: 'button', onclick: () => { page--; draw(); }}, 'Previous');
    const on = h('button', {type: 'button', onclick: () => { page++; draw(); }}, 'Next');
    const search = h('input', {type: 'search', oninput: () => {
      text = search.value.toLowerCase();
      page = 0;
      draw();
    }});
    const area = h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': spec.caption},
        h('table', {}, h('caption', {}, spec.caption), h('thead', {}, h('tr', {}, headers)), body));
    const searchable = row => spec.search(row).toLowerCase().includes(text);
    function draw() {
      let rows = spec.rows.filter(keep);
      if (spec.search && text) {
        rows = rows.filter(searchable);
      }
      if (column >= 0) {
        const value = spec.columns[column].value;
        const unknown = x => x === null || x === undefined || Number.isNaN(x);
        rows = rows.map((row, i) => ({row, i, key: value(row)})).sort((a, b) => {
          if (unknown(a.key) || unknown(b.key)) {
            return unknown(a.key) - unknown(b.key) || a.i - b.i;
          }
          const order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
          return (descending ? -order : order) || a.i - b.i;
        }).map(entry => entry.row);
      }
      const pages = Math.max(1, Math.ceil(rows.length / pageSize));
      page = Math.min(Math.max(page, 0), pages - 1);
      const from = pageSize === Infinity ? 0 : page * pageSize;
      const onView = rows.slice(from, from + pageSize);
      headers.forEach((th, i) => {
        if (i === column) {
          th.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        } else {
          th.removeAttribute('aria-sort');
        }
      });
      body.replaceChildren(...onView.map(row => h('tr', {}, spec.columns.map(c =>
        c.name
            ? h('td', {class: 'name'}, c.cell(row))
            : h('td', {class: c.numeric ? 'number' : null}, c.cell(row))))));
      if (onView.length === 0) {
        body.append(h('tr', {}, h('td', {colspan: spec.columns.length, class: 'na'},
            spec.rows.length === 0 ? 'n/a: nothing was measured' : 'nothing matches')));
      }
      status.textContent = rows.length === 0 ? '0 of ' + spec.rows.length
          : (from + 1) + '\u2013' + (from + onView.length) + ' of ' + rows.length
              + (rows.length < spec.rows.length ? ' shown, ' + spec.rows.length + ' in all' : '');
      back.hidden = on.hidden = pages === 1;
      back.disabled = page === 0;
      on.disabled = page === pages - 1;
      if (spec.onrows) {
        spec.onrows(onView);
      }
    }
    const controls = spec.search || spec.page
        ? h('div', {class: 'controls'},
            spec.search ? h('label', {}, 'Filter', search) : null,
            spec.page ? back : null, spec.page ? on : null, status)
        : null;
    const node = h('div', {}, controls, area);
    draw();
    return {
      node,
      controls,
      area,
      /** Shows only the rows for which this holds. */
      show(predicate) {
        keep = predicate;
        page = 0;
        draw();
      },
    };
  }

  function redraw() {
    drawn.filter(figure => figure.isConnected).forEach(figure => figure.redraw());
  }

  function setTheme(name) {
    document.documentElement.dataset.theme = name;
    redraw();
  }

  function start() {
    const button = document.getElementById('theme');
    const system = matchMedia('(prefers-color-scheme: dark)');
    let chosen = null;
    const apply = () => {
      const dark = chosen === null ? system.matches : chosen;
      button.setAttribute('aria-pressed', String(dark));
      setTheme(dark ? 'dark' : 'light');
    };
    button.addEventListener('click', () => {
      chosen = button.getAttribute('aria-pressed') !== 'true';
      apply();
    });
    system.addEventListener('change', apply);
    addEventListener('beforeprint', () => setTheme('light'));
    addEventListener('afterprint', apply);
    apply();

    const main = document.getElementById('main');
    const contents = JSON.parse(document.getElementById('data').textContent);
    contents.forEach(({id, data}) => dataOf.set(id, data));
    for (const {id, title, data} of contents) {
      const heading = h('h2', {id: id + '-title'}, title);
      const root = h('section', {id, 'aria-labelledby': heading.id}, heading);
      main.append(root);
      document.getElementById('nav').append(h('a', {href: '#' + id}, title));
      sections.get(id)(root, data);
    }
    const address = () => shown.forEach(show => show(location.hash.slice(1)));
    addEventListener('hashchange', address);
    address();
  }

  document.addEventListener('DOMContentLoaded', start);

  return {
    h, unique, na, empty, known, number, signed, percent, change, verdict, VERDICTS, facts, tip, axis, values, chart, table,
    /** Says how a section fills its place: (root, data) => ... */
    section: (id, fill) => sections.set(id, fill),
    /** What another section got. */
    data: id => dataOf.get(id),
    /** Goes to a fragment of the page, at once. */
    go(fragment) {
      location.hash = '#' + fragment;
      shown.forEach(show => show(fragment));
    },
    /** Calls back with the page's fragment now and whenever it changes. */
    onAddress: show => shown.push(show),
  };
})();
