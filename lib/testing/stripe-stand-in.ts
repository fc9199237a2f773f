import { json, type StandInAnswer, serveStandIn } from "./stand-in-server";

/** A meter event as Stripe keeps it. */
export type StripeMeterEvent = {
  event_name: string;
  identifier: string;
  customer: string;
  value: string;
  timestamp: number;
};

/** Stripe's `POST /v1/billing/meter_events` on a loopback port, for one secret key, some customers and meters. */
export type StripeStandIn = {
  url: string;
  /** What it took, in order. */
  events: StripeMeterEvent[];
  /** Loses the answers of the next requests that it fulfils. */
  loseAnswers(count: number): void;
  close(): Promise<void>;
};

type Known = { secretKey: string; customers: readonly string[]; meters: readonly string[]; now: () => number };

/** Starts it. As Stripe, it answers a repeated `Idempotency-Key` as it did at first, and refuses a repeated `identifier`. */
export async function startStripe({ secretKey, customers, meters, now }: Known): Promise<StripeStandIn> {
  const events: StripeMeterEvent[] = [];
  const answers = new Map<string, StandInAnswer>();
  let losing = 0;
  const refuse = (status: number, message: string): StandInAnswer =>
    json({ error: { type: "invalid_request_error", message } }, status);
  const take = (form: URLSearchParams): StandInAnswer => {
    const event = {
      event_name: form.get("event_name") ?? "",
      identifier: form.get("identifier") ?? "",
      customer: form.get("payload[stripe_customer_id]") ?? "",
      value: form.get("payload[value]") ?? "",
      timestamp: Number(form.get("timestamp")),
    };
    if (!meters.includes(event.event_name))
      return refuse(400, `No active meter found for event name ${event.event_name}`);
    if (!customers.includes(event.customer)) return refuse(400, `No such customer: ${event.customer}`);
    if (!/^-?\d+$/.test(event.value)) return refuse(400, "The payload's value must be a whole number");
    const age = now() / 1_000 - event.timestamp;
    if (!(age <= 35 * 86_400 && age >= -300)) return refuse(400, "The timestamp is out of range");
    if (event.identifier.length > 100) return refuse(400, "The identifier is too long");
    if (events.some(({ identifier }) => identifier === event.identifier)) {
      return refuse(400, `An event already exists with identifier ${event.identifier}.`);
    }
    events.push(event);
    return json({ object: "billing.meter_event", livemode: false, ...event });
  };
  const server = await serveStandIn(0, {
    "POST /v1/billing/meter_events": ({ headers, form }) => {
      if (headers.authorization !== `Bearer ${secretKey}`) return refuse(401, "Invalid API Key provided");
      if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return refuse(400, "Send a form");
      const key = String(headers["idempotency-key"] ?? "");
      const answer = answers.get(key) ?? take(form);
      if (key) answers.set(key, answer);
      if (losing === 0) return answer;
      losing -= 1;
      return { status: 502, body: "the answer was lost" };
    },
  });
  return {
    url: server.url,
    events,
    loseAnswers(count) {
      losing = count;
    },
    close: server.close,
  };
}
