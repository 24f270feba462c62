(() => {
  const { data, LINES, number, style, axis, draw } = Page;
  const completed = data.candidates.filter(candidate => candidate.phases);

  // Colours of the same palette as the lines.
  const HOW = {
    ABSENT: { title: "empty: only a mark was sent", rgb: [146, 154, 164], earliest: 0.8 },
    REFERENCE: { title: "cold: named only, it stays on its swap device", rgb: [204, 121, 167], earliest: 0.8 },
    ROUND: { title: "in a round, before the pause", rgb: [0, 114, 178] },
    SWITCHOVER: { title: "in the pause", rgb: [230, 159, 0] },
    PUSH: { title: "pushed, the guest running there", rgb: [0, 158, 115] },
    FAULT: { title: "asked for by a network fault", rgb: [213, 60, 0] },
  };
  const DASHES = [[], [7, 4], [2, 3], [10, 4, 2, 4]];
  const EARLIEST = 0.35;
  /** Values that are that many times apart need a logarithmic scale. */
  const FAR_APART = 20;

  const css = rgb => `rgb(${rgb.map(Math.round).join(" ")})`;
  /** The tint of a colour at a moment from 0, early, to 1, late. */
  const tint = ({ rgb, earliest = EARLIEST }, moment) => {
    const strength = earliest + (1 - earliest) * moment;
    return rgb.map(part => 255 + (part - 255) * strength);
  };
  const millis = value => `${number(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;

  const powersOfTen = value =>
    Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6) ? value.toLocaleString("en") : "";
  const farApart = values => Math.max(...values) > FAR_APART * Math.min(...values);
  /** An axis from 0, or a logarithmic one where values are far apart. */
  const fittingAxis = (text, values, least = Math.min(...values) * 0.9) => farApart(values)
    ? axis(`${text} (logarithmic)`, {
      type: "logarithmic", min: 10 ** Math.floor(Math.log10(least)),
      ticks: { maxRotation: 0, callback: powersOfTen },
    })
    : axis(text, { type: "linear", beginAtZero: true });

  /** Writes text at the end of each candidate's bar. */
  const endLabels = text => ({
    id: "endLabels",
    afterDatasetsDraw(chart) {
      const last = chart.getDatasetMeta(chart.data.datasets.length - 1);
      chart.ctx.save();
      chart.ctx.fillStyle = style("--text");
      chart.ctx.font = "13px system-ui, sans-serif";
      chart.ctx.textBaseline = "middle";
      last.data.forEach((bar, index) => chart.ctx.fillText(text(completed[index]), bar.x + 8, bar.y));
      chart.ctx.restore();
    },
  });

  /** Parts the rounds within the bars of preparation. */
  const roundMarks = {
    id: "roundMarks",
    afterDatasetsDraw(chart) {
      chart.ctx.save();
      chart.ctx.fillStyle = style("--ground");
      chart.getDatasetMeta(0).data.forEach((bar, index) => {
        const { roundEnds, phases } = completed[index];
        roundEnds.filter(end => end < phases.preparation).forEach(end => {
          chart.ctx.fillRect(chart.scales.x.getPixelForValue(end) - 0.75, bar.y - bar.height / 2, 1.5, bar.height);
        });
      });
      chart.ctx.restore();
    },
  };

  const candidateNames = () => completed.map(candidate => candidate.name);
  const barHeight = () => `${completed.length * 38 + 90}px`;
  const barOptions = (x, more) => ({
    indexAxis: "y", responsive: true, maintainAspectRatio: false, animation: false,
    layout: { padding: { right: 200 } },
    scales: { x, y: { grid: { display: false }, stacked: true } },
    ...more,
  });

  function drawPhases(box) {
    box.style.height = barHeight();
    const bars = (label, key, how) => ({
      label, data: completed.map(candidate => candidate.phases[key]), backgroundColor: css(HOW[how].rgb),
      minBarLength: 2, maxBarThickness: 24,
    });
    return new Chart(box.firstElementChild, {
      type: "bar",
      data: {
        labels: candidateNames(),
        datasets: [bars("preparation", "preparation", "ROUND"), bars("downtime", "downtime", "SWITCHOVER"),
          bars("resume", "resume", "PUSH")],
      },
      options: barOptions(axis("time since the migration began, ms", { stacked: true, beginAtZero: true }), {
        plugins: { tooltip: { callbacks: { label: item => `${item.dataset.label}: ${millis(item.raw)}` } } },
      }),
      plugins: [roundMarks, endLabels(candidate =>
        `${millis(candidate.total)}; downtime ${millis(candidate.phases.downtime)}`)],
    });
  }

  function drawDowntime(box) {
    box.style.height = barHeight();
    const downtimes = completed.map(candidate => candidate.phases.downtime);
    return new Chart(box.firstElementChild, {
      type: "bar",
      data: {
        labels: candidateNames(),
        datasets: [{
          label: "downtime", data: downtimes,
          backgroundColor: css(HOW.SWITCHOVER.rgb), maxBarThickness: 24,
        }],
      },
      options: barOptions(fittingAxis("downtime, ms", downtimes), {
        plugins: { legend: { display: false }, tooltip: { callbacks: { label: item => millis(item.raw) } } },
      }),
      plugins: [endLabels(candidate => millis(candidate.phases.downtime))],
    });
  }

  function drawFaults(box) {
    const faulting = completed.filter(candidate => candidate.faults.length > 0);
    const others = completed.filter(candidate => candidate.faults.length === 0).map(candidate => candidate.name);
    document.getElementById("faultless").textContent =
      others.length > 0 ? `Without any network fault: ${others.join(", ")}.` : "";
    if (faulting.length === 0) {
      box.hidden = true;
      return null;
    }
    const totals = faulting.map(candidate => candidate.faults.at(-1)[1]);
    const curve = candidate => {
      const start = candidate.phases.preparation + candidate.phases.downtime;
      const points = candidate.faults.map(([x, y]) => ({ x: Math.max(0, x - start), y }));
      const end = Math.max(points.at(-1).x, candidate.phases.resume);
      return [{ x: 0, y: farApart(totals) ? 1 : 0 }, ...points, { x: end, y: points.at(-1).y }];
    };
    return new Chart(box.firstElementChild, {
      type: "line",
      data: {
        datasets: faulting.map(candidate => {
          const index = completed.indexOf(candidate);
          const color = LINES[index % LINES.length];
          return {
            label: candidate.name, data: curve(candidate), borderColor: color, backgroundColor: color,
            borderDash: DASHES[Math.floor(index / LINES.length) % DASHES.length],
            borderWidth: 2, pointRadius: 0, pointHitRadius: 6,
          };
        }),
      },
      options: {
        responsive: true, maintainAspectRatio: false, animation: false, parsing: false,
        interaction: { mode: "nearest", intersect: false },
        scales: {
          x: axis("time since the guest ran at the destination, ms", { type: "linear", min: 0 }),
          y: fittingAxis("network faults so far", totals, 1),
        },
        plugins: {
          legend: { labels: { usePointStyle: true, pointStyle: "line" } },
          tooltip: {
            callbacks: {
              title: items => items.length > 0 ? millis(items[0].parsed.x) : "",
              label: item => `${item.dataset.label}: ${number(item.parsed.y, 0)}`,
            },
          },
        },
      },
    });
  }

  const bytes = base64 => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));

  /** An image of a canvas, and how to paint one of its pixels. */
  function picture(canvas, width, height) {
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    return {
      paint(x, y, rgb) {
        image.data.set([...rgb, 255], 4 * (y * width + x));
      },
      show: () => context.putImageData(image, 0, 0),
    };
  }

  function drawMap(canvas, how, when) {
    const width = Math.ceil(Math.sqrt(how.length));
    const map = picture(canvas, width, Math.ceil(how.length / width));
    how.forEach((delivery, page) => {
      if (delivery) {
        map.paint(page % width, Math.floor(page / width), tint(delivery, when[page]));
      }
    });
    map.show();
  }

  /** Several pages fall on one dot: it has the colour of most of them, and of faults where as many were asked for. */
  function drawOrder(canvas, how, when) {
    const size = 256;
    const order = picture(canvas, size, size);
    const counts = new Map();
    how.forEach((delivery, page) => {
      if (delivery) {
        const x = Math.min(size - 1, Math.floor(when[page] * size));
        const dot = Math.floor(page * size / how.length) * size + x;
        counts.set(dot, [...(counts.get(dot) ?? []), delivery]);
      }
    });
    counts.forEach((deliveries, dot) => {
      const faults = deliveries.filter(delivery => delivery === HOW.FAULT).length;
      const shown = 2 * faults >= deliveries.length ? HOW.FAULT : deliveries.find(delivery => delivery !== HOW.FAULT);
      order.paint(dot % size, Math.floor(dot / size), shown.rgb);
    });
    order.show();
  }

  function element(name, parent, text = "", className = "") {
    const made = parent.appendChild(document.createElement(name));
    made.textContent = text;
    made.className = className;
    return made;
  }

  function drawPages(candidate, parent) {
    const { pages } = candidate;
    const how = Array.from(bytes(pages.how), code => HOW[data.deliveries[code]]);
    const fractions = new DataView(bytes(pages.when).buffer);
    const when = how.map((_, page) => fractions.getUint16(2 * page, true) / 65535);
    const figure = element("figure", parent);
    element("figcaption", figure, candidate.name);
    const views = element("div", figure, "", "views");
    const view = (paint, label, left, right) => {
      const box = element("div", views);
      const canvas = element("canvas", box);
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${candidate.name}: ${label}`);
      paint(canvas, how, when);
      const legend = element("div", box, "", "axis");
      element("span", legend, left);
      element("span", legend, right);
    };
    view(drawMap, "how and when each page came, by address", `${number(pages.count, 0)} pages`,
      pages.perSample > 1 ? `one in ${number(pages.perSample, 0)} is drawn` : "in address order");
    view(drawOrder, "addresses by the time at which they came", "0 ms", `${millis(pages.spanMillis)} \u2192`);
  }

  function drawLegend(list) {
    Object.values(HOW).forEach(how => {
      const entry = element("li", list);
      element("i", entry).style.background =
        `linear-gradient(to right, ${css(tint(how, 0))}, ${css(tint(how, 1))})`;
      entry.append(how.title);
    });
    element("li", list, "light: early; full: late in that migration");
  }

  drawLegend(document.getElementById("legend"));
  completed.forEach(candidate => drawPages(candidate, document.getElementById("maps")));
  if (completed.length > 0) {
    draw(() => [drawPhases(document.getElementById("phases")), drawDowntime(document.getElementById("downtime")),
      drawFaults(document.getElementById("faults"))].filter(chart => chart !== null));
  } else {
    document.querySelectorAll("section:has(canvas), section:has(#maps)").forEach(plots => { plots.hidden = true; });
  }
})();
