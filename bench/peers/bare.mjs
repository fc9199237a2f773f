/** No check at all: what the HTTP server itself costs. */
import { createServer } from "node:http";
import { serve } from "./serve.mjs";

serve(
  createServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"ok":true}');
  }),
  [],
);
