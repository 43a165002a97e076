// Requests against a server, one after another or many at once: rates in requests a second. Standard input:
// {runs: [{name, url, headers, body, seconds, concurrent}]}, taken in turn.
import fs from "node:fs";
import http from "node:http";

const given = JSON.parse(fs.readFileSync(0, "utf-8"));

function ask(agent, run) {
  return new Promise((resolve, reject) => {
    const request = http.request(run.url, { method: "POST", agent, headers: run.headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => (answer.statusCode === 200 ? resolve(parts.length)
        : reject(new Error(`${run.name}: ${answer.statusCode} ${Buffer.concat(parts)}`))));
    });
    request.on("error", reject);
    request.end(run.body);
  });
}

const rates = [];
for (const run of given.runs) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: run.concurrent });
  let done = 0;
  const start = performance.now();
  const end = start + run.seconds * 1000;
  const worker = async () => {
    while (performance.now() < end) {
      await ask(agent, run);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: run.concurrent }, worker));
  rates.push({ name: run.name, rate: done / (performance.now() - start) * 1000 });
  agent.destroy();
}
process.stdout.write(JSON.stringify(rates));
