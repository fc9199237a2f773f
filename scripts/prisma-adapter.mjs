import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

/** The same server's other database. */
export function withDatabase(url, name) {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.toString();
}

/** Runs one statement on a connection of its own. */
export async function runAlone(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Types of PostgreSQL; the catalogue's one-letter columns are of type "char", which the adapter does not know. */
const oids = { char: 18, text: 25 };

/** @prisma/adapter-pg serves clients; two of its habits have to change for migrations. */
async function connect(url) {
  const pool = new pg.Pool({ connectionString: url });
  const query = pool.query.bind(pool);
  const letterColumns = new WeakMap();
  pool.query = async (...args) => {
    const result = await query(...args);
    const letters = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === oids.char ? [index] : []));
    for (const index of letters) result.fields[index].dataTypeID = oids.text;
    if (letters.length > 0) letterColumns.set(result.rows, letters);
    return result;
  };
  const adapter = await new PrismaPg(pool, {
    disposeExternalPool: true,
  }).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (statement) => {
    const result = await queryRaw(statement);
    for (const index of letterColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  // Its own would cut the script at every semicolon, also within strings and function bodies.
  adapter.executeScript = async (script) => void (await query(script));
  return adapter;
}

/** What the schema engine connects by: the database at `url`, and shadow databases beside it. */
export function adapterFactory(url) {
  const { provider, adapterName } = new PrismaPg(url);
  return {
    provider,
    adapterName,
    connect: () => connect(url),
    // Its own would be the main database once more, because a connection string outweighs its `database` option.
    async connectToShadowDb() {
      const name = `shadow_${randomUUID()}`;
      await runAlone(url, `CREATE DATABASE "${name}"`);
      const adapter = await connect(withDatabase(url, name));
      const disconnect = adapter.dispose.bind(adapter);
      adapter.dispose = async () => {
        await disconnect();
        await runAlone(url, `DROP DATABASE "${name}" WITH (FORCE)`);
      };
      return adapter;
    },
  };
}
