import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A span or metric as a collector reads it; attributes are those of its resource, and its own. */
export type CollectedSpan = {
  name: string;
  traceId: string;
  parentSpanId: string;
  kind: number;
  attributes: Record<string, string | number | boolean>;
  resource: Record<string, string | number | boolean>;
  statusCode: number;
};
export type CollectedMetric = {
  name: string;
  kind: "gauge" | "sum" | "histogram";
  points: { attributes: Record<string, string | number | boolean>; value: number }[];
  resource: Record<string, string | number | boolean>;
};

/** A stand-in for an OpenTelemetry collector: OTLP 1.0 over HTTP with protobuf, at `/v1/metrics` and `/v1/traces`. */
export type OtlpCollector = {
  url: string;
  spans: CollectedSpan[];
  metrics: CollectedMetric[];
  /** The headers of each export. */
  headers: Record<string, string | string[] | undefined>[];
  close(): Promise<void>;
};

/** Serves on the loopback address; anything that is no export is answered 4xx, as a collector does. */
export async function startOtlpCollector(): Promise<OtlpCollector> {
  const spans: CollectedSpan[] = [];
  const metrics: CollectedMetric[] = [];
  const headers: OtlpCollector["headers"] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const read = {
      "/v1/traces": () => spans.push(...spansIn(body)),
      "/v1/metrics": () => metrics.push(...metricsIn(body)),
    };
    const take = request.method === "POST" ? read[request.url as keyof typeof read] : undefined;
    if (!take || request.headers["content-type"] !== "application/x-protobuf") {
      response.writeHead(take ? 415 : 404).end();
      return;
    }
    headers.push(request.headers);
    take();
    // An empty message: everything was taken.
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    headers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The fields of a protobuf message by their numbers: varints and fixed numbers, and bytes. */
type Message = Map<number, (bigint | Buffer)[]>;

function readMessage(bytes: Buffer): Message {
  const message: Message = new Map();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    const value = wire === 0 ? varint() : wire === 2 ? take(Number(varint())) : take(wire === 1 ? 8 : 4);
    const field = tag >> 3;
    message.set(field, [...(message.get(field) ?? []), value]);
  }
  return message;
}

const bytesOf = (message: Message, field: number) =>
  (message.get(field) ?? []).filter((value): value is Buffer => Buffer.isBuffer(value));
const messagesOf = (message: Message, field: number) => bytesOf(message, field).map(readMessage);
const textOf = (message: Message, field: number) => bytesOf(message, field)[0]?.toString("utf8") ?? "";
const numberOf = (message: Message, field: number) => Number(message.get(field)?.[0] ?? 0);

/** `KeyValue`s with an `AnyValue`: a text, a truth, a whole or another number. */
function attributesIn(message: Message, field: number): CollectedSpan["attributes"] {
  const entries = messagesOf(message, field).map((pair) => {
    const [value] = messagesOf(pair, 2);
    if (!value) return [textOf(pair, 1), ""] as const;
    if (value.has(1)) return [textOf(pair, 1), textOf(value, 1)] as const;
    if (value.has(2)) return [textOf(pair, 1), numberOf(value, 2) === 1] as const;
    if (value.has(3)) return [textOf(pair, 1), numberOf(value, 3)] as const;
    return [textOf(pair, 1), bytesOf(value, 4)[0]?.readDoubleLE() ?? 0] as const;
  });
  return Object.fromEntries(entries);
}

/** What lies in the scopes of each resource, with the resource's attributes. */
function inScopes(body: Buffer): { resource: CollectedSpan["resource"]; items: Message[] }[] {
  return messagesOf(readMessage(body), 1).map((ofResource) => ({
    resource: messagesOf(ofResource, 1).map((resource) => attributesIn(resource, 1))[0] ?? {},
    items: messagesOf(ofResource, 2).flatMap((scope) => messagesOf(scope, 2)),
  }));
}

function spansIn(body: Buffer): CollectedSpan[] {
  return inScopes(body).flatMap(({ resource, items }) =>
    items.map((span) => ({
      name: textOf(span, 5),
      traceId: bytesOf(span, 1)[0]?.toString("hex") ?? "",
      parentSpanId: bytesOf(span, 4)[0]?.toString("hex") ?? "",
      kind: numberOf(span, 6),
      attributes: attributesIn(span, 9),
      resource,
      statusCode: messagesOf(span, 15).map((status) => numberOf(status, 3))[0] ?? 0,
    })),
  );
}

function metricsIn(body: Buffer): CollectedMetric[] {
  return inScopes(body).flatMap(({ resource, items }) =>
    items.map((metric) => {
      const kind = metric.has(5) ? "gauge" : metric.has(7) ? "sum" : "histogram";
      const field = { gauge: 5, sum: 7, histogram: 9 }[kind];
      const points = messagesOf(metric, field).flatMap((data) => messagesOf(data, 1));
      return {
        name: textOf(metric, 1),
        kind,
        resource,
        points: points.map((point) =>
          kind === "histogram"
            ? { attributes: attributesIn(point, 9), value: Number(bytesOf(point, 4)[0]?.readBigUInt64LE() ?? 0n) }
            : { attributes: attributesIn(point, 7), value: bytesOf(point, 4)[0]?.readDoubleLE() ?? 0 },
        ),
      };
    }),
  );
}
