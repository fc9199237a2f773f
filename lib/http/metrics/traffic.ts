import "server-only";
import type { ProductId } from "@/lib/access/catalogue";
import { type AnsweredRequest, endpointNameOf, type OnAnswered } from "@/lib/http/answered-request";
import type { Contract } from "@/lib/http/contract";
import type { Verdict } from "@/lib/http/seen-request";

/** Upper bounds of the durations that are told apart, in seconds. */
export const durationBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5] as const;

/** How answers are told apart: by the first digit of their status, and those that their client did not wait for. */
export const answerClasses = ["1xx", "2xx", "3xx", "4xx", "5xx", "hung_up"] as const;

/** What was counted of one endpoint or page since the start. */
export type EndpointTraffic = {
  name: string;
  /** By `answerClasses`. */
  answers: Float64Array;
  /** By `durationBounds`, each without those below it; the last is for all that took longer. */
  durations: Float64Array;
  seconds: number;
};

/** Counts of all requests of a process. */
export type Traffic = {
  count: OnAnswered;
  endpoints(): Iterable<EndpointTraffic>;
  verdicts(): Iterable<{ product: ProductId; verdict: Verdict; count: number }>;
};

/**
 * Counts requests in arrays: a request costs a look-up and a few additions. As many are kept as there are endpoints and
 * pages, since a client chooses no name.
 */
export function createTraffic(): Traffic {
  const byContract = new Map<Contract, EndpointTraffic>();
  const byName = new Map<string, EndpointTraffic>();
  const byProduct = new Map<ProductId, Map<Verdict, number>>();

  function trafficOf(answered: AnsweredRequest): EndpointTraffic {
    const contract = answered.seen.gate?.contract;
    const known = contract && byContract.get(contract);
    if (known) return known;
    const name = endpointNameOf(answered);
    const traffic = byName.get(name) ?? {
      name,
      answers: new Float64Array(answerClasses.length),
      durations: new Float64Array(durationBounds.length + 1),
      seconds: 0,
    };
    byName.set(name, traffic);
    if (contract) byContract.set(contract, traffic);
    return traffic;
  }

  return {
    count(answered) {
      const traffic = trafficOf(answered);
      const seconds = answered.ms / 1_000;
      const answerClass = answered.isWhole ? Math.trunc(answered.status / 100) - 1 : answerClasses.length - 1;
      traffic.answers[answerClass] = (traffic.answers[answerClass] ?? 0) + 1;
      let bucket = 0;
      while (seconds > (durationBounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
      traffic.durations[bucket] = (traffic.durations[bucket] ?? 0) + 1;
      traffic.seconds += seconds;
      const { gate } = answered.seen;
      if (!gate) return;
      const verdicts = byProduct.get(gate.product) ?? new Map<Verdict, number>();
      if (verdicts.size === 0) byProduct.set(gate.product, verdicts);
      verdicts.set(gate.verdict, (verdicts.get(gate.verdict) ?? 0) + 1);
    },
    endpoints: () => byName.values(),
    *verdicts() {
      for (const [product, verdicts] of byProduct) {
        for (const [verdict, count] of verdicts) yield { product, verdict, count };
      }
    },
  };
}
