import type { BuildOptions } from "esbuild";

export const bundleOptions: BuildOptions;

export function loadTypeScript(entry: string): Promise<unknown>;
