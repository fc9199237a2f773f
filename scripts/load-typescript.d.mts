import type { BuildOptions } from "esbuild";

export const bundleOptions: BuildOptions;

export function bundle(options: BuildOptions): Promise<void>;

export function loadTypeScript(entry: string): Promise<unknown>;
