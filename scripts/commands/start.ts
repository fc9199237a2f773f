import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "./command";

type Starter = { startProduct(options: { mayMake: boolean; isDemo: boolean }): Promise<void> };

/** Starts the server in this process, which then ends with it. */
export const start: Command = {
  name: "start",
  takes: [],
  options: { demo: { type: "boolean", shown: "--demo", means: "with demo data, added once" } },
  goesOn: true,
  summary: "start the server of the build that is there",
  details: ["As npm start does, which installs and builds before where that is missing."],
  async run({ options }) {
    // As it lies there: it finds its own folder by where it is, which it would not in a bundle.
    const file = pathToFileURL(resolve("scripts", "start-product.mjs")).href;
    const { startProduct } = (await import(file)) as Starter;
    await startProduct({ mayMake: false, isDemo: options.demo === true });
    return new Promise(() => undefined);
  },
};
