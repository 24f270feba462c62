(() => {
  const { data, LINES, number, style, axis, draw } = Page;
  const MIB = 1024 * 1024;

  /** Lines across the plot where each trigger was, and where the migration ended. */
  const moments = run => ({
    id: "moments",
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      const mark = (seconds, dash, text, row) => {
        const x = scales.x.getPixelForValue(seconds);
        ctx.setLineDash(dash);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        const late = x > (chartArea.left + 2 * chartArea.right) / 3;
        ctx.textAlign = late ? "right" : "left";
        ctx.fillText(text, late ? x - 5 : x + 5, chartArea.top + 4 + 17 * row);
      };
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = style("--text");
      ctx.lineWidth = 1.5;
      ctx.font = "13px system-ui, sans-serif";
      ctx.textBaseline = "top";
      run.moves.forEach((move, index) => {
        mark(move.trigger, [], `guest ${move.guest + 1} is chosen`, 2 * index);
        mark(move.end, [6, 4], "the host has its memory back", 2 * index + 1);
      });
      ctx.restore();
    },
  });

  const line = (run, guest) => ({
    label: `guest ${guest + 1}`, data: run.seconds.map((x, sample) => ({ x, y: run.pagesPerSecond[guest][sample] })),
    borderColor: LINES[guest], backgroundColor: LINES[guest], borderWidth: 2, pointRadius: 0, yAxisID: "y",
  });

  const workingSets = run => ({
    label: "working sets on the host", yAxisID: "bytes", fill: true, pointRadius: 0, borderWidth: 0,
    backgroundColor: style("--line"), pointStyle: "rect", order: 1,
    data: run.seconds.map((x, sample) => ({ x, y: run.workingSetBytes[sample] / MIB })),
  });

  const mark = (run, label, bytes, dash) => ({
    label, yAxisID: "bytes", pointRadius: 0, borderWidth: 1, borderDash: dash, order: 1,
    borderColor: style("--quiet"), backgroundColor: style("--quiet"),
    data: [{ x: 0, y: bytes / MIB }, { x: run.seconds.at(-1), y: bytes / MIB }],
  });

  /** The end of an axis: a round number, with room for what is written at the top. */
  const roundUp = value => {
    const step = 10 ** Math.floor(Math.log10(value)) / 2;
    return Math.ceil(1.2 * value / step) * step;
  };
  const most = pick => Math.max(...data.runs.flatMap(pick));

  function drawRun(run, box) {
    return new Chart(box, {
      type: "line",
      data: {
        datasets: [...run.pagesPerSecond.map((_, guest) => line(run, guest)), workingSets(run),
          mark(run, "high watermark", data.highBytes, [2, 3]), mark(run, "low watermark", data.lowBytes, [7, 4])],
      },
      options: {
        responsive: true, maintainAspectRatio: false, animation: false, parsing: false,
        interaction: { mode: "nearest", intersect: false, axis: "x" },
        scales: {
          x: axis("time, s", { type: "linear", min: 0, max: Math.floor(most(other => other.seconds)) }),
          y: axis("pages visited per second", { beginAtZero: true, max: roundUp(most(other => other.pagesPerSecond.flat())) }),
          bytes: {
            position: "right", beginAtZero: true, grid: { display: false },
            max: roundUp(Math.max(data.highBytes, most(other => other.workingSetBytes)) / MIB),
            title: { display: true, text: "working sets, MiB" },
          },
        },
        plugins: {
          legend: { labels: { usePointStyle: true, pointStyle: "line" } },
          tooltip: {
            callbacks: {
              title: items => items.length > 0 ? `${number(items[0].parsed.x, 1)} s` : "",
              label: item => `${item.dataset.label}: ${number(item.parsed.y, 0)}`,
            },
          },
        },
      },
      plugins: [moments(run)],
    });
  }

  const panels = document.getElementById("panels");
  const boxes = data.runs.map(run => {
    panels.appendChild(document.createElement("h3")).textContent = run.strategy;
    const box = panels.appendChild(document.createElement("div"));
    box.className = "chart tall";
    const canvas = box.appendChild(document.createElement("canvas"));
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${run.strategy}: pages visited per second by each guest, over time`);
    return canvas;
  });
  draw(() => data.runs.map((run, index) => drawRun(run, boxes[index])));
})();
