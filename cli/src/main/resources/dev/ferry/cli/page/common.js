"use strict";
/** What the plots of all pages have in common. */
const Page = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  // The palette of Okabe and Ito, which people with any colour vision can tell apart.
  const LINES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6d3b"];
  const number = (value, digits) => value.toLocaleString("en", {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = (text, more) => ({
    title: { display: true, text }, grid: { color: style("--line") }, ...more,
  });

  /** Draws the charts that {@code make} returns, and anew where the browser turns dark or light. */
  function draw(make) {
    let charts = [];
    const redraw = () => {
      charts.forEach(chart => chart.destroy());
      Chart.defaults.color = style("--quiet");
      Chart.defaults.borderColor = style("--line");
      Chart.defaults.font.family = "system-ui, sans-serif";
      Chart.defaults.font.size = 13;
      charts = make();
    };
    redraw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  }

  return { data, LINES, number, style, axis, draw };
})();
