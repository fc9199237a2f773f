import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { serve } from "./peers/serve.mjs";

const { serveOurCheck } = await loadTypeScript("bench/our-check-server.ts");
serve(await serveOurCheck(process.env), []);
