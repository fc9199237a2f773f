import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A mail as the server got it. */
export type ReceivedMail = { from: string; to: string[]; data: string };

/** How the server behaves: as servers do, or with this answer to a command; `hang` answers nothing more. */
export type SmtpBehaviour = Partial<Record<"MAIL" | "RCPT" | "DATA" | "AUTH" | "END", string>> & {
  hang?: boolean;
  /** Required by AUTH PLAIN where given. */
  credentials?: { user: string; password: string };
};

/** The text of a mail without its headers, decoded (RFC 2045). */
export function textOf({ data }: ReceivedMail): string {
  const [, head = "", body = ""] = /^([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(data) ?? [];
  const coding = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1]?.toLowerCase();
  if (coding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (coding !== "quoted-printable") return body;
  const whole = body.replaceAll(/=\r\n/g, "").replaceAll("%", "%25");
  return decodeURIComponent(whole.replaceAll(/=(?=[0-9A-F]{2})/gi, "%"));
}

/** A mail server on this machine that speaks as much of SMTP (RFC 5321, AUTH PLAIN) as clients need; port 0 is one that is free. */
export async function startSmtpStandIn(wantedPort = 0) {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const state: { behaviour: SmtpBehaviour; connections: number } = { behaviour: {}, connections: 0 };
  const server = createServer((socket) => {
    state.connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    converse(socket, state, mails);
  });
  server.listen(wantedPort, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    state,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function converse(socket: Socket, state: { behaviour: SmtpBehaviour }, mails: ReceivedMail[]): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let mail: ReceivedMail = { from: "", to: [], data: "" };
  let inData = false;
  let signedIn = false;
  let pending = "";

  const commands: Record<string, (rest: string) => void> = {
    ehlo: () => say(`250-stand-in\r\n250-AUTH PLAIN\r\n250 8BITMIME`),
    auth: (rest) => {
      const { credentials, AUTH } = state.behaviour;
      const [, user, password] = Buffer.from(rest.split(" ")[1] ?? "", "base64")
        .toString("utf8")
        .split("\0");
      signedIn = !credentials || (user === credentials.user && password === credentials.password);
      say(AUTH ?? (signedIn ? "235 welcome" : "535 wrong user or password"));
    },
    mail: (rest) => {
      const wanted = state.behaviour.credentials && !signedIn ? "530 sign in first" : state.behaviour.MAIL;
      mail = { from: addressIn(rest), to: [], data: "" };
      say(wanted ?? "250 ok");
    },
    rcpt: (rest) => {
      const { RCPT } = state.behaviour;
      if (!RCPT) mail.to.push(addressIn(rest));
      say(RCPT ?? "250 ok");
    },
    data: () => {
      const { DATA } = state.behaviour;
      inData = !DATA;
      say(DATA ?? "354 go on");
    },
    rset: () => say("250 ok"),
    quit: () => socket.end("221 bye\r\n"),
  };

  const take = (line: string) => {
    if (state.behaviour.hang) return;
    if (!inData) {
      const [verb = "", ...rest] = line.split(" ");
      const command = commands[verb.toLowerCase()];
      return command ? command(rest.join(" ")) : void say("502 no such command");
    }
    if (line !== ".") {
      mail.data += `${line.startsWith(".") ? line.slice(1) : line}\r\n`;
      return;
    }
    inData = false;
    const { END } = state.behaviour;
    if (!END) mails.push(mail);
    say(END ?? "250 taken");
  };

  if (!state.behaviour.hang) say("220 stand-in ESMTP");
  socket.on("data", (chunk) => {
    pending += chunk.toString("utf8");
    for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      take(line);
    }
  });
}

function addressIn(text: string): string {
  return /<([^>]*)>/.exec(text)?.[1] ?? "";
}
