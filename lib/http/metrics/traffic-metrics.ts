import "server-only";
import { Histogram, type Registry } from "prom-client";
import { tellCounter } from "./told-metric";
import { answerClasses, durationBounds, type EndpointTraffic, type Traffic } from "./traffic";

const durationName = "latchkey_http_request_duration_seconds";
const durationHelp = "Seconds from a request's headers to the end of its answer, by endpoint or page.";

/** What the traffic's counters tell. */
export function tellTraffic(registry: Registry, traffic: Traffic): void {
  tellCounter({
    registry,
    name: "latchkey_http_requests_total",
    help: "Answered requests by endpoint or page, and by class of answer.",
    labels: ["endpoint", "class"],
    *read() {
      for (const { name, answers } of traffic.endpoints()) {
        for (const [place, answerClass] of answerClasses.entries()) {
          const count = answers[place] ?? 0;
          if (count > 0) yield [{ endpoint: name, class: answerClass }, count];
        }
      }
    },
  });
  new TrafficHistogram(registry, traffic);
  tellCounter({
    registry,
    name: "latchkey_gate_decisions_total",
    help: "What the gate decided, by product: admitted, or why not.",
    labels: ["product", "outcome"],
    *read() {
      for (const { product, verdict, count } of traffic.verdicts()) yield [{ product, outcome: verdict }, count];
    },
  });
}

/** A histogram whose observations are counted in the traffic's arrays: the library's own costs more than a request's check. */
class TrafficHistogram extends Histogram<"endpoint"> {
  readonly #traffic: Traffic;

  constructor(registry: Registry, traffic: Traffic) {
    super({ name: durationName, help: durationHelp, labelNames: ["endpoint"], registers: [registry] });
    this.#traffic = traffic;
  }

  /** What the library reads a histogram's values from, for each of its formats, though its types do not say so. */
  async getForPromString() {
    const values = [...this.#traffic.endpoints()].flatMap(histogramOf);
    return { name: durationName, help: durationHelp, type: "histogram", aggregator: "sum", values };
  }
}

/** Labels that all values of an endpoint share are given apart, as the library does. */
function histogramOf({ name: endpoint, durations, seconds }: EndpointTraffic) {
  const sharedLabels = { endpoint };
  let count = 0;
  const buckets = [...durationBounds, "+Inf"].map((le, place) => {
    count += durations[place] ?? 0;
    return { metricName: `${durationName}_bucket`, labels: { le }, sharedLabels, value: count };
  });
  return [
    ...buckets,
    { metricName: `${durationName}_sum`, labels: {}, sharedLabels, value: seconds },
    { metricName: `${durationName}_count`, labels: {}, sharedLabels, value: count },
  ];
}
