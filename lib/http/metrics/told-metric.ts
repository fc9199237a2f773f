import "server-only";
import { Counter, Gauge, type Registry } from "prom-client";

/** One value with its labels. */
export type Told<Label extends string> = readonly [labels: Readonly<Record<Label, string>>, value: number];

type Description<Label extends string> = {
  registry: Registry;
  name: string;
  help: string;
  labels: readonly Label[];
  /** Asked at each scrape. A value that cannot be had is left out rather than told as 0. */
  read: () => Iterable<Told<Label>> | Promise<Iterable<Told<Label>>>;
};

/** A number that goes up and down, read when it is asked for. */
export function tellGauge<Label extends string>({ registry, labels, read, ...named }: Description<Label>): void {
  new Gauge<Label>({
    ...named,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [of, value] of await read()) if (Number.isFinite(value)) this.set({ ...of }, value);
    },
  });
}

/** A number that only grows, and is kept elsewhere: it is read when it is asked for. */
export function tellCounter<Label extends string>({ registry, labels, read, ...named }: Description<Label>): void {
  new Counter<Label>({
    ...named,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [of, value] of await read()) this.inc({ ...of }, value);
    },
  });
}
