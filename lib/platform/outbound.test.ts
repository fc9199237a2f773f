import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startWebhookSink, type WebhookSink } from "@/lib/testing/webhook-sink";
import { callOutbound, OutboundError, type OutboundOptions, parseTarget } from "./outbound";

const loopback = ["127.0.0.0/8"];

async function failureOf(promise: Promise<unknown>): Promise<OutboundError> {
  const error = await promise.then(() => null).catch((thrown: unknown) => thrown);
  if (!(error instanceof OutboundError)) throw new Error("expected an OutboundError");
  return error;
}

/** A resolver that answers with these addresses. */
const answering = (...addresses: string[]): OutboundOptions["lookup"] => {
  return async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};

const notPublic = [
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.0.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "64:ff9b::127.0.0.1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "2002:808:808::",
  "3fff::1",
  "4000::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "fec0::1",
  "ff02::1",
];

const oddSpellings = [
  "https://127.0.0.1/",
  "https://127.1/",
  "https://127.0.0.1./",
  "https://0x7f.1/",
  "https://0x7f000001/",
  "https://2130706433/",
  "https://0177.0.0.1/",
  "https://017700000001/",
  "https://①②⑦.0.0.①/",
  "https://127。0。0。1/",
  "https://%31%32%37.0.0.1/",
  "https://0/",
  "https://[::]/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[0:0:0:0:0:ffff:7f00:0001]/",
  "https://[::127.0.0.1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[fe80::1]/",
  "https://169.254.169.254/latest/meta-data/",
  "https://0xa9fea9fe/",
  "https://10.1.2.3:8443/",
  "https://localhost/",
  "https://LOCALHOST/",
  "https://localhost./",
  "https://intranet/",
];

describe("targets that are never called", () => {
  it.each(oddSpellings)("%s is refused before anything is sent", (url) => {
    expect(() => parseTarget(url, [])).toThrow(OutboundError);
  });

  it.each([
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "gopher://example.com/",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://:secret@example.com/",
    "//example.com",
    "example.com",
    "",
    "https://",
    "https://example.com:99999/",
    "https://[fe80::1%25eth0]/",
  ])("%s is refused for what it says", (url) => {
    expect(() => parseTarget(url, [])).toThrow(OutboundError);
  });

  it.each(notPublic)("a name that resolves to %s is refused", async (address) => {
    const call = callOutbound(
      { method: "GET", url: "https://example.com/" },
      { allow: [], lookup: answering(address) },
    );
    expect((await failureOf(call)).reason).toBe("refused");
  });

  it("a name with a private address beside public ones is refused", async () => {
    const lookup = answering("93.184.215.14", "2606:4700::1111", "10.0.0.1");
    const call = callOutbound({ method: "GET", url: "https://example.com/" }, { allow: [], lookup });
    expect((await failureOf(call)).reason).toBe("refused");
  });

  it("plain http is refused where the name leads out of the allowed ranges", async () => {
    const call = callOutbound(
      { method: "GET", url: "http://example.com/" },
      { allow: loopback, lookup: answering("93.184.215.14") },
    );
    expect((await failureOf(call)).message).toBe("must begin with https://");
  });

  it("what is allowed does not open what lies beside it", () => {
    expect(() => parseTarget("https://127.0.0.2/", ["127.0.0.1"])).toThrow(OutboundError);
    expect(() => parseTarget("https://10.0.0.1/", loopback)).toThrow(OutboundError);
    expect(parseTarget("http://[::ffff:127.0.0.1]:8080/", loopback).port).toBe("8080");
  });

  it.each([
    "https://example.com/hook?x=1",
    "https://example.com:8443/",
    "https://93.184.215.14/",
    "https://[2606:4700::1]/",
  ])("%s may be called", (url) => {
    expect(parseTarget(url, []).href).toBe(url);
  });
});

describe("calls", () => {
  let sink: WebhookSink;
  beforeEach(async () => {
    sink = await startWebhookSink();
  });
  afterEach(() => sink.close());

  const call = (options: Partial<OutboundOptions> = {}, url = sink.url) =>
    callOutbound(
      { method: "POST", url, body: '{"a":"ü"}', headers: { "x-test": "1" } },
      { allow: loopback, ...options },
    );

  it("sends method, headers and body, and reads status, headers and body", async () => {
    sink.answer({ status: 201, headers: { "x-answer": "yes" }, body: "made" });
    expect(await call()).toMatchObject({ status: 201, headers: { "x-answer": "yes" }, body: "made", truncated: false });
    expect(sink.received).toMatchObject([
      { method: "POST", path: "/hook", body: '{"a":"ü"}', headers: { "x-test": "1" } },
    ]);
  });

  it("connects to the address that was judged, without asking again", async () => {
    let asked = 0;
    const lookup = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "127.0.0.1" : "127.0.0.9", family: 4 }];
    };
    const url = sink.url.replace("127.0.0.1", "rebinding.test");
    expect((await call({ lookup }, url)).status).toBe(200);
    expect(asked).toBe(1);
    expect(sink.received[0]?.headers.host).toBe(new URL(url).host);
  });

  it("does not follow a redirect", async () => {
    sink.answer({ status: 302, headers: { location: sink.url } });
    expect(await call()).toMatchObject({ status: 302, headers: { location: sink.url } });
    expect(sink.received).toHaveLength(1);
  });

  it("gives up on a receiver that hangs", async () => {
    sink.answer("hang");
    expect((await failureOf(call({ deadlineMs: 100 }))).reason).toBe("timeout");
  });

  it("ends at once when the receiver switches protocols", async () => {
    sink.answer("upgrade");
    const error = await failureOf(callOutbound({ method: "POST", url: sink.url, body: "x" }, { allow: loopback }));
    expect([error.reason, error.message]).toEqual([
      "unreachable",
      "The connection was broken off before an answer came",
    ]);
  });

  it("gives up on a name server that hangs", async () => {
    const url = sink.url.replace("127.0.0.1", "slow.test");
    expect((await failureOf(call({ deadlineMs: 100, lookup: () => new Promise(() => undefined) }, url))).reason).toBe(
      "timeout",
    );
  });

  it("keeps the status of an answer that never ends, and a bounded part of its body", async () => {
    sink.answer("endless");
    const endless = await call({ maxBytes: 1_000 });
    expect([endless.status, endless.body.length, endless.truncated]).toEqual([200, 1_000, true]);
    sink.answer("drip");
    const drip = await call({ deadlineMs: 100 });
    expect([drip.status, drip.truncated]).toEqual([200, true]);
  });

  it("says in words that a connection was broken off or refused", async () => {
    sink.answer("break-off");
    expect((await failureOf(call())).message).toBe("The connection was broken off before an answer came");
    const { url } = sink;
    await sink.close();
    expect((await failureOf(call({}, url))).message).toBe("The connection was refused");
    sink = await startWebhookSink();
  });

  it("speaks TLS to https, and tells when the other side does not", async () => {
    const failure = await failureOf(call({}, sink.url.replace("http:", "https:")));
    expect(failure.message).toBe("The host did not speak TLS as it should");
    expect(sink.received).toEqual([]);
  });

  it("uses no proxy of the environment", async () => {
    process.env.HTTP_PROXY = process.env.http_proxy = "http://127.0.0.1:9";
    try {
      expect((await call()).status).toBe(200);
    } finally {
      delete process.env.HTTP_PROXY;
      delete process.env.http_proxy;
    }
  });

  it("opens a connection for each call", async () => {
    await call();
    await call();
    expect(sink.received.map(({ headers }) => headers.connection)).toEqual(["close", "close"]);
  });
});
