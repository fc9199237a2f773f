import { type AddressInfo, createConnection, createServer, type NetConnectOpts, type Socket } from "node:net";
import { join } from "node:path";

const cancelRequestCode = 80_877_102;

/**
 * What clients see of a pooler such as PgBouncer: process numbers and keys of its own drawing, and requests to cancel that it
 * passes on. Each client keeps its server connection here.
 */
export async function startPoolerStandIn(connectionString: string) {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  const drawn = new Map<number, Buffer>();
  let next = 1_000_000;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    keep(client).once("data", (first: Buffer) => {
      const upstream = keep(createConnection(addressOf(target)));
      client.on("close", () => upstream.destroy());
      upstream.on("close", () => client.destroy());
      if (first.readInt32BE(4) === cancelRequestCode) {
        drawn.get(first.readInt32BE(8))?.copy(first, 8);
        upstream.write(first);
        return;
      }
      upstream.write(first);
      client.pipe(upstream);
      let isStarted = false;
      upstream.on("data", (chunk: Buffer) => {
        // BackendKeyData: `K`, a length of 12, the process and its key.
        const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
        if (at >= 0 && !isStarted) {
          isStarted = true;
          next += 1;
          drawn.set(next, Buffer.from(chunk.subarray(at + 5, at + 13)));
          chunk.writeInt32BE(next, at + 5);
        }
        client.write(chunk);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = new URL(connectionString);
  through.search = "";
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    connectionString: through.toString(),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function addressOf({ hostname, port, searchParams }: URL): NetConnectOpts {
  const folder = searchParams.get("host");
  return folder ? { path: join(folder, ".s.PGSQL.5432") } : { host: hostname, port: Number(port || 5432) };
}
