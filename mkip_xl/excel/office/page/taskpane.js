/* The list of functions: searched as you type; an example can be put into the cell you are on. */
(function () {
  "use strict";

  var list = document.getElementById("list");
  var words = document.getElementById("words");
  var count = document.getElementById("count");
  var entry = document.getElementById("entry");
  var shown = [];

  function filled(tag, text, parent, kind) {
    var made = document.createElement(tag);
    made.textContent = text;
    if (kind) made.className = kind;
    parent.appendChild(made);
    return made;
  }

  function intoCell(formula, button) {
    Excel.run(function (context) {
      context.workbook.getActiveCell().formulas = [[formula]];
      return context.sync();
    }).then(function () { button.textContent = "Done"; }, function () { button.textContent = "Not possible here"; });
  }

  function ontoClipboard(formula, button) {
    navigator.clipboard.writeText(formula).then(
      function () { button.textContent = "Copied"; },
      function () { button.textContent = "Not possible here"; }
    );
  }

  function inExcel() {
    return typeof Excel !== "undefined" && typeof Excel.run === "function";
  }

  function example(one, parent) {
    var box = filled("div", "", parent, "example");
    filled("code", one.formula, box);
    filled("p", "shows " + one.shows, box, "shows");
    var button = filled("button", inExcel() ? "Put into the active cell" : "Copy", box);
    button.type = "button";
    button.addEventListener("click", function () {
      (inExcel() ? intoCell : ontoClipboard)(one.formula, button);
    });
  }

  function item(one) {
    var made = entry.content.firstElementChild.cloneNode(true);
    made.querySelector(".name").textContent = one.name;
    made.querySelector(".what").textContent = one.description;
    made.querySelector(".signature code").textContent = one.signature;
    var terms = made.querySelector("dl");
    one.arguments.forEach(function (argument) {
      filled("dt", argument.name + (argument.optional ? " (may be left out)" : ""), terms);
      filled("dd", argument.help, terms);
    });
    one.examples.forEach(function (each) { example(each, made.querySelector(".examples")); });
    var text = [one.name, one.category, one.description].concat(one.arguments.map(function (argument) {
      return argument.name + " " + argument.help;
    })).join(" ").toLowerCase();
    return { element: made, text: text, category: one.category };
  }

  function search() {
    var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    var found = 0;
    shown.forEach(function (one) {
      var matches = wanted.every(function (word) { return one.text.indexOf(word) >= 0; });
      one.element.hidden = !matches;
      found += matches ? 1 : 0;
    });
    Array.prototype.forEach.call(list.querySelectorAll("section"), function (section) {
      section.hidden = !section.querySelector("details:not([hidden])");
    });
    count.textContent = found === 0 ? "No function has these words." :
      found === 1 ? "1 function" : found + " functions";
  }

  function show(catalogue) {
    var sections = {};
    catalogue.forEach(function (one) {
      if (!sections[one.category]) {
        sections[one.category] = filled("section", "", list);
        filled("h2", one.category, sections[one.category]);
      }
      var made = item(one);
      sections[one.category].appendChild(made.element);
      shown.push(made);
    });
    search();
  }

  words.addEventListener("input", search);
  if (typeof Office !== "undefined") Office.onReady();
  fetch("catalogue.json").then(function (response) { return response.json(); }).then(show, function () {
    count.textContent = "The MKIP server does not answer. Ask whoever runs it, then reload.";
  });
})();
