(() => {
  const { data, LINES, number, axis, draw } = Page;
  const DIGITS = 2;

  const line = (series, index) => ({
    label: series.name, data: series.points, borderColor: LINES[index % LINES.length],
    backgroundColor: LINES[index % LINES.length], borderWidth: 2, borderDash: index < LINES.length ? [] : [7, 4],
    pointRadius: series.points.length > 60 ? 0 : 3, pointHitRadius: 6,
  });

  function drawPlot(plot, box) {
    return new Chart(box, {
      type: "line",
      data: { datasets: plot.series.map(line) },
      options: {
        responsive: true, maintainAspectRatio: false, animation: false, parsing: false,
        interaction: { mode: "nearest", intersect: false },
        scales: {
          x: axis(plot.horizontal, { type: "linear" }),
          y: axis(plot.vertical, { type: "linear", beginAtZero: true }),
        },
        plugins: {
          legend: { labels: { usePointStyle: true, pointStyle: "line" } },
          tooltip: {
            callbacks: {
              title: items => items.length > 0 ? `${plot.horizontal}: ${number(items[0].parsed.x, DIGITS)}` : "",
              label: item => `${item.dataset.label}: ${number(item.parsed.y, DIGITS)}`,
            },
          },
        },
      },
    });
  }

  /** Each plot with the canvas that it is drawn on. */
  const boxes = data.flatMap((plots, evaluation) => plots.map(plot => {
    const parent = document.getElementById(`plots-${evaluation}`);
    parent.appendChild(document.createElement("h3")).textContent = plot.title;
    const box = parent.appendChild(document.createElement("div"));
    box.className = "chart tall";
    const canvas = box.appendChild(document.createElement("canvas"));
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", plot.title);
    return { plot, canvas };
  }));
  draw(() => boxes.map(({ plot, canvas }) => drawPlot(plot, canvas)));
})();
