/* The MKIP worksheet functions for Excel: every call of one recalculation goes to the server in one request. */
(function () {
  "use strict";

  var MOST_CALLS = 500;
  var MOST_CHARACTERS = 2 * 1024 * 1024;
  var NOT_REACHED = "The MKIP server does not answer. Ask whoever runs it, then recalculate.";
  var waiting = [];
  var timer = null;

  function token() {
    var tag = typeof document === "undefined" ? null : document.querySelector("meta[name=mkip-token]");
    return tag ? tag.content : "";
  }

  /* A cell as plain data: error values and other rich values become what the cell shows. */
  function plain(cell) {
    if (cell === undefined || cell === null) return null;
    if (typeof cell === "number" && !isFinite(cell)) return "#NUM!";
    if (typeof cell === "object" && !Array.isArray(cell)) {
      return cell.basicValue === undefined ? "#VALUE!" : cell.basicValue;
    }
    return cell;
  }

  function sent(argument) {
    if (!Array.isArray(argument)) return plain(argument);
    return argument.map(function (row) {
      return Array.isArray(row) ? row.map(plain) : plain(row);
    });
  }

  function failed(error, message) {
    var codes = CustomFunctions.ErrorCode;
    var code = {
      "#N/A": codes.notAvailable,
      "#VALUE!": codes.invalidValue,
      "#NUM!": codes.invalidNumber,
      "#DIV/0!": codes.divisionByZero,
      "#REF!": codes.invalidReference,
      "#NAME?": codes.invalidName,
      "#NULL!": codes.nullReference
    }[error];
    return new CustomFunctions.Error(code || codes.invalidValue, message);
  }

  function settle(call, answer) {
    if (answer === null || answer === undefined) {
      call.reject(failed("#N/A", NOT_REACHED));
    } else if (answer.error === "#REF!" || answer.error === "#NAME?") {
      call.resolve(failed(answer.error)); /* Excel shows these two only when they are answered, not thrown. */
    } else if (typeof answer === "object" && !Array.isArray(answer)) {
      call.reject(failed(answer.error, answer.message));
    } else {
      call.resolve(Array.isArray(answer) ? answer : [[answer]]);
    }
  }

  function send(calls) {
    var body = '{"calls":[' + calls.map(function (call) { return call.text; }).join(",") + "]}";
    fetch("/call", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Mkip-Token": token() },
      body: body
    }).then(function (response) {
      if (response.ok) return response.json();
      return response.text().then(function (words) { throw new Error(words); });
    }).then(function (answered) {
      calls.forEach(function (call, place) { settle(call, answered.answers[place]); });
    }).catch(function (fault) {
      var words = fault instanceof TypeError ? NOT_REACHED : fault.message || NOT_REACHED;
      calls.forEach(function (call) { call.reject(failed("#N/A", words)); });
    });
  }

  /* Everything that was asked for before Excel let go, in as few requests as the limits allow. */
  function flush() {
    timer = null;
    while (waiting.length) {
      var size = 0;
      var count = 0;
      while (count < waiting.length && count < MOST_CALLS && (count === 0 || size < MOST_CHARACTERS)) {
        size += waiting[count].text.length;
        count += 1;
      }
      send(waiting.splice(0, count));
    }
  }

  function caller(name) {
    return function () {
      var cells = Array.prototype.slice.call(arguments);
      if (cells.length && cells[cells.length - 1] && cells[cells.length - 1].functionName !== undefined) {
        cells.pop();
      }
      var text = JSON.stringify([name, cells.map(sent)]);
      return new Promise(function (resolve, reject) {
        waiting.push({ text: text, resolve: resolve, reject: reject });
        if (timer === null) timer = setTimeout(flush, 0);
      });
    };
  }

  {{names}}.forEach(function (name) {
    CustomFunctions.associate(name, caller(name));
  });
})();
