import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../scripts/free-port.mjs";
import { openClients, pause } from "../clients.mjs";
import { openDeployment } from "../deployment.mjs";
import { differenceOf, readSettled } from "../stored.mjs";
import { askAbout, makeTenant, wide } from "../tenants.mjs";

/** A rolling restart behind a real nginx at full load: no request fails, none of those either that nginx may not send again. */
export const rollingRestart = {
  title: "rolling restart of two processes behind nginx",
  async *run({ room, rounds = 10 }) {
    const deployment = await openDeployment({ room, count: 2 });
    const nginx = await startBalancer(room, deployment.processes);
    try {
      const tenant = await makeTenant(deployment.at, { limits: wide });
      const load = openClients({
        ports: () => [nginx.port],
        connections: 32,
        methods: ["GET", "POST"],
        ...askAbout(tenant.keys[0].secret),
      });
      await pause(1_000);
      for (let n = 0; n < rounds; n++) {
        for (const one of deployment.processes) {
          await one.end("SIGTERM");
          await one.again();
          await pause(500);
        }
      }
      const counts = await load.stop();
      const stored = await readSettled(deployment.postgres.pool, tenant.organizationId);
      const failed = counts.answers - (counts.statuses["200"] ?? 0) + counts.lost + counts.refused;
      yield {
        test: `${rounds} times each, GET and POST`,
        clients: 32,
        processes: 2,
        answers: counts.answers,
        allowed: counts.statuses["200"] ?? 0,
        stored: stored.answers,
        difference: failed + differenceOf(stored.answers, counts.answers, counts.lost),
        note: `${failed} failed ${JSON.stringify(counts.statuses)}, ${JSON.stringify(counts.errors)} ${failed > 0 ? await nginx.complaints() : ""}`,
      };
    } finally {
      await nginx.stop();
      await deployment.stop();
    }
  },
};

/** Clients that keep their connections open, without a proxy: none is reset by a process that stops. */
export const quietStop = {
  title: "SIGTERM under keep-alive clients",
  async *run({ room, rounds = 5 }) {
    const deployment = await openDeployment({ room, count: 1 });
    try {
      const [only] = deployment.processes;
      const tenant = await makeTenant(deployment.at, { limits: wide });
      let resets = 0;
      let answers = 0;
      let slowestMs = 0;
      const errors = [];
      for (let n = 0; n < rounds; n++) {
        const about = askAbout(tenant.keys[0].secret);
        const load = openClients({ ports: deployment.ports, connections: 24, pauseMs: 3, ...about });
        await pause(1_000);
        const { ms } = await only.end("SIGTERM");
        slowestMs = Math.max(slowestMs, ms);
        const counts = await load.stop();
        resets += counts.lost;
        answers += counts.answers;
        if (counts.lost > 0) errors.push(JSON.stringify(counts.errors));
        await only.again();
      }
      yield {
        test: `${rounds} times, 24 clients`,
        clients: 24,
        processes: 1,
        answers,
        allowed: answers,
        stored: answers,
        difference: resets,
        note: `${resets} connections broke off without an answer; slowest stop ${Math.round(slowestMs)} ms ${errors.join(" ")}`,
      };
    } finally {
      await deployment.stop();
    }
  },
};

/** Without Redis a second process on the same database does not start, and says what to set; a killed one frees its place. */
export const secondProcess = {
  title: "a second process without Redis",
  async *run({ room }) {
    const deployment = await openDeployment({ room, count: 1 });
    try {
      const { refused, output } = await deployment.startRefused({});
      const says = output.includes("REDIS_URL");
      yield {
        test: "is refused and says what to set",
        clients: 0,
        processes: 2,
        answers: 0,
        allowed: 0,
        stored: 0,
        difference: refused && says ? 0 : 1,
        note: output.trim().split("\n").at(-1) ?? "",
      };
      const [only] = deployment.processes;
      await only.end("SIGKILL");
      const startedMs = performance.now();
      await only.again();
      const seconds = (performance.now() - startedMs) / 1000;
      yield {
        test: "after kill -9 the next one takes its place",
        clients: 0,
        processes: 1,
        answers: 0,
        allowed: 0,
        stored: 0,
        difference: seconds < 20 ? 0 : 1,
        note: `ready after ${seconds.toFixed(1)} s, the start included`,
      };
    } finally {
      await deployment.stop();
    }
  },
};

async function startBalancer(room, processes) {
  const port = await freePort();
  const dir = join(room, `nginx-${port}`);
  await mkdir(dir, { recursive: true });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${dir};`);
  const servers = processes.map((one) => `server 127.0.0.1:${one.port} max_fails=0;`).join(" ");
  await writeFile(
    join(dir, "nginx.conf"),
    `daemon off; master_process off; pid ${dir}/nginx.pid; error_log ${dir}/error.log error;
events { worker_connections 512; }
http {
  access_log off; ${temporary.join(" ")}
  upstream latchkey { ${servers} keepalive 64; }
  server {
    listen 127.0.0.1:${port}; keepalive_requests 1000000;
    location / {
      proxy_pass http://latchkey; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_next_upstream error timeout; proxy_set_header Host localhost; proxy_set_header X-Forwarded-For $remote_addr;
    }
  }
}
`,
  );
  const child = spawn("/usr/sbin/nginx", ["-c", join(dir, "nginx.conf"), "-e", "/dev/null"], { stdio: "ignore" });
  await pause(300);
  return {
    port,
    /** Its errors without what differs from one to the next, and how often each came; a refused connection is sent on and is none. */
    async complaints() {
      const lines = (await readFile(join(dir, "error.log"), "utf8"))
        .split("\n")
        .filter((line) => !line.includes("(111:"));
      const told = lines.map((line) => /\*\d+ (.*?), client/.exec(line)?.[1]).filter(Boolean);
      return JSON.stringify(
        Object.fromEntries([...new Set(told)].map((one) => [one, told.filter((other) => other === one).length])),
      );
    },
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
