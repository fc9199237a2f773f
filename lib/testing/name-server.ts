import { createSocket } from "node:dgram";
import { isIP } from "node:net";

/** A DNS server of our own on the loopback address (RFC 1035): answers with the addresses and texts that a test gives it, or not at all. */
export type NameServer = {
  /** As `Resolver.setServers` takes it. */
  address: string;
  /** The names it was asked for, in order, once for each family. */
  asked: string[];
  close(): Promise<void>;
};

const typeA = 1;
const typeAaaa = 28;
const typeTxt = 16;

/** `answer` gives a name's addresses, `texts` its TXT records: none is "no such name", null is silence. */
export async function startNameServer(
  answer: (name: string) => readonly string[] | null,
  texts: (name: string) => readonly string[] | null = () => [],
  port = 0,
): Promise<NameServer> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, from) => {
    const { name, end } = readName(query);
    asked.push(name);
    const type = query.readUInt16BE(end);
    const found = type === typeTxt ? texts(name) : answer(name);
    if (found === null) return;
    if (type === typeTxt) {
      socket.send(reply(query, end, type, found.map(textBytes), found.length === 0), from.port, from.address);
      return;
    }
    const addresses = found;
    const fitting = addresses.filter((address) => isIP(address) === (type === typeAaaa ? 6 : 4));
    const data = fitting.map((address) =>
      type === typeA ? Buffer.from(address.split(".").map(Number)) : ipv6Bytes(address),
    );
    socket.send(reply(query, end, type, data, addresses.length === 0), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(port, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), end: at + 1 };
}

function reply(query: Buffer, end: number, type: number, answers: readonly Buffer[], unknown: boolean): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  // A response with recursion; 3 is NXDOMAIN.
  header.writeUInt16BE(0x8180 | (unknown ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  const records = answers.map((data) => {
    const record = Buffer.alloc(12);
    // The name again, by its place in the question; class IN; for a minute.
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(60, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([header, query.subarray(12, end + 4), ...records]);
}

/** Character strings of at most 255 bytes each (RFC 1035 section 3.3). */
function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += 255) {
    const piece = bytes.subarray(at, at + 255);
    pieces.push(Buffer.from([piece.length]), piece);
  }
  return Buffer.concat(pieces);
}

function ipv6Bytes(address: string): Buffer {
  const [left = "", right = ""] = address.split("::");
  const groups = (text: string) => text.split(":").filter(Boolean);
  const middle = Array.from({ length: 8 - groups(left).length - groups(right).length }, () => "0");
  const all = address.includes("::") ? [...groups(left), ...middle, ...groups(right)] : groups(left);
  return Buffer.concat(all.map((group) => Buffer.from(group.padStart(4, "0"), "hex")));
}
