// Extras; the page is whole without them. Sorting: header cells of a data table become buttons. Search: the list of districts.
// Folding: on a phone the lists of links are closed, so that the page begins with what it says.
(function () {
  "use strict";
  var plain = function (text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
  };

  var status = document.createElement("p");
  status.id = "sort-status";
  status.className = "visually-hidden";
  status.setAttribute("role", "status");

  var value = function (cell, isNumeric) {
    if (!isNumeric) return plain(cell.textContent);
    return cell.hasAttribute("data-v") ? Number(cell.getAttribute("data-v")) : null;
  };
  var compare = function (a, b) {
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  };

  document.querySelectorAll("table.data").forEach(function (table) {
    var body = table.tBodies[0];
    var headers = table.tHead ? table.tHead.rows : [];
    if (!body || headers.length !== 1 || body.rows.length < 4 || body.querySelector("[rowspan],[colspan]")) return;
    var published = Array.from(body.rows);
    Array.from(headers[0].cells).forEach(function (th, column) {
      if (body.rows[0].cells[column].querySelector("ul")) return; // a list of links has no order of its own
      var name = th.textContent.trim();
      var isNumeric = published.some(function (row) { return row.cells[column].hasAttribute("data-v"); });
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      var printed = document.createElement("span"); // Chromium leaves buttons out of header rows repeated on paper
      printed.className = "on-paper";
      printed.textContent = name;
      th.replaceChildren(button, printed);
      button.addEventListener("click", function () {
        var next = { none: "ascending", ascending: "descending", descending: "none" }[th.getAttribute("aria-sort") || "none"];
        Array.from(headers[0].cells).forEach(function (other) { other.removeAttribute("aria-sort"); });
        var rows = published.slice();
        if (next !== "none") {
          th.setAttribute("aria-sort", next);
          var way = next === "ascending" ? 1 : -1;
          rows.sort(function (a, b) {
            var x = value(a.cells[column], isNumeric), y = value(b.cells[column], isNumeric);
            if (x === null || y === null) return (x === null) - (y === null); // words for a hidden figure stay last
            return way * compare(x, y);
          });
        }
        body.append.apply(body, rows);
        status.textContent = next === "none" ? "Back in the order of the page." : "Sorted by " + name + ", " + next + ".";
      });
    });
    table.classList.add("sorts");
  });
  document.body.appendChild(status);

  var phone = window.matchMedia("(max-width: 640px)");
  var fold = function () {
    document.querySelectorAll("details.folds").forEach(function (details) { details.open = !phone.matches; });
  };
  phone.addEventListener("change", fold);
  fold();

  // A table wider than its box, by more than the margin of its last column, says so; one that is folded away has no width yet.
  var watch = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      entry.target.classList.toggle("overflows", entry.target.scrollWidth > entry.target.clientWidth + 20);
    });
  });
  document.querySelectorAll(".table-scroll").forEach(function (box) { watch.observe(box); });

  // A wide page has room for a chart and its table side by side; a table too wide for that stays folded, below its chart.
  if (window.matchMedia("(min-width: 1000px)").matches) {
    document.querySelectorAll("figure.chart > details.chart-data").forEach(function (details) {
      details.open = true;
      var box = details.querySelector(".table-scroll");
      if (box && box.scrollWidth > box.clientWidth + 1) {
        details.open = false;
        details.parentNode.classList.add("wide-table");
      }
    });
  }

  var form = document.getElementById("search");
  if (!form) return;
  var text = document.getElementById("search-text");
  var choices = Array.from(form.querySelectorAll("select"));
  var result = document.getElementById("search-result");
  var rows = Array.from(document.querySelectorAll("#districts tbody tr"));
  var names = rows.map(function (row) { return plain(row.cells[0].textContent + " " + row.cells[1].textContent); });
  var search = function () {
    var words = plain(text.value).split(/\s+/);
    var shown = 0;
    rows.forEach(function (row, number) {
      var found = words.every(function (word) { return names[number].includes(word); });
      row.hidden = !(found && choices.every(function (choice) { return !choice.value || row.dataset[choice.dataset.key] === choice.value; }));
      if (!row.hidden) shown += 1;
    });
    result.textContent = shown + " of " + rows.length + " districts";
  };
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  text.addEventListener("input", search);
  choices.forEach(function (choice) { choice.addEventListener("change", search); });
  form.hidden = false;
  search();
})();
