import { join } from "node:path";
import { call, pause } from "../clients.mjs";
import { openDeployment } from "../deployment.mjs";
import { runWithoutLimit } from "../measure.mjs";
import { openDisk } from "../small-disk.mjs";

const faults = {
  "PostgreSQL killed and back": async ({ postgres }) => {
    process.kill(await postgres.postmaster(), "SIGQUIT");
    await pause(3_000);
  },
  "PostgreSQL paused for four seconds": async ({ postgres }) => {
    const family = await familyOf(postgres);
    for (const pid of family) signalIfAlive(pid, "SIGSTOP");
    await pause(4_000);
    for (const pid of family) signalIfAlive(pid, "SIGCONT");
  },
  "all connections terminated ten times": async ({ postgres }) => {
    for (let n = 0; n < 10; n++) {
      await terminateAll(postgres);
      await pause(150);
    }
  },
  "no room on its disk for four seconds": async ({ at, smallDisk }) => {
    await smallDisk.fill();
    await untilDatabase(at.port, "reduced: its disk is full; what is counted waits in the journal");
    await pause(4_000);
    await smallDisk.clear();
    await untilDatabase(at.port, "ok");
  },
  "read-only for four seconds": async ({ postgres }) => {
    await postgres.pool.query("ALTER DATABASE latchkey SET default_transaction_read_only = on");
    await terminateAll(postgres);
    await pause(4_000);
    await postgres.pool.query(
      "SET default_transaction_read_only = off; ALTER DATABASE latchkey RESET default_transaction_read_only",
    );
    await terminateAll(postgres);
  },
};

/** Moves all rows to a disk of their own; the log of writes stays where it is, without which PostgreSQL ends. */
async function moveRows({ url }, folder) {
  const { default: pg } = await import("pg");
  const administrator = new pg.Client({
    connectionString: Object.assign(new URL(url), { username: "postgres" }).toString(),
  });
  await administrator.connect();
  await administrator.query(`CREATE TABLESPACE small LOCATION '${folder}'`);
  await administrator.query("ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE small");
  await administrator.end();
}

async function untilDatabase(port, said) {
  for (let tries = 0; ; tries++) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    const { parts } = await response.json();
    if (response.status === 200 && parts.database === said) return;
    if (tries === 100) throw new Error(`/readyz says ${response.status} ${JSON.stringify(parts)}, not ${said}`);
    await pause(200);
  }
}

async function terminateAll({ pool }) {
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND datname = current_database() AND application_name <> 'latchkey seat'`,
  );
}

async function familyOf({ pool, postmaster }) {
  const { rows } = await pool.query(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
  );
  return [await postmaster(), ...rows.map(({ pid }) => pid)];
}

function signalIfAlive(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** What happens to PostgreSQL under load: every answer that a client received is stored in the end. */
export const postgresFaults = {
  title: "faults of PostgreSQL under load",
  async *run({ room }) {
    for (const count of [1, 2]) {
      const deployment = await openDeployment({ room, count });
      const folder = join(room, `small-disk-${count}`);
      const smallDisk = await openDisk(folder, 64);
      try {
        await moveRows(deployment.postgres, folder);
        for (const [name, disturb] of Object.entries(faults)) {
          yield {
            test: name,
            ...(await runWithoutLimit(deployment, {
              clients: 16,
              disturb: () => disturb({ ...deployment, smallDisk }),
              seconds: 4,
            })),
          };
          await ready(deployment);
        }
      } finally {
        await deployment.stop();
        await smallDisk.close();
      }
    }
  },
};

/** The next test begins once the API works again. */
async function ready({ at }) {
  for (let tries = 0; ; tries++) {
    try {
      return await call(at.port, "GET", "/api/user/me", { token: at.admin.token });
    } catch (error) {
      if (tries === 100) throw error;
      await pause(200);
    }
  }
}
