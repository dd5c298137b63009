// How parallel coordinates look, for page.js. An axis is a row of slots, of which those that have a name are named: so it
// can have its values where their scale puts them, and a place at its foot for lines that have no value.
const parallel = (() => {
  'use strict';

  const slots = 1000;
  const foot = 140;
  const muted = { color: 'var(--muted)', fontSize: 11, fontFamily: 'inherit' };
  const shaded = shade =>
    shade == null ? 'var(--muted)' : `color-mix(in oklab, var(--shade-high) ${Math.round(100 * shade)}%, var(--shade-low))`;

  const axes = chart =>
    chart.axes.map((axis, i) => {
      const lowest = chart.lines.some(line => line.places[i] === null) ? foot : 0;
      const slot = place => (place === null ? 0 : Math.round(lowest + place * (slots - lowest)));
      const names = new Map(axis.ticks.map(([place, text]) => [slot(place), text]));
      return { title: axis.title, slot, names: lowest ? names.set(0, axis.absent) : names };
    });

  const line = (one, places) => {
    const color = one.marked ? 'var(--series-2)' : shaded(one.shade);
    return {
      value: places,
      told: one.label,
      lineStyle: {
        color,
        width: one.marked ? 3 : 1.5,
        opacity: one.marked ? 1 : 0.85,
        type: one.shade === null ? [4, 3] : 'solid',
      },
      emphasis: { lineStyle: { color: one.marked ? color : 'var(--ink)', width: 3, opacity: 1 } },
    };
  };

  const option = chart => {
    const uprights = axes(chart);
    const data = chart.lines.map(one => line(one, uprights.map((axis, i) => axis.slot(one.places[i]))));
    return {
      animation: false,
      textStyle: { fontFamily: 'inherit' },
      parallel: {
        left: 60,
        right: 70,
        top: 52,
        bottom: 14,
        parallelAxisDefault: {
          z: 3, // names above lines
          type: 'category',
          data: Array.from({ length: slots + 1 }, (_, i) => String(i)),
          boundaryGap: false,
          nameLocation: 'end',
          nameGap: 10,
          nameTextStyle: { ...muted, color: 'var(--ink)', lineHeight: 13 },
          axisLine: { lineStyle: { color: 'var(--axis)' } },
          axisTick: { show: false },
          areaSelectStyle: { width: 18, borderWidth: 1, borderColor: 'var(--muted)', color: 'var(--muted)', opacity: 0.25 },
        },
      },
      parallelAxis: uprights.map((axis, dim) => ({
        dim,
        name: axis.title.replaceAll('.', '.\n'),
        axisLabel: {
          ...muted,
          interval: slot => axis.names.has(slot),
          formatter: slot => axis.names.get(Number(slot)),
          textBorderColor: 'var(--page)',
          textBorderWidth: 3,
        },
      })),
      tooltip: {
        trigger: 'item',
        confine: true,
        backgroundColor: 'var(--panel)',
        borderColor: 'var(--rule)',
        textStyle: { color: 'var(--ink)', fontSize: 12 },
        extraCssText: 'max-width: min(30rem, 80vw); white-space: pre-line',
        formatter: ({ data: { told } }) => echarts.format.encodeHTML(told),
      },
      series: [
        {
          type: 'parallel',
          data,
          inactiveOpacity: 0.06,
          emphasis: { focus: 'self' },
          blur: { lineStyle: { opacity: 0.15 } },
        },
      ],
    };
  };

  return { option, width: chart => 92 * chart.axes.length };
})();
