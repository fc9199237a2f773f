import { expect, test } from "./fixtures";
import { sendRaw } from "./raw-http";

const requests: Record<string, readonly string[]> = {
  "a page from memory": ["GET /pricing HTTP/1.1"],
  "a page that Next renders": ["GET /dashboard HTTP/1.1"],
  "a page that is not there": ["GET /there-is-no-such-page HTTP/1.1"],
  "a file of the build": ["GET /icon.svg HTTP/1.1"],
  "the API's description": ["GET /openapi.json HTTP/1.1"],
  "an endpoint": ["GET /v1/prompts HTTP/1.1"],
  "an unknown endpoint": ["GET /api/v1/none HTTP/1.1"],
  "a refused URL": ["GET /v1/%zz HTTP/1.1"],
  "a method that pages do not take": ["POST / HTTP/1.1", "Content-Length: 0"],
  "an expectation that cannot be met": ["POST /api/auth/login HTTP/1.1", "Expect: x", "Content-Length: 0"],
  "headers that are too large": ["GET /v1/prompts HTTP/1.1", `X-Filler: ${"a".repeat(40_000)}`],
  "what is not HTTP": ["GET /v1/prompts HTTP/1.1", "no colon"],
};

for (const [name, lines] of Object.entries(requests)) {
  test(`${name} is answered with an identifier of the request`, async ({ baseURL }) => {
    const { headers } = await sendRaw(baseURL ?? "", lines);
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
}
