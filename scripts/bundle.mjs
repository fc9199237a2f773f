/** A process of its own, so that esbuild's service ends with it and sees no more of the environment than this one. */
import { build } from "esbuild";

await build(JSON.parse(process.env.BUNDLE_OPTIONS));
