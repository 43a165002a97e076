// The catalogue registered under Pyodide, as in xlwings Lite; standard input: {files: {path: text}, calls}.
import fs from "node:fs";
import { loadPyodide } from "pyodide";

const given = JSON.parse(fs.readFileSync(0, "utf-8"));
const pyodide = await loadPyodide({ stdout: () => {}, stderr: (text) => process.stderr.write(text + "\n") });
for (const [path, text] of Object.entries(given.files)) {
  const place = "/lite/" + path;
  pyodide.FS.mkdirTree(place.slice(0, place.lastIndexOf("/")));
  pyodide.FS.writeFile(place, text);
}
const functions = pyodide.runPython(`
import sys, types
sys.path.insert(0, "/lite")

registered = []
xlwings = types.ModuleType("xlwings")
xlwings.conversion = types.ModuleType("xlwings.conversion")
xlwings.conversion.Accessor = type("Accessor", (), {})

def func(f):
    registered.append(f.__name__)
    return f

def arg(name, doc, convert):
    assert len(doc) <= 255 and convert is xlwings.conversion.Accessor
    def inner(f):
        assert name in f.__code__.co_varnames
        return f
    return inner

xlwings.func, xlwings.arg = func, arg
sys.modules |= {"xlwings": xlwings, "xlwings.conversion": xlwings.conversion}
from mkip_xl.excel import lite
lite.functions()
`);
const cell = (value) => (typeof value === "string" && /^#(NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A)$/.test(value)
  ? { type: "Error", basicValue: value } : value);
const sent = (value) => (Array.isArray(value) ? value.map((row) => row.map(cell)) : cell(value));
const isError = (value) => typeof value === "string" && /^#[A-Z0-9/]+[!?]?$/.test(value);
const answers = given.calls.map(({ call, args }) => {
  const answer = functions.get(call)(...args.map(sent));
  const value = answer && answer.toJs ? answer.toJs() : answer;
  return isError(value) ? { error: value } : value;
});
const loaded = pyodide.runPython(`sorted({name.split(".")[0] for name in sys.modules} & {"numpy", "pandas", "openpyxl", "lxml"})`);
process.stdout.write(JSON.stringify({
  answers, loaded: loaded.toJs(), registered: pyodide.runPython("registered").toJs(), python: pyodide.version,
}));
