// The golden table on Microsoft's own custom-functions runtime, in Chromium, with Excel's side of the bridge emulated.
// Standard input: {address, calls: [{call, args}], matrix: {NAME: [true, …]}, recalculate: n, picture: file or null}.
import fs from "node:fs";
import path from "node:path";
import puppeteer from "puppeteer-core";

const given = JSON.parse(fs.readFileSync(0, "utf-8"));
const runtime = fs.readFileSync(
  path.join("node_modules", "@microsoft", "office-js", "dist", "custom-functions-runtime.js"), "utf-8");
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(fs.existsSync);

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"],
  acceptInsecureCerts: true,
});
try {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (fault) => faults.push(String(fault)));
  await page.setViewport({ width: 360, height: 720, deviceScaleFactor: 2 });
  await page.setRequestInterception(true);
  // In Excel, office.js brings the runtime along; here the page names the runtime in its place.
  page.on("request", async (request) => {
    const url = request.url();
    if (url.endsWith("/taskpane.html")) {
      const answer = await fetch(url);
      const html = (await answer.text()).replace("/hosted/office.js", "/hosted/custom-functions-runtime.js");
      request.respond({ status: 200, headers: Object.fromEntries(answer.headers), body: html });
    } else if (url.startsWith(given.address)) request.continue();
    else if (url.endsWith("/hosted/custom-functions-runtime.js")) {
      request.respond({ contentType: "text/javascript", body: runtime });
    } else request.abort();
  });
  await page.evaluateOnNewDocument(() => {
    // Excel's side: what the runtime sends is answered, and the results of functions are kept.
    const bridge = {
      results: new Map(),
      whenAll: null,
      onMessageFromHost: null,
      sendMessageToHost(text) {
        const message = JSON.parse(text);
        const told = (message.message && message.message.body) || {};
        const body = typeof told === "string" ? JSON.parse(told) : told;
        const results = [];
        for (const action of body.Actions || []) {
          const values = action.ArgumentInfo && action.ArgumentInfo.Arguments;
          if (/InvocationArrayResults|InvocationResults/.test(action.Name)) {
            for (const one of values[0]) {
              if (Array.isArray(one)) bridge.results.set(one[0], { ok: one[1], value: one[2], code: one[3] });
              else bridge.results.set(one.id, { ok: !one.failed, value: one.value, code: one.errorCode });
            }
          }
          results.push({ ActionId: action.Id, Value: null });
        }
        setTimeout(() => bridge.onMessageFromHost(JSON.stringify({
          id: message.id, type: message.type, flags: 0,
          message: { statusCode: 200, headers: {}, body: JSON.stringify({ Results: results, TraceIds: [] }) },
        })), 0);
        if (bridge.whenAll) bridge.whenAll();
      },
    };
    window._richApiNativeBridge = bridge;
    window.mkipExcel = (calls) => new Promise((resolve) => {
      bridge.results.clear();
      bridge.whenAll = () => {
        if (bridge.results.size < calls.length) return;
        bridge.whenAll = null;
        resolve(calls.map((_, place) => bridge.results.get(place + 1)));
      };
      bridge.onMessageFromHost(JSON.stringify({
        type: 3,
        message: { entries: calls.map(([name, args], place) =>
          [1, 1000, "", [place + 1, name, args, null, 4], place + 1]) },
      }));
    });
  });
  const limit = setTimeout(() => {
    process.stderr.write("no answer from the runtime: " + faults.join("; "));
    browser.close().finally(() => process.exit(1));
  }, 60000);
  await page.goto(given.address + "/taskpane.html", { waitUntil: "networkidle0" });

  const error = (text) => ({ type: "CustomFunctionError", code: text });
  const cell = (value) => (typeof value === "string" && /^#(NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A)$/.test(value)
    ? error(value) : value);
  const sent = (value, isRange) => {
    if (value === null) return null;
    if (!isRange) return cell(value);
    return (Array.isArray(value) ? value : [[value]]).map((row) => row.map(cell));
  };
  const calls = given.calls.map(({ call, args }) =>
    [call, given.ranges[call].map((isRange, place) => sent(place < args.length ? args[place] : null, isRange))]);

  const codes = { 1: "#N/A", 5: "#DIV/0!", 6: "#NUM!", 7: "#VALUE!", 8: "#NULL!" };
  const shown = ({ ok, value, code }) => {
    if (!ok) return { error: codes[code], message: value };
    if (value && value.type === "Error") return { error: value.basicValue, message: value.message };
    return value;
  };
  const answers = (await page.evaluate((calls) => window.mkipExcel(calls), calls)).map(shown);

  const rates = [];
  if (given.recalculate) {
    const same = Array.from({ length: given.recalculate }, (_, place) =>
      ["MKIP_SHARES", [100 + place, [[5], [3], [2]], null, null, null, null, null]]);
    for (let round = 0; round < 3; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      rates.push(await page.evaluate(async (calls) => {
        const before = performance.now();
        await window.mkipExcel(calls);
        return calls.length / (performance.now() - before) * 1000;
      }, same));
    }
  }
  const listed = await page.$$eval("details", (all) => all.length);
  await page.type("#words", "penny tie");
  const found = await page.$$eval("details:not([hidden]) .name", (all) => all.map((one) => one.textContent));
  await page.$eval("#words", (box) => { box.value = "recharge"; box.dispatchEvent(new Event("input")); });
  await page.$eval("details:not([hidden])", (one) => { one.open = true; });
  if (given.picture) await page.screenshot({ path: given.picture });
  clearTimeout(limit);
  process.stdout.write(JSON.stringify({ answers, rates, listed, found, faults }));
} finally {
  await browser.close();
}
