// Draws the charts of a page with ECharts, as SVG: colours are the page's own variables, so that dark, light and print
// need no drawing anew. Makes the tables sortable.
(() => {
  'use strict';

  const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
  const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat('en', { notation: 'compact' });
  const round = value => plain.format(Number(Number(value).toPrecision(4)));
  const units = {
    number: round,
    count: value => (Math.abs(value) < 100 ? round(value) : whole.format(value)),
    percent: value => `${round(100 * value)} %`,
    points: value => `${value > 0 ? '+' : ''}${round(100 * value)}`,
    seconds: value => `${round(value)} s`,
  };
  const written = (unit, value) => (value == null || Number.isNaN(value) ? '–' : units[unit](value));
  const escape = text => echarts.format.encodeHTML(String(text));
  const label = { color: 'var(--muted)', fontSize: 11, fontFamily: 'inherit' };

  const colored = series => {
    let next = 0;
    return series.map(one => {
      if (one.mark === 'reference') {
        return 'var(--muted)';
      }
      const color = `var(--series-${(next % 8) + 1})`;
      next += one.mark === 'faint' ? 0 : 1; // what sums it up comes next
      return color;
    });
  };

  const axis = (from, more) => ({
    type: from.scale === 'log' ? 'log' : 'value',
    scale: true,
    axisLabel: {
      ...label,
      hideOverlap: true,
      alignMaxLabel: 'right',
      formatter: value => (from.unit === 'count' && value >= 1e5 ? short.format(value) : written(from.unit, value)),
    },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: 'var(--grid)' } },
    ...more,
  });

  // Labels at the ends of lines that end close to each other are moved apart; in pixels, downwards.
  const shifts = (chart, height) => {
    const values = chart.series.flatMap(one => one.points.map(point => point[1])).filter(Number.isFinite);
    const pixels = height / (Math.max(...values) - Math.min(...values) || 1);
    const ends = chart.series
      .map((one, i) => ({ i, named: named(one), at: -pixels * (one.points[one.points.length - 1][1] ?? 0) }))
      .filter(end => end.named)
      .sort((a, b) => a.at - b.at);
    const shift = chart.series.map(() => 0);
    for (let k = 1; k < ends.length; k++) {
      const missing = 15 - (ends[k].at + shift[ends[k].i] - ends[k - 1].at - shift[ends[k - 1].i]);
      if (missing > 0) {
        shift[ends[k - 1].i] -= k === 1 ? missing / 2 : 0;
        shift[ends[k].i] += k === 1 ? missing / 2 : missing;
      }
    }
    return shift;
  };
  const named = one => ['line', 'dashed', 'marked'].includes(one.mark);

  const dotted = one => one.mark === 'dots' || one.mark === 'named';

  // A name stands at the other side of its dot where it would leave the chart, and away where another one is.
  const beside = (name, dot, width) =>
    name.x + name.width > width() ? { hideOverlap: true, x: dot.x - 5, align: 'right' } : { hideOverlap: true };

  const drawn = (one, color, labelled, shift, width) => {
    const base = {
      name: one.name,
      data: one.points.map(([x, y, told]) => ({ value: [x, y], told })),
      itemStyle: { color },
      emphasis: { disabled: true },
      animation: false,
    };
    if (one.mark === 'bar') {
      return { ...base, type: 'bar', stack: 'all', barMaxWidth: 34, barCategoryGap: '25%' };
    }
    if (dotted(one)) {
      const names = {
        ...label,
        show: true,
        position: 'right',
        textBorderColor: 'var(--page)',
        textBorderWidth: 3,
        formatter: ({ data: { told } }) => told,
      };
      return {
        ...base,
        type: 'scatter',
        symbolSize: 9,
        emphasis: { disabled: false, scale: 1.4 },
        label: one.mark === 'named' ? names : undefined,
        labelLayout: ({ labelRect, rect }) => beside(labelRect, rect, width),
      };
    }
    return {
      ...base,
      type: 'line',
      symbol: 'circle',
      symbolSize: one.mark === 'marked' ? 6 : 4,
      showSymbol: one.mark === 'marked' || one.points.length === 1,
      z: one.mark === 'faint' ? 1 : 2,
      lineStyle: {
        color,
        width: one.mark === 'faint' || one.mark === 'reference' ? 1 : 2,
        opacity: one.mark === 'faint' ? 0.55 : 1,
        type: one.mark === 'dashed' ? 'dashed' : one.mark === 'reference' ? [2, 3] : 'solid',
      },
      endLabel: {
        show: labelled && named(one),
        formatter: () => one.name,
        color,
        fontSize: 11.5,
        distance: 6,
        offset: [0, shift],
      },
    };
  };

  const told = (chart, color, name, x, y, more) =>
    `<div style="font-variant-numeric:tabular-nums"><span style="color:${color}">●</span> ` +
    `${escape(name)} <b>${written(chart.y.unit, y)}</b>${more ? `<br>${escape(more)}` : ''}</div>`;

  const option = (chart, width) => {
    const colors = colored(chart.series);
    const bars = chart.series.some(one => one.mark === 'bar');
    const dots = chart.series.some(dotted);
    const lines = chart.series.filter(named);
    const labelled = !bars && !dots && lines.length > 1 && lines.length <= 5;
    const shift = labelled ? shifts(chart, 220) : [];
    const longest = Math.max(0, ...lines.map(one => one.name.length));
    const choices = chart.x.choices;
    const along = x => (choices ? escape(choices[x]) : written(chart.x.unit, Number(x)));
    const tip = entries => {
      const list = Array.isArray(entries) ? entries : [entries];
      const x = list[0].value[0];
      return (
        `<div style="color:var(--muted)">${escape(chart.x.title)} ${bars ? escape(x) : along(x)}</div>` +
        list.map(e => told(chart, colors[e.seriesIndex], e.seriesName, x, Number(e.value[1]), e.data.told)).join('')
      );
    };
    return {
      animation: false,
      textStyle: { fontFamily: 'inherit' },
      grid: { left: 10, top: 14, right: labelled ? 14 + 6.4 * longest : 18, bottom: 30, containLabel: true },
      tooltip: {
        trigger: dots ? 'item' : 'axis',
        confine: true,
        axisPointer: { lineStyle: { color: 'var(--muted)' }, type: bars ? 'none' : 'line' },
        backgroundColor: 'var(--panel)',
        borderColor: 'var(--rule)',
        textStyle: { color: 'var(--ink)', fontSize: 12 },
        formatter: tip,
      },
      xAxis: axis(chart.x, {
        name: chart.x.title,
        nameLocation: 'middle',
        nameGap: 26,
        nameTextStyle: label,
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: 'var(--rule)' }, onZero: false },
        minInterval: chart.x.unit === 'count' ? 1 : undefined,
        min: chart.x.scale === 'log' || dots ? undefined : ({ min }) => (chart.x.unit === 'count' ? Math.floor(min) : min),
        max: chart.x.scale === 'log' || dots ? undefined : 'dataMax',
        ...(bars || choices ? { type: 'category', min: undefined, max: undefined, minInterval: undefined } : {}),
        ...(choices ? { data: choices, axisLabel: { ...label, interval: 0, hideOverlap: true } } : {}),
      }),
      yAxis: axis(chart.y, bars ? { scale: false } : {}),
      series: chart.series.map((one, i) => drawn(one, colors[i], labelled, shift[i], width)),
    };
  };

  const legend = chart => {
    const list = document.createElement('ul');
    list.className = 'legend';
    const colors = colored(chart.series);
    chart.series.forEach((one, i) => {
      if (one.mark === 'faint') {
        return;
      }
      const item = list.appendChild(document.createElement('li'));
      item.appendChild(document.createElement('i')).style.background = colors[i];
      item.append(one.name);
    });
    return list;
  };

  for (const figure of document.querySelectorAll('figure.chart')) {
    const chart = JSON.parse(figure.querySelector('script').textContent);
    const place = figure.querySelector('.plot');
    const many = chart.series.length > 5 || chart.series.some(one => one.mark === 'bar' || dotted(one));
    if (many && chart.series.length > 1) {
      place.before(legend(chart));
    }
    const plot = echarts.init(place, null, { renderer: 'svg' });
    plot.setOption(option(chart, () => plot.getWidth()));
    const scalable = () => {
      const svg = place.querySelector('svg');
      svg.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`);
    };
    scalable();
    const resize = size => {
      plot.resize(size);
      plot.getZr().flush();
      scalable();
    };
    new ResizeObserver(() => matchMedia('print').matches || resize()).observe(place);
    // A sheet is narrow: drawn for half of it or all, so that the letters are not scaled down with the rest.
    addEventListener('beforeprint', () => resize({ width: 380, height: 230 }));
    addEventListener('afterprint', () => resize({ width: 'auto', height: 'auto' }));
  }

  for (const table of document.querySelectorAll('table.sortable')) {
    const heads = [...table.querySelectorAll('thead th')];
    const key = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
    };
    heads.forEach((head, column) => {
      if ([...table.tBodies[0].rows].some(row => row.cells[column]?.dataset.value !== undefined)) {
        head.classList.add('number');
      }
      head.querySelector('button').addEventListener('click', () => {
        const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
        heads.forEach(other => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
        const rows = [...table.tBodies[0].rows].sort((a, b) => {
          const [left, right] = [key(a, column), key(b, column)];
          const [number, other] = [typeof left === 'number', typeof right === 'number'];
          if (number !== other) {
            return number ? -1 : 1; // what has no number stands below, either way
          }
          return sign * (number ? left - right : left.localeCompare(right));
        });
        table.tBodies[0].append(...rows);
      });
    });
  }
})();
